"""Prices and hosts in plain words. Pure."""

from dataclasses import dataclass

from intel.alerts.events import Facts, Happened
from intel.alerts.matching import move


@dataclass(frozen=True, slots=True)
class Said:
    """An event in words; '' where there is nothing to say."""

    what: str
    before: str = ""
    after: str = ""
    sure: str = ""


def price(one: Happened) -> Said:
    """A believed price that moved."""
    moved = one.evidence.get("moved") or {"before": one.before, "after": one.after}
    before, after = moved.get("before"), moved.get("after")
    offer = one.subject.removeprefix("price ")
    word = "has changed its price"
    if before and after:
        percent, _ = move(before, after)
        word = f"asks {'another price' if not percent else f'up to {percent:.0f} % {_direction(before, after)}'}"
    elif not after:
        word = "states no price any more"
    sure = agreement(moved) or agreement(one.evidence)
    return Said(f"{offer} {word}{of_model(one)}", _rates(before, after), _rates(after, before), sure)


def _direction(before: Facts, after: Facts) -> str:
    """Whether the rates that differ are all lower, all higher, or both."""
    lower = [float(after[m]) < float(before[m]) for m in before.keys() & after.keys() if before[m] != after[m]]
    return "less" if all(lower) else "more" if not any(lower) else "more or less"


def of_model(one: Happened) -> str:
    """The model, with "for" before it; '' where it is unknown."""
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


def dated(one: Happened) -> Said:
    """A price to come."""
    start = f" from {str(one.after['effective_from'])[:10]}" if one.after.get("effective_from") else ""
    what = f"{one.subject.removeprefix('price ')} announces a price{start}{of_model(one)}"
    return Said(what, _rates(one.before), _rates(one.after), f"stated by {one.source}")


def host(one: Happened) -> Said:
    """One more host of a model."""
    after, old = one.after, one.before.get("cheapest")
    what = f"{after.get('provider')} sells {after.get('model')}, no. {after.get('place')} of {_hosts(after)}"
    was = f"{_hosts(one.before)}{f', cheapest {host_price(old)}' if old else ''}"
    return Said(what, was, host_price(after), agreement(one.evidence))


def _hosts(side: Facts) -> str:
    return f"{side.get('hosts')} host{'' if side.get('hosts') == 1 else 's'}"


def cheapest(one: Happened) -> Said:
    """Another cheapest host."""
    after, before = one.after, one.before
    what = f"{after.get('provider')} is the cheapest host of {after.get('model')} now"
    now = before.get("now")
    was = host_price(before) + (f" (now {now['blended']})" if now and now["blended"] != before.get("blended") else "")
    return Said(what, was + ("" if now else " (gone)"), host_price(after), agreement(one.evidence))


def host_price(facts: Facts) -> str:
    """A host and what it asks."""
    return f"{facts.get('provider')} ${facts.get('input')} in, ${facts.get('output')} out per million"


def disputed(one: Happened) -> Said:
    """Sources that disagree."""
    words = [f"{s['source']} says {s['rates']} {s['currency']}" for s in one.after.get("statements", ())[:3]]
    what = f"Sources disagree on {one.subject.removeprefix('price ')}{of_model(one)}"
    return Said(what, one.before.get("agreement", "") or "not listed", "; ".join(words), "disputed")


def agreement(evidence: Facts) -> str:
    """How sure a price is, and by whose word."""
    word = str(evidence.get("agreement", ""))
    told = {"verified": "verified by independent sources", "single": "one source", "disputed": "disputed by sources"}
    stale = ", stale" if evidence.get("stale") else ""
    source = f" ({evidence['source']})" if evidence.get("source") else ""
    return f"{told.get(word, word)}{source}{stale}" if word else ""
