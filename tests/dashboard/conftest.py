"""A dashboard on a small catalog: in this process for what a page says, in a browser for how it looks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from intel.views import ModelView, OfferView, Statement
from tests.factories import a_catalog, a_model, a_statement, an_offer

SCRIPT = Path(__file__).parents[2] / "dashboard" / "streamlit_app.py"
LATELY = datetime.now(UTC) - timedelta(hours=1)
OpenPage = Callable[..., AppTest]


def lately(stated: str, source: str = "models.dev", **changed: Any) -> Statement:
    """A statement that was confirmed an hour ago."""
    return a_statement(stated, source, seen_from=LATELY, checked_at=LATELY, **changed)


def sold(provider: str, stated: str = "", model: str = "zai/glm-5.2", **changed: Any) -> OfferView:
    """An offer at a price that was confirmed an hour ago."""
    if "statements" not in changed:
        changed["statements"] = [lately(stated)]
    return an_offer(provider, model, **changed)


def a_market() -> tuple[list[OfferView], list[ModelView]]:
    """One open model with four hosts and four offers that do not compare, and two closed peers."""
    offers = [
        sold("deepinfra", "input=0.5;output=2;cache_read=0.1", quantization="fp8"),
        sold("novita", "input=1.4;output=4.4", quantization="fp8"),
        sold("together", "input=1.4;output=4.4;cache_read=0.26"),
        sold("zai", "input=1.8;output=5.5", kind="lab"),
        sold("router", "input=0.4;output=1.9", kind="gateway"),
        sold("coding", "input=0;output=0", kind="plan"),
        sold("novita", "input=0.7;output=2.2", service_tier="batch", quantization="fp8"),
        sold("silent", "output=2"),
        sold("openai", "input=5;output=30", "openai/gpt-5.5", kind="lab"),
        sold("anthropic", "input=5;output=25", "anthropic/claude-opus-4.8", kind="lab"),
    ]
    models = [
        a_model("zai/glm-5.2"),
        a_model("openai/gpt-5.5", open_weights=False),
        a_model("anthropic/claude-opus-4.8", open_weights=False),
    ]
    return offers, models


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPage]:
    """Run a page on a catalog that holds ``offers`` and ``models``; ``query`` is the address behind the "?"."""

    def run(
        offers: Iterable[OfferView] = (),
        models: Iterable[ModelView] = (),
        page: str = "hosts",
        query: Mapping[str, str] | None = None,
    ) -> AppTest:
        engine = a_catalog(tmp_path, offers, models)
        monkeypatch.setenv("INTEL_DATABASE_URL", str(engine.url))
        engine.dispose()
        return show(page, query or {})

    yield run
    st.cache_resource.clear()


def show(page: str, query: Mapping[str, str]) -> AppTest:
    """Run a page on the catalog of the environment."""
    app = AppTest.from_file(str(SCRIPT), default_timeout=30)
    for key, value in query.items():
        app.query_params[key] = value
    if page != "hosts":
        app.switch_page(f"app_pages/{page}.py")
    return app.run()


def texts(app: AppTest) -> str:
    """Every word on the page that is Markdown, in order."""
    return "\n".join(element.value for element in (*app.title, *app.subheader, *app.caption, *app.markdown, *app.info))
