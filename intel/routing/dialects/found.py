"""What a check of a gateway's file says, and what all dialects judge alike. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from intel.routing.deployed import DEAD, DEPRECATED
from intel.routing.dialects.known import Known
from intel.views import OfferView

UNKNOWN = "unknown"
"""A name that the catalog cannot judge, such as a private deployment: told, and nothing to mend."""
Soon = Callable[[str], date]
"""The last day of a withdrawal that counts as deprecated, by task."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a check says of a deployed file."""

    task: str
    """LiteLLM's group of deployments, or the key of OpenRouter's body; '' for a file of one body."""
    kind: str
    """dead, deprecated, dearer, "not the choice", missing (as ``deployed.Finding``), or unknown."""
    said: str
    place: str
    """Where it stands: a line and the path of keys, or the path alone."""

    @property
    def mends(self) -> bool:
        """Whether there is something to mend; what is only unknown is a note."""
        return self.kind != UNKNOWN


@dataclass(frozen=True, slots=True)
class Route:
    """The first model of a task, as a file names it."""

    task: str
    name: str
    effort: str
    models: frozenset[str]
    """What the catalog reads in the name; empty where it reads nothing."""
    place: str


def dead(name: str, offers: Sequence[OfferView], known: Known) -> str:
    """'' where one of the offers, which bear that name, is alive, else why none is."""
    if any(known.alive(offer) for offer in offers):
        return ""
    retired = [offer for offer in offers if known.listed(offer)]
    if not retired:
        return f"{name}: no source lists it any more."
    ended = max((offer.sunset_on for offer in retired if offer.sunset_on), default=None)
    return f"{name}: retired{f' since {ended}' if ended else ''}{_instead(retired)}."


def ending(name: str, offers: Sequence[OfferView], soon: date) -> str:
    """'' where one of the offers, all alive, stays beyond ``soon``, else when they end."""
    if not offers or not all(o.status == "deprecated" or (o.sunset_on and o.sunset_on <= soon) for o in offers):
        return ""
    end = max((offer.sunset_on for offer in offers if offer.sunset_on), default=None)
    return f"{name}: deprecated{f', withdrawn on {end}' if end else ''}{_instead(offers)}."


def state(task: str, place: str, name: str, offers: Sequence[OfferView], known: Known, soon: date) -> list[Found]:
    """What is dead or deprecated about a name that some offers bear."""
    if said := dead(name, offers, known):
        return [Found(task, DEAD, said, place)]
    said = ending(name, [offer for offer in offers if known.alive(offer)], soon)
    return [Found(task, DEPRECATED, said, place)] if said else []


def strange(task: str, place: str, name: str, read_in: Sequence[str], known: Known) -> Found:
    """What is said of a name that no offer bears: dead where its model is sold nowhere any more, else unknown."""
    model = next(filter(None, map(known.resolve, read_in)), None)
    offers = known.of_model(model) if model else ()
    if model and offers and not any(map(known.alive, offers)):
        return Found(task, DEAD, f"{name}: nobody sells {model} any more.", place)
    reads = f"; its model may be {model}" if model else ""
    return Found(task, UNKNOWN, f"{name}: unknown to the catalog, so it is not judged{reads}.", place)


def models_of(offers: Sequence[OfferView], name: str, known: Known) -> frozenset[str]:
    """The models that a name may stand for."""
    found = {offer.model for offer in offers if offer.model}
    return frozenset(found or filter(None, [known.resolve(name)]))


def once(*said: Sequence[Found]) -> list[Found]:
    """All of it in its order, and the same only once."""
    return list(dict.fromkeys(chain(*said)))


def _instead(offers: Sequence[OfferView]) -> str:
    named = next((offer.replacement for offer in offers if offer.replacement), "")
    return f"; its source names {named}" if named else ""
