"""A source of exchange rates has no offers: its rates are what its floor counts."""

from intel.collectors import ecb
from intel.ingest.replay import Captured, Replay
from intel.ingest.runner import RunResult
from tests.ingest.written import Bench, day

CURRENCIES = [f"{first}{last}" for first in ("AA", "BB", "CC") for last in "ABCDEFGHI"]


def collect(bench: Bench, currencies: list[str], at: float) -> RunResult:
    rates = "".join(f"<Cube currency='{currency}' rate='1.25'/>" for currency in currencies)
    bench.folder.mkdir(exist_ok=True)
    page = bench.folder / "rates.xml"
    page.write_text(f"<Cube><Cube time='2026-08-07'>{rates}</Cube></Cube></gesmes:Envelope>", "utf-8")
    return bench.runner().run(ecb, replay=Replay({"": Captured(page, None)}), at=day(at))


def test_the_rates_of_a_day_are_stored_once_per_euro_in_billionths(bench: Bench) -> None:
    result = collect(bench, CURRENCIES, 1)
    assert (result.outcome, result.healthy, result.message) == ("done", True, "")
    stored = bench.rows("exchange_rate", "currency", "per_eur_nano")
    assert stored == [(currency, 1_250_000_000) for currency in CURRENCIES]
    assert collect(bench, CURRENCIES, 2).outcome == "unchanged"
    assert bench.rows("exchange_rate", "currency", "per_eur_nano") == stored


def test_a_reply_with_fewer_rates_than_the_floor_is_not_believed(bench: Bench) -> None:
    result = collect(bench, CURRENCIES[:5], 1)
    assert result.outcome == "quarantined"
    assert "fewer than the 20 expected" in result.message
    assert bench.rows("exchange_rate", "currency") == []
