"""Each kind of event in plain words: what happened, what was and is, and how sure that is. Pure."""

from collections.abc import Callable, Mapping

from intel.alerts.events import Facts, Happened
from intel.alerts.price_sayings import Said, agreement, cheapest, dated, disputed, host, host_price, of_model, price
from intel.units import counted


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


def _new_model(one: Happened) -> Said:
    model = one.subject.removeprefix("model ")
    if "rank" in one.after:
        ranks = sorted(one.after["rank"].items(), key=lambda item: (item[1], item[0]))[:3]
        places = ", ".join(f"no. {place} at {task}" for task, place in ranks)
        return Said(f"{model} is judged for the first time", "", places, "two or more independent sources")
    cheapest = one.after.get("cheapest") or {}
    return Said(f"{model} is sold for the first time", "no host", host_price(cheapest), agreement(one.evidence))


def _end(one: Happened) -> Said:
    offer, after = one.subject.removeprefix("offer "), one.after
    end, days = after.get("sunset_on"), after.get("days")
    soon = "" if days is None else f", in {counted(days, 'day')}"
    when = f" ends on {end}{soon}" if end else " is deprecated"
    instead = f"use {after['replacement']} instead" if after.get("replacement") else ""
    return Said(f"{offer}{of_model(one)}{when}", "sold", instead or "not sold", f"stated by {one.source}")


def _gone(one: Happened) -> Said:
    what = f"{one.source} lists {one.subject.removeprefix('offer ')}{of_model(one)} no more"
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
    effort = f", effort {route['effort']}" if route.get("effort") else ""
    return f"{route['model']} at {next(iter(route['providers']), 'nobody')}{effort}"


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


def _method(one: Happened) -> Said:
    moved = sorted(key for key in {*one.before, *one.after} if one.before.get(key) != one.after.get(key))
    shown = ", ".join(moved[:4]) or "no leader moved"
    return Said("Quality is estimated anew: boards, baskets or method changed", "", shown, "no news of any model")


def _met(one: Happened) -> Said:
    what = f"The world has caught up with your override of the {one.subject.removeprefix('override ')}"
    return Said(what, str(one.before.get("stated", "")), str(one.after.get("stated", "")), f"stated by {one.source}")


_SAYINGS: Mapping[str, Callable[[Happened], Said]] = {
    "new_leader": _leader,
    "tie_broken": _leader,
    "new_open_leader": _leader,
    "method_changed": _method,
    "price_changed": price,
    "price_announced": dated,
    "new_host": host,
    "cheapest_host_changed": cheapest,
    "new_model": _new_model,
    "offer_gone": _gone,
    "deprecation_announced": _end,
    "sunset_near": _end,
    "routing_table_changed": _table,
    "source_stale": _stale,
    "board_stale": _stale,
    "quarantined": _held,
    "disputed": disputed,
    "override_met": _met,
}
