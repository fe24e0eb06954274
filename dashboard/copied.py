"""Text to take along: a block with a button that copies it.

Streamlit's own block brings the grammars of all languages, which a browser takes a quarter of a second to read.
"""

from pathlib import Path

import streamlit as st

_STATIC = Path(__file__).parent / "static"
_show = st.components.v2.component(
    "intel_copied", html="<div><pre></pre><button type='button'>Copy</button></div>",
    css=(_STATIC / "copied.css").read_text(), js=(_STATIC / "copied.js").read_text(),
)  # fmt: skip


def show(text: str, key: str) -> None:
    """Draw it, as it is: nothing in it is interpreted. ``key`` tells the blocks of a page apart."""
    _show(key=key, data=text)
