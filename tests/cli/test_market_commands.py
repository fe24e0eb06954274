"""`intel models`, `spread`, `why`, `sources`, `resolve` and `export --stats` on the small catalog."""

from datetime import date
from pathlib import Path

from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from tests.cli.catalog import GLM, GPT, OPUS, THEN, Intel, check, document, intel_at, made, models, offers
from tests.factories import a_catalog, a_model, a_source, an_offer


def test_a_spread_is_set_against_its_closed_peers(intel: Intel) -> None:
    check("spread.json", intel("spread", GLM, *THEN, "--json").stdout)
    check("spread.txt", intel("spread", GLM, *THEN).stdout)


def test_the_peers_ask_their_own_list_price(intel: Intel) -> None:
    peers = document(intel("spread", "glm-5.2", *THEN, "--json"))["peers"]
    asked = [(p["model"], p["input_usd_per_mtok"], p["output_usd_per_mtok"]) for p in peers]
    assert asked == [(GPT, "5.00", "30.00"), (OPUS, "5.00", "25.00")]


def test_without_a_model_every_open_model_with_three_hosts_is_shown(intel: Intel) -> None:
    rows = document(intel("spread", *THEN, "--json"))
    assert [row["model"] for row in rows] == [GLM]
    assert "zai/glm-5.2" in intel("spread", *THEN).stdout


def test_a_model_without_hosts_has_no_spread_and_no_error(intel: Intel) -> None:
    row = document(intel("spread", "acme/unsold", *THEN, "--json"))
    assert (row["hosts"], row["blended_usd_per_mtok"], row["most_common"], row["peers"]) == (0, None, None, [])


def test_models_are_found_by_part_of_a_name_most_hosted_first(intel: Intel) -> None:
    everything = document(intel("models", "--json"))
    assert [(row["id"], row["hosts"]) for row in everything] == [(GLM, 4), (OPUS, 1), (GPT, 1), ("acme/unsold", 0)]
    assert [row["id"] for row in document(intel("models", "glm", "--json"))] == [GLM]
    assert everything[0]["open_weights"] is True
    assert everything[3]["open_weights"] is None


def test_the_table_of_models_shows_unknown_as_unknown(intel: Intel) -> None:
    check("models.txt", intel("models").stdout)


def test_models_show_their_share_of_a_gateways_tokens_once_it_is_stated(tmp_path: Path) -> None:
    engine = a_catalog(tmp_path, offers(), models(), [a_source("openrouter-rankings")])
    tokens = {OPUS: 600, GLM: 200, f"{GLM}:free": 100, "other": 100}
    with writing(engine) as conn:
        document_id = conn.execute(rows.table("snapshot").select()).first()
        assert document_id is not None
        conn.execute(rows.table("demand").insert(), [
            {"source_id": "openrouter-rankings", "name": name, "on": date(2026, 7, 1), "tokens": count,
             "snapshot_id": document_id.id}
            for name, count in tokens.items()
        ])  # fmt: skip
    engine.dispose()
    intel = intel_at(tmp_path)
    found = document(intel("models", "--by-use", "--json"))
    assert [row["id"] for row in found][:2] == [OPUS, GLM]
    assert found[1]["demand"] == {
        "source": "openrouter-rankings", "on": "2026-07-01", "tokens": 300, "share_ratio": "0.3",
    }  # fmt: skip
    assert found[2]["demand"] is None
    text = intel("models").stdout
    assert "used %" in text
    assert "used: share of the tokens that passed the gateway on 2026-07-01, by openrouter-rankings" in text


def test_asking_for_use_where_nobody_states_it_says_which_source_would(intel: Intel) -> None:
    result = intel("models", "--by-use")
    assert "used %" not in result.stdout
    assert "INTEL_OPENROUTER_KEY" in result.stderr


def test_no_match_is_an_empty_document_and_a_sentence(intel: Intel) -> None:
    assert document(intel("models", "nothing-like-it", "--json")) == []
    assert intel("models", "nothing-like-it").stderr == "No model matches 'nothing-like-it'.\n"


def test_why_shows_every_word_on_a_price_the_believed_one_first(intel: Intel) -> None:
    result = intel("why", GLM, "--provider", "together", *THEN)
    assert result.exit_code == 0
    check("why.txt", result.stdout)


def test_why_in_json_carries_hash_and_address_of_each_statement(intel: Intel) -> None:
    row = document(intel("why", GLM, "--provider", "together", *THEN, "--json"))[0]
    assert [s["source"] for s in row["statements"]] == ["models.dev", "litellm"]
    assert all(len(s["sha256"]) == 64 and s["url"].startswith("https://") for s in row["statements"])


def test_why_names_the_sellers_when_the_provider_is_none(intel: Intel) -> None:
    result = intel("why", GPT, "--provider", "nobody")
    assert (result.exit_code, result.stderr) == (2, "nobody does not sell openai/gpt-5.5; it is sold by openai.\n")


def test_sources_are_listed_with_licence_and_last_run(intel: Intel) -> None:
    rows = {row["source"]: row for row in document(intel("sources", "--json"))}
    assert rows["models.dev"]["last_outcome"] == "done"
    assert rows["models.dev"]["licence"]
    assert rows["openrouter"]["last_run_at"] is None
    shown = intel("sources").stdout
    assert "models.dev" in shown
    assert "never" in shown


def test_names_are_resolved_from_arguments_or_from_stdin(intel: Intel) -> None:
    by_argument = document(intel("resolve", "glm-5.2", "no such model", "--json"))
    assert by_argument == [
        {
            "name": "glm-5.2",
            "model": GLM,
            "method": by_argument[0]["method"],
            "candidates": by_argument[0]["candidates"],
        },
        {"name": "no such model", "model": None, "method": "unresolved", "candidates": []},
    ]
    assert document(intel("resolve", "--json", stdin="glm-5.2\n\n  no such model \n")) == by_argument
    assert document(intel("resolve", "--source", "LiteLLM", "glm-5.2", "--json"))[0]["model"] == GLM
    unknown = intel("resolve", "--source", "lite-lm", "glm-5.2")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert unknown.stderr == "There is no source 'lite-lm' (near: litellm): `intel sources` lists them.\n"


def test_resolving_nothing_is_an_empty_list(intel: Intel) -> None:
    assert document(intel("resolve", "--json", stdin="")) == []


def test_the_table_of_resolutions_says_because_of_what(intel: Intel) -> None:
    shown = intel("resolve", "glm-5.2", "no such model").stdout
    assert GLM in shown
    assert "unresolved" in shown


def test_the_statistics_count_what_the_catalog_holds(intel: Intel) -> None:
    counts = document(intel("export", "--stats", "--json"))
    assert len(counts) == 9
    assert all(isinstance(number, int) for number in counts.values())
    assert str(max(counts.values())) in intel("export", "--stats").stdout


def test_export_without_saying_what_is_a_wrong_call(intel: Intel) -> None:
    for arguments in ((), ("moon",)):
        result = intel("export", *arguments)
        assert result.exit_code == 2
        assert result.stderr.startswith("Say what to export")


def test_a_model_whose_licence_is_unknown_is_not_in_the_overview_of_open_ones(tmp_path: Path) -> None:
    unsure = [an_offer(provider, "acme/unsold") for provider in ("a", "b", "c")]
    rows = document(made(tmp_path, unsure)("spread", *THEN, "--json"))
    assert [row["model"] for row in rows] == [GLM]
    assert a_model("acme/unsold", None).open_weights is None
