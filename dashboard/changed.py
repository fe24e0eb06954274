"""What changed lately, for the page Today: claims, rows and downloads. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from dashboard.charts import Moved
from dashboard.rows import host_name
from dashboard.tables import csv_text
from dashboard.words import cell, count, day, listing, plain, times, usd
from intel.market.moves import Host, Move, Moves
from intel.records import Event
from intel.views import OfferView

SHOWN = 14
"""Moves in the chart; the table has all."""
WINDOWS = {"day": 1, "week": 7, "month": 30}
"""Days by the word of the address."""


def window(word: str, until: datetime) -> str:
    """Such as "the week to 17 Nov 2026"."""
    return f"the {word} to {day(until)}"


def change(ratio: Decimal) -> str:
    """A price as a change from another: "−40%", "+12%", "6.4×" from threefold on."""
    if ratio >= 3:
        return times(ratio)
    share = abs(ratio - 1)
    text = f"{share:.0%}" if share >= Decimal("0.01") else f"{share:.1%}"
    return f"{'−' if ratio < 1 else '+'}{text}"


def moves_claim(found: Moves, titles: Mapping[str, str], when: str) -> str:
    """How many prices moved which way, and which moved most."""
    cuts = sum(move.ratio < 1 for move in found.prices)
    if not found.prices:
        return f"No host changed its price in {when}"
    parts = [count(cuts, "cut"), count(len(found.prices) - cuts, "rise")]
    most = found.prices[0]
    name = f"{plain(titles.get(most.model, most.model), 40)} at {host_name(most.offer)}"
    return (
        f"{' and '.join(p for p in parts if not p.startswith('0 '))} in {when}, the widest {name}: {change(most.ratio)}"
    )


def moved(found: Moves, titles: Mapping[str, str]) -> list[Moved]:
    """The widest moves as rows of the chart."""
    return [
        Moved(
            f"{plain(titles.get(move.model, move.model), 40)} · {host_name(move.offer)}", float(move.before),
            float(move.after), usd(move.before), usd(move.after), change(move.ratio), _stated(move),
        )
        for move in found.prices[:SHOWN]
    ]  # fmt: skip


def _stated(move: Move) -> str:
    return f"{move.offer.statements[0].source}, {day(move.at)}, {move.offer.agreement}"


def hosts_claim(found: Sequence[Host], titles: Mapping[str, str], when: str, *, left: bool = False) -> str:
    """How many hosts came or went, and at how many models."""
    if not found:
        return f"No host {'left a model' if left else 'is new'} in {when}"
    models = {host.model for host in found}
    fresh = [plain(titles.get(model, model), 40) for model in dict.fromkeys(h.model for h in found if h.new_model)]
    words = f"{count(len(found), 'host')} {'gone from' if left else 'new at'} {count(len(models), 'model')}"
    return f"{words}, {len(fresh)} of them new on sale" if fresh and not left else words


def host_cells(found: Sequence[Host], titles: Mapping[str, str], *, left: bool = False) -> list[dict[str, object]]:
    """Models with the hosts that came or ``left``, one row each, in the order given; what left is no news."""
    by_model: dict[str, list[Host]] = defaultdict(list)
    for host in found:
        by_model[host.model].append(host)
    return [
        {
            "Model": plain(titles.get(model, model), 60), "Hosts": len(hosts),
            "Which": listing([host_name(host.offer) for host in hosts], 5),
            "From": cell(min(host.price for host in hosts)),
            **({} if left else {"News": "new on sale" if hosts[0].new_model else "new host"}),
            "Source": ", ".join(sorted({host.offer.statements[0].source for host in hosts})),
            "Stated": max(host.offer.statements[0].seen_from for host in hosts),
        }
        for model, hosts in by_model.items()
    ]  # fmt: skip


def ahead(found: Sequence[tuple[str, OfferView]], today: date) -> list[tuple[str, OfferView]]:
    """Those whose announced end is today or later."""
    return [(model, offer) for model, offer in found if offer.sunset_on and offer.sunset_on >= today]


def ending_claim(found: Sequence[tuple[str, OfferView]], today: date) -> str:
    """How many models end, the next end, and how many rows are of ends that lie before today."""
    coming = ahead(found, today)
    past = len(found) - len(coming)
    ended = f"; {past:,} ended lately" if past else ""
    if not coming:
        return f"No announced end lies within the next 90 days{ended}"
    models, first = len({model for model, _ in coming}), _day(coming[0][1].sunset_on)
    return f"{count(models, 'model')} will end at some host within 90 days, the next on {first}{ended}"


def ending_cells(
    found: Sequence[tuple[str, OfferView]], titles: Mapping[str, str], today: date
) -> list[dict[str, object]]:
    """Announced ends as rows of a table, those ahead first, then those that are past."""
    coming = ahead(found, today)
    past = [(model, offer) for model, offer in found if offer.sunset_on and offer.sunset_on < today]
    return [
        {
            "Ends on": offer.sunset_on, "State": "ahead" if place < len(coming) else "ended",
            "Model": plain(titles.get(model, model), 60), "Host": host_name(offer),
            "Replaced by": plain(offer.replacement, 60) or None, "Sold as": plain(offer.key.sku, 80),
        }
        for place, (model, offer) in enumerate([*coming, *past])
    ]  # fmt: skip


def leader_lines(events: Sequence[Event], titles: Mapping[str, str]) -> list[str]:
    """What happened to leaders, a plain sentence each; ``titles`` are of models and tasks."""
    return [f"{day(event.at)}: {_leader(event, titles)}" for event in events]


def _leader(event: Event, titles: Mapping[str, str]) -> str:
    if event.kind == "method_changed":
        return "the boards or the method of the estimates changed; leaders before and after do not compare"
    task = event.subject.removeprefix("task ")
    models = (event.after or {}).get("models")
    ids = [str(one.get("model")) for one in models if isinstance(one, dict)] if isinstance(models, list) else []
    names = [titles.get(model, model) for model in ids]
    among = " among open weights" if event.kind == "new_open_leader" else ""
    return f"{plain(', '.join(names) or 'nobody', 120)} now leads {plain(titles.get(task, task), 60)}{among}"


def _day(on: date | None) -> str:
    return f"{on.day} {on:%b %Y}" if on else ""


MOVE_HEADER = (
    "model", "provider", "sku", "workload", "before_usd_per_mtok", "after_usd_per_mtok", "ratio", "at", "source",
    "source_url", "sha256", "agreement",
)  # fmt: skip


def moves_csv(found: Moves, workload: str) -> str:
    """Every move; prices blended for ``workload``."""
    return csv_text(
        MOVE_HEADER,
        (
            (
                m.model, m.offer.provider.id, m.offer.key.sku, workload, m.before, m.after, round(m.ratio, 4),
                m.at.isoformat(), m.offer.statements[0].source, m.offer.statements[0].url,
                m.offer.statements[0].sha256, m.offer.agreement,
            )
            for m in found.prices
        ),
    )  # fmt: skip


HOST_HEADER = ("model", "provider", "sku", "workload", "blended_usd_per_mtok", "news", "seen_from", "source")


def hosts_csv(found: Sequence[Host], workload: str) -> str:
    """New or lost hosts; a lost host's price is its last."""
    return csv_text(
        HOST_HEADER,
        (
            (
                h.model, h.offer.provider.id, h.offer.key.sku, workload, h.price, "new model" if h.new_model else "",
                h.offer.statements[0].seen_from.isoformat(), h.offer.statements[0].source,
            )
            for h in found
        ),
    )  # fmt: skip


ENDING_HEADER = ("ends_on", "model", "provider", "sku", "replacement", "deprecated_on")


def ending_csv(found: Sequence[tuple[str, OfferView]]) -> str:
    """Announced ends; unknown is empty."""
    return csv_text(
        ENDING_HEADER,
        ((o.sunset_on, model, o.provider.id, o.key.sku, o.replacement, o.deprecated_on) for model, o in found),
    )
