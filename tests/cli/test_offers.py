import re
from pathlib import Path

from tests.cli.catalog import GLM, THEN, Intel, check, document, made, offers, renamed
from tests.factories import an_offer


def test_the_json_of_offers_is_what_scripts_rely_on(intel: Intel) -> None:
    check("offers.json", intel("offers", "glm-5.2", *THEN, "--json").stdout)


def test_the_table_of_offers_reads_well_at_a_hundred_columns(intel: Intel) -> None:
    result = intel("offers", GLM, *THEN)
    check("offers.txt", result.stdout)
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_comparable_offers_stand_first_and_cheapest_first(intel: Intel) -> None:
    rows = document(intel("offers", GLM, *THEN, "--json"))
    assert [(row["provider"], row["word"]) for row in rows] == [
        ("deepinfra", ""),
        ("together", ""),
        ("novita", ""),
        ("zai", ""),
        ("deepinfra", "batch"),
        ("openrouter", "gateway"),
        ("yuan-cloud", "no exchange rate"),
        ("zai-coding-plan", "plan"),
        ("baseten", "unknown price"),
    ]
    assert [row["comparable"] for row in rows] == [True] * 4 + [False] * 5


def test_an_unknown_price_is_null_and_a_stated_zero_is_a_zero(intel: Intel) -> None:
    rows = {row["provider"]: row for row in document(intel("offers", GLM, *THEN, "--json"))}
    assert rows["baseten"]["input_usd_per_mtok"] is None
    assert rows["baseten"]["source"] is None
    assert rows["zai-coding-plan"]["input_usd_per_mtok"] == "0.00"
    assert rows["novita"]["cache_read_usd_per_mtok"] == "0.26"
    assert rows["together"]["cache_read_usd_per_mtok"] is None


def test_a_price_in_another_currency_keeps_its_rate_card_without_dollars(intel: Intel) -> None:
    row = next(r for r in document(intel("offers", GLM, *THEN, "--json")) if r["provider"] == "yuan-cloud")
    assert (row["currency"], row["rate_card"]) == ("CNY", "input=8;output=28")
    assert row["input_usd_per_mtok"] is None


def test_the_losing_statement_stays_beside_the_winner(intel: Intel) -> None:
    row = next(r for r in document(intel("offers", GLM, *THEN, "--json")) if r["provider"] == "together")
    assert row["agreement"] == "disputed"
    assert [(s["source"], s["input_usd_per_mtok"]) for s in row["statements"]] == [
        ("models.dev", "1.20"),
        ("litellm", "1.50"),
    ]


def test_the_workload_decides_the_blended_price_and_the_order(intel: Intel) -> None:
    rows = document(intel("offers", GLM, "--workload", "agentic", *THEN, "--json"))
    assert {row["workload"] for row in rows} == {"agentic"}
    assert rows[0]["provider"] == "novita"
    assert rows[0]["blended_usd_per_mtok"] == "0.583414634"


def test_a_model_that_nobody_sold_yet_is_said_to_be_sold_since(seeded: Intel) -> None:
    result = seeded("offers", "kimi-k3", "--as-of", "2026-01-01")
    assert "0 comparable hosts" in result.stdout
    assert re.fullmatch(
        r"Nobody had been seen to sell moonshot/kimi-k3 by 2026-01-01: its prices begin on 2026-\d\d-\d\d\.\n",
        result.stderr,
    )


def test_names_are_text_whatever_they_hold(tmp_path: Path) -> None:
    hostile = "[red]x[/red] :smile: =HYPERLINK()"
    intel = made(tmp_path, [an_offer("evil", GLM, sku="s", via="[bold]gate")])
    assert "[bold]gate" in intel("offers", GLM, *THEN).stdout
    other = made_with_provider(tmp_path / "b", hostile)
    assert hostile in other("offers", GLM, *THEN).stdout


def made_with_provider(folder: Path, provider: str) -> Intel:
    folder.mkdir()
    return made(folder, [an_offer(provider, GLM)])


def test_a_second_sku_of_a_host_is_listed_apart_as_the_dearer_one(tmp_path: Path) -> None:
    twin = renamed(an_offer("novita", GLM, "input=2;output=8"), sku="glm-5.2-turbo")
    rows = document(made(tmp_path, [twin])("offers", GLM, *THEN, "--json"))
    assert [r["word"] for r in rows if r["provider"] == "novita"] == ["", "dearer sku"]
    assert sum(r["comparable"] for r in rows) == len({o.provider.id for o in offers()[:5]})


def test_an_unknown_model_is_an_error_that_names_near_ones(intel: Intel) -> None:
    result = intel("offers", "glm-5.3")
    assert result.exit_code == 2
    assert GLM in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_unknown_workload_or_time_is_one_sentence(intel: Intel) -> None:
    for arguments, said in [
        (("--workload", "dance"), "No workload is called 'dance'; there are chat,"),
        (("--as-of", "yesterday"), "--as-of 'yesterday' is no time: write 2026-07-02"),
    ]:
        result = intel("offers", GLM, *arguments)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(said)


def test_an_end_that_lies_ahead_is_told_under_the_hosts(seeded: Intel) -> None:
    said = seeded("offers", "gpt-5", "--as-of", "2026-11-22").stdout
    assert "openai ends gpt-5-2025-08-07 on 2026-12-11, replaced by gpt-5.6-sol\n" in said
    row = next(
        row
        for row in document(seeded("offers", "gpt-5", "--as-of", "2026-11-22", "--json"))
        if (row["provider"], row["sku"], row["service_tier"]) == ("openai", "gpt-5-2025-08-07", "standard")
    )
    assert (row["deprecated_on"], row["sunset_on"], row["replacement"]) == ("2026-06-11", "2026-12-11", "gpt-5.6-sol")
