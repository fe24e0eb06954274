"""What holds for every page alike: without prices, with stale ones, and with names that mean harm."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.words import escaped, plain
from tests.dashboard.conftest import OpenPage, a_fit, a_market, an_estimate, show, sold, texts
from tests.factories import a_model, a_provider, an_offer

ROOT = Path(__file__).parents[2] / "dashboard"
PAGES = sorted(file.stem for file in (ROOT / "app_pages").glob("[!_]*.py"))
HOSTILE = ["<script>alert(1)</script>", "![x](http://host.example/x.png)", '=HYPERLINK("http://x")', "abc\u202etxt.exe",
           ":red[x] $a$ `b` **c** [d](http://e)", "x" * 500]  # fmt: skip
LIVE = ("<script>", "![x]", "](http", ":red[", "**c**", "\u202e")
"""What would be a picture, a link, a colour or a turned line, were it shown as it is."""


def said(app: AppTest) -> str:
    """Every word on the page that is read as Markdown, messages included."""
    boxes = [box.value for box in (*app.warning, *app.error, *app.success)]
    labels = [metric.label + str(metric.delta) for metric in app.metric]
    return "\n".join([texts(app), *boxes, *labels, *(one.label for one in app.expander)])


def test_every_page_of_the_folder_stands_in_the_navigation() -> None:
    shell = (ROOT / "streamlit_app.py").read_text()
    assert [page for page in PAGES if f'"app_pages/{page}.py"' not in shell] == []
    assert len(PAGES) == 10


def test_hostile_names_are_text_on_every_page(open_page: OpenPage) -> None:
    offers, models, judged = [], [], []
    for place, name in enumerate(HOSTILE):
        model = f"zai/glm-{place}"
        evil = replace(a_provider(f"evil{place}"), title=name)
        offers.append(replace(sold(f"evil{place}", "input=1;output=3", model, sku=name[:300]), provider=evil))
        models.append(a_model(model, title=name))
        judged += [an_estimate(model, 0.8 - place / 100, effort=effort, rolled_from="max" if effort == "*" else "")
                   for effort in ("*", "max")]  # fmt: skip
    offers.append(sold("openai", "input=5;output=30", "openai/gpt-5.5", kind="lab"))
    models.append(a_model("openai/gpt-5.5", open_weights=False, title=HOSTILE[1]))
    open_page(offers, models, fit=a_fit(*judged, led=()))
    for page in PAGES:
        app = show(page, {"kinds": HOSTILE[0], "task": "coding", "precision": HOSTILE[1], "show": HOSTILE[4]})
        assert not app.exception, page
        shown = said(app)
        assert [live for live in LIVE if live in shown] == [], page
        assert "x" * 301 not in shown, page
        assert all(len(head.value) < 400 for head in app.header), page


def test_a_hostile_address_of_a_model_is_told_inertly(open_page: OpenPage) -> None:
    open_page(*a_market(), fit=a_fit())
    for page in ("hosts", "open_vs_closed", "leaders", "routing"):
        app = show(page, {"model": HOSTILE[1], "today": HOSTILE[4], "against": HOSTILE[0], "policy": HOSTILE[1]})
        assert not app.exception, page
        assert [live for live in LIVE if live in said(app)] == [], page


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_for_markdown_keeps_its_letters_and_loses_its_power(name: str) -> None:
    assert [live for live in LIVE if live in escaped(name)] == []
    assert len(plain(name)) <= 300


def holding(*words: str) -> list[str]:
    """Files of the dashboard that hold one of the words."""
    return [file.name for file in ROOT.rglob("*.py") if any(word in file.read_text() for word in words)]


def test_only_one_place_writes_csv_and_it_disarms_formulas() -> None:
    assert holding("csv.writer", "to_csv(") == ["tables.py"]


def test_no_page_lets_html_through() -> None:
    assert holding("unsafe_allow", "components.html") == []
    assert holding("st.html(") == ["streamlit_app.py"]
    assert (ROOT / "streamlit_app.py").read_text().count('st.html(STATIC / "looks.css")') == 1


def test_stale_prices_break_no_page(open_page: OpenPage) -> None:
    offers = [an_offer("novita"), an_offer("openai", "openai/gpt-5.5", kind="lab")]
    open_page(offers, a_market()[1], fit=a_fit())
    for page in PAGES:
        app = show(page, {})
        assert not app.exception, page
        assert app.title, page
        assert app.header, page


def test_an_empty_catalog_breaks_no_page(open_page: OpenPage) -> None:
    open_page()
    for page in PAGES:
        app = show(page, {})
        assert not app.exception, page
        assert app.header, page
        assert not app.dataframe or page in ("sources", "method"), page
