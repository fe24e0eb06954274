"""Two cards of the page Open vs closed: what moving from a closed model saves, and what it would have saved before."""

from collections.abc import Mapping

import streamlit as st

from dashboard import claims, controls, data, derived, matched, past, plots, rows, shell
from dashboard.words import bill, count, escaped, listing
from intel.market.cost import Workload
from intel.market.equals import Match

MOST_REQUESTS = 1_000_000_000


def cards(catalog: data.Catalog, paid: matched.Paid, workload: Workload, titles: Mapping[str, str]) -> None:
    """Both, for the open model that is picked among the equals of what is paid today."""
    then = _moving(catalog, paid, workload, titles)
    _over_time(catalog, paid, then, workload, titles)


def _moving(catalog: data.Catalog, paid: matched.Paid, workload: Workload, titles: Mapping[str, str]) -> Match:
    """What a month costs today, at the median host and at the cheapest, and what is assumed."""
    today = titles[paid.peer.model]
    with st.container(border=True):
        head = st.container()
        with st.container(horizontal=True, vertical_alignment="top"):
            words = catalog.by_model()
            equals = {words.get(one.estimate.model, one.estimate.model): one for one in paid.equals}
            labels = {word: titles[one.estimate.model] for word, one in equals.items()}
            usual = catalog.word(matched.nearest(paid).estimate.model)
            with st.container(width=280):
                then = equals[controls.select("Move to", "to", labels, usual)]
            with st.container(width=200):
                requests = controls.number("Requests a month", "requests", workload.requests, MOST_REQUESTS)
        there = then.spread.blended
        assert there is not None
        bills = matched.moving(paid.price, there, workload, requests)
        target = titles[then.estimate.model]
        with head:
            claim = claims.moving_claim(today, target, bills)
            shell.card_head(claim, f"{claims.moving_how(workload, requests)} {escaped(odds(paid, then, titles), 250)}")
        _figures(then, bills, today)
    return then


def _figures(then: Match, bills: matched.Moving, today: str) -> None:
    host, saving = rows.host_name(then.spread.offers[0]), claims.saving
    median = f"Median of {count(then.spread.hosts, 'host')}" if then.spread.hosts > 1 else "Its one host"
    cells = (
        ("Paid today", bills.now, today),
        (median, bills.median, saving(bills.now, bills.median)),
        ("Cheapest host", bills.cheapest, f"{saving(bills.now, bills.cheapest)}: {host}"),
    )
    shell.figures([(label, bill(amount), below) for label, amount, below in cells], 3)


def odds(paid: matched.Paid, then: Match, titles: Mapping[str, str]) -> str:
    """How likely the open model is the better one, and who else is as good."""
    better = then.odds[paid.peer.model]
    others = [titles[one.estimate.model] for one in paid.equals if one is not then]
    also = f" As good too: {listing(others, 4)}." if others else ""
    return f"Odds that {titles[then.estimate.model]} is the better one: {better:.0%}.{also}"


def _over_time(
    catalog: data.Catalog, paid: matched.Paid, then: Match, workload: Workload, titles: Mapping[str, str]
) -> None:
    """The closed model's list price beside the open one's median and cheapest host, since each was first priced."""
    seller = paid.peer.offer.provider.id if paid.peer.offer else ""
    closed, opened = paid.peer.model, then.estimate.model
    found = derived.apart_then(catalog, (closed, titles[closed]), seller, (opened, titles[opened]), workload)
    with st.container(border=True):
        how = "USD per million tokens of the workload, log scale. A price holds until the next dot."
        how += past.hollow(found.lines)
        shell.card_head(escaped(found.claim, 200), how)
        if found.lines:
            note = "As each change was first seen, or as its source dates it. Qualities are those known today."
            name = f"{catalog.word(closed)}_to_{catalog.word(opened)}_over_time"
            chart = plots.step_lines(found.lines, catalog.at)
            shell.chart(chart, found.claim, how, note, name, save=past.csv(found.series))
