"""Who may change something from a page: whoever knows the token in ``INTEL_ADMIN_TOKEN``.

Without that variable there is nothing to unlock, and no page shows a control that changes anything.
"""

from collections.abc import Callable
from hmac import compare_digest

import streamlit as st

from dashboard import data
from dashboard.words import plain
from intel import actions
from intel.errors import IntelError
from intel.settings import load, secret

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
            st.caption("Unlocked for this visit: what changes or tests something stands beside what it is about.")
        elif st.session_state.get(_GIVEN):
            st.error("That is not the token.")


def act(done: str, change: Callable[[], object]) -> None:
    """Do it and say so on the next run; a sentence where it cannot be done."""
    try:
        change()
    except IntelError as error:
        st.error(plain(str(error)))
        return
    data.FRONT.clear()  # what was done shows at once
    st.toast(plain(done))
    st.rerun()


def settle_held(number: int, *, accept: bool) -> object:
    """The owner's word on what waits under that number; ``IntelError`` says why it cannot be."""
    owner, now = load(), data.now()
    if accept:
        return actions.accept_held_from(data.catalog().engine, number, now=now, archive_dir=owner.archive_dir)
    return actions.reject_held(data.catalog().engine, number, now=now)


def settle_name(source: str, name: str, model: str, *, accept: bool) -> object:
    """The owner's word on a name; without a model, a rejection means none of the models there are."""
    settle = actions.accept_name if accept else actions.reject_name
    return settle(data.catalog().engine, source, name, model, now=data.now())
