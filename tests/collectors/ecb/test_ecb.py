"""The ECB's reference rates: units of a currency per euro, by day."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from intel.collectors import ecb
from intel.errors import SourceError
from intel.records import ExchangeRate
from tests.collectors.golden import check, parse, reply
from tests.collectors.listed import reasons

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(ecb, HERE))


def test_a_rate_is_what_one_euro_costs_on_the_day_it_is_listed_under() -> None:
    rates = [fact for fact in reply(ecb, HERE) if isinstance(fact, ExchangeRate)]
    assert rates == [
        ExchangeRate("USD", date(2026, 8, 7), Decimal("1.1234")),
        ExchangeRate("CNY", date(2026, 8, 7), Decimal("8.0421")),
        ExchangeRate("IDR", date(2026, 8, 7), Decimal("18765.43")),
        ExchangeRate("USD", date(2026, 8, 6), Decimal("1.1201")),
    ]


def test_what_is_no_rate_is_rejected_with_its_reason() -> None:
    assert reasons(reply(ecb, HERE)) == {
        "XXX 2026-08-07": "a rate of 0",
        "gbp 2026-08-07": "no currency of three letters",
        "HUF 2026-08-07": "not a number: 'N/A'",
    }


def test_a_day_that_is_none_rejects_its_rates() -> None:
    text = (HERE / "reply.xml").read_text("utf-8").replace("2026-08-06", "yesterday")
    assert reasons(parse(ecb, text.encode()))["USD yesterday"] == "no day: 'yesterday'"


def test_an_envelope_without_a_day_fails_the_run() -> None:
    text = (HERE / "reply.xml").read_text("utf-8").replace("time=", "period=")
    with pytest.raises(SourceError, match="no day with a rate"):
        parse(ecb, text.encode())


def test_a_reply_cut_short_fails_the_run() -> None:
    body = (HERE / "reply.xml").read_bytes()
    with pytest.raises(SourceError, match="cut short"):
        parse(ecb, body[: body.index(b"</Cube>\n\t</Cube>")])
