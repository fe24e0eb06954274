from decimal import Decimal
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from intel.catalog import curated
from intel.errors import UsageError
from intel.routing.mistakes import PolicyError
from intel.routing.policy import schema
from intel.routing.policy_file import check_names, parse_policy, with_model_ids
from intel.routing.unmatched import unmatched
from intel.routing.wishes import Threshold
from tests.factories import NOON, an_offer
from tests.routing.made import GLM, MODELS

STATED = """\
title: Mine
at_least: 0.90 of leader
labs:
  deny: [openai]
tasks:
  coding:
  writing:
    at_least: 0.6
    workload: {input_tokens: 100, output_tokens: 10, requests_per_day: 5}
"""


def test_rules_of_all_tasks_hold_where_a_task_does_not_state_its_own() -> None:
    policy = parse_policy(STATED)
    coding, writing = policy.tasks["coding"], policy.tasks["writing"]
    assert (str(coding.at_least), str(writing.at_least)) == ("0.9 of leader", "0.6")
    assert coding.labs.deny == writing.labs.deny == ("openai",)
    assert coding.probability == 0.75


def test_without_tasks_it_is_about_every_task_of_the_catalog() -> None:
    policy = parse_policy("at_least: 0.5 of leader", tasks=["coding", "chat"])
    assert list(policy.tasks) == ["coding", "chat"]


def test_the_hash_covers_every_wish_and_no_spelling() -> None:
    policy = parse_policy(STATED)
    assert parse_policy("# a comment\n" + STATED.replace("Mine", "Yours")).hash == policy.hash
    for was, becomes in [("0.90", "0.91"), ("openai", "xai"), ("requests_per_day: 5", "requests_per_day: 6")]:
        assert parse_policy(STATED.replace(was, becomes)).hash != policy.hash


def test_openrouters_names_of_an_order_mean_price_and_throughput() -> None:
    for name, means in [(":floor", "price"), (":nitro", "throughput"), ("balanced", "balanced")]:
        assert parse_policy(f"at_least: 0.5\nprefer: '{name}'", tasks=["a"]).tasks["a"].prefer == means


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        (
            "at_least: 0.6",
            "at_last: 0.6",
            "mine.yaml, line 8, tasks.writing.at_last: there is no such key; did you mean",
        ),
        ("0.90 of leader", "90 of leader", "mine.yaml, line 2, at_least: write '0.90 of leader'"),
        ("0.90 of leader", "yes", "line 2, at_least: write '0.90 of leader'"),
        ("at_least: 0.6", "at_least: 60", "line 8, tasks.writing.at_least: write"),
        (
            "requests_per_day: 5",
            "requests_per_day: -5",
            "line 9, tasks.writing.workload.requests_per_day: input should",
        ),
        (
            "input_tokens: 100",
            "input_tokens: 1" + 30 * "0",
            "line 9, tasks.writing.workload.input_tokens: input should",
        ),
        ("title: Mine", "title: Mine\ntitle: Yours", "mine.yaml, line 2, title: this key stands twice."),
        ("    at_least: 0.6", "    at_least: 0.6\n    at_least: 0.7", "line 9, at_least: this key stands twice."),
        (
            "title: Mine",
            "max_usd_per_task: 1e999999999",
            "line 1, max_usd_per_task: input should be less than or equal to",
        ),
        (
            "title: Mine",
            "max_usd_per_task: 1e-999999999",
            "line 1, max_usd_per_task: decimal input should have no more",
        ),
        ("title: Mine", "max_usd_per_task: .nan", "line 1, max_usd_per_task: input should be a finite number"),
        ("title: Mine", "max_usd_per_mtok: {input: .inf}", "max_usd_per_mtok.input: input should be a finite number"),
        ("title: Mine", "max_usd_per_mtok: {output: 1e20}", "max_usd_per_mtok.output: input should be less than"),
        (
            "title: Mine",
            "switch_if_cheaper_by: 1e-999999999",
            "switch_if_cheaper_by: decimal input should have no more",
        ),
        ("title: Mine", "max_catalog_age_days: 99999999999", "line 1, max_catalog_age_days: input should be less than"),
        ("title: Mine", "exclude_sunset_within_days: 99999999", "exclude_sunset_within_days: input should be less"),
        ("title: Mine", "title: &a [*a]", "it unfolds to more than 10,000 entries"),
        ("deny: [openai]", "deny: openai", "line 4, labs.deny: input should be a list, not"),
        ("deny: [openai]", "deny: [openai]\n  allow: [openai]", "line 3, labs: 'openai' is allowed and denied"),
        ("at_least: 0.90 of leader", "probability: 0.8", "line 6, tasks.coding: state at_least"),
        ("  coding:", "  7: {}", "line 6, tasks.7: input should be text, not '7'"),
        ("  coding:", "  coding: 3", "line 6, tasks.coding: input should be a mapping of keys, not '3'"),
        ("title: Mine", "fallbacks: many", "line 1, fallbacks: input should be a whole number, not 'many'"),
        ("title: Mine", "version: 3", "line 1, version: input should be 1, not '3'"),
        ("title: Mine", "title: [", "mine.yaml, line 3: this is no YAML"),
        (STATED, "- a list", "a policy is a mapping of keys"),
        (STATED, "at_least: 0.5", "names no task"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_its_key(was: str, becomes: str, says: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_policy(STATED.replace(was, becomes), "mine.yaml")
    assert says in str(error.value)


def test_aliases_that_unfold_without_end_are_refused_and_not_unfolded() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    with pytest.raises(UsageError, match=r"mine\.yaml: it unfolds to more than 10,000 entries; write it with fewer"):
        parse_policy(bomb, "mine.yaml")


def test_several_mistakes_are_counted_and_the_first_one_is_told() -> None:
    with pytest.raises(UsageError, match=r"line 1, colour.*\(1 more mistake\.\)"):
        parse_policy("colour: red\nat_least: 2\ntasks: {a: }", "p")


def test_every_mistake_is_at_hand_with_its_line_and_its_key() -> None:
    with pytest.raises(PolicyError) as error:
        parse_policy("colour: red\nat_least: 2\nfallbacks: x\ntasks: {a: }", "p")
    assert [(one.line, one.key) for one in error.value.mistakes] == [(1, "colour"), (2, "at_least"), (3, "fallbacks")]
    first, more = error.value.lines(1)
    assert first.startswith("p, line 1, colour: there is no such key")
    assert more == "(2 more mistakes.)"


def test_a_model_may_be_named_by_whatever_means_one() -> None:
    policy = parse_policy("models: {allow: [glm], deny: [gpt]}\nbaseline: glm\ntasks: {a: }")
    rules = with_model_ids(policy, lambda name: {"glm": "zai/glm"}.get(name, name)).tasks["a"]
    assert (rules.models.allow, rules.models.deny, rules.baseline) == (("zai/glm",), ("gpt",), "zai/glm")


def test_a_wish_that_no_offer_can_meet_is_told_with_its_line_and_one_that_some_offer_meets_is_not() -> None:
    text = "at_least: 0.5\ndata: {no_training: true}\nmin_uptime: 0.9\nmin_quantization: fp16\nneeds: {tools: true}\n"
    text += "regions: {allow: [eu, eu-wset]}\ntasks: {a: , b: }"
    offer = an_offer("deepinfra", GLM, region="eu-west-3", quantization="fp8", uptime_ratio=Decimal("0.99"))
    looks = unmatched(parse_policy(text), {GLM: [offer]}, MODELS, NOON)
    assert [(one.line, one.key) for one in looks] == [
        (2, "data.no_training"), (4, "min_quantization"), (5, "needs.tools"), (6, "regions.allow.1"),
    ]  # fmt: skip
    assert str(looks[3]) == "line 6, regions.allow.1: no offer and no provider's seat is in 'eu-wset'."
    kept = an_offer("acme", GLM, trains_on_prompts=False)
    assert "data.no_training" not in {one.key for one in unmatched(parse_policy(text), {GLM: [kept]}, MODELS, NOON)}


def test_names_that_the_catalog_does_not_know_are_told_with_near_ones() -> None:
    text = STATED.replace("openai", "opnai") + "    baseline: zai/glm-5\n"
    policy = parse_policy(text)
    known = {"labs": ["openai", "zai"], "models": ["zai/glm-5.2"], "workloads": ["chat"]}
    with pytest.raises(
        UsageError, match=r"line 4, labs.deny.0: no lab is called 'opnai'; did you mean openai or zai\? \(1 more"
    ):
        check_names(policy, known)
    check_names(policy, {})


def test_a_task_that_is_none_is_told_with_near_ones() -> None:
    with pytest.raises(
        UsageError, match=r"line 7, tasks.writing: no task is called 'writing'; did you mean writings\?"
    ):
        parse_policy(STATED, tasks=["coding", "writings"])


@pytest.mark.parametrize("stated", ["1.5 of leader", "of leader", True, None, -0.1, "0.9", [0.9]])
def test_what_is_no_threshold_is_refused(stated: object) -> None:
    with pytest.raises(ValueError, match=r"0\.90 of leader"):
        Threshold.parse(stated)


def test_the_ready_policies_fit_the_published_schema_and_are_about_every_task() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    for name in curated.POLICIES:
        jsonschema.validate(yaml.safe_load(curated.policy_text(name)), schema())
        assert set(curated.policy(name).tasks) <= set(curated.tasks().by_name)
    files = {path.stem for path in (Path(__file__).parents[2] / "seeds" / "policies").iterdir()}
    assert files == set(curated.POLICIES)


def test_the_schema_refuses_what_the_parser_refuses() -> None:
    validator = jsonschema.Draft202012Validator(schema())
    for stated in ({"at_last": 1}, {"at_least": "90 of leader"}, {"at_least": 0.5, "prefer": "cheap"}):
        assert not validator.is_valid(stated)
        with pytest.raises(UsageError):
            parse_policy(yaml.safe_dump(stated), tasks=["coding"])


def test_a_policy_file_is_named_where_it_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No policy is called 'cheap'; there are frugal, balanced"):
        curated.stated_policy("cheap")
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        curated.stated_policy(str(tmp_path / "none.yaml"))
    (tmp_path / "odd.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8"):
        curated.stated_policy(str(tmp_path / "odd.yaml"))
