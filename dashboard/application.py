"""The dashboard as a server: ``streamlit run`` finds ``app`` in here and runs ``streamlit_app.py`` for every reader.

What all readers share is done beside it: answers are ready before they are asked for, and files are kept at hand.
"""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.assets import Assets
from dashboard.warming import kept_warm

app = st.App(Path(__file__).with_name("streamlit_app.py"), lifespan=kept_warm, middleware=[Middleware(Assets)])
