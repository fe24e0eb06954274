"""Which offers a policy lets in, and the reason for each that it does not. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from intel.market.comparable import word
from intel.rates import Meter
from intel.records import Limits
from intel.routing.policy import Rules, quantization_bits
from intel.routing.wishes import Names
from intel.views import ModelView, OfferView

DIRECT = "direct"
"""What a policy calls the way without a gateway."""


def refused(offer: OfferView, model: ModelView, rules: Rules, at: datetime) -> str:
    """'' when the policy lets the offer in, else why not, in a few words that may follow "its offers are"."""
    checks = (sold, _placed, served, _priced)
    return next((why for check in checks if (why := check(offer, model, rules, at))), "")


def gateway_of(offer: OfferView) -> str:
    """The gateway an offer is bought through; '' when it is bought from its provider."""
    return offer.key.via or (offer.provider.id if offer.provider.kind == "gateway" else "")


def fee_of(offer: OfferView, fees: Mapping[str, Decimal]) -> Decimal:
    """What its gateway adds; 0 without a gateway, and where the fee is unknown."""
    return fees.get(gateway_of(offer), Decimal(0))


def sold(offer: OfferView, _: ModelView, rules: Rules, at: datetime) -> str:
    """'' where it is for sale at a price that can be compared, and not about to end."""
    apart = word(offer, at.date())
    if apart == "gateway" and offer.provider.id in rules.gateways.allow:
        apart = (
            "" if offer.usd and offer.usd.amount(Meter.INPUT) and offer.usd.amount(Meter.OUTPUT) else "unknown price"
        )
    if apart:
        return "of no comparable price" if apart in _PRICELESS else f"{apart}"
    if rules.exclude_sunset_within_days and offer.sunset_on is not None:
        last = at.date() + timedelta(days=rules.exclude_sunset_within_days)
        if offer.sunset_on <= last:
            return f"withdrawn on {offer.sunset_on}"
    if rules.exclude_sunset_within_days and offer.status == "deprecated":
        return "deprecated"
    return ""


_PRICELESS = ("unknown price", "no exchange rate", "unknown kind", "partly free")


def _placed(offer: OfferView, _: ModelView, rules: Rules, __: datetime) -> str:
    if not rules.gateways.allows(gateway_of(offer) or DIRECT):
        return f"bought {f'through {gateway_of(offer)}' if gateway_of(offer) else 'direct'}"
    if not rules.providers.allows(offer.provider.id):
        return "at a provider that is not allowed"
    return "" if somewhere(offer, rules.regions) else "in a region that is not allowed"


def somewhere(offer: OfferView, regions: Names) -> bool:
    """By the offer's region, else by where its provider has its seat; "eu" takes in "eu-west-3"."""
    if regions == Names():
        return True
    place = offer.key.region or offer.provider.headquarters
    names = {place, place.partition("-")[0]} if offer.key.region else {place}
    return names.isdisjoint(regions.deny) and (not regions.allow or not names.isdisjoint(regions.allow))


def served(offer: OfferView, model: ModelView, rules: Rules, _: datetime) -> str:
    """'' where it is stated to be served as the policy asks: weights, prompts, uptime and what it can do."""
    bits = quantization_bits(offer.key.quantization)
    if rules.quantization_stated and not bits:
        return "of unstated quantization"
    if bits and bits < rules.bits:
        return f"only {offer.key.quantization}"
    if rules.data.no_training and offer.trains_on_prompts is not False:
        return "not stated to keep prompts out of training"
    if rules.data.zero_retention and offer.retains_prompts is not False:
        return "not stated to keep no prompts"
    if rules.min_uptime is not None and (offer.uptime_ratio is None or offer.uptime_ratio < rules.min_uptime):
        return "of too little or unknown uptime"
    return _unable(offer.limits, model.limits, rules)


def _unable(offer: Limits, model: Limits, rules: Rules) -> str:
    """What is wanted and not stated; what an offer leaves out of its words is taken from the model's."""
    can, takes = offer.capabilities or model.capabilities, offer.input_modalities or model.input_modalities
    context = offer.context_tokens or model.context_tokens
    needs = rules.needs
    missing = [name for name in ("tools", "structured_output") if getattr(needs, name) and name not in can]
    missing += ["vision"] if needs.vision and "image" not in takes else []
    missing += [f"{needs.context_tokens:,} tokens of context"] if (needs.context_tokens or 0) > (context or 0) else []
    return f"not stated to have {missing[0].replace('_', ' ')}" if missing else ""


def _priced(offer: OfferView, _: ModelView, rules: Rules, __: datetime) -> str:
    assert offer.usd is not None
    for meter, most in ((Meter.INPUT, rules.max_usd_per_mtok.input), (Meter.OUTPUT, rules.max_usd_per_mtok.output)):
        if most is not None and (offer.usd.amount(meter) or 0) > most:
            return f"above ${most} per million {meter} tokens"
    return ""


def summary(reasons: Iterable[str]) -> str:
    """Why a model has no offer, the commonest reason first."""
    counts: dict[str, int] = {}
    for reason in reasons:
        counts[reason] = counts.get(reason, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count} {reason}" for reason, count in ranked[:3])


def ends(offer: OfferView, on: date) -> str:
    """A sentence on an announced end after ``on``; '' without one."""
    if offer.sunset_on is not None and offer.sunset_on > on:
        instead = f"; its source names {offer.replacement} instead" if offer.replacement else ""
        return f"It is withdrawn on {offer.sunset_on}{instead}."
    return "Its source calls it deprecated." if offer.status == "deprecated" or offer.deprecated_on else ""
