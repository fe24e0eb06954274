"""What is to mend in a ``config.yaml`` of LiteLLM: its deployments, their stated costs, and its first choices. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from intel.routing.deployed import DEARER
from intel.routing.dialects.found import UNKNOWN, Found, Route, Soon, models_of, once, state, strange
from intel.routing.dialects.known import Known
from intel.routing.dialects.placed import Path, Placed, amount, mapping, words
from intel.routing.exporters.calls import OPENROUTER
from intel.routing.exporters.litellm import costs
from intel.units import money_text
from intel.views import OfferView

_ASKED = ("input_cost_per_token", "output_cost_per_token")
"""Fields whose price must be known where the file states one."""
_SLACK = Decimal("1.000001")
"""Prices are equal when six digits are: a float of the file is not exact."""


@dataclass(frozen=True, slots=True)
class _Deployment:
    """One entry of ``model_list``."""

    number: int
    group: str
    name: str
    parameters: Mapping[str, Any]
    information: Mapping[str, Any]

    @property
    def path(self) -> Path:
        return ("model_list", self.number, "litellm_params", "model")

    @property
    def order(self) -> float:
        stated = self.parameters.get("order")
        return stated if isinstance(stated, int | float) else float("inf")


def is_litellm(value: Any) -> bool:
    """Whether a document is a config of LiteLLM: it has a ``model_list``."""
    return isinstance(mapping(value).get("model_list"), list)


def findings(file: Placed, known: Known, soon: Soon) -> list[Found]:
    """Everything of the deployments, in the order of the file."""
    return once(*([*_judged(one, file, known, soon)] for one in _deployments(file)))


def first_routes(file: Placed, known: Known) -> list[Route]:
    """The deployment of each group that is tried first: the least ``order``, else the first of the file."""
    firsts: dict[str, _Deployment] = {}
    for one in sorted(_deployments(file), key=lambda one: (one.order, one.number)):
        firsts.setdefault(one.group, one)
    return [_route(one, file, known) for one in sorted(firsts.values(), key=lambda one: one.number)]


def _deployments(file: Placed) -> Iterator[_Deployment]:
    for number, entry in enumerate(file.value["model_list"]):
        parameters = mapping(mapping(entry).get("litellm_params"))
        name, prefix = parameters.get("model"), parameters.get("custom_llm_provider")
        if isinstance(name, str) and name:
            called = f"{prefix}/{name}" if isinstance(prefix, str) and not name.startswith(f"{prefix}/") else name
            group, information = str(mapping(entry).get("model_name", "")), mapping(mapping(entry).get("model_info"))
            yield _Deployment(number, group, called, parameters, information)


def _route(one: _Deployment, file: Placed, known: Known) -> Route:
    effort = str(one.parameters.get("reasoning_effort") or "")
    return Route(one.group, one.name, effort, models_of(_offers(one, known), one.name, known), file.place(one.path))


def _judged(one: _Deployment, file: Placed, known: Known, soon: Soon) -> Iterator[Found]:
    place = file.place(one.path)
    if "*" in one.name:
        yield Found(one.group, UNKNOWN, f"{one.name}: stands for any model, so it is not judged.", place)
        return
    offers = _offers(one, known)
    if not offers:
        base = one.information.get("base_model")
        yield strange(one.group, place, one.name, [base, one.name] if isinstance(base, str) else [one.name], known)
        return
    yield from state(one.group, place, one.name, offers, known, soon(one.group))
    yield from _dearer(one, file, [offer for offer in offers if known.alive(offer)], known)


def _offers(one: _Deployment, known: Known) -> Sequence[OfferView]:
    address = one.parameters.get("api_base") or one.parameters.get("base_url") or ""
    offers = known.at_litellm(one.name, str(address))
    body = mapping(mapping(one.parameters.get("extra_body")).get("provider"))
    through = [offer for offer in offers if offer.key.via == OPENROUTER]
    pinned = [o for _, word in words(body.get("only") or body.get("order")) for o in known.answering(word, through)]
    bits = {word for _, word in words(body.get("quantizations"))}
    narrowed = [offer for offer in pinned if offer.key.quantization in bits] or pinned
    region = one.parameters.get("aws_region_name") or one.parameters.get("vertex_location")
    return narrowed or [offer for offer in offers if region and offer.key.region == region] or offers


def _dearer(one: _Deployment, file: Placed, offers: Sequence[OfferView], known: Known) -> list[Found]:
    """The costs that the file states too low: where several offers bear the name, by the one that fits it best."""
    stated = {field: usd for field in _fields(one) if (usd := amount(_stated(one, field)[1])) is not None}
    asked = [(offer, _costs(offer, file, known)) for offer in offers]
    by_offer = [(offer, now, _too_low(stated, now)) for offer, now in asked]
    if not by_offer or not all(low for *_, low in by_offer):
        return [] if file.ours else _elsewhere(one, file, stated, by_offer)
    offer, now, low = min(by_offer, key=lambda item: (len(item[2]), sum(item[1].values()), item[0].id))
    seller = f"{one.name} at {offer.provider.id}"
    return [_said(one, file, seller, field, stated[field], now.get(field)) for field in low]


def _elsewhere(
    one: _Deployment, file: Placed, stated: Mapping[str, Decimal],
    by_offer: Sequence[tuple[OfferView, Mapping[str, Decimal], Sequence[str]]],
) -> list[Found]:  # fmt: skip
    """A note on the dearest other region that a name without one may mean: nobody can tell from it which is used."""
    fits = {offer.key.region for offer, _, low in by_offer if not low}
    dearer = [
        (now[field], offer.key.region or "no named region", field)
        for offer, now, low in by_offer
        for field in low
        if offer.key.region not in fits and field in now
    ]
    if not dearer:
        return []
    usd, region, field = max(dearer)
    where = ", ".join(sorted(place or "no named region" for place in fits))
    said = (
        f"{one.name}: no region is named; {field} states {_per_million(stated[field])}, which holds in {where},"
        f" and in {region} it is {_per_million(usd)} USD per million tokens."
    )
    return [Found(one.group, UNKNOWN, said, file.place(one.path))]


def _costs(offer: OfferView, file: Placed, known: Known) -> dict[str, Decimal]:
    call = known.call(offer, fee=file.ours)
    return {field: Decimal(str(usd)) for field, usd in costs(call).items()} if call else {}


def _too_low(stated: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> list[str]:
    """Fields of the file below today's price, and those of which no price is known any more."""
    dearer = [field for field, usd in stated.items() if field in now and now[field] > usd * _SLACK]
    return dearer + [field for field in _ASKED if field in stated and field not in now]


def _said(one: _Deployment, file: Placed, seller: str, field: str, stated: Decimal, now: Decimal | None) -> Found:
    """A price that nobody states is one that went away in an export of ours, and by hand perhaps one we never knew."""
    place = file.place(("model_list", one.number, _stated(one, field)[0], field))
    if now is not None:
        said = f"{seller}: {_per_million(now)} USD per million tokens, {field} states {_per_million(stated)}."
        return Found(one.group, DEARER, said, place)
    if file.ours:
        return Found(one.group, DEARER, f"{seller}: the price that {field} states is not known any more.", place)
    return Found(one.group, UNKNOWN, f"{seller}: no source states a price to hold {field} against.", place)


def _fields(one: _Deployment) -> list[str]:
    return [str(field) for field in {**one.information, **one.parameters} if "cost" in str(field)]


def _stated(one: _Deployment, field: str) -> tuple[str, Any]:
    """Where a cost stands, and its value; ``litellm_params`` come before ``model_info``."""
    if field in one.parameters:
        return "litellm_params", one.parameters[field]
    return "model_info", one.information.get(field)


def _per_million(per_token: Decimal) -> str:
    return str(money_text(round(per_token * 1_000_000, 6)))
