"""Prices over time, for the pages History and Hosts: series out of changes, their claim, rows and download. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from dashboard.changed import change
from dashboard.plots import Line, Marked, Step
from dashboard.rows import host_name
from dashboard.tables import csv_text
from dashboard.words import cell, count, day, plain, times, usd
from intel.market.timeline import Moment, Pricing, cheapest_over_time, learned, median_over_time, price_at, ratio
from intel.views import ModelView, OfferView

HOST = "@"
"""Between model and host in the address word of a host's series."""
USUAL = ("glm-5.2", "deepseek-v4-pro", "gpt-5.5")
"""Address words of the models that History begins with, where they are sold."""


@dataclass(frozen=True, slots=True)
class Series:
    """A model's cheapest host, or one host of it, over time."""

    word: str
    name: str
    moments: Sequence[Moment]
    quiet: bool = False
    pricing: Pricing | None = None
    """What makes the prices, for comparing moments by the rates that both state; None: by the prices themselves."""

    def until(self, at: datetime) -> list[Moment]:
        """What was known at a moment."""
        return [moment for moment in self.moments if moment.at <= at]


def lines(found: Iterable[Series], until: datetime, titles: Mapping[str, str]) -> list[Line]:
    """The series as lines; ``titles`` are of providers."""
    return [
        Line(
            one.name,
            tuple(
                Step(
                    m.at, None if m.price is None else float(m.price), usd(m.price), _what(one, before, m, titles),
                    _learned(one, before, m),
                )
                for before, m in _steps(one, until)
            ),
            one.name.partition(" · ")[2],
            one.quiet,
        )
        for one in found
        if any(m.price is not None for m in one.until(until))
    ]  # fmt: skip


def _learned(one: Series, before: Moment | None, moment: Moment) -> bool:
    return before is not None and learned(before, moment, one.pricing)


def _what(one: Series, before: Moment | None, moment: Moment, titles: Mapping[str, str]) -> str:
    """Whose price it is, by whose word, and whether it moved at all."""
    host = plain(titles.get(moment.provider, moment.provider), 40)
    who = f"{host}, by {moment.source}" if moment.provider else one.name
    return f"{who}; {RATE_ONLY}" if _learned(one, before, moment) else who


RATE_ONLY = "no price moved, a rate became known or unstated"


def hollow(lines: Iterable[Line]) -> str:
    """What a hollow dot means, for how to read a chart that has one; else ''."""
    drawn = (step for line in lines if not line.quiet for step in line.steps)
    return f" Hollow: {RATE_ONLY}." if any(step.learned for step in drawn) else ""


def first_and_last(one: Series, at: datetime) -> tuple[Moment, Moment] | None:
    """The first known moment and the one that holds at ``at``; None where one of them has no price."""
    known = one.until(at)
    first = next((m for m in known if m.price is not None), None)
    return (first, known[-1]) if first is not None and known[-1].price is not None else None


def slips_note(found: Iterable[Series], at: datetime, titles: Mapping[str, str]) -> str:
    """What sources stated and is not drawn, for the foot of a chart; '' where there is nothing."""
    slips = [m for one in found for m in one.until(at) if m.slip is not None]
    if not slips:
        return ""
    first = max(slips, key=lambda m: (m.slip or 0, m.provider))
    who = plain(titles.get(first.provider, first.provider), 40)
    more = f" and {len(slips) - 1} more" if len(slips) > 1 else ""
    what = f"{usd(first.slip)} at {who} on {day(first.at)}, by {first.source}{more}"
    return f" Stated and not believed, so not drawn: {what}."


def _steps(one: Series, at: datetime) -> Iterator[tuple[Moment | None, Moment]]:
    """Each moment with the one before it that is believed."""
    before: Moment | None = None
    for moment in one.until(at):
        yield before, moment
        before = before if moment.slip is not None else moment


def _changes(one: Series, at: datetime) -> int:
    """Steps that changed a price; a rate that is stated for the first time, or no more, changed none."""
    believed = [(before, moment) for before, moment in _steps(one, at) if before and moment.slip is None]
    return sum(ratio(before, moment, one.pricing) != 1 for before, moment in believed if before)


def claim(found: Sequence[Series], at: datetime) -> str:
    """How many changes there were, and which series moved most."""
    changes = sum(_changes(one, at) for one in found)
    moved = [
        (one, by, ends[0].at)
        for one in found
        if (ends := first_and_last(one, at)) and (by := ratio(*ends, one.pricing))
    ]
    if not moved:
        return f"None of these had a known price on {day(at)}"
    one, most, since = max(moved, key=lambda m: (max(m[1], 1 / m[1]), m[0].word))
    if most == 1 and not changes:
        return f"No price moved from {day(min(begun for _, _, begun in moved))} to {day(at)}"
    if most == 1:
        return f"The same on {day(at)} as at first, after {count(changes, 'change')}"
    among = ", the most of these" if len(moved) > 1 else ""
    return f"{one.name}: {change(most)} since {day(since)}{among}; {count(changes, 'change')} in all"


def marks(
    found: Iterable[Series], models: Mapping[str, ModelView], offers: Mapping[str, Sequence[OfferView]]
) -> list[Marked]:
    """When the models of the series came out, and when their lab, or the host that is shown, ends them as announced.

    ``models``: address word → model. One mark per model and day.
    """
    marked: dict[tuple[str, datetime], Marked] = {}
    for one in found:
        word, _, host = one.word.partition(HOST)
        model = models[word]
        title = plain(model.title, 30)
        if model.released_on:
            at = _midnight(model.released_on)
            marked[model.id, at] = Marked(at, f"{title} out", f"{title} was released")
        for offer in offers.get(model.id, ()):
            theirs = offer.provider.id == host if host else offer.provider.id == model.lab
            if offer.sunset_on and theirs:
                at = _midnight(offer.sunset_on)
                marked.setdefault((model.id, at), Marked(at, f"{title} ends", f"{title} ends at {host_name(offer)}"))
    return list(marked.values())


def _midnight(on: date) -> datetime:
    return datetime.combine(on, datetime.min.time(), tzinfo=UTC)


def _change(ratio: Decimal) -> str:
    return "unchanged" if ratio == 1 else change(ratio)


def cells(found: Sequence[Series], at: datetime) -> list[dict[str, object]]:
    """Each series on one day: price, change since it began, lowest and highest before."""
    made: list[dict[str, object]] = []
    for one in found:
        ends, known = first_and_last(one, at), [m.price for m in one.until(at) if m.price is not None]
        by = ratio(*ends, one.pricing) if ends else None
        made.append({
            "Series": one.name, "Price": cell(ends[1].price) if ends else None,
            "Since": ends[0].at.date() if ends else None, "Change": _change(by) if by else None,
            "Lowest": cell(min(known, default=None)), "Highest": cell(max(known, default=None)),
            "Changes": _changes(one, at),
        })  # fmt: skip
    return made


def change_cells(found: Sequence[Series], at: datetime, titles: Mapping[str, str]) -> list[dict[str, object]]:
    """Every change up to a day, the newest first."""
    made: list[dict[str, object]] = [
        {
            "Day": moment.at.date(), "Series": one.name, "Before": cell(before.price) if before else None,
            "After": cell(moment.price), "Change": _word(before, moment, one.pricing),
            "Host": plain(titles.get(moment.provider, moment.provider), 60) or None, "Source": moment.source or None,
        }
        for one in found
        for before, moment in _steps(one, at)
    ]  # fmt: skip
    return sorted(made, key=lambda row: (str(row["Day"]), str(row["Series"])), reverse=True)


def _word(before: Moment | None, moment: Moment, pricing: Pricing | None) -> str:
    """What a step is: a change in percent, or why it is none."""
    if moment.slip is not None:
        return f"{usd(moment.slip)}: not believed"
    if moment.price is None:
        return "gone"
    if before is None or before.price is None:
        return "first seen"
    by = ratio(before, moment, pricing)
    if by != 1:
        return change(by) if by else ""
    rates = [len(one.card.rates) if one.card else 0 for one in (before, moment)]
    return "rate now known" if rates[1] > rates[0] else "rate not stated" if rates[1] < rates[0] else "the same"


HEADER = ("series", "at", "usd_per_mtok", "provider", "source", "not_believed_usd_per_mtok")


def csv(found: Sequence[Series]) -> str:
    """Every moment of every series, oldest first; a price that is no longer known is empty."""
    return csv_text(
        HEADER,
        ((one.word, m.at.isoformat(), m.price, m.provider, m.source, m.slip) for one in found for m in one.moments),
    )


def apart(
    words: tuple[str, str], titles: tuple[str, str], closed: Sequence[Moment], hosts: Mapping[str, Sequence[Moment]],
    pricing: Pricing | None = None,
) -> tuple[Series, Series, Series]:  # fmt: skip
    """A closed model's list price, and the median and the cheapest host of an open one, by (closed, open) names."""
    median, cheapest = median_over_time(hosts, pricing), cheapest_over_time(hosts)
    return (
        Series(words[0], titles[0], closed, pricing=pricing),
        Series(f"{words[1]} median", f"{titles[1]}, median host", median, pricing=pricing),
        Series(f"{words[1]} cheapest", f"{titles[1]}, cheapest host", cheapest, pricing=pricing),
    )


_LOOKS = (("closed", "solid"), ("open", "solid"), ("open", "dashed"))


def apart_lines(found: Sequence[Series], until: datetime, titles: Mapping[str, str]) -> list[Line]:
    """As ``lines``, in the hues of closed and open."""
    looks = dict(zip((one.name for one in found), _LOOKS, strict=True))
    drawn = lines(found, until, titles)
    return [replace(one, look=looks[one.name], short=_SHORT[looks[one.name]]) for one in drawn]


_SHORT = dict(zip(_LOOKS, ("closed", "open, median", "open, cheapest"), strict=True))


def apart_claim(found: tuple[Series, Series, Series], at: datetime) -> str:
    """How many times the median host the closed model cost when both were first priced, and costs now."""
    closed, median, _ = found
    begun = [next((m.at for m in one.until(at) if m.price is not None), None) for one in (closed, median)]
    now = _ratio(closed, median, at)
    if None in begun or now is None:
        return f"No price of {closed.name if begun[0] is None else median.name} is known by {day(at)}"
    since = max(moment for moment in begun if moment is not None)
    then = _ratio(closed, median, since)
    name = median.name.rpartition(",")[0]
    steps = [(one, before, m) for one in (closed, median) for before, m in _steps(one, at) if before and m.at > since]
    rates = [_learned(*step) for step in steps]
    if then is not None and times(then) != times(now) and all(rates):
        return f"{closed.name} costs {times(now)} the median host of {name}, and neither has moved since {day(since)}"
    if then is None or times(then) == times(now):
        return f"{closed.name} has cost {times(now)} the median host of {name} since {day(since)}"
    part = ", in part by rates that became known" if any(rates) else ""
    told = f"{closed.name} cost {times(then)} the median host of {name} on {day(since)} and costs {times(now)} today"
    return told + part


def _ratio(closed: Series, median: Series, at: datetime) -> Decimal | None:
    above, below = price_at(closed.moments, at), price_at(median.moments, at)
    return above / below if above is not None and below else None
