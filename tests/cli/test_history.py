"""`intel history` on the small catalog."""

from tests.cli.catalog import GLM, Intel, check, document


def test_every_sources_word_on_every_host_has_its_day(intel: Intel) -> None:
    check("history.txt", intel("history", GLM, "--provider", "together").stdout)


def test_the_document_has_one_row_for_each_change(intel: Intel) -> None:
    rows = document(intel("history", GLM, "--provider", "Together", "--json"))
    assert [(row["source"], row["kind"], row["before"]) for row in rows] == [
        ("litellm", "first seen", None), ("models.dev", "first seen", None),
    ]  # fmt: skip
    assert rows[1]["after"] == {"currency": "USD", "rate_card": "input=1.2;output=4.1"}
    assert rows[1]["at"] == "2026-07-02T12:00:00Z"
    assert rows[1]["effective_from"] is None


def test_what_took_effect_before_the_day_asked_for_is_left_out(intel: Intel) -> None:
    assert document(intel("history", GLM, "--since", "2026-07-03", "--json")) == []
    assert intel("history", GLM, "--since", "2026-07-03").stderr.startswith(f"No price of {GLM} changed since")
    since = document(intel("history", GLM, "--provider", "together", "--since", "2026-07-02T10:00Z", "--json"))
    assert [row["source"] for row in since] == ["models.dev"]


def test_a_provider_that_does_not_sell_it_is_a_wrong_call(intel: Intel) -> None:
    result = intel("history", GLM, "--provider", "nobody")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"nobody does not sell {GLM}; it is sold by ")


def test_an_offer_without_a_price_has_no_past(intel: Intel) -> None:
    assert document(intel("history", GLM, "--provider", "baseten", "--json")) == []
