"""What another table changes, task by task: what moved, why, and what it costs or saves a month. Pure.

The old table is a document as it was written, perhaps by an older package; the new one is at hand with its verdicts,
and ``offers`` are today's, so that each reason can be named: a price, a score, an offer that is gone, a wish.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from intel.rates import Meter
from intel.routing.moves import Document
from intel.routing.reasons import effort_text
from intel.routing.table import Host, RoutingTable, TaskRoutes
from intel.units import money_text
from intel.views import OfferView

_METERS = (
    ("input_usd_per_mtok", Meter.INPUT), ("output_usd_per_mtok", Meter.OUTPUT),
    ("cache_read_usd_per_mtok", Meter.CACHE_READ),
)  # fmt: skip
_PARTS = ("sku", "via", "region", "quantization", "tag")
Offers = Mapping[str, Sequence[OfferView]]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one task."""

    task: str
    what: str
    """primary, host, fallbacks, cost, appeared, gone, lost (no route any more) or found (one again)."""
    before: str
    """Model, effort and host as they were, in words; '' for none."""
    after: str
    why: tuple[str, ...] = ()
    month_usd: Decimal | None = None
    """What the new table costs more a month than the old one said; below 0 it saves."""
    against_staying_usd: Decimal | None = None
    """The same against keeping the old choice at today's prices; None where it can no longer be had."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known beside the two tables."""

    offers: Offers = field(default_factory=dict)
    """Today's, by model id."""
    scores: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By model id, the editions whose scores are newer than the old table."""


def differences(old: Document, new: RoutingTable, evidence: Evidence) -> list[Change]:
    """Every task that differs, in the order of the new table, then what is gone."""
    before = {str(name): task for name, task in (old.get("tasks") or {}).items() if isinstance(task, Mapping)}
    found = [_change(task, before.get(task.name), evidence) for task in new.tasks]
    names = {task.name for task in new.tasks}
    gone = [
        Change(name, "gone", _route_text(said.get("primary")), "") for name, said in before.items() if name not in names
    ]
    return [change for change in found if change is not None] + gone


def _change(task: TaskRoutes, said: Document | None, evidence: Evidence) -> Change | None:
    after = _new_text(task)
    if said is None:
        return Change(task.name, "appeared", "", after)
    primary = said.get("primary")
    if not isinstance(primary, Mapping):
        return Change(task.name, "found", "", after, task.reasons[:1]) if task.primary else None
    before = _route_text(primary)
    if task.primary is None:
        return Change(task.name, "lost", before, "", (*_why_left(task, primary, evidence), task.reasons[0]))
    what = _what(task, said, primary)
    if not what:
        return None
    why = () if what == "fallbacks" else _why(task, primary, what, evidence)
    return Change(task.name, what, before, after, why, *_money(task, primary))


def _what(task: TaskRoutes, said: Document, primary: Document) -> str:
    assert task.primary is not None
    if (primary.get("model"), primary.get("effort", "")) != (task.primary.model.id, task.primary.effort):
        return "primary"
    if _first(primary).get("provider") != task.primary.hosts[0].offer.provider.id:
        return "host"
    if _money_of(primary, "task_usd") != task.primary.task_usd:
        return "cost"
    behind = [route.get("model") for route in said.get("fallbacks") or () if isinstance(route, Mapping)]
    return "fallbacks" if behind != [route.model.id for route in task.fallbacks] else ""


def _why(task: TaskRoutes, primary: Document, what: str, evidence: Evidence) -> tuple[str, ...]:
    assert task.primary is not None
    if what == "primary":
        return (*_why_left(task, primary, evidence), *_why_came(task, primary))
    reasons = _prices(str(primary.get("model")), primary, evidence.offers, most=1)
    if what == "host":
        return (*reasons, _asks(task.primary.hosts[0], str(_first(primary).get("provider"))))
    return tuple(reasons) or ("What boards measured of its spending, or the workload, is another.",)


def _asks(host: Host, before: str) -> str:
    """What the new host asks, and since when."""
    card, stated = host.offer.usd, host.offer.believed
    pair = [f"{money_text(card.amount(m)) or 'unknown'}" for m in (Meter.INPUT, Meter.OUTPUT)] if card else []
    since = f", since {stated.seen_from:%Y-%m-%d} by {stated.source}" if stated else ""
    return f"{host.offer.provider.id} asks {'/'.join(pair)} USD per million{since}, and comes before {before} now."


def _why_left(task: TaskRoutes, primary: Document, evidence: Evidence) -> list[str]:
    """Why the old choice is not the choice: a wish, a score, a price, a tombstone."""
    model, effort = str(primary.get("model")), str(primary.get("effort", ""))
    named = effort_text(model, effort)
    reasons = _prices(model, primary, evidence.offers)
    verdict = next((v for v in task.verdicts if (v.model, v.effort) == (model, effort)), None)
    if verdict is None:
        reasons.append(f"{named} is no candidate any more: no estimate of two independent sources.")
    elif verdict.excluded:
        reasons.append(f"{named} is out: {verdict.excluded}.")
    if editions := evidence.scores.get(model):
        reasons.append(f"Scores of {model} are new since: {', '.join(editions[:4])}.")
    return reasons


def _why_came(task: TaskRoutes, primary: Document) -> list[str]:
    assert task.primary is not None
    new = task.primary
    reasons = [task.reasons[0]]
    statement = new.hosts[0].offer.believed
    if statement is not None:
        seen = f"{statement.seen_from:%Y-%m-%d}"
        reasons.append(f"Its price at {new.hosts[0].offer.provider.id} stands since {seen} by {statement.source}.")
    share = (primary.get("quality") or {}).get("share")
    if new.quality is not None and isinstance(share, int | float):
        reasons.append(f"It solves {100 * new.quality.share:.1f} % of the basket, the old choice {100 * share:.1f} %.")
    return reasons


def _prices(model: str, primary: Document, offers: Offers, most: int = 3) -> list[str]:
    """What became of the old choice's hosts, the first one first."""
    reasons = []
    for entry in [one for one in primary.get("providers") or () if isinstance(one, Mapping)][:most]:
        offer = offer_of(entry, offers.get(model, ()))
        name = f"{entry.get('provider')}'s {model}"
        if offer is None:
            reasons.append(f"No source lists {name} ({entry.get('sku')}) any more.")
        elif offer.status == "retired":
            reasons.append(f"{name} is retired.")
        else:
            reasons += _moved(name, entry, offer)
    return reasons


def _moved(name: str, entry: Document, offer: OfferView) -> list[str]:
    believed, moved = offer.believed, []
    for key, meter in _METERS:
        was, now = _money_of(entry, key), offer.usd.amount(meter) if offer.usd else None
        if was != now and (was is not None or now is not None):
            moved.append(
                f"{meter.value.replace('_', ' ')} {money_text(was) or 'unknown'} → {money_text(now) or 'unknown'}"
            )
    if not moved:
        return []
    source = f" ({believed.source}, since {believed.seen_from:%Y-%m-%d})" if believed else ""
    return [f"{name}: {', '.join(moved)} USD per million{source}."]


def offer_of(entry: Document, offers: Sequence[OfferView]) -> OfferView | None:
    """The offer that an entry of a document names; None when there is none any more."""
    wanted = [str(entry.get("provider")), *(str(entry.get(part, "")) for part in _PARTS)]
    wanted.append(str(entry.get("service_tier", "standard")))
    for offer in offers:
        key = offer.key
        if [key.provider, *(getattr(key, part) for part in _PARTS), key.service_tier] == wanted:
            return offer
    return None


def _money(task: TaskRoutes, primary: Document) -> tuple[Decimal | None, Decimal | None]:
    assert task.primary is not None
    new, cent = task.monthly_usd(task.primary), Decimal("0.01")
    old = _money_of(primary, "month_usd")
    effort = str(primary.get("effort", ""))
    staying = next((v.task_usd for v in task.verdicts if (v.model, v.effort) == (primary.get("model"), effort)), None)
    stayed = None if staying is None else (new - staying * task.workload.requests).quantize(cent)
    return None if old is None else (new - old).quantize(cent), stayed


def _money_of(said: Document, key: str) -> Decimal | None:
    try:
        return Decimal(str(said[key])) if said.get(key) is not None else None
    except InvalidOperation:
        return None


def _first(route: Document) -> Mapping[str, Any]:
    providers = route.get("providers") or ()
    return providers[0] if providers and isinstance(providers[0], Mapping) else {}


def _route_text(route: Any) -> str:
    if not isinstance(route, Mapping):
        return ""
    named = effort_text(str(route.get("model")), str(route.get("effort", "")))
    return f"{named} at {_first(route).get('provider')}"


def _new_text(task: TaskRoutes) -> str:
    if task.primary is None:
        return ""
    return f"{effort_text(task.primary.model.id, task.primary.effort)} at {task.primary.hosts[0].offer.provider.id}"
