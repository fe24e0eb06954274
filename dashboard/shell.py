"""What every page has: its head, its foot with sources and dates, and the words for an empty or a stale catalog."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from dashboard import controls, data, pictures
from dashboard.charts import Spec
from dashboard.words import day, escaped, listing, plain
from intel.errors import IntelError
from intel.market.cost import Workload
from intel.views import ModelView, Statement

KINDS = "Circle: open weights; diamond: closed; square: licence unknown."
"""What the shapes of the charts mean, the same on every page."""
MOST_TOKENS = 10_000_000
_LOOK_AGAIN_SECONDS = 4
_SOURCE_WIDTH = 940
"""Pixels of a chart's foot that leave room for its buttons beside it."""


def heading(title: str, question: str) -> None:
    """The page's name and the question that it answers."""
    with st.container(gap=None):
        st.title(title, anchor=False)
        st.caption(question)


def card_head(claim: str, how: str) -> None:
    """Head of a card: the answer, then unit, scale and how to read it. Both are Markdown."""
    with st.container(gap=None):
        st.header(claim, anchor=False)
        st.caption(how)


def section_foot(note: str, save: tuple[str, str]) -> None:
    """Foot of a table, clear of the table's own toolbar; ``save`` is (file name, CSV text) of the download."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(note, width=_SOURCE_WIDTH)
        st.download_button("Download CSV", save[1], save[0], "text/csv", on_click="ignore")


def chart(spec: Spec, claim: str, how: str, source: str, name: str, save: str = "", pick: str = "") -> str:
    """A chart with its foot: ``source`` in Markdown, and the chart as a file. ``claim`` is what it shows.

    ``how`` is how to read it: unit, scale and marks, which its file says as well.
    ``save`` is its rows as CSV, where no table under it has them. ``pick`` names the selection of a chart whose marks
    can be clicked; the word of the one that just was comes back, else ''.
    """
    picked = ""
    if pick:
        state: Any = st.vega_lite_chart(
            spec, alt=plain_claim(claim), on_select="rerun", selection_mode=pick, key=f"chart-{name}"
        )
        chosen = state.selection.get(pick) or [{}]
        picked = str(chosen[0].get("word", ""))
    else:
        st.vega_lite_chart(spec, alt=plain_claim(claim))
    _chart_foot(spec, claim, (how, source), name, save)
    return picked


def _chart_foot(spec: Spec, claim: str, told: tuple[str, str], name: str, save: str) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(told[1], width=_SOURCE_WIDTH)
        with st.container(horizontal=True, width="content", gap="small"):
            for kind, made, mime in (("SVG", pictures.svg, "image/svg+xml"), ("PNG", pictures.png, "image/png")):
                draw = partial(made, spec, plain_claim(claim), [plain_claim(one) for one in told])
                st.download_button(
                    kind, draw, f"{name}.{kind.lower()}", mime, key=f"{kind}-{name}", type="tertiary",
                    on_click="ignore", help=f"Save this chart as {kind}",
                )  # fmt: skip
            if save:
                st.download_button(
                    "CSV", save, f"{name}.csv", "text/csv", key=f"CSV-{name}", type="tertiary", on_click="ignore",
                    help="Save its numbers as CSV",
                )  # fmt: skip


def figures(cards: Sequence[tuple[str, str, str]], columns: int) -> None:
    """Cards of one height: (label, number, what it refers to)."""
    grid = st.grid(columns, min_column_width=155)
    for label, number, below in cards:
        grid.metric(
            escaped(label, 34), number, plain(below, 26), delta_color="off", delta_arrow="off", border=True,
            height="stretch",
        )  # fmt: skip


def sources_line(stated: Sequence[Statement], note: str = "") -> str:
    """For the foot of a card: whose numbers these are and when each was last confirmed, in Markdown."""
    dated = [f"{escaped(s.source)} {day(s.checked_at)}{' (stale)' if s.stale else ''}" for s in stated]
    return f"Prices as stated by {listing(dated, 6)}. {note}".strip()


def freshness(stated: Sequence[Statement]) -> None:
    """A badge when no source has confirmed its prices for three of its intervals; silent otherwise."""
    if stated and all(s.stale for s in stated):
        newest = max(s.checked_at for s in stated)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(f"Prices as of {day(newest)}", color="orange")
            st.caption("No source has confirmed them lately: `intel collect` brings them up to date.", width="content")


def no_catalog(error: IntelError) -> None:
    """First run: there is nothing to read, and what to do about it."""
    heading("No prices yet", "The dashboard shows what the catalog holds, and there is no catalog to read.")
    with st.container(border=True):
        st.header("How to fill it", anchor=False)
        st.text(str(error))
        st.markdown("`intel up` does all of it: it makes the catalog, fills it and serves this page.")
    _look_again(_is_sold)


def nothing_sold() -> None:
    """The catalog is there and holds no offer yet."""
    _not_yet(
        "No offer in the catalog yet",
        "`intel up` is filling the catalog now; this page shows the prices when they are there.",
        "`intel init` loads the dated prices that come with Intel; `intel collect` asks the sources.",
        _is_sold,
    )


def nothing_judged() -> None:
    """The catalog holds no fit of quality yet."""
    _not_yet(
        "No quality estimated yet",
        "`intel up` is estimating it now, a minute or two; this page shows it when it is done.",
        "`intel collect` reads the boards; `intel estimate` fits what they say.",
        _is_judged,
    )


def _not_yet(head: str, kept: str, by_hand: str, ready: Callable[[data.Catalog], bool]) -> None:
    """What is missing, and what brings it: `intel up` by itself, or these commands."""
    with st.container(border=True):
        st.header(head, anchor=False)
        st.markdown(kept if data.is_kept() else by_hand)
    _look_again(ready)


@st.fragment(run_every=_LOOK_AGAIN_SECONDS)
def _look_again(ready: Callable[[data.Catalog], bool]) -> None:
    """Show what was waited for as soon as it is there, without a reload."""
    st.caption("This page looks again every few seconds.")
    with suppress(IntelError):
        if ready(data.catalog()):
            st.rerun()


def _is_sold(catalog: data.Catalog) -> bool:
    return bool(catalog.models())


def _is_judged(catalog: data.Catalog) -> bool:
    return catalog.judged().run is not None


def narrow() -> bool:
    """Whether a phone asks, by its user agent: decides how dense the labels of a chart are, nothing else."""
    return "Mobile" in str(st.context.headers.get("User-Agent", ""))


def pick_workload(usual: str = "") -> Workload:
    """The workload of the address, else the ``usual`` one, else the default of all."""
    known = data.workloads()
    labels = {name: workload_label(name) for name in known.by_name}
    explained = "  \n".join(f"**{labels[name]}**: {workload.title}" for name, workload in known.by_name.items())
    first = usual or known.default
    return known.get(
        controls.segments(
            "Workload",
            "workload",
            labels,
            first,
            narrow=narrow(),
            help=explained,
            clears=("tokens_in", "cached", "tokens_out"),
        )
    )


def own_tokens(named: Workload) -> Workload:
    """A workload with tokens that can be set to one's own; it then has the name "own"."""
    share = int(100 * named.cached_ratio)
    with st.container(horizontal=True, vertical_alignment="top", width="content"):
        with st.container(width=130):
            asked = controls.number("Tokens in", "tokens_in", named.input_tokens, MOST_TOKENS, "The whole prompt")
        with st.container(width=130):
            cached = controls.number("Cached, %", "cached", share, 100, "Share of the prompt from the cache", least=0)
        with st.container(width=130):
            answered = controls.number("Tokens out", "tokens_out", named.output_tokens, MOST_TOKENS)
    if (asked, cached, answered) == (named.input_tokens, share, named.output_tokens):
        return named
    return Workload("own", asked, Decimal(cached) / 100, answered, named.requests, "Your own requests")


def task_label(name: str) -> str:
    """A task's name for the eye: "Tool use"."""
    return name.replace("-", " ").capitalize()


def workload_label(name: str) -> str:
    """Its name for the eye: "Chat", "RAG"."""
    return name.upper() if len(name) < 4 else name.capitalize()


def none_compare(model: ModelView, precisions: Sequence[str]) -> None:
    """No host is left to rank: say which filter did it and the way out."""
    if precisions:
        wanted = listing(list(precisions))
        st.info(f"No comparable host sells {escaped(model.title)} in {wanted}. Clear Precision to see all.")
    else:
        name = escaped(model.title)
        st.info(f"Nobody sells {name} at known prices for both input and output; what there is stands below.")


def plain_claim(claim: str) -> str:
    """A claim without its Markdown escapes, for people who hear the page."""
    return claim.replace("\\", "").replace("\u2060", "")
