"""Downloads: exact, dated, and safe to open in a spreadsheet."""

import csv
import io
from decimal import Decimal

import pytest

from dashboard.rows import offer_rows
from dashboard.tables import csv_text, offers_csv
from intel.market.cost import CHAT
from tests.dashboard.conftest import LATELY, a_market, sold


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =x", "\n=x"])
def test_text_that_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert list(csv.reader(io.StringIO(csv_text(["name"], [[text]]), newline="")))[1] == [f"'{text}"]


def test_numbers_keep_their_sign_and_names_their_minus_inside() -> None:
    assert csv_text(["a", "b"], [[Decimal("-1.5"), "glm-5.2"]]) == "a,b\r\n-1.50,glm-5.2\r\n"


def test_the_download_holds_every_offer_with_source_and_date() -> None:
    offers = [offer for offer in a_market()[0] if offer.model == "zai/glm-5.2"]
    rows = list(csv.DictReader(io.StringIO(offers_csv(offer_rows(offers, CHAT, LATELY)))))
    assert len(rows) == len(offers)
    assert rows[0]["host"] == "Deepinfra"
    assert rows[0]["input_usd_per_mtok"] == "0.50"
    assert rows[0]["blended_usd_per_mtok"] == "0.875"
    assert rows[0]["checked_at"] == LATELY.isoformat()
    assert rows[0]["source"] == "models.dev"
    assert {row["set_apart_by"] for row in rows} == {"", "batch", "gateway", "plan", "unknown price"}


def test_unknown_is_empty_and_free_is_zero_in_the_download() -> None:
    offers = [sold("one", "input=0;output=0"), sold("two", "output=2")]
    rows = {row["host"]: row for row in csv.DictReader(io.StringIO(offers_csv(offer_rows(offers, CHAT, LATELY))))}
    assert rows["One"]["input_usd_per_mtok"] == "0.00"
    assert rows["Two"]["input_usd_per_mtok"] == ""
