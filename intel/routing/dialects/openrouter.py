"""What is to mend in bodies for OpenRouter: their models, their lists of providers, and ``max_price``. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intel.rates import Meter
from intel.routing.deployed import DEAD, DEARER
from intel.routing.dialects.found import UNKNOWN, Found, Route, Soon, models_of, once, state, strange
from intel.routing.dialects.known import Known
from intel.routing.dialects.placed import Path, Placed, amount, mapping, words
from intel.routing.exporters.calls import OPENROUTER
from intel.units import money_text
from intel.views import OfferView

_PRICES = (("prompt", Meter.INPUT), ("completion", Meter.OUTPUT))
_WAYS = (":nitro", ":floor", ":exacto", ":online")
"""Endings that say how a request is routed, and are no part of a model's name."""


@dataclass(frozen=True, slots=True)
class _Body:
    """One request body."""

    task: str
    path: Path
    models: tuple[tuple[str, Path], ...]
    """Each model once, in the order to try them, and where it stands."""
    wishes: Mapping[str, Any]
    """Its ``provider`` object."""
    effort: str


def is_openrouter(value: Any) -> bool:
    """Whether a document is a body that names models, or holds one for each task, as our export does (even none)."""
    return bool(_paths(value)) or ("intel" in mapping(value) and mapping(value).get("tasks") == {})


def findings(file: Placed, known: Known, soon: Soon) -> list[Found]:
    """Everything of the bodies, in the order of the file."""
    return once(*([*_judged(body, file, known, soon)] for body in _bodies(file)))


def first_routes(file: Placed, known: Known) -> list[Route]:
    """The first model of each body."""
    return [
        Route(body.task, name, body.effort, models_of(_sold(name, known), name, known), file.place(path))
        for body in _bodies(file)
        for name, path in body.models[:1]
    ]


def _paths(value: Any) -> list[tuple[str, Path]]:
    """Task and path of every body; a format of another gateway has none."""
    if _is_body(value):
        return [("", ())]
    found: list[tuple[str, Path]] = []
    for task, entry in mapping(mapping(value).get("tasks")).items():
        if _is_body(mapping(entry).get("request")):
            found.append((str(task), ("tasks", str(task), "request")))
        elif _is_body(entry):
            found.append((str(task), ("tasks", str(task))))
    return found


def _is_body(value: Any) -> bool:
    body = mapping(value)
    if "providerOptions" in body or "tasks" in body:
        return False
    return bool(words(body.get("models"))) or (
        "/" in str(body.get("model")) and bool({"messages", "provider"} & set(body))
    )


def _bodies(file: Placed) -> Iterator[_Body]:
    for task, path in _paths(file.value):
        body: Any = file.value
        for part in path:
            body = body[part]
        named = [(name, (*path, "model")) for _, name in words(body.get("model"))]
        named += [(name, (*path, "models", place)) for place, name in words(body.get("models"))]
        models = dict(reversed(named))
        ordered = tuple((name, models[name]) for name in dict.fromkeys(name for name, _ in named))
        effort = str(mapping(body.get("reasoning")).get("effort") or body.get("reasoning_effort") or "")
        yield _Body(task, path, ordered, mapping(body.get("provider")), effort)


def _sold(name: str, known: Known) -> Sequence[OfferView]:
    found = known.at_openrouter(name)
    way = next((way for way in _WAYS if name.endswith(way)), "")
    return found or (known.at_openrouter(name.removesuffix(way)) if way else ())


def _judged(body: _Body, file: Placed, known: Known, soon: Soon) -> Iterator[Found]:
    for name, path in body.models:
        offers = _sold(name, known)
        if not offers:
            yield strange(body.task, file.place(path), name, [name], known)
            continue
        yield from state(body.task, file.place(path), name, offers, known, soon(body.task))
        yield from _too_dear(body, file, name, _hosts(body, name, offers, known))
    for key in ("only", "order"):
        for place, word in words(body.wishes.get(key)):
            at = file.place((*body.path, "provider", key, place))
            yield from _provider(body, file, word, at, known)


def _provider(body: _Body, file: Placed, word: str, place: str, known: Known) -> Iterator[Found]:
    """What is wrong with a listed provider, for all models of the body together: it need not sell each of them."""
    if not known.sellers(word):
        yield Found(body.task, UNKNOWN, f"{word}: unknown to the catalog as a provider of OpenRouter.", place)
        return
    models = {model for name, _ in body.models for model in models_of(_sold(name, known), name, known)}
    sold = known.answering(word, (offer for model in sorted(models) for offer in known.of_model(model)))
    alive = [offer for offer in sold if known.alive(offer)]
    if sold and not alive:
        yield Found(body.task, DEAD, f"{word}: it sells none of the models any more.", place)
    elif models and not sold:
        yield Found(body.task, UNKNOWN, f"{word}: the catalog knows no offer of the models there.", place)
    through = [offer for offer in alive if offer.key.via == OPENROUTER]
    yield from _too_dear(body, file, word, through or alive)


def _hosts(body: _Body, name: str, offers: Sequence[OfferView], known: Known) -> Sequence[OfferView]:
    """Who may answer: the hosts that OpenRouter states, of them those of ``only``.

    Where none is stated, its own listing and the listed providers' own prices: the listing is one host's price.
    """
    alive = [offer for offer in offers if known.alive(offer)]
    through = [offer for offer in alive if offer.key.via == OPENROUTER]
    if through:
        return _listed(body, ("only",), through, known) or through
    models = models_of(offers, name, known)
    own = [offer for model in sorted(models) for offer in known.of_model(model) if not offer.key.via]
    return [*alive, *_listed(body, ("only", "order"), filter(known.alive, own), known)]


def _listed(body: _Body, keys: Sequence[str], offers: Iterable[OfferView], known: Known) -> list[OfferView]:
    """Those of the offers that the body's lists of providers name."""
    found, listed = list(offers), [word for key in keys for _, word in words(body.wishes.get(key))]
    return [offer for word in listed for offer in known.answering(word, found)]


def _too_dear(body: _Body, file: Placed, name: str, offers: Sequence[OfferView]) -> Iterator[Found]:
    """A ``max_price`` that every one of the offers asks more than; one whose price is unknown may keep it."""
    for key, meter in _PRICES:
        most = amount(mapping(body.wishes.get("max_price")).get(key))
        asked = [offer.usd.amount(meter) if offer.usd else None for offer in offers]
        known = [usd for usd in asked if usd is not None]
        if most is None or not known or len(known) < len(asked) or min(known) <= most:
            continue
        least, place = money_text(min(known)), file.place((*body.path, "provider", "max_price", key))
        said = f"{name}: asks at least {least} USD per million {meter} tokens, max_price is {money_text(most)}."
        yield Found(body.task, DEARER, said, place)
