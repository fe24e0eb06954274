"""The dashboard's shell. A new page is one file in ``app_pages`` and one line here."""

from pathlib import Path

import streamlit as st

from dashboard import data, shell
from intel.errors import IntelError

STATIC = Path(__file__).parent / "static"
PAGES = [
    st.Page("app_pages/today.py", title="Today", default=True),
    st.Page("app_pages/hosts.py", title="Hosts"),
    st.Page("app_pages/open_vs_closed.py", title="Open vs closed"),
    st.Page("app_pages/history.py", title="History"),
    st.Page("app_pages/leaders.py", title="Leaders"),
    st.Page("app_pages/frontier.py", title="Frontier"),
    st.Page("app_pages/routing.py", title="Routing"),
    st.Page("app_pages/alerts.py", title="Alerts"),
    st.Page("app_pages/sources.py", title="Sources"),
    st.Page("app_pages/method.py", title="Method"),
]
"""In one row: a group hides which of its pages is open, and what Streamlit makes of groups is no list to axe."""

page = st.navigation(PAGES, position="top")
st.set_page_config(page_title=f"{page.title} · Intel", page_icon=str(STATIC / "icon.svg"), layout="wide")
st.html(STATIC / "looks.css")
st.logo(str(STATIC / "logo.svg"), size="large")
with st.container(horizontal_alignment="center"), st.container(width=1200, gap="medium"):
    try:
        data.catalog()
    except IntelError as error:
        shell.no_catalog(error)
    else:
        page.run()
