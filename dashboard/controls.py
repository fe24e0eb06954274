"""Controls whose state is the page's address: a link opens the page as it was seen.

Streamlit's own binding writes the label of an option into the address, and a label here holds counts that
change; so the address is kept by hand. It is the only truth: a control is set from it before it is drawn, and
writes to it when it is used. The default leaves the address clean.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import streamlit as st

from dashboard.words import escaped, listing, plain

_SEPARATOR = ","
_FEW = 12
"""So many words are named to somebody whose link holds another one."""


def select(
    label: str,
    key: str,
    labels: Mapping[str, str],
    default: str,
    find: Callable[[str], str | None] = lambda _: None,
    help: str | None = None,
    missing: Callable[[str], str] = lambda _: "",
    clears: Sequence[str] = (),
) -> str:
    """One of many, searched by typing. ``labels``: address word → label, in order.

    ``find`` maps a word of the address that is no option to one that is; where it gives None, a note says so
    and the default is shown. ``missing`` says why a word is no option here; '' is none that is known. Another choice
    ``clears`` these keys of the address, which were chosen for the one before.
    """
    _set(key, _asked(label, key, labels, default, find, missing))
    chosen = st.selectbox(
        label, list(labels), format_func=lambda word: labels.get(word, word), key=key, help=help,
        on_change=_write, args=(key, default, clears), filter_mode="fuzzy",
    )  # fmt: skip
    return chosen or default


def segments(
    label: str,
    key: str,
    labels: Mapping[str, str],
    default: str,
    *,
    narrow: bool,
    help: str | None = None,
    missing: Callable[[str], str] = lambda _: "",
    clears: Sequence[str] = (),
) -> str:
    """One of a few, all of them visible; a phone wraps them as pills. Labels must not hold Markdown. As ``select``."""
    draw = st.pills if narrow else st.segmented_control
    _set(key, _asked(label, key, labels, default, missing=missing))
    chosen = draw(
        label, list(labels), format_func=lambda word: labels.get(word, word), key=key, help=help,
        on_change=_write, args=(key, default, clears), required=True, wrap=True,
    )  # fmt: skip
    return chosen or default


def choose(
    label: str, key: str, labels: Mapping[str, str], default: Sequence[str], most: int, help: str | None = None
) -> list[str]:
    """Up to ``most`` of many: added by typing, taken away by a click on its pill. Words must not hold a comma.

    None left means ``default``. Pills, since the chips of a multiple choice are too pale to read on a dark page.
    """
    chosen = (_several(label, key, labels, most) or list(default))[:most]
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
    if asked and asked != wanted.isoformat():
        _instead(label, asked, f"is no day from {first} to {last}", wanted.isoformat())
    _set(key, wanted)
    chosen = st.slider(
        label, first, last, key=key, format="D MMM YYYY", help=help, on_change=_write, args=(key, last.isoformat())
    )
    return chosen


def pills(
    label: str, key: str, options: Sequence[str], names: Mapping[str, str] | None = None, *, least: int = 1
) -> list[str]:
    """Any of a few; none means all. Labels are the options themselves and must not hold Markdown.

    Of fewer than ``least`` options nothing is drawn; what a link asks is told all the same. ``names``: other words of
    the address → option.
    """
    asked = [(names or {}).get(word, word) for word in _words(key)]
    _left_out(label, [word for word in asked if word not in options], dict.fromkeys(options, ""), "no choice here")
    if len(options) < least:
        return []
    _set(key, [option for option in options if option in asked])
    return list(
        st.pills(label, options, selection_mode="multi", wrap=True, key=key, on_change=_write, args=(key, "")) or []
    )


def number(label: str, key: str, default: int, most: int, help: str | None = None, *, least: int = 1) -> int:
    """A whole number from ``least`` to ``most``."""
    _set(key, _number(label, key, default, least, most))
    return int(
        st.number_input(label, least, most, step=1, key=key, help=help, on_change=_write, args=(key, str(default)))
    )


def percent(label: str, key: str, default: int, least: int, help: str | None = None) -> int:
    """A whole percentage from ``least`` to 100, by a slider."""
    _set(key, _number(label, key, default, least, 100))
    return int(
        st.slider(label, least, 100, key=key, format="%d%%", help=help, on_change=_write, args=(key, str(default)))
    )


def _several(label: str, key: str, labels: Mapping[str, str], most: int) -> list[str]:
    words = _words(key)
    asked = [word for word in words if word in labels]
    _left_out(label, [word for word in words if word not in labels], labels, "no choice here")
    _left_out(label, asked[most:], {}, f"too many, {most} are shown at most")
    return asked[:most]


def _words(key: str) -> list[str]:
    return [word for word in st.query_params.get(key, "").split(_SEPARATOR) if word]


def _number(label: str, key: str, default: int, least: int, most: int) -> int:
    asked = st.query_params.get(key, "")
    number = int(asked[:12]) if asked.isascii() and asked.isdigit() else None
    wanted = default if number is None else min(max(number, least), most)
    if asked and number != wanted:
        _instead(label, asked, f"is no whole number from {least:,} to {most:,}", f"{wanted:,}")
    return wanted


def _asked(
    label: str, key: str, labels: Mapping[str, str], default: str,
    find: Callable[[str], str | None] = lambda _: None, missing: Callable[[str], str] = lambda _: "",
) -> str:  # fmt: skip
    asked = st.query_params.get(key, default)
    if asked in labels:
        return asked
    found = find(asked)
    if found in labels:
        return str(found)
    _instead(label, asked, missing(asked) or _no_choice(labels), plain(labels.get(default, default)))
    return default


def _no_choice(words: Iterable[str]) -> str:
    """Why a word is refused: those there are, or that the catalog has none of that name."""
    known = [word for word in words if word]
    return f"is no choice; there are {listing(known, _FEW)}" if len(known) <= _FEW else "is not in the catalog"


def _instead(label: str, asked: str, why: str, shown: str) -> None:
    end = "" if shown.endswith("?") else "."
    st.info(f"{label} “{escaped(asked)}” {escaped(why, 200)}. Shown instead: {escaped(shown)}{end}")


def _left_out(label: str, words: Sequence[str], known: Mapping[str, str], why: str) -> None:
    """Say which words of a link are not obeyed, and name those there are, where they are few."""
    if not words:
        return
    named = listing([f"“{plain(word, 40)}”" for word in words], 5)
    verb = "is" if len(known) == 1 else "are"
    there = f"; there {verb} {listing(list(known), _FEW)}" if 0 < len(known) <= _FEW else ""
    is_ = "is" if len(words) == 1 else "are"
    st.info(f"{label}: {escaped(named, 200)} {is_} {escaped(why + there, 250)}. Left out.")


def _set(key: str, value: object) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _write(key: str, default: str, clears: Sequence[str] = ()) -> None:
    for other in clears:
        st.query_params.pop(other, None)
    value = st.session_state[key]
    text = _SEPARATOR.join(value) if isinstance(value, list) else str(value or "")
    if text and text != default:
        st.query_params[key] = text
    else:
        st.query_params.pop(key, None)
