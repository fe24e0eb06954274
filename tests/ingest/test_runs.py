"""What runs of a source leave in the catalog."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from intel.records import Event
from tests.ingest.written import Bench, a_source, day, many, offers

CHEAP, DEAR = "input=1;output=2", "input=2;output=4"


def test_a_first_run_stores_what_is_stated_and_raises_no_events(bench: Bench) -> None:
    result = bench.run(offers({"m": CHEAP, "n": None, "free": "input=0;output=0"}), day(1))
    assert (result.outcome, result.healthy, result.message) == ("done", True, "")
    assert (result.offers, result.added, result.changed, result.unresolved) == (3, 3, 0, 3)
    assert bench.prices() == {"a/m": CHEAP, "a/free": "input=0;output=0"}
    assert bench.rows("offer", "sku", "service_tier") == [("free", "standard"), ("m", "standard"), ("n", "standard")]
    assert bench.rows("event", "kind") == []


def test_the_same_facts_in_other_bytes_write_a_run_and_nothing_else(bench: Bench) -> None:
    stated = {
        **offers({"m": CHEAP, "n": None}),
        "providers": [{"name": "a", "title": "A", "homepage": "https://a.example"}],
        "models": [{"name": "lab/m", "title": "M"}],
        "aliases": [{"name": "m-latest", "target": "lab/m", "floating": True}],
        "readings": [["a", "m", "0.99"]],
        "withdrawn": [["a", "n", "2027-01-01"]],
        "exchange": [["USD", "2026-06-01", "1.1"]],
    }
    bench.run(stated, day(1))
    before = bench.counts()
    result = bench.run(dict(reversed(stated.items())), day(2), salt=3)
    assert (result.outcome, result.added, result.changed) == ("done", 0, 0)
    assert bench.counts() == before | {"run": before["run"] + 1}


def test_the_same_bytes_again_are_called_unchanged(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP}), day(1))
    assert bench.run(offers({"m": CHEAP}), day(2)).outcome == "unchanged"


def test_a_change_closes_one_price_and_opens_another(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP, "n": CHEAP}), day(1))
    result = bench.run(offers({"m": DEAR, "n": CHEAP}), day(2))
    assert (result.added, result.changed) == (0, 1)
    assert bench.prices() == {"a/m": DEAR, "a/n": CHEAP}
    assert bench.prices(day(1)) == bench.prices(day(1.9)) == {"a/m": CHEAP, "a/n": CHEAP}
    assert bench.prices(day(2)) == {"a/m": DEAR, "a/n": CHEAP}
    assert bench.prices(day(0.9)) == {}
    assert bench.rows("event", "kind", "subject", "before", "after") == [
        ("price_changed", "price a m", {"currency": "USD", "rates": CHEAP}, {"currency": "USD", "rates": DEAR})
    ]


def test_a_price_that_is_no_longer_stated_is_unknown_and_not_the_old_one(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP}), day(1))
    assert bench.run(offers({"m": None}), day(2)).changed == 1
    assert bench.prices() == {}
    assert bench.rows("event", "kind", "after") == [("price_changed", None)]


def test_equal_cards_are_stored_once(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP, "n": CHEAP, "o": DEAR}), day(1))
    assert bench.counts()["rate_card"] == 2


def test_a_run_repeated_at_the_same_time_with_other_prices_replaces_what_held_for_no_time(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP}), day(1))
    bench.run(offers({"m": DEAR}), day(1), salt=1)
    assert bench.prices() == bench.prices(day(1)) == {"a/m": DEAR}
    assert bench.counts()["price"] == 1


def test_a_known_currency_is_stored_as_it_is_stated(bench: Bench) -> None:
    bench.run({"offers": [{"provider": "a", "sku": "m", "price": CHEAP, "currency": "CNY"}]}, day(1))
    assert bench.prices() == {"a/m": f"CNY {CHEAP}"}


def test_a_future_price_is_stored_and_ends_when_it_is_retracted(bench: Bench) -> None:
    coming: list[list[str | None]] = [[None, "2026-09-01", CHEAP], ["2026-09-01", None, DEAR]]
    bench.run({"offers": [{"provider": "a", "sku": "m", "price": CHEAP}]}, day(1))
    bench.run({"offers": [{"provider": "a", "sku": "m", "price": coming}]}, day(2))
    assert bench.prices() == {"a/m": CHEAP, "a/m 2026-09-01": DEAR}
    bench.run({"offers": [{"provider": "a", "sku": "m", "price": CHEAP}]}, day(3))
    assert bench.prices() == {"a/m": CHEAP}
    assert bench.prices(day(2)) == {"a/m": CHEAP, "a/m 2026-09-01": DEAR}
    assert [kind for (kind, _) in bench.rows("event", "kind", "at")] == ["price_announced", "price_retracted"]


def test_twins_that_say_the_same_are_one_and_twins_that_differ_are_rejected_in_any_order(bench: Bench) -> None:
    same, other = {"provider": "a", "sku": "m", "price": CHEAP}, {"provider": "a", "sku": "m", "price": DEAR}
    fillers = [{"provider": "a", "sku": f"f{i}", "price": CHEAP} for i in range(30)]
    result = bench.run({"offers": [same, other, same, *fillers]}, day(1))
    assert (result.offers, result.rejected) == (31, 1)
    assert bench.rows("rejected", "key", "reason", "excerpt") == [
        ("a m", "a second offer under the same key states other prices", f"USD {DEAR}")
    ]
    before = bench.counts()
    bench.run({"offers": [other, *fillers, same]}, day(2))
    assert bench.counts() == before | {"run": 2}


def test_a_rejected_row_is_kept_for_as_long_as_it_is_stated(bench: Bench) -> None:
    fine = offers(many(30))
    bench.run({**fine, "rejected": [["x", "negative price -2", "{…}"]]}, day(1))
    bench.run({**fine, "rejected": [["x", "negative price -2", "{…}"]]}, day(2), salt=1)
    assert bench.rows("rejected", "key", "seen_from", "seen_to") == [("x", day(1), None)]
    bench.run(fine, day(3))
    assert bench.rows("rejected", "key", "seen_from", "seen_to") == [("x", day(1), day(3))]


def test_readings_that_do_not_change_are_stored_once(bench: Bench) -> None:
    for number, reading in enumerate(["0.99", "0.99", "0.5", "0.5"], start=1):
        bench.run({**offers({"m": CHEAP}), "readings": [["a", "m", reading]]}, day(number))
    assert bench.rows("performance", "uptime_millionths", "observed_at") == [(500000, day(3)), (990000, day(1))]


def test_a_withdrawal_is_announced_changed_and_taken_back(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP}), day(1))
    bench.run({**offers({"m": CHEAP}), "withdrawn": [["a", "m", "2027-01-01"]]}, day(2))
    bench.run({**offers({"m": CHEAP}), "withdrawn": [["a", "m", "2027-02-01"]]}, day(3))
    bench.run(offers({"m": CHEAP}), day(4))
    seen = [
        (str(sunset), start, end)
        for sunset, start, end in bench.rows("deprecation", "sunset_on", "seen_from", "seen_to")
    ]
    assert seen == [("2027-01-01", day(2), day(3)), ("2027-02-01", day(3), day(4))]
    assert bench.rows("event", "kind") == [("deprecation_announced",)] * 2


def test_a_source_may_say_when_an_offer_ends_that_only_others_list(bench: Bench) -> None:
    """DeepSeek's page names its old models, and prices them nowhere."""
    page = a_source("page")
    bench.run(offers({"old": CHEAP}), day(1))
    said = {**offers({"new": DEAR}), "withdrawn": [["a", "old", "2027-01-01"], ["a", "never-sold", "2027-01-01"]]}
    bench.run(said, day(2), source=page)
    assert bench.rows("deprecation", "source_id", "seen_from", "seen_to") == [("page", day(2), None)]
    assert {sku for (sku,) in bench.rows("offer", "sku")} == {"old", "new"}
    bench.run(offers({"old": DEAR}), day(3))
    bench.run(offers({"new": DEAR}), day(4), source=page)
    assert bench.rows("deprecation", "source_id", "seen_from", "seen_to") == [("page", day(2), day(4))]


def test_such_a_word_is_of_every_tier_that_is_bought_from_the_provider_itself(bench: Bench) -> None:
    key = {"provider": "a", "sku": "old", "price": CHEAP}
    tiers = [key, *(key | {"key": part} for part in ({"service_tier": "batch"}, {"tag": "high"}, {"via": "b"}))]
    bench.run({"offers": tiers}, day(1))
    bench.run({"offers": [], "withdrawn": [["a", "old", "2027-01-01"]]}, day(2), source=a_source("page"))
    ended = {offer for (offer,) in bench.rows("deprecation", "offer_id")}
    told = {
        (tier, tag, via) for n, tier, tag, via in bench.rows("offer", "id", "service_tier", "tag", "via") if n in ended
    }
    assert told == {("standard", "", ""), ("batch", "", ""), ("standard", "high", "")}


def test_every_number_cites_the_bytes_that_stated_it(bench: Bench) -> None:
    first = bench.run(offers({"m": CHEAP, "n": CHEAP}), day(1))
    bench.run(offers({"m": DEAR, "n": CHEAP}), day(2))
    cited = bench.rows("snapshot", "at", "url")
    assert cited == [(day(1), "https://here.example/all"), (day(2), "https://here.example/all")]
    for (sha256,) in bench.rows("snapshot", "sha256"):
        assert bench.runner()._archive.read(sha256)
    assert first.documents == 1


def test_a_document_that_was_asked_for_and_is_missing_makes_the_run_partial_and_nothing_is_gone(bench: Bench) -> None:
    more = "https://here.example/more"
    main = {**offers({"m": CHEAP}), "follow": [more]}
    both = {"": bench_bytes(main), more: bench_bytes(offers({"n": CHEAP, "o": CHEAP}, "b"))}
    assert bench.run_all(both, day(1)).documents == 2
    for number in (2, 3, 4, 5):
        result = bench.run(main, day(number))
        assert (result.outcome, result.healthy) == ("partial", True)
        assert result.message == f"1 of 2 documents are missing ({more}: not among the captured replies)"
    assert bench.prices() == {"a/m": CHEAP, "b/n": CHEAP, "b/o": CHEAP}
    assert bench.counts()["tombstone"] == 0


def test_a_broken_followed_document_leaves_the_rest_in_place(bench: Bench) -> None:
    more = "https://here.example/more"
    main = {**offers({"m": CHEAP}), "follow": [more]}
    result = bench.run_all({"": bench_bytes(main), more: b"<html>"}, day(1))
    assert result.outcome == "partial"
    assert result.message == f"1 of 2 documents are missing ({more}: expected JSON, got HTML)"
    assert bench.prices() == {"a/m": CHEAP}


def bench_bytes(stated: object) -> bytes:
    import json

    return json.dumps(stated).encode()


def test_observers_hear_of_events_inside_the_transaction(bench: Bench) -> None:
    heard: list[str] = []

    def observer(events: Sequence[Event], transaction: object) -> None:
        heard.extend(event.kind for event in events)

    bench.observers = [observer]
    bench.run(offers({"m": CHEAP}), day(1))
    bench.run(offers({"m": DEAR, "n": CHEAP}), day(2))
    assert heard == ["offer_added", "price_changed"]


def test_an_observer_that_fails_takes_the_run_back_and_the_run_says_so(bench: Bench) -> None:
    def observer(events: Sequence[Event], transaction: object) -> None:
        raise RuntimeError("no room")

    bench.run(offers({"m": CHEAP}), day(1))
    bench.observers = [observer]
    result = bench.run(offers({"m": DEAR}), day(2))
    assert (result.outcome, result.healthy) == ("failed", False)
    assert "RuntimeError: no room" in result.message
    assert bench.prices() == {"a/m": CHEAP}
    assert ("failed",) in bench.rows("run", "outcome")


def test_a_collector_that_breaks_is_a_failed_run_with_its_place(bench: Bench) -> None:
    result = bench.run({"offers": [{"sku": "m"}]}, day(1))
    assert result.outcome == "failed"
    assert "the collector cannot read it (KeyError: 'provider')" in result.message


def test_one_sources_silence_closes_nothing_of_another(bench: Bench) -> None:
    other = a_source("other")
    bench.run(offers({"m": CHEAP, "n": CHEAP}), day(1))
    bench.run(offers({"m": DEAR}), day(2), source=other)
    assert bench.prices() == {"a/m": CHEAP, "a/n": CHEAP}
    assert bench.prices(source="other") == {"a/m": DEAR}
    assert bench.counts()["offer"] == 2


@pytest.mark.parametrize("wrong", [-1, 2**63, 10**400])
def test_a_limit_that_makes_no_sense_is_unknown(bench: Bench, wrong: int) -> None:
    bench.run({"offers": [{"provider": "a", "sku": "m", "price": CHEAP, "context": wrong}]}, day(1))
    assert bench.rows("listing", "context_tokens") == [(None,)]


def test_a_source_without_its_key_is_skipped(bench: Bench) -> None:
    from tests.ingest.written import Scripted

    result = bench.runner().run(Scripted(a_source(secret_env="HERE_KEY")))
    assert (result.outcome, result.message) == ("skipped", "needs a key: set HERE_KEY; its terms: MIT")
    assert bench.rows("run", "outcome", "healthy") == [("skipped", False)]


def test_offline_nothing_is_collected_and_the_run_says_so(bench: Bench) -> None:
    from tests.ingest.written import Scripted

    result = bench.runner().run(Scripted(a_source()))
    assert (result.outcome, result.message) == ("skipped", "offline (INTEL_OFFLINE is set): nothing was fetched")


def test_times_between_runs_hold_what_the_run_before_stated(bench: Bench) -> None:
    bench.run(offers({"m": CHEAP}), day(1))
    bench.run(offers({"m": DEAR}), day(3))
    assert bench.prices(day(3) - timedelta(microseconds=1)) == {"a/m": CHEAP}
