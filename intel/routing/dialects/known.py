"""Turns the names of a gateway back into the catalog's offers. Pure.

Every name is made by the function that exports it, from an offer, and looked up whole: nothing is taken apart here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from intel.market.comparable import word
from intel.routing.exporters.calls import API, OPENROUTER, STANDARD, Call, Dialect, named
from intel.routing.exporters.litellm import model_name
from intel.routing.offered import fee_of
from intel.routing.policy import Rules
from intel.routing.table import Host
from intel.views import OfferView

LITELLM = "litellm"
_ANY = Rules.model_validate({"at_least": 0})
"""A policy without wishes: a name is the same by every one."""
Names = Mapping[str, Sequence[OfferView]]


@dataclass(frozen=True)
class Known:
    """What the catalog knows of everything that a file may name."""

    on: date
    """The day by which a withdrawal is judged."""
    live: Sequence[OfferView]
    """What some source lists now."""
    gone: Sequence[OfferView] = ()
    """What was listed once and is not any more; of these only key, provider and model are known."""
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """As ``Facts.called``."""
    fees: Mapping[str, Decimal] = field(default_factory=dict)
    resolve: Callable[[str], str | None] = lambda _: None
    """The model that the catalog's aliases read in a name."""

    def alive(self, offer: OfferView) -> bool:
        """Whether it is listed and not retired."""
        return offer.id in self._listed and word(offer, self.on) != "retired"

    def listed(self, offer: OfferView) -> bool:
        """Whether some source lists it, if only as retired."""
        return offer.id in self._listed

    def at_litellm(self, name: str, address: str) -> Sequence[OfferView]:
        """Offers that LiteLLM calls so at that address, '' for its own; a bare name is a lab's own model."""
        if address:
            return self._litellm.get(f"{name} {address.rstrip('/')}", ())
        return self._litellm.get(name) or self._bare.get(name, ())

    def at_openrouter(self, name: str) -> Sequence[OfferView]:
        """Offers under that name at OpenRouter: its own listing, and its hosts' where it states them."""
        return self._openrouter.get(name, ())

    def of_model(self, model: str) -> Sequence[OfferView]:
        """Every offer of a model."""
        return self._models.get(model, ())

    def sellers(self, word: str) -> frozenset[str]:
        """Ids of the providers that OpenRouter calls so; empty for a word that the catalog does not know.

        "google-vertex/us-east5" and "deepinfra/fp8" are endpoints of google-vertex and deepinfra.
        """
        base = word.partition("/")[0]
        called = self.called.get(OPENROUTER, {}).items()
        return frozenset(provider for provider, name in called if name in (word, base))

    def answering(self, word: str, offers: Iterable[OfferView]) -> Sequence[OfferView]:
        """Those of the offers that OpenRouter's word for a provider, or for one of its endpoints, means."""
        theirs, endpoint = self.sellers(word), word.partition("/")[2]
        found = [offer for offer in offers if offer.provider.id in theirs]
        return [
            offer for offer in found if endpoint in (offer.key.region, offer.key.quantization) and endpoint
        ] or found

    def call(self, offer: OfferView, *, fee: bool = False) -> Call | None:
        """How LiteLLM calls an offer, with the gateway's fee or without; None where it has no name for it."""
        names = {to: found[offer.provider.id] for to, found in self.called.items() if offer.provider.id in found}
        ratio = fee_of(offer, self.fees) if fee else Decimal(0)
        host = Host(_of_its_own_name(offer), Decimal(0), Decimal(0), ratio, names)
        return named(host, _ANY, Dialect(LITELLM))

    @cached_property
    def _everything(self) -> Sequence[OfferView]:
        return [*self.live, *self.gone]

    @cached_property
    def _listed(self) -> frozenset[int]:
        return frozenset(offer.id for offer in self.live)

    @cached_property
    def _litellm(self) -> Names:
        return _index((name, offer) for offer in self._everything for name in self._names(offer))

    @cached_property
    def _bare(self) -> Names:
        labs = (o for o in self._everything if o.provider.kind == "lab" and not o.key.via)
        return _index((o.key.sku, o) for o in labs if o.provider.id in self.called.get(LITELLM, {}))

    @cached_property
    def _openrouter(self) -> Names:
        sold = (
            o for o in self._everything if o.key.via == OPENROUTER or (o.provider.id == OPENROUTER and not o.key.via)
        )
        return _index((o.key.sku, o) for o in sold)

    @cached_property
    def _models(self) -> Names:
        return _index((o.model, o) for o in self._everything if o.model)

    def _names(self, offer: OfferView) -> Iterable[str]:
        """LiteLLM's names of an offer; behind a blank the address, for a deployment that states one."""
        call = self.call(offer)
        if call is None:
            return
        if call.provider:
            yield model_name(call)
        address = call.base_url or self.called.get(API, {}).get(offer.provider.id)
        if address:
            yield f"{model_name(call)} {address.rstrip('/')}"
            yield f"{model_name(replace(call, provider=None))} {address.rstrip('/')}"


def _of_its_own_name(offer: OfferView) -> OfferView:
    """A tier that has a name of its own, such as "glm:free", can be called by it like any other."""
    return (
        offer if offer.key.service_tier == STANDARD else replace(offer, key=replace(offer.key, service_tier=STANDARD))
    )


def _index(named: Iterable[tuple[str, OfferView]]) -> Names:
    """By name; where one sku is sold at several tiers it is the standard one that its plain name calls."""
    found: dict[str, list[OfferView]] = {}
    for name, offer in named:
        found.setdefault(name, []).append(offer)
    return {name: _plain(offers) for name, offers in found.items()}


def _plain(offers: Sequence[OfferView]) -> Sequence[OfferView]:
    unique = list({offer.id: offer for offer in offers}.values())
    return [offer for offer in unique if offer.key.service_tier == STANDARD] or unique
