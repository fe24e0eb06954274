"""Columns of the tables on the page Routing."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

Columns = Mapping[str, Any]
_COST = "USD for 1,000 requests of the task's workload: price times what the model spends, the gateway's fee included"
_SHARE = "Expected share of the basket's items solved"


def tasks(against: str) -> Columns:
    """Of a routing table; ``against`` is what savings are counted against."""
    column = st.column_config
    return {
        "Task": column.TextColumn(width=115),
        "Model": column.TextColumn(width=150),
        "Host": column.TextColumn(width=115),
        "1,000 requests": column.NumberColumn(format="dollar", width=108, help=_COST),
        "A month": column.NumberColumn(format="dollar", width=88, help="USD for the month's requests of the workload"),
        "Saves": column.TextColumn(width=58, alignment="right", help=f"Of the cost by {against}"),
        "Solves": column.NumberColumn(format="%.1f%%", width=60, help=_SHARE),
        "90% range": column.TextColumn(width=85, help="Holds the share in nine of ten cases, in percent"),
        "Effort": column.TextColumn(width=62, help="How hard the model thinks, as boards label it"),
        "Runner-up": column.TextColumn(width=125, help="The next cheapest model that is good enough"),
        "It lost": column.TextColumn(width=200, help="USD of one request"),
    }


def hosts() -> Columns:
    """Of the routes of one task."""
    column = st.column_config
    return {
        "Try": column.TextColumn(width=85),
        "Model": column.TextColumn(width=190),
        "Effort": column.TextColumn(width=70),
        "1,000 requests": column.NumberColumn(format="dollar", width=108, help=_COST),
        "Solves": column.NumberColumn(format="%.1f%%", width=70, help=_SHARE),
        "Hosts in turn": column.TextColumn(width=560),
    }


def changes() -> Columns:
    """Of what another table changes."""
    column = st.column_config
    return {
        "Task": column.TextColumn(width=115),
        "Change": column.TextColumn(width=105),
        "Before": column.TextColumn(width=170),
        "After": column.TextColumn(width=170),
        "A month": column.NumberColumn(
            format="dollar", width=90, help="USD that the new table costs more; below 0 it saves"
        ),
        "Why": column.TextColumn(width=550),
    }
