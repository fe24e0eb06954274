"""Who may change something from a page: whoever knows the token in ``INTEL_ADMIN_TOKEN``.

Without that variable there is nothing to unlock, and no page shows a control that changes anything.
"""

from collections.abc import Callable
from hmac import compare_digest

import streamlit as st

from dashboard.words import plain
from intel.errors import IntelError
from intel.settings import secret

TOKEN = "INTEL_ADMIN_TOKEN"
_GIVEN = "admin-token"


def editing() -> bool:
    """Whether this visitor has given the token that is set now."""
    token = secret(TOKEN)
    given = str(st.session_state.get(_GIVEN) or "")
    return bool(token) and compare_digest(given.encode(), token.encode())


def unlock() -> None:
    """The field for the token; nothing where none is set."""
    if not secret(TOKEN):
        return
    with st.expander("Owner's tools"):
        st.text_input("Token of the owner", type="password", key=_GIVEN, help=f"What {TOKEN} holds on the server.")
        if editing():
            st.caption("Unlocked for this visit: accept and reject stand beside what waits.")
        elif st.session_state.get(_GIVEN):
            st.error("That is not the token.")


def act(done: str, change: Callable[[], object]) -> None:
    """Do it and say so on the next run; a sentence where it cannot be done."""
    try:
        change()
    except IntelError as error:
        st.error(plain(str(error)))
        return
    st.toast(plain(done))
    st.rerun()
