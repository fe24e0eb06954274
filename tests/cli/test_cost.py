from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.catalog import GLM, GPT, OPUS, Intel, check, document, made
from tests.factories import an_offer

AT = ("--at", "2026-07-02T12:00:00Z")


def test_the_json_of_cost_is_what_scripts_rely_on(intel: Intel) -> None:
    arguments = ("cost", GPT, "--input", "10000", "--cached", "8000", "--output", "500", *AT)
    check("cost.json", intel(*arguments, "--json").stdout)
    check("cost.txt", intel(*arguments).stdout)


def test_without_a_provider_the_cheapest_comparable_host_answers(intel: Intel) -> None:
    row = document(intel("cost", GLM, "--input", "1000000", "--output", "0", *AT, "--json"))
    assert (row["provider"], row["usd"]) == ("deepinfra", "0.98")


def test_the_cheapest_is_the_cheapest_for_this_very_request(intel: Intel) -> None:
    row = document(intel("cost", GLM, "--input", "1000000", "--cached", "900000", "--output", "0", *AT, "--json"))
    assert (row["provider"], row["usd"]) == ("novita", "0.374")


def test_a_named_provider_answers_by_id_or_title(intel: Intel) -> None:
    for name in ("zai", "ZAI", "Zai"):
        row = document(intel("cost", GLM, "--provider", name, "--input", "300000", "--output", "0", *AT, "--json"))
        assert (row["provider"], row["usd"]) == ("zai", "0.84")
        assert row["lines"][0]["condition"] == ">200000"


def test_a_meter_without_a_price_is_an_error_that_names_it(intel: Intel) -> None:
    result = intel("cost", GLM, "--provider", "deepinfra", "--input", "100", "--cached", "50", "--output", "1", *AT)
    assert result.exit_code == 2
    assert result.stderr == (
        "zai/glm-5.2 at deepinfra cannot be priced: No price is stated for cache_read, "
        "and an absent price is not zero.\n"
    )


def test_a_written_cache_costs_what_its_lifetime_costs(intel: Intel) -> None:
    written = ("cost", OPUS, "--input", "1000000", "--cache-write", "1000000", "--output", "0", *AT, "--json")
    assert document(intel(*written))["usd"] == "6.25"
    assert document(intel(*written, "--cache-ttl", "1h"))["usd"] == "10.00"


def test_any_other_meter_can_be_asked_for(tmp_path: Path) -> None:
    searching = an_offer("searcher", GPT, "input=1;output=1;web_search=10000", kind="cloud")
    asked = ("cost", GPT, "--provider", "searcher", "--input", "0", "--output", "0", "--meter", "web_search=3")
    row = document(made(tmp_path, [searching])(*asked, *AT, "--json"))
    assert Decimal(row["usd"]) == Decimal("0.03")
    assert row["lines"][0]["unit"] == "search"


def test_a_price_per_request_is_counted_without_being_asked_for(tmp_path: Path) -> None:
    per_call = an_offer("per-call", GPT, "input=1;output=1;request=5000", kind="cloud")
    asked = ("cost", GPT, "--provider", "per-call", "--input", "1000000", "--output", "0", *AT, "--json")
    assert document(made(tmp_path, [per_call])(*asked))["usd"] == "1.005"


def test_hours_of_the_day_count(tmp_path: Path) -> None:
    night = an_offer("owl", GPT, "input=1;input{utc 16:30-00:30}=0.5;output=1", kind="cloud")
    intel = made(tmp_path, [night])
    asked = ("cost", GPT, "--provider", "owl", "--input", "1000000", "--output", "0", "--json", "--at")
    assert document(intel(*asked, "2026-07-02T13:00:00Z"))["usd"] == "1.00"
    assert document(intel(*asked, "2026-07-02T20:00:00Z"))["usd"] == "0.50"
    assert document(intel(*asked, "2026-07-02T13:00:00-05:00"))["usd"] == "0.50"


def test_another_tier_is_priced_when_it_is_asked_for(intel: Intel) -> None:
    row = document(intel("cost", GLM, "--tier", "batch", "--input", "1000000", "--output", "0", *AT, "--json"))
    assert (row["provider"], row["usd"], row["service_tier"], row["word"]) == ("deepinfra", "0.49", "batch", "batch")


def test_a_plan_is_never_the_cheapest_and_says_what_it_is(intel: Intel) -> None:
    asked = ("cost", GLM, "--provider", "zai-coding-plan", "--input", "10", "--output", "10", *AT, "--json")
    row = document(intel(*asked))
    assert row["usd"] == "0.00"
    assert row["notes"] == ["not a comparable offer: plan"]


def test_a_disputed_price_says_so(intel: Intel) -> None:
    row = document(intel("cost", GLM, "--provider", "together", "--input", "10", "--output", "10", *AT, "--json"))
    assert row["notes"] == ["the sources dispute this price, see `intel why`"]


def test_a_past_that_nobody_recorded_takes_todays_price_and_says_so(intel: Intel) -> None:
    asked = ("cost", GPT, "--input", "1000000", "--output", "0", "--json", "--at", "2020-01-01")
    row = document(intel(*asked))
    assert row["usd"] == "5.00"
    assert row["notes"] == ["no price was recorded by 2020-01-01; today's are used"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--input", "10", "--cached", "20", "--output", "1"), "--input is the whole prompt"),
        (("--input", "10", "--output", "1", "--meter", "smell=1"), "--meter 'smell' is no meter"),
        (("--input", "10", "--output", "1", "--meter", "page"), "--meter 'page': write NAME=N"),
        (("--input", "10", "--output", "1", "--tier", "royal"), "--tier 'royal' is none of"),
        (("--input", "10", "--output", "1", "--provider", "nobody"), "nobody does not sell zai/glm-5.2; it is sold by"),
        (("--input", "10", "--output", "1", "--provider", "zai", "--tier", "batch"), "zai has no offer of"),
        (("--input", "10", "--output", "1", "--provider", "baseten"), "zai/glm-5.2 at baseten cannot be priced"),
        (("--input", "-1", "--output", "1"), "Invalid value for '--input'"),
        (("--input", "1"), "Missing option '--output'"),
    ],
)
def test_a_wrong_call_is_one_sentence_on_stderr(intel: Intel, arguments: tuple[str, ...], said: str) -> None:
    result = intel("cost", GLM, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1


def test_a_model_nobody_sells_cannot_be_priced(intel: Intel) -> None:
    result = intel("cost", "acme/unsold", "--input", "1", "--output", "1")
    assert result.exit_code == 2
    assert result.stderr.startswith("There is no comparable offer of acme/unsold in the standard tier")
