"""A dashboard on a small catalog: in this process for what a page says, in a browser for how it looks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from intel.catalog.engine import writing
from intel.catalog.estimates import NewEstimate, NewRun, store_run
from intel.market.leaders import ALL, OPEN, TIE, Contender, Leadership
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


def an_estimate(model: str, share: float, **changed: Any) -> NewEstimate:
    """A model's quality at coding by two boards, rolled up over its efforts."""
    plain: dict[str, Any] = {
        "task": "coding", "model": model, "effort": "*", "share": share, "lower": share - 0.05, "upper": share + 0.05,
        "provisional": False, "sources": ("livebench", "lmarena"), "boards": 7, "p_best": 0.3,
        "ratio_quantiles": tuple(share / 0.8 + step for step in (-0.03, -0.02, -0.01, 0.0, 0.01, 0.02, 0.03)),
        "rolled_from": "max",
    }  # fmt: skip
    return NewEstimate(**plain | changed)


def a_fit(*made: NewEstimate, led: Iterable[Leadership] | None = None) -> NewRun:
    """A fit of an hour ago; without ``led`` two closed models tie at coding and GLM-5.2 leads the open ones."""
    estimates = made or (
        an_estimate("openai/gpt-5.5", 0.8),
        an_estimate("openai/gpt-5.5", 0.8, effort="max", rolled_from=""),
        an_estimate("openai/gpt-5.5", 0.7, effort="low", rolled_from=""),
        an_estimate("anthropic/claude-opus-4.8", 0.79, sources=("livebench", "lmarena", "vendor:Anthropic")),
        an_estimate("zai/glm-5.2", 0.77, p_best=0.01),
    )
    usual = (
        Leadership("coding", ALL, TIE, (Contender("openai/gpt-5.5", 0.6), Contender("anthropic/claude-opus-4.8", 0.3))),
        Leadership("coding", OPEN, "leader", (Contender("zai/glm-5.2", 1.0),), 0.95),
    )
    return NewRun(LATELY, "", "", "1", ("x/y@1",), 40, 3, LATELY, estimates, tuple(usual if led is None else led))


@pytest.fixture
def open_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPage]:
    """Run a page on a catalog that holds ``offers`` and ``models``; ``query`` is the address behind the "?"."""

    def run(
        offers: Iterable[OfferView] = (),
        models: Iterable[ModelView] = (),
        page: str = "hosts",
        query: Mapping[str, str] | None = None,
        fit: NewRun | None = None,
    ) -> AppTest:
        engine = a_catalog(tmp_path, offers, models)
        if fit is not None:
            with writing(engine) as connection:
                store_run(connection, fit)
        monkeypatch.setenv("INTEL_DATABASE_URL", str(engine.url))
        engine.dispose()
        return show(page, query or {})

    yield run
    st.cache_resource.clear()


def show(page: str, query: Mapping[str, str]) -> AppTest:
    """Run a page on the catalog of the environment."""
    app = AppTest.from_file(str(SCRIPT), default_timeout=120)
    for key, value in query.items():
        app.query_params[key] = value
    if page != "today":
        app.switch_page(f"app_pages/{page}.py")
    return app.run()


def texts(app: AppTest) -> str:
    """Every word on the page that is Markdown, in order."""
    return "\n".join(element.value for element in (*app.title, *app.header, *app.caption, *app.markdown, *app.info))
