"""The tables of the page Sources and their downloads."""

from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboard.answers import Trust
from dashboard.source_rows import GLYPHS, Disputed, SourceRow
from dashboard.tables import WRAPPED, csv_text, money
from dashboard.words import UNKNOWN, plain, rates

_TALL, _ROWS = {False: 420, True: 600}, 11
"""Pixels of a table that scrolls within itself, by whether its text wraps, and the rows from which it does."""
_SHOWN = 300
"""Rows of a long list on the page; the download holds all."""
SOURCE_HEADER = (
    "source", "title", "state", "authority", "last_healthy_at", "every_hours", "records", "rejected", "held",
    "redistributable", "licence", "url", "message",
)  # fmt: skip


def cut(total: int) -> str:
    """For the foot of a long list: that not all of it is shown; '' where it is."""
    return f"{_SHOWN} of {total:,} shown; the CSV has all. " if total > _SHOWN else ""


def sources_csv(rows: Sequence[SourceRow]) -> str:
    """Every source with its state; times in ISO 8601."""
    return csv_text(SOURCE_HEADER, [
        (r.id, r.title, r.state, r.authority, r.confirmed_at.isoformat() if r.confirmed_at else None, r.every_hours,
         r.records, r.rejected, r.held, r.leaves, r.licence, r.url, r.message) for r in rows
    ])  # fmt: skip


def show_sources(rows: Sequence[SourceRow]) -> None:
    """Those that need attention stand first."""
    column = st.column_config
    _draw(
        [
            {
                "State": f"{GLYPHS[r.state]} {r.state}", "Source": r.title, "Confirmed": r.confirmed_at,
                "Every": r.every_hours, "Records": r.records or None, "Rejected": r.rejected, "Held": r.held,
                "Word of": r.authority, "May leave": "yes" if r.leaves else "no", "Licence": r.licence, "Page": r.url,
            }
            for r in rows
        ],
        {
            "State": column.TextColumn(width=95), "Source": column.TextColumn(width=190),
            "Confirmed": column.DatetimeColumn(format="distance", width=105, help="Last run that was believed"),
            "Every": column.NumberColumn(format="%g h", width=65, help="How often it is asked"),
            "Records": column.NumberColumn(format="localized", width=80, help="In its last run with facts"),
            "Rejected": column.NumberColumn(width=75, help="Rows that are refused now"),
            "Held": column.NumberColumn(width=60, help="States that wait to be believed"),
            "Word of": column.TextColumn("Kind", width=140), "Licence": column.TextColumn(width=245),
            "May leave": column.TextColumn("Exported", width=80, help="Whether its facts may leave this machine"),
            "Page": column.LinkColumn(display_text="open", width=60),
        },
        "sources", "Every source with its state", tall=True,
    )  # fmt: skip


def held_csv(trust: Trust) -> str:
    """What waits; times in ISO 8601."""
    header = ("number", "source", "model", "subject", "stated", "reason", "held_at", "sha256")
    return csv_text(header, [
        (h.id, h.source, h.model, h.subject, h.stated, h.reason, h.held_at.isoformat(), h.sha256) for h in trust.held
    ])  # fmt: skip


def show_held(trust: Trust) -> None:
    """What waits to be believed, the oldest first."""
    _draw(
        [
            {
                "No.": h.id, "Source": h.source, "About": "the whole run" if h.key is None else plain(h.subject),
                "States": rates(plain(h.stated)) or None, "Waits because": plain(h.reason), "Since": h.held_at,
            }
            for h in trust.held[:_SHOWN]
        ],
        {
            "No.": st.column_config.NumberColumn(width=60), "Source": st.column_config.TextColumn(width=105),
            "About": st.column_config.TextColumn(width=290),
            "States": st.column_config.TextColumn(width=220, help="Per million tokens, in the stated currency"),
            "Waits because": st.column_config.TextColumn(width=370),
            "Since": st.column_config.DatetimeColumn(format="distance", width=100),
        },
        "held", "Prices and runs that wait to be believed", tall=True,
    )  # fmt: skip


def names_csv(trust: Trust) -> str:
    """Every unresolved name."""
    header = ("source", "name", "method", "candidates", "offers", "scores")
    return csv_text(header, [
        (n.source, n.name, n.method, " ".join(n.candidates), n.offers, n.scores) for n in trust.unresolved
    ])  # fmt: skip


def show_names(trust: Trust) -> None:
    """Unresolved names, those of the most offers first."""
    _draw(
        [
            {
                "Source": n.source, "Name": plain(n.name), "Offers": n.offers, "Scores": n.scores,
                "May mean": plain(", ".join(n.candidates)) or None,
            }
            for n in trust.unresolved[:_SHOWN]
        ],
        {"Name": st.column_config.TextColumn(width=360), "May mean": st.column_config.TextColumn(width=360)},
        "names", "Names that nobody could place",
    )  # fmt: skip


def rejects_csv(trust: Trust) -> str:
    """What is refused now, by source and reason."""
    header = ("source", "reason", "rows", "example", "excerpt")
    return csv_text(header, [(r.source, r.reason, r.count, r.example, r.excerpt) for r in trust.rejects])


def show_rejects(trust: Trust) -> None:
    """Reasons of refusal, the most frequent first."""
    _draw(
        [
            {"Source": r.source, "Reason": plain(r.reason), "Rows": r.count, "One of them": plain(r.example),
             "It said": plain(r.excerpt) or None}
            for r in trust.rejects[:_SHOWN]
        ],
        {
            "Reason": st.column_config.TextColumn(width=380), "Rows": st.column_config.NumberColumn(width=70),
            "One of them": st.column_config.TextColumn(width=240), "It said": st.column_config.TextColumn(width=300),
        },
        "rejects", "Rows that are refused, by source and reason", tall=True,
    )  # fmt: skip


DISPUTE_HEADER = (
    "model", "host", "sku", "believed_source", "believed_input_usd_per_mtok", "believed_output_usd_per_mtok",
    "other_source", "other_input_usd_per_mtok", "other_output_usd_per_mtok", "ratio",
)  # fmt: skip


def disputes_csv(found: Sequence[Disputed]) -> str:
    """Every disputed offer: the believed price, and the one that is furthest from it."""
    return csv_text(DISPUTE_HEADER, [
        (d.model, d.host, d.sku, d.believed.source, d.believed.input, d.believed.output, d.other.source, d.other.input,
         d.other.output, round(d.ratio, 4)) for d in found
    ])  # fmt: skip


def show_disputes(found: Sequence[Disputed]) -> None:
    """The widest apart first."""
    shown = found[:_SHOWN]
    inputs = [price for d in shown for price in (d.believed.input, d.other.input)]
    outputs = [price for d in shown for price in (d.believed.output, d.other.output)]
    _draw(
        [
            {
                "Model": d.model, "Host": d.host, "Apart": float(d.ratio), "Believed": d.believed.source,
                "In": _float(d.believed.input), "Out": _float(d.believed.output), "Another": d.other.source,
                "In, other": _float(d.other.input), "Out, other": _float(d.other.output), "Sold as": d.sku,
            }
            for d in shown
        ],
        {
            "Model": st.column_config.TextColumn(width=240), "Host": st.column_config.TextColumn(width=140),
            "Believed": st.column_config.TextColumn(width=95), "Another": st.column_config.TextColumn(width=95),
            "Apart": st.column_config.NumberColumn(format="%.1f×", width=70, help="Larger ÷ smaller price"),
            "In": money(inputs, apart=True, width=90), "Out": money(outputs, apart=True, width=90),
            "In, other": money(inputs, apart=True, width=90), "Out, other": money(outputs, apart=True, width=90),
            "Sold as": st.column_config.TextColumn(width=190),
        },
        "disputed", "Offers about which sources disagree",
    )  # fmt: skip


def _draw(cells: Sequence[dict[str, Any]], columns: dict[str, Any], key: str, alt: str, *, tall: bool = False) -> None:
    height: Literal["content"] | int = "content" if len(cells) <= _ROWS else _TALL[tall]
    st.dataframe(
        pd.DataFrame(cells), hide_index=True, height=height, placeholder=UNKNOWN,
        column_config=columns, key=key, alt=alt, row_height=WRAPPED if tall else None,
    )  # fmt: skip


def _float(amount: Any) -> float | None:
    return None if amount is None else float(amount)
