"""Columns of the tables on the pages about quality: widths, formats, units and what a heading means."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

Columns = Mapping[str, Any]
PER = "$/M"
"""USD per million tokens, in the heading of a column."""


def estimates() -> Columns:
    """Of a table of estimates."""
    column = st.column_config
    share = "Expected share of the basket's items solved"
    return {
        "Model": column.TextColumn(width=200),
        "Solves": column.NumberColumn(format="%.1f%%", width=70, help=share),
        "From": column.NumberColumn(format="%.1f%%", width=65, help="Lower bound of the 90 % interval"),
        "To": column.NumberColumn(format="%.1f%%", width=65, help="Upper bound of the 90 % interval"),
        "P(best)": column.NumberColumn(format="%.1f%%", width=70, help="Probability that no model is better"),
        "Leads": column.TextColumn(width=95, help="Beats all others with 90 %, or is best with at least 5 %"),
        "Effort": column.TextColumn(width=90, help="The reasoning effort whose estimate it is"),
        "Weights": column.TextColumn(width=75),
        "Judged by": column.TextColumn(width=240, help="Independent boards, and the lab where its own word counts too"),
        "Boards": column.NumberColumn(width=65, help="Board editions with a score of it, in the basket or not"),
    }


def scores() -> Columns:
    """Of the scores of one model."""
    column = st.column_config
    return {
        "Board": column.TextColumn(width=215),
        "Edition": column.TextColumn(width=90),
        "Score": column.NumberColumn(format="%.1f", width=70),
        "Unit": column.TextColumn(width=50, help="%: share solved. Elo: 400 points are odds of ten to one"),
        "Interval": column.TextColumn(width=105, help="As the board states it"),
        "Effort": column.TextColumn(width=90),
        "Harness": column.TextColumn(width=80, help="The agent or way of asking"),
        "Reported by": column.TextColumn(width=110),
        "In basket": column.TextColumn(width=75, help="The others tell of skill in general"),
        "Stated": column.DateColumn(format="D MMM YYYY", width=95),
        "Source": column.TextColumn(width=80),
        "Evidence": column.LinkColumn(display_text="open", width=70),
    }


def boards(titles: Iterable[str]) -> Columns:
    """Of models beside their scores on each edition."""
    column = st.column_config
    return {
        "Model": column.TextColumn(width=190),
        "Solves": column.NumberColumn(format="%.1f%%", width=65, help="The estimate, for comparison"),
        **{title: column.NumberColumn(format="%.1f") for title in titles},
        "Lab’s own word": column.TextColumn(width=120, help="Boards on which the score shown is the lab's own"),
    }


def basket() -> Columns:
    """Of what a task is judged by."""
    column = st.column_config
    return {
        "Board": column.TextColumn(width=230), "Weight": column.NumberColumn(width=70),
        "Why": column.TextColumn(width=560), "Edition": column.TextColumn(width=300),
    }  # fmt: skip


def pairs() -> Columns:
    """Of two reporters of one score."""
    column = st.column_config
    return {
        "Board": column.TextColumn(width=160),
        "Model": column.TextColumn(width=225),
        "Believed": column.NumberColumn(format="%.1f", width=75),
        "By": column.TextColumn(width=95),
        "Other": column.NumberColumn(format="%.1f", width=70),
        "Other by": column.TextColumn(width=115),
        "Differs": column.NumberColumn(format="%+.1f", width=70, help="The other less the believed one"),
        "Unit": column.TextColumn(width=50),
        "Rule": column.TextColumn(width=290, help="Why the first is believed, and what else differs"),
    }


def standings() -> Columns:
    """Of tasks with who leads them."""
    column = st.column_config
    price = "USD per million tokens of the task's workload, at the cheapest comparable host"
    return {
        "Task": column.TextColumn(width=115),
        "Leader": column.TextColumn(width=262, help="Beats all others with 90 %; else all that may be best"),
        "Solves": column.NumberColumn(
            format="%.0f%%", width=62, help="Expected share of the basket, of the first named"
        ),
        "Best open": column.TextColumn(width=156),
        "Open solves": column.NumberColumn(format="%.0f%%", width=85),
        "95% as good": column.TextColumn(width=156),
        "At": column.TextColumn(width=122),
        "Price": column.NumberColumn(f"Price, {PER}", format="$%.3f", width=86, help=price),
        "% of leader’s": column.NumberColumn(format="%.0f%%", width=96, help="That price as a share of the leader's"),
    }


def hosts() -> Columns:
    """Of models with the hosts that came or went."""
    column = st.column_config
    return {
        "Model": column.TextColumn(width=250),
        "Hosts": column.NumberColumn(width=60),
        "Which": column.TextColumn(width=400),
        "From": column.NumberColumn(
            f"From, {PER}", format="$%.3f", width=90, help="USD per million tokens, the cheapest of them"
        ),
        "News": column.TextColumn(width=95),
        "Source": column.TextColumn(width=145),
        "Stated": column.DatetimeColumn(
            format="D MMM YYYY", width=100, help="When the newest of these was first stated"
        ),
    }


def ending() -> Columns:
    """Of announced ends."""
    column = st.column_config
    return {
        "Ends on": column.DateColumn(format="D MMM YYYY", width=110),
        "State": column.TextColumn(width=70),
        "Model": column.TextColumn(width=260),
        "Host": column.TextColumn(width=190),
        "Replaced by": column.TextColumn(width=220),
        "Sold as": column.TextColumn(width=330, help="The host's own name of the model"),
    }


def frontier() -> Columns:
    """Of the models on the frontier."""
    column = st.column_config
    cost = "USD for 1,000 requests of the task's workload, at the cheapest comparable host"
    return {
        "Model": column.TextColumn(width=230),
        "Weights": column.TextColumn(width=80),
        "Solves": column.NumberColumn(format="%.1f%%", width=75, help="Expected share of the basket's items solved"),
        "From": column.NumberColumn(format="%.1f%%", width=70, help="Lower bound of the 90 % interval"),
        "To": column.NumberColumn(format="%.1f%%", width=70, help="Upper bound of the 90 % interval"),
        "1,000 requests": column.NumberColumn(format="$%.2f", width=120, help=cost),
        "× the one before": column.NumberColumn(format="%.1f×", width=130, help="What the step up costs"),
        "Cheapest host": column.TextColumn(width=240),
    }


def matched() -> Columns:
    """Of open models beside their closed equals."""
    column = st.column_config
    blended, solves = "USD per million tokens of the workload", "Expected share of the basket's items solved"
    why = "Why there is no ratio"
    return {
        "Model": column.TextColumn(width=170),
        "Weights": column.TextColumn(width=65, help="unknown: nobody states the licence; it counts in no sum"),
        "Solves": column.NumberColumn(format="%.1f%%", width=60, help=solves),
        "Hosts": column.NumberColumn(width=50),
        "Cheapest": column.NumberColumn(format="$%.3f", width=75, help=f"{blended}, at the cheapest host"),
        "Median": column.NumberColumn(format="$%.3f", width=70, help=blended),
        "Dearest": column.NumberColumn(format="$%.3f", width=70, help=blended),
        "Equals": column.NumberColumn(
            width=55, help="Closed models as good; where any has a list price, those that do"
        ),
        "Cheapest equal": column.TextColumn(width=120),
        "Equal asks": column.NumberColumn(format="$%.3f", width=80, help=f"Its lab's list price. {blended}"),
        "Median equal": column.NumberColumn(format="$%.3f", width=92, help=blended),
        "Closed ÷ open": column.NumberColumn(format="%.1f×", width=100, help="Median equal by median host"),
        "No ratio": column.TextColumn(width=75, help=why),
        "Cheapest host": column.TextColumn(width=118),
    }


def fall() -> Columns:
    """Of the price of a fixed quality over time."""
    column = st.column_config
    return {
        "Quality": column.TextColumn(width=150),
        "From": column.DateColumn(format="D MMM YYYY", width=110),
        "Price": column.NumberColumn(
            f"Price, {PER}", format="$%.3f", width=100, help="USD per million tokens of the task's workload"
        ),
        "Model and host": column.TextColumn(width=600),
    }


def series() -> Columns:
    """Of series on one day."""
    column = st.column_config
    price = "USD per million tokens"
    return {
        "Series": column.TextColumn(width=230),
        "Price": column.NumberColumn(f"Price, {PER}", format="$%.3f", width=110, help=price),
        "Change": column.TextColumn(width=95),
        "Since": column.DateColumn(format="D MMM YYYY", width=120, help="Since when a price of it is known"),
        "Lowest": column.NumberColumn(f"Lowest, {PER}", format="$%.3f", width=110, help=price),
        "Highest": column.NumberColumn(f"Highest, {PER}", format="$%.3f", width=110, help=price),
        "Changes": column.NumberColumn(width=90),
    }


def changes() -> Columns:
    """Of changes of series."""
    column = st.column_config
    price = "USD per million tokens"
    return {
        "Day": column.DateColumn(format="D MMM YYYY", width=110),
        "Series": column.TextColumn(width=280),
        "Before": column.NumberColumn(f"Before, {PER}", format="$%.3f", width=100, help=price),
        "After": column.NumberColumn(f"After, {PER}", format="$%.3f", width=95, help=price),
        "Change": column.TextColumn(width=90),
        "Host": column.TextColumn(width=220),
        "Source": column.TextColumn(width=120),
    }
