"""Method: the page explains itself on the catalog's own numbers."""

import csv
import io

from dashboard.method import agreements, apart, licence_rows, licences_csv, set_apart, worked_price, worked_task
from intel.market.cost import CHAT
from intel.views import EstimateView, LeaderView
from tests.dashboard.conftest import LATELY, OpenPage, a_market, sold, texts
from tests.dashboard.test_sources import a_source
from tests.factories import a_model


def test_the_worked_price_adds_up_on_the_page_itself() -> None:
    said = worked_price(a_model("zai/glm-5.2"), [sold("deepinfra", "input=0.5;output=2")], CHAT, LATELY)
    assert r"(3,000 fresh input × \$0.50 + 1,000 output × \$2.00) ÷ 4,000 tokens" in said
    assert said.endswith(r"**\$0.875 per million tokens**.")


def test_a_model_that_nobody_prices_has_no_example() -> None:
    assert worked_price(a_model("zai/glm-5.2"), [sold("deepinfra", "output=2")], CHAT, LATELY) == ""


def test_agreement_and_what_is_set_apart_are_counted_in_this_catalog() -> None:
    offers = {"zai/glm-5.2": [one for one in a_market()[0] if one.model == "zai/glm-5.2"]}
    assert agreements(offers).startswith("In this catalog 0 prices are verified, 8 stand on one")
    assert apart(set_apart(offers, CHAT, LATELY)).startswith("4 offers are set apart here: ")
    assert apart(set_apart({}, CHAT, LATELY)) == ""


def test_a_tie_is_explained_by_the_numbers_of_its_first_model() -> None:
    tied = LeaderView("coding", "all", "tie", ("a/one", "b/two"), (0.6, 0.4), None, LATELY)
    best = EstimateView(
        "coding", "a/one", "One", "a", None, "*", 0.8, 0.7, 0.9, False, ("x", "y"), 4, 0.6, (1.0,) * 7
    )  # fmt: skip
    said = worked_task("Coding", tied, [best])
    assert "One is expected to solve 80% (70% to 90%) of the basket of Coding" in said
    assert said.endswith("2 models may be best, so it is a tie.")
    assert worked_task("Coding", None, [best]) == ""


def test_sources_in_use_come_first_with_their_licence() -> None:
    rows = licence_rows([a_source(records=0, title="A"), a_source(title="Z", licence="CC BY 4.0")])
    assert [row.title for row in rows] == ["Z", "A"]
    assert next(csv.DictReader(io.StringIO(licences_csv(rows))))["licence"] == "CC BY 4.0"


def test_the_page_works_its_examples_out_on_this_catalog(open_page: OpenPage) -> None:
    app = open_page(*a_market(), page="method")
    assert not app.exception
    assert "one request of the workload chat" in texts(app)


def test_an_empty_catalog_is_explained_without_examples(open_page: OpenPage) -> None:
    app = open_page(page="method")
    assert not app.exception
    assert "one request of" not in texts(app)
