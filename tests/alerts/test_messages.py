"""What a person reads: what happened, before → after, how sure, what it means for the table, and the evidence."""

from dataclasses import replace
from typing import Any

import pytest

from intel.alerts.claims import Claimed
from intel.alerts.events import KINDS, About, Happened
from intel.alerts.messages import message, one_text
from intel.alerts.rules import Rules
from intel.alerts.sayings import said
from tests.alerts.made import it_happened, the_rules
from tests.factories import NOON

LINK = "https://boards.example/coding?edition=2026-06-25"
TABLE = {"tasks": {
    "coding": {"primary": {"model": "zai/glm-5.2", "providers": [{"provider": "deepinfra"}]}, "fallbacks": []},
    "writing": {
        "primary": {"model": "openai/gpt-5.5", "providers": [{"provider": "openai"}]},
        "fallbacks": [{"model": "zai/glm-5.2", "providers": [{"provider": "novita"}]}],
    },
}}  # fmt: skip
ROUTE = {"model": "zai/glm-5.2", "providers": ["deepinfra"], "fallbacks": ["m"]}
HOST = {"model": "zai/glm-5.2", "provider": "deepinfra", "sku": "zai-org/GLM-5.2", "input": "0.49", "output": "1.54",
        "blended": "0.75"}  # fmt: skip
LEADING = {"state": "leader", "models": [{"model": "zai/glm-5.2", "p_best": 0.973}], "p_beats_next": 0.94}
TIED = {"state": "tie", "models": [{"model": "openai/gpt-5.5", "p_best": 0.5}, {"model": "a/b", "p_best": 0.4}]}
SURE = {"agreement": "verified", "source": "models.dev", "url": LINK}

EXAMPLES: dict[str, dict[str, Any]] = {
    "new_leader": {"before": TIED, "after": LEADING, "evidence": {"scores": 3047}},
    "tie_broken": {"before": TIED, "after": LEADING},
    "new_open_leader": {"before": TIED, "after": LEADING},
    "method_changed": {"subject": "estimates", "before": {"coding/all": ["a"]}, "after": {"coding/all": ["b"]}},
    "price_changed": {"subject": "price deepinfra zai-org/GLM-5.2", "evidence": {"moved": {
        "before": {"input": "0.98", "output": "3.08"}, "after": {"input": "0.49", "output": "1.54"},
        "agreement": "single",
    }}},
    "price_announced": {"subject": "price deepinfra zai-org/GLM-5.2", "source": "page", "after": {
        "currency": "USD", "rates": "input=1;output=2", "effective_from": "2026-08-01T00:00:00+00:00"}},
    "new_host": {"subject": "model zai/glm-5.2 at deepinfra", "before": {"hosts": 3, "cheapest": HOST},
                 "after": HOST | {"hosts": 4, "place": 1}, "evidence": SURE},
    "cheapest_host_changed": {"subject": "model zai/glm-5.2", "before": HOST | {"provider": "novita", "now": None},
                              "after": HOST, "evidence": SURE},
    "new_model": {"subject": "model zai/glm-5.2", "after": {"model": "zai/glm-5.2", "hosts": 1, "cheapest": HOST}},
    "offer_gone": {"subject": "offer deepinfra zai-org/GLM-5.2", "source": "models.dev"},
    "deprecation_announced": {"subject": "offer deepinfra zai-org/GLM-5.2", "source": "page",
                              "after": {"sunset_on": "2026-12-01", "replacement": "zai/glm-6"}},
    "sunset_near": {"subject": "offer deepinfra zai-org/GLM-5.2", "source": "page",
                    "after": {"sunset_on": "2026-12-01", "days": 12}},
    "routing_table_changed": {"subject": "routing table", "before": {"coding": ROUTE}, "after": {"coding": None}},
    "source_stale": {"subject": "source models.dev", "source": "models.dev",
                     "before": {"last_healthy_at": NOON.isoformat()}, "after": {"message": "answered 500"}},
    "board_stale": {"subject": "board livebench", "source": "livebench", "before": {"checked_at": NOON.isoformat()}},
    "quarantined": {"subject": "price deepinfra zai-org/GLM-5.2", "source": "models.dev",
                    "after": {"stated": "USD input=14;output=4.4"}, "evidence": {"reason": "input 1.4 → 14 jumps"}},
    "disputed": {"subject": "price deepinfra zai-org/GLM-5.2", "before": {"agreement": "verified"}, "after": {
        "statements": [{"source": "a", "currency": "USD", "rates": "input=1"}]}, "evidence": SURE},
    "override_met": {"subject": "override price of deepinfra zai-org/GLM-5.2", "source": "models.dev",
                     "before": {"stated": "input=1"}, "after": {"stated": "input=1"}},
}  # fmt: skip


def example(kind: str, **changed: Any) -> Happened:
    return it_happened(kind, **({"link": LINK} | EXAMPLES[kind] | changed))


def text(one: Happened, rules: Rules | None = None) -> str:
    return one_text(one, rules or Rules(), TABLE, "warning", "rule")[1]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_what_happened_what_it_means_and_where_that_is_from(kind: str) -> None:
    told = text(example(kind))
    assert len(told) < 600
    assert told.splitlines()[0] == said(example(kind)).what != f"{kind.replace('_', ' ')}: {example(kind).subject}"
    assert "Your table: " in told
    assert told.endswith(f"Evidence: {LINK}")


def test_a_new_leader_is_told_with_who_led_how_sure_that_is_and_who_is_routed_to() -> None:
    assert text(example("new_leader")) == (
        "zai/glm-5.2 leads coding\n"
        "tie of openai/gpt-5.5 (50% best), a/b (40% best) → zai/glm-5.2 (97% best)\n"
        "How sure: 94% likely to beat the next best, from 3,047 scores\n"
        "Your table: coding goes to zai/glm-5.2 at deepinfra, the leader itself\n"
        f"Evidence: {LINK}"
    )


def test_a_price_is_told_with_the_rates_that_moved_and_where_the_table_uses_it() -> None:
    assert text(example("price_changed")) == (
        "deepinfra zai-org/GLM-5.2 asks up to 50 % less for zai/glm-5.2\n"
        "input $0.98, output $3.08 per million → input $0.49, output $1.54 per million\n"
        "How sure: one source\n"
        "Your table: zai/glm-5.2 is primary for coding and fallback for writing, at this very host (deepinfra)\n"
        f"Evidence: {LINK}"
    )


def test_a_model_that_the_table_does_not_use_is_told_as_that() -> None:
    elsewhere = example("new_host", about=About(("meta/muse",), ("x",)))
    assert "Your table: does not use meta/muse" in text(elsewhere)
    assert "no table is published yet" in one_text(elsewhere, Rules(), {}, "info", "r")[1]


@pytest.mark.parametrize("kind", KINDS)
def test_endless_names_shorten_everything_but_the_evidence(kind: str) -> None:
    long = "x" * 300
    about = About((f"zai/{long}",), (long,), ("coding",), True)
    one = example(kind, about=about)
    one = replace(
        one, subject=f"{one.subject} {long}", source=long, before=_longer(one.before), after=_longer(one.after)
    )
    told = text(one)
    assert len(told) < 600
    assert told.endswith(LINK)


def _longer(facts: Any) -> Any:
    if isinstance(facts, dict):
        return {key: _longer(value) for key, value in facts.items()}
    if isinstance(facts, list):
        return [_longer(value) for value in facts]
    numeric = isinstance(facts, str) and facts.replace(".", "").isdigit()
    return facts + "y" * 300 if isinstance(facts, str) and not numeric else facts


def test_an_owners_template_takes_the_place_of_ours() -> None:
    rules = the_rules("templates: {new_leader: '$task: $model ($severity, $rule)'}")
    assert text(example("new_leader"), rules) == "coding: zai/glm-5.2 (warning, rule)"
    assert text(example("new_host"), rules).startswith("deepinfra sells")


def test_a_line_of_which_nothing_is_known_is_left_out() -> None:
    told = text(example("offer_gone", link=""))
    assert "Evidence" not in told
    assert "$" not in told


def test_a_digest_tells_as_much_as_there_is_room_for_and_counts_the_rest() -> None:
    claimed = Claimed("k", "prices", "feed", "info", "daily", NOON, 0, ())
    few = message(claimed, [example("new_leader"), example("price_changed")], Rules(), TABLE)
    assert few.title == "2 changes, daily digest of prices"
    assert few.text.splitlines()[1:] == [
        "• zai/glm-5.2 leads coding (zai/glm-5.2 (97% best))",
        "• deepinfra zai-org/GLM-5.2 asks up to 50 % less for zai/glm-5.2 (input $0.49, output $1.54 per million)",
    ]
    many = message(claimed, [example("price_changed")] * 40, Rules(), TABLE)
    assert len(many.text) < 600
    assert many.text.splitlines()[-1] == "… and 35 more: intel alerts list"
    assert len(many.events) == 40
