"""Wishes of a policy that no offer of the catalog can meet: allowed, but the routes will stay empty. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from intel.routing.mistakes import Mistake, Path
from intel.routing.offered import served, sold, somewhere
from intel.routing.policy import RoutingPolicy, Rules
from intel.routing.policy_file import at_lines
from intel.routing.wishes import Names
from intel.views import ModelView, OfferView

_PLAIN = {"at_least": 0}
_STATED = "no offer of this catalog is stated to meet it, so it shuts out all of them"


def unmatched(
    policy: RoutingPolicy, offers: Mapping[str, Sequence[OfferView]], models: Mapping[str, ModelView], at: datetime
) -> list[Mistake]:
    """Each such wish with its line, once; ``offers`` are all of the catalog, by model id."""
    pairs = [(one, models[model]) for model, own in offers.items() if model in models for one in own]
    found: list[tuple[Path, str]] = []
    for task, rules in policy.tasks.items():
        here = [(offer, model) for offer, model in pairs if not sold(offer, model, rules, at)]
        found += [(("tasks", task, *path), said) for path, said in _of(rules, here, at)]
    return at_lines(policy, found)


def _of(rules: Rules, offers: Sequence[tuple[OfferView, ModelView]], at: datetime) -> Iterator[tuple[Path, str]]:
    for path, wish in _alone(rules):
        if all(served(offer, model, wish, at) for offer, model in offers):
            yield path, _STATED
    for side in ("allow", "deny"):
        for place, name in enumerate(getattr(rules.regions, side)):
            only = Names(allow=(name,))
            if not any(somewhere(offer, only) for offer, _ in offers):
                yield ("regions", side, place), f"no offer and no provider's seat is in {name!r}"


def _alone(rules: Rules) -> Iterator[tuple[Path, Rules]]:
    """Each wish about what an offer is stated to be, as a policy of its own."""
    stated = rules.model_dump(mode="json")
    plain = Rules.model_validate(_PLAIN).model_dump(mode="json")
    for key in ("data", "needs"):
        for part, value in stated[key].items():
            if value != plain[key][part]:
                yield (key, part), Rules.model_validate(_PLAIN | {key: {part: value}})
    for key in ("min_uptime", "quantization_stated"):
        if stated[key] != plain[key]:
            yield (key,), Rules.model_validate(_PLAIN | {key: stated[key]})
    if rules.min_quantization:
        yield ("min_quantization",), Rules.model_validate(_PLAIN | {"min_quantization": rules.min_quantization})
