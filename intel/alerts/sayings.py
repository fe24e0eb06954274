"""Each kind of event in plain words: what happened, what was and is, and how sure that is. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from intel.alerts.events import Facts, Happened
from intel.alerts.rules import move


@dataclass(frozen=True, slots=True)
class Said:
    """An event in words; '' where there is nothing to say."""

    what: str
    before: str = ""
    after: str = ""
    sure: str = ""


def said(one: Happened) -> Said:
    """An event in words."""
    return _SAYINGS.get(one.kind, _plain)(one)


def _plain(one: Happened) -> Said:
    return Said(f"{one.kind.replace('_', ' ')}: {one.subject}")


def _leader(one: Happened) -> Said:
    task = one.subject.removeprefix("task ")
    model = _first(one.after)
    scope = " among open weights" if one.kind == "new_open_leader" else ""
    won = " by breaking a tie" if one.kind == "tie_broken" else ""
    beats = one.after.get("p_beats_next")
    sure = "" if beats is None else f"{float(beats):.0%} likely to beat the next best"
    evidence = one.evidence.get("scores")
    sure = ", ".join(filter(None, (sure, f"from {int(evidence):,} scores" if evidence else "")))
    return Said(f"{model} leads {task}{scope}{won}", _leading(one.before), _leading(one.after), sure)


def _first(side: Facts) -> str:
    return next((str(model["model"]) for model in side.get("models", ())), "nobody")


def _leading(side: Facts) -> str:
    names = [f"{model['model']} ({float(model['p_best']):.0%} best)" for model in side.get("models", ())][:3]
    tie = "tie of " if side.get("state") == "tie" else ""
    return tie + (", ".join(names) or "nobody")


def _price(one: Happened) -> Said:
    moved = one.evidence.get("moved") or {"before": one.before, "after": one.after}
    before, after = moved.get("before"), moved.get("after")
    offer = one.subject.removeprefix("price ")
    word = "has changed its price"
    if before and after:
        percent, _ = move(before, after)
        word = f"asks {'another price' if not percent else f'up to {percent:.0f} % {_direction(before, after)}'}"
    elif not after:
        word = "states no price any more"
    sure = _agreement(moved) or _agreement(one.evidence)
    return Said(f"{offer} {word}{_of(one)}", _rates(before, after), _rates(after, before), sure)


def _direction(before: Facts, after: Facts) -> str:
    """Whether the rates that differ are all lower, all higher, or both."""
    lower = [float(after[m]) < float(before[m]) for m in before.keys() & after.keys() if before[m] != after[m]]
    return "less" if all(lower) else "more" if not any(lower) else "more or less"


def _of(one: Happened) -> str:
    return f" for {one.about.models[0]}" if one.about.models else ""


def _rates(side: Facts | None, other: Facts | None = None) -> str:
    """Rates that differ from the other side's, else input and output: "input $1.40, output $4.40 per million"."""
    if not side:
        return "unknown"
    if "rates" in side:
        return f"{side['rates']} {side.get('currency', '')}".strip()
    changed = [m for m in side if not other or side[m] != other.get(m)] or list(side)
    shown = [f"{meter.replace('_', ' ')} ${side[meter]}" for meter in changed if meter not in _NO_RATES][:4]
    return f"{', '.join(shown)} per million"


_NO_RATES = frozenset({"provider", "sku", "model", "blended", "hosts", "place", "now", "cheapest", "agreement"})


def _dated(one: Happened) -> Said:
    start = str(one.after.get("effective_from", ""))[:10]
    what = f"{one.subject.removeprefix('price ')} announces a price{f' from {start}' if start else ''}{_of(one)}"
    return Said(what, _rates(one.before), _rates(one.after), f"stated by {one.source}")


def _host(one: Happened) -> Said:
    after, old = one.after, one.before.get("cheapest")
    place = f"no. {after.get('place')} of {after.get('hosts')} hosts"
    what = f"{after.get('provider')} now sells {after.get('model')}, {place}"
    was = f"{one.before.get('hosts')} hosts{f', cheapest {_host_price(old)}' if old else ''}"
    return Said(what, was, _host_price(after), _agreement(one.evidence))


def _cheapest(one: Happened) -> Said:
    after, before = one.after, one.before
    what = f"{after.get('provider')} is the cheapest host of {after.get('model')} now"
    now = before.get("now")
    was = _host_price(before) + (f" (now {now['blended']})" if now and now["blended"] != before.get("blended") else "")
    return Said(what, was + ("" if now else " (gone)"), _host_price(after), _agreement(one.evidence))


def _host_price(facts: Facts) -> str:
    return f"{facts.get('provider')} ${facts.get('input')} in, ${facts.get('output')} out per million"


def _new_model(one: Happened) -> Said:
    model = one.subject.removeprefix("model ")
    if "rank" in one.after:
        ranks = sorted(one.after["rank"].items(), key=lambda item: (item[1], item[0]))[:3]
        places = ", ".join(f"no. {place} at {task}" for task, place in ranks)
        return Said(f"{model} is judged for the first time", "", places, "two or more independent sources")
    cheapest = one.after.get("cheapest") or {}
    return Said(f"{model} is sold for the first time", "no host", _host_price(cheapest), _agreement(one.evidence))


def _end(one: Happened) -> Said:
    offer, after = one.subject.removeprefix("offer "), one.after
    end, days = after.get("sunset_on"), after.get("days")
    when = f" ends on {end}{f', in {days} days' if days is not None else ''}" if end else " is deprecated"
    instead = f"use {after['replacement']} instead" if after.get("replacement") else ""
    return Said(f"{offer}{when}{_of(one)}", "sold", instead or "not sold", f"stated by {one.source}")


def _gone(one: Happened) -> Said:
    what = f"{one.source} lists {one.subject.removeprefix('offer ')} no more{_of(one)}"
    return Said(what, "listed", "gone", "missing from three healthy runs")


def _table(one: Happened) -> Said:
    tasks = sorted({*one.before, *one.after})
    shown = ", ".join(tasks[:4]) + (f" and {len(tasks) - 4} more" if len(tasks) > 4 else "")
    return Said(f"The routing table changed for {shown}", _routes(one.before), _routes(one.after), "as published")


def _routes(side: Facts) -> str:
    tasks = sorted(side)[:3]
    return "; ".join(f"{task}: {_route(side[task])}" for task in tasks)


def _route(route: Facts | None) -> str:
    if not route:
        return "no route"
    return f"{route['model']} at {next(iter(route['providers']), 'nobody')}"


def _stale(one: Happened) -> Said:
    name = one.subject.partition(" ")[2]
    since = str(one.before.get("last_healthy_at") or one.before.get("checked_at") or "")[:16].replace("T", " ")
    what = f"{'The source' if one.kind == 'source_stale' else 'The board'} {name} has fallen silent"
    said_last = one.after.get("message") or one.after.get("last_outcome") or ""
    return Said(what, f"last read {since} UTC" if since else "", str(said_last) or "nothing since", "by the clock")


def _held(one: Happened) -> Said:
    stated = str(one.after.get("stated", ""))
    what = f"{one.subject} waits in quarantine, stated by {one.source}"
    reason = str(one.evidence.get("reason", ""))
    return Said(what, "what was believed stands", stated or "a whole run", f"not believed: {reason}")


def _disputed(one: Happened) -> Said:
    words = [f"{s['source']} says {s['rates']} {s['currency']}" for s in one.after.get("statements", ())][:3]
    what = f"Sources disagree on {one.subject.removeprefix('price ')}{_of(one)}"
    return Said(what, one.before.get("agreement", "") or "not listed", "; ".join(words), "disputed")


def _method(one: Happened) -> Said:
    moved = sorted(key for key in {*one.before, *one.after} if one.before.get(key) != one.after.get(key))
    shown = ", ".join(moved[:4]) or "no leader moved"
    return Said("Quality is estimated anew: boards, baskets or method changed", "", shown, "no news of any model")


def _met(one: Happened) -> Said:
    what = f"The world has caught up with your override of the {one.subject.removeprefix('override ')}"
    return Said(what, str(one.before.get("stated", "")), str(one.after.get("stated", "")), f"stated by {one.source}")


def _agreement(evidence: Facts) -> str:
    word = str(evidence.get("agreement", ""))
    told = {"verified": "verified by independent sources", "single": "one source", "disputed": "disputed by sources"}
    stale = ", stale" if evidence.get("stale") else ""
    source = f" ({evidence['source']})" if evidence.get("source") else ""
    return f"{told.get(word, word)}{source}{stale}" if word else ""


_SAYINGS: Mapping[str, Callable[[Happened], Said]] = {
    "new_leader": _leader,
    "tie_broken": _leader,
    "new_open_leader": _leader,
    "method_changed": _method,
    "price_changed": _price,
    "price_announced": _dated,
    "new_host": _host,
    "cheapest_host_changed": _cheapest,
    "new_model": _new_model,
    "offer_gone": _gone,
    "deprecation_announced": _end,
    "sunset_near": _end,
    "routing_table_changed": _table,
    "source_stale": _stale,
    "board_stale": _stale,
    "quarantined": _held,
    "disputed": _disputed,
    "override_met": _met,
}
