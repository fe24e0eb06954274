"""Controls whose state is the page's address: a link opens the page as it was seen.

Streamlit's own binding writes the label of an option into the address, and a label here holds counts that
change; so the address is kept by hand. It is the only truth: a control is set from it before it is drawn, and
writes to it when it is used. The default leaves the address clean.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import streamlit as st

from dashboard.words import escaped, plain

_SEPARATOR = ","


def select(
    label: str,
    key: str,
    labels: Mapping[str, str],
    default: str,
    find: Callable[[str], str | None] = lambda _: None,
    help: str | None = None,
) -> str:
    """One of many, searched by typing. ``labels``: address word → label, in order.

    ``find`` maps a word of the address that is no option to one that is; where it gives None, a note says so
    and the default is shown.
    """
    _set(key, _asked(label, key, labels, default, find))
    chosen = st.selectbox(
        label, list(labels), format_func=lambda word: labels.get(word, word), key=key, help=help,
        on_change=_write, args=(key, default), filter_mode="fuzzy",
    )  # fmt: skip
    return chosen or default


def segments(
    label: str, key: str, labels: Mapping[str, str], default: str, *, narrow: bool, help: str | None = None
) -> str:
    """One of a few, all of them visible; a phone wraps them as pills. Labels must not hold Markdown."""
    draw = st.pills if narrow else st.segmented_control
    _set(key, _asked(label, key, labels, default, lambda _: None))
    chosen = draw(
        label, list(labels), format_func=lambda word: labels.get(word, word), key=key, help=help,
        on_change=_write, args=(key, default), required=True, wrap=True,
    )  # fmt: skip
    return chosen or default


def choose(
    label: str, key: str, labels: Mapping[str, str], default: Sequence[str], most: int, help: str | None = None
) -> list[str]:
    """Up to ``most`` of many: added by typing, taken away by a click on its pill. Words must not hold a comma.

    None left means ``default``. Pills, since the chips of a multiple choice are too pale to read on a dark page.
    """
    asked = [word for word in st.query_params.get(key, "").split(_SEPARATOR) if word in labels]
    chosen = (asked or list(default))[:most]
    adding = f"{key}-add"

    def add() -> None:
        word = st.session_state[adding]
        if word:
            st.session_state[key] = [*chosen, word]
            _write(key, _SEPARATOR.join(default))
        st.session_state[adding] = None

    left = [word for word in labels if word not in chosen]
    st.selectbox(
        label, left, index=None, format_func=lambda word: labels.get(word, word), key=adding, help=help,
        on_change=add, placeholder="Type to add" if len(chosen) < most else f"{most} are shown, the most there can be",
        disabled=len(chosen) >= most or not left, filter_mode="fuzzy",
    )  # fmt: skip
    if not chosen:
        return []
    _set(key, chosen)
    st.pills(
        f"{label} shown: a click takes one away", chosen, format_func=lambda word: escaped(labels.get(word, word), 60),
        selection_mode="multi", key=key, on_change=_write, args=(key, _SEPARATOR.join(default)),
        label_visibility="collapsed",
    )  # fmt: skip
    return chosen


def days(label: str, key: str, first: date, last: date, help: str | None = None) -> date:
    """A day between two, the last one by default."""
    asked = st.query_params.get(key, "")
    try:
        wanted = min(max(date.fromisoformat(asked), first), last) if asked else last
    except ValueError:
        wanted = last
    _set(key, wanted)
    chosen = st.slider(
        label, first, last, key=key, format="D MMM YYYY", help=help, on_change=_write, args=(key, last.isoformat())
    )
    return chosen


def pills(label: str, key: str, options: Sequence[str]) -> list[str]:
    """Any of a few; none means all. Labels are the options themselves and must not hold Markdown."""
    asked = st.query_params.get(key, "").split(_SEPARATOR)
    _set(key, [option for option in options if option in asked])
    return list(
        st.pills(label, options, selection_mode="multi", wrap=True, key=key, on_change=_write, args=(key, "")) or []
    )


def number(label: str, key: str, default: int, most: int, help: str | None = None, *, least: int = 1) -> int:
    """A whole number from ``least`` to ``most``."""
    asked = st.query_params.get(key, "")
    known = asked.isascii() and asked.isdigit() and int(asked[:12]) >= least
    _set(key, min(int(asked[:12]), most) if known else default)
    return int(
        st.number_input(label, least, most, step=1, key=key, help=help, on_change=_write, args=(key, str(default)))
    )


def percent(label: str, key: str, default: int, least: int, help: str | None = None) -> int:
    """A whole percentage from ``least`` to 100, by a slider."""
    asked = st.query_params.get(key, "")
    _set(key, min(max(int(asked[:4]), least), 100) if asked.isascii() and asked.isdigit() else default)
    return int(
        st.slider(label, least, 100, key=key, format="%d%%", help=help, on_change=_write, args=(key, str(default)))
    )


def _asked(label: str, key: str, labels: Mapping[str, str], default: str, find: Callable[[str], str | None]) -> str:
    asked = st.query_params.get(key, default)
    if asked in labels:
        return asked
    found = find(asked)
    if found in labels:
        return str(found)
    shown = plain(labels.get(default, default))
    st.info(f"{label} “{escaped(asked)}” is not in the catalog. Shown instead: {escaped(shown)}.")
    return default


def _set(key: str, value: object) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _write(key: str, default: str) -> None:
    value = st.session_state[key]
    text = _SEPARATOR.join(value) if isinstance(value, list) else str(value or "")
    if text and text != default:
        st.query_params[key] = text
    else:
        st.query_params.pop(key, None)
