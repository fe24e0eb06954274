"""Tables on a page and their downloads: the same rows as data frames for the eye and as CSV for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import quote

import pandas as pd
import streamlit as st

from dashboard.rows import UNSTATED, DisputeRow, OfferRow, apart_word
from dashboard.words import UNKNOWN, column_places, escaped, telling_places
from intel.market.alike import rounded
from intel.units import money_text

_ALL_SHOWN, _SCROLLED = 12, 460
"""Rows up to which a side table is drawn whole, and its pixels beyond that."""
_HOSTS_SHOWN, _HOSTS_SCROLLED = 20, 720
"""The same for the table of hosts that compare."""
WRAPPED, _TALL = 64, 600
"""Pixels of a row whose text goes on in up to three lines, and of a table of many such rows."""
WHY = "why"
"""Key of the address that names the offer whose price is explained."""
CLICKED = "why-clicked"
"""Key of the session: the row was clicked just now."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV as RFC 4180 has it. Text that a spreadsheet would run as a formula gets a ``'`` in front; numbers do not."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return money_text(value)
    if isinstance(value, str) and value.lstrip(" \n").startswith(_FORMULA):
        return f"'{value}"
    return value


OFFER_HEADER = (
    "host", "host_kind", "set_apart_by", "blended_usd_per_mtok", "input_usd_per_mtok", "output_usd_per_mtok",
    "cache_read_usd_per_mtok", "context_tokens", "quantization", "service_tier", "region", "via", "sku", "source",
    "source_url", "sha256", "checked_at", "stale", "agreement", "held", "retires_on", "replaced_by", "uptime_ratio",
    "latency_ms", "tokens_per_second",
)  # fmt: skip


def offers_csv(rows: Iterable[OfferRow]) -> str:
    """Every offer, the comparable ones (no ``set_apart_by``) first; times in ISO 8601, unknown empty."""
    return csv_text(
        OFFER_HEADER,
        (
            (
                r.host, r.kind, r.word, r.blended, r.input, r.output, r.cache_read, r.context_tokens, r.precision,
                r.tier, r.region, r.via, r.sku, r.source, r.url, r.sha256,
                r.checked_at.isoformat() if r.checked_at else None, r.stale, r.agreement, r.held, r.retires_on,
                r.replaced_by, r.uptime_ratio, r.latency_ms, r.tokens_per_second,
            )
            for r in rows
        ),
    )  # fmt: skip


def show(
    cells: Sequence[Mapping[str, object]],
    columns: Mapping[str, Any],
    key: str,
    alt: str,
    pick: tuple[str, Sequence[str]] | None = None,
    links: tuple[str, Sequence[str]] | None = None,
    *,
    tall: bool = False,
) -> None:
    """Draw any table: a mapping from column title to value per row; None is unknown. ``tall`` rows wrap their text.

    ``pick`` is a word of the address and a value for it per row: a click on a row writes it there. ``links`` is the
    beginning of an address on this server and its end per row: a last column leads there.
    """
    if links:
        cells = [{**row, "More": links[0] + quote(word, safe="")} for row, word in zip(cells, links[1], strict=True)]
        columns = {**columns, "More": st.column_config.LinkColumn(display_text="show", width=60)}

    def clicked() -> None:
        found = st.session_state[key].selection.cells
        if found and pick:
            st.query_params[pick[0]] = pick[1][found[0][0]]

    st.dataframe(
        pd.DataFrame(cells), hide_index=True, height=_height(len(cells), scrolled=_TALL if tall else _SCROLLED),
        placeholder=UNKNOWN, alt=alt, key=key,
        column_config=dict(columns), on_select=clicked if pick else "ignore", selection_mode="single-cell",
        row_height=WRAPPED if tall else None,
    )  # fmt: skip


def show_offers(rows: Sequence[OfferRow], mix: str, alt: str, *, apart: bool = False) -> None:
    """Draw the table; ``apart`` shows the word that sets an offer apart in place of the rank against the cheapest.

    Where every price is stale the page has said so, and the rows do not. A row that is ticked asks why its price is
    what it is (``WHY`` of the address). Not a cell: the keyboard selects whatever cell it reaches, and a table that
    opens something on the way cannot be walked through.
    """
    fresh = any(row.source and not row.stale for row in rows)
    places = column_places([row.blended for row in rows])
    frame = pd.DataFrame([_offer_cells(row, mix, places, told_stale=fresh) for row in rows])
    dropped = ["vs cheapest", "Cache read", "Context"] if apart else ["Set apart by", "Sold as", "Tier"]
    frame = frame.drop(columns=[*dropped, *(name for name in _SERVICE if frame[name].isna().all())])
    key = f"offers-{'apart' if apart else 'comparable'}"
    height = _height(len(rows), _ALL_SHOWN if apart else _HOSTS_SHOWN, _SCROLLED if apart else _HOSTS_SCROLLED)

    def clicked() -> None:
        ticked = st.session_state[key].selection.rows
        if ticked:
            st.query_params[WHY] = rows[ticked[0]].address
            st.session_state[CLICKED] = True

    st.dataframe(
        frame, hide_index=True, height=height, placeholder=UNKNOWN, alt=alt,
        column_config=_offer_columns(rows, mix), key=key, on_select=clicked, selection_mode="single-row",
    )  # fmt: skip


_SERVICE = ("Uptime", "Speed", "First token", "Region", "Precision")
"""Columns that are left out where nobody states any of it; the foot of the table then says so."""


def offers_note(rows: Sequence[OfferRow], ends: Sequence[str] = ()) -> str:
    """Foot of the table of hosts: what the download has, announced ends, and what nobody states."""
    note = "The download holds every offer, those set apart too."
    note += "".join(f" {escaped(end, 300)}." for end in ends)
    if any(row.uptime_ratio is not None or row.tokens_per_second is not None for row in rows):
        return note
    return f"{note} Uptime and speed are unknown: no source that states them has been asked yet."


def _height(rows: int, whole: int = _ALL_SHOWN, scrolled: int = _SCROLLED) -> Literal["content"] | int:
    """A table of more than so many rows scrolls within itself."""
    return "content" if rows <= whole else scrolled


def _offer_cells(row: OfferRow, mix: str, places: int, *, told_stale: bool) -> dict[str, Any]:
    return {
        "Host": row.host,
        "Set apart by": apart_word(row.word),
        mix: None if row.blended is None else float(rounded(row.blended, places)),
        "vs cheapest": _float(row.ratio),
        "Input": _float(row.input),
        "Output": _float(row.output),
        "Cache read": _float(row.cache_read),
        "Context": row.context_tokens,
        "Precision": None if row.precision == UNSTATED else row.precision,
        "Tier": row.tier,
        "Via": row.via or "direct",
        "Region": row.region or None,
        "Uptime": None if row.uptime_ratio is None else float(100 * row.uptime_ratio),
        "Speed": _float(row.tokens_per_second),
        "First token": row.latency_ms,
        "Source": row.source or None,
        "Confirmed": row.checked_at,
        "Agreement": _agreement(row, told_stale),
        "Sold as": row.sku,
    }


def _agreement(row: OfferRow, told_stale: bool) -> str | None:
    """The agreement word, with what else a reader has to know of the price."""
    notes = [row.agreement, "stale" if row.stale and told_stale else "", "newer price held" if row.held else ""]
    return ", ".join(filter(None, notes)) or None


def _offer_columns(rows: Sequence[OfferRow], mix: str) -> dict[str, Any]:
    column = st.column_config
    stated = [amount for row in rows for amount in (row.blended, row.input, row.output)]
    dearest = max((float(row.ratio) for row in rows if row.ratio), default=1.0)
    return {
        "Host": column.TextColumn(width=175),
        "Set apart by": column.TextColumn(width=110, help="Why it is not ranked with the others"),
        mix: money([row.blended for row in rows], "USD per million tokens of the chosen workload", 90),
        "vs cheapest": column.ProgressColumn(format="%.2f×", min_value=0, max_value=dearest, width=100, color="gray"),
        "Input": money(stated),
        "Output": money(stated),
        "Cache read": money([row.cache_read for row in rows], "USD per million tokens; – where none is stated"),
        "Context": column.NumberColumn(format="compact", width=65, help="Tokens"),
        "Precision": column.TextColumn(width=70),
        "Tier": column.TextColumn(width=70),
        "Via": column.TextColumn(width=90, help="The gateway it is bought through"),
        "Region": column.TextColumn(width=65),
        "Uptime": column.NumberColumn(format="%.1f%%", width=75, help="As its gateway measured it last"),
        "Speed": column.NumberColumn(format="%.0f tok/s", width=80, help="Output tokens per second"),
        "First token": column.NumberColumn(format="%d ms", width=90, help="Time to the first token"),
        "Source": column.TextColumn(width=110, help="Whose word is believed; tick the row to see it"),
        "Confirmed": column.DatetimeColumn(format="distance", width=100, help="Last seen to be stated"),
        "Sold as": column.TextColumn(width=160, help="The host's own name of the model"),
        "Agreement": column.TextColumn(width=115, help="verified: two independent sources say the same"),
    }


def disputes_csv(rows: Iterable[DisputeRow]) -> str:
    """A row per statement on a disputed offer, the believed one of each first."""
    header = ("host", "sku", "source", "input_usd_per_mtok", "output_usd_per_mtok", "checked_at", "believed")
    return csv_text(
        header, ((r.host, r.sku, r.source, r.input, r.output, r.checked_at.isoformat(), r.believed) for r in rows)
    )


def show_disputes(rows: Sequence[DisputeRow]) -> None:
    """Draw what each source says where they disagree."""
    frame = pd.DataFrame(
        {
            "Host": row.host,
            "Source": row.source,
            "Input": _float(row.input),
            "Output": _float(row.output),
            "Confirmed": row.checked_at,
            "Believed": "believed" if row.believed else "not believed",
            "Sold as": row.sku,
        }
        for row in rows
    )
    columns = {
        "Input": money([row.input for row in rows], apart=True, width=90),
        "Output": money([row.output for row in rows], apart=True, width=90),
        "Confirmed": st.column_config.DatetimeColumn(format="distance"),
    }
    st.dataframe(
        frame, hide_index=True, height=_height(len(rows)), placeholder=UNKNOWN, column_config=columns,
        key="disputes", alt="What each source says where sources disagree",
    )  # fmt: skip


def money(
    amounts: Sequence[Decimal | None], help: str = "USD per million tokens", width: int = 75, *, apart: bool = False
) -> Any:
    """A column of dollars with as many places as its smallest amount needs; ``apart``: as tell all of them apart."""
    places = telling_places(amounts) if apart else column_places(amounts)
    return st.column_config.NumberColumn(format=f"$%.{places}f", width=width, help=help)


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
