from datetime import date

import pytest

from intel.identity.resolver import AliasName, ModelName
from intel.identity.weights import repository_id
from intel.records import Evidence
from tests.identity.made import models, resolver

R1 = ModelName("deepseek/deepseek-r1", released_on=date(2025, 1, 20))
R1_MAY = ModelName("deepseek/deepseek-r1-0528", released_on=date(2025, 5, 28))


def test_an_alias_of_the_source_goes_before_one_of_all() -> None:
    names = resolver(
        models("deepseek/deepseek-v3", "deepseek/deepseek-v3.2", "deepseek/deepseek-r1"),
        [
            AliasName("", "deepseek-chat", "deepseek/deepseek-v3", "stated"),
            AliasName("litellm", "deepseek-chat", "deepseek/deepseek-v3.2"),
        ],
    )
    found = names.resolve("litellm", "deepseek-chat")
    assert (found.model, found.method, found.evidence) == (
        "deepseek/deepseek-v3.2", "curated", "alias of litellm 'deepseek-chat'",
    )  # fmt: skip
    assert names.resolve("openrouter", "deepseek-chat").model == "deepseek/deepseek-v3"
    assert names.resolve("openrouter", "deepseek-chat").method == "stated"


def test_an_alias_goes_before_evidence_and_evidence_before_the_name() -> None:
    repository = Evidence("huggingface", "zai-org/GLM-5.2")
    names = resolver(
        [ModelName("zai/glm-5.2", weights="https://huggingface.co/zai-org/GLM-5.2"), *models("zai/glm-5", "zai/glm-6")],
        [AliasName("a", "glm", "zai/glm-6")],
    )
    assert names.resolve("a", "glm", [repository]).model == "zai/glm-6"
    assert names.resolve("b", "glm-5", [repository]).model == "zai/glm-5.2"
    assert names.resolve("b", "glm-5", [repository]).method == "evidence"
    assert names.resolve("b", "glm-5").method == "exact"


def test_a_quantized_repository_is_evidence_of_the_model() -> None:
    names = resolver([ModelName("zai/glm-5.2", weights="zai-org/GLM-5.2")])
    found = names.resolve("openrouter", "mystery", [Evidence("huggingface", "someone/GLM-5.2-FP8")])
    assert (found.model, found.method) == ("zai/glm-5.2", "evidence")


def test_a_canonical_slug_only_fills_gaps() -> None:
    names = resolver(models("zai/glm-4.6", "zai/glm-4.6v"))
    slug = Evidence("canonical_slug", "zai/glm-4.6")
    assert names.resolve("openrouter", "zai/glm-4.6v", [slug]).model == "zai/glm-4.6v"
    assert names.resolve("openrouter", "~zai/latest", [slug]).model == "zai/glm-4.6"


def test_evidence_that_says_nothing_known_leaves_the_name_to_speak() -> None:
    names = resolver(models("zai/glm-5.2"))
    evidence = [
        Evidence("huggingface", "x/unknown"),
        Evidence("weights", "https://example.org/file.bin"),
        Evidence("?", "glm"),
    ]
    assert names.resolve("s", "zai/glm-5.2", evidence).method == "exact"


def test_ids_slugs_and_repositories_are_exact_whatever_their_case_and_tier() -> None:
    names = resolver([ModelName("zai/glm-5.2", weights="zai-org/GLM-5.2")])
    for name in ("ZAI/GLM-5.2", "glm-5.2", "zai-org/glm-5.2", "zai/glm-5.2:free"):
        assert (names.resolve("s", name).model, names.resolve("s", name).method) == ("zai/glm-5.2", "exact")


def test_two_labs_with_one_slug_are_ambiguous() -> None:
    found = resolver(models("amazon/nova-2", "deepgram/nova-2")).resolve("s", "nova-2")
    assert (found.model, found.method) == (None, "ambiguous")
    assert found.candidates == ("amazon/nova-2", "deepgram/nova-2")


def test_an_unknown_name_is_not_guessed() -> None:
    found = resolver(models("openai/gpt-oss-20b")).resolve("tbench", "AfterQuery-GPT-OSS-20B")
    assert (found.model, found.method, found.evidence, found.candidates) == (None, "unresolved", "", ())


def test_the_rules_that_led_to_a_model_are_its_evidence() -> None:
    found = resolver(models("zai/glm-5.2")).resolve("litellm", "accounts/fireworks/models/glm-5p2-fp8")
    assert (found.method, found.evidence) == ("derived", "'glm-5.2' without path, quantization")


def test_a_dated_model_of_its_own_goes_before_the_undated() -> None:
    names = resolver([R1, R1_MAY])
    assert names.resolve("s", "DeepSeek-R1-0528-Turbo").model == "deepseek/deepseek-r1-0528"
    assert names.resolve("s", "deepseek-r1-20250528").model == "deepseek/deepseek-r1-0528"
    assert names.resolve("s", "DeepSeek-R1-Turbo").model == "deepseek/deepseek-r1"


def test_a_date_of_the_launch_is_left_out_and_a_later_one_is_not() -> None:
    names = resolver([R1])
    assert names.resolve("s", "deepseek-r1-20250121").model == "deepseek/deepseek-r1"
    later = names.resolve("s", "deepseek-r1-0528")
    assert (later.model, later.method, later.candidates) == (None, "unresolved", ("deepseek/deepseek-r1",))


def test_an_undated_name_does_not_mean_a_dated_model() -> None:
    assert resolver([R1_MAY]).resolve("s", "deepseek-r1").model is None


def test_instruct_may_be_left_out_unless_another_model_bears_the_short_name() -> None:
    tuned, base = ModelName("meta/llama-3.1-405b-instruct"), ModelName("meta/llama-3.1-405b")
    assert resolver([tuned]).resolve("s", "x/llama-3.1-405b").model == tuned.id
    assert resolver([tuned, base]).resolve("s", "x/llama-3.1-405b").model == base.id


def test_a_base_model_does_not_take_the_short_name_by_its_repository() -> None:
    names = resolver(
        [
            ModelName("meta/llama-3.2-1b-base", weights="meta-llama/Llama-3.2-1B"),
            ModelName("meta/llama-3.2-1b-instruct", weights="meta-llama/Llama-3.2-1B-Instruct"),
        ]
    )
    assert names.resolve("s", "llama-3.2-1b").model == "meta/llama-3.2-1b-instruct"
    assert names.resolve("s", "meta-llama/Llama-3.2-1B").model == "meta/llama-3.2-1b-base"


TUNED = ModelName("google/gemma-4-31b-it", "Gemma 4 31B", weights="google/gemma-4-31B-it")


def test_a_repository_before_the_tune_is_not_the_tuned_model() -> None:
    found = resolver([TUNED]).resolve("s", "google/gemma-4-31B")
    assert (found.model, found.method, found.candidates) == (None, "unresolved", (TUNED.id,))
    assert found.evidence == "weights before the tune"
    assert resolver([TUNED]).resolve("s", "google/gemma-4-31b").model == TUNED.id


def test_weights_before_the_tune_are_evidence_against_a_short_name_and_not_against_a_whole_one() -> None:
    """Case says nothing in a link; a host that links the base and calls its offer tuned is taken at its word."""
    base = [Evidence("huggingface", "google/gemma-4-31b")]
    found = resolver([TUNED]).resolve("cerebras", "gemma-4-31b", base)
    assert (found.model, found.candidates) == (None, (TUNED.id,))
    assert found.evidence == "huggingface google/gemma-4-31b: weights before the tune"
    assert resolver([TUNED]).resolve("s", "gemma-4-31b-it-fp8", base).model == TUNED.id
    curated = resolver([TUNED], [AliasName("cerebras", "gemma-4-31b", TUNED.id)])
    assert curated.resolve("cerebras", "gemma-4-31b", base).model == TUNED.id


def test_a_renamed_repository_is_the_same_one() -> None:
    names = resolver([ModelName("meta/llama-3.1-405b-base", weights="meta-llama/Llama-3.1-405B")])
    assert names.resolve("s", "meta-llama/Meta-Llama-3.1-405B").model == "meta/llama-3.1-405b-base"


def test_a_floating_alias_means_its_very_name_only() -> None:
    names = resolver(
        models("mistral/mistral-large-3"),
        [AliasName("", "mistral-large-latest", "mistral/mistral-large-3", floating=True)],
    )
    assert names.resolve("s", "Mistral-Large-Latest").model == "mistral/mistral-large-3"
    assert names.resolve("s", "azure/mistral-large-latest").model is None


def test_an_alias_is_found_under_prefixes_and_suffixes() -> None:
    names = resolver(models("mistral/devstral-2"), [AliasName("", "devstral-2512", "mistral/devstral-2")])
    assert names.resolve("s", "mistralai/devstral-2512:free").model == "mistral/devstral-2"


def test_an_alias_of_one_source_does_not_speak_for_another() -> None:
    names = resolver(
        models("deepseek/v4", "deepseek/v4-0813"), [AliasName("aa", "deepseek-v4-pro", "deepseek/v4-0813")]
    )
    assert names.resolve("aa", "x/deepseek-v4-pro").model == "deepseek/v4-0813"
    assert names.resolve("openrouter", "x/deepseek-v4-pro").model is None


def test_an_alias_to_an_unknown_model_is_no_alias() -> None:
    assert resolver([], [AliasName("", "glm", "zai/glm-9")]).resolve("s", "glm").method == "unresolved"


@pytest.mark.parametrize(
    ("weights", "repository"),
    [
        ("https://huggingface.co/zai-org/GLM-5.2", "zai-org/glm-5.2"),
        ("zai-org/GLM-5.2/tree/main", "zai-org/glm-5.2"),
        ("meta-llama/Meta-Llama-3.1-8B", "meta-llama/llama-3.1-8b"),
        ("https://example.org/weights", ""),
        ("", ""),
        ("glm", ""),
    ],
)
def test_repositories_are_read_out_of_links(weights: str, repository: str) -> None:
    assert repository_id(weights) == repository


def test_two_models_at_work_are_neither_of_them() -> None:
    known = resolver(models("openai/o3", "openai/gpt-4.1"))
    found = known.resolve("aider", "o3 (high) + gpt-4.1")
    assert (found.model, found.method, found.candidates) == (None, "ambiguous", ("openai/gpt-4.1", "openai/o3"))
    assert known.resolve("swe", "live-SWE-agent + gpt-4.1").model == "openai/gpt-4.1"


def test_the_day_of_a_listing_is_left_out_where_nobody_states_the_launch() -> None:
    """OpenRouter's slugs end in the day on which it listed the model; "qwen-max-2025-01-25" is a lab's own snapshot."""
    known = resolver(
        [
            ModelName("zai/glm-5.3"),
            ModelName("xai/grok-4", released_on=date(2025, 7, 9)),
            *models("a/b-1", "a/b-1-0905"),
        ]
    )
    rankings = "openrouter-rankings"
    assert known.resolve(rankings, "z-ai/glm-5.3-20260816").model == "zai/glm-5.3"
    assert known.resolve(rankings, "z-ai/glm-5.3-20260816:free").model == "zai/glm-5.3"
    assert known.resolve(rankings, "z-ai/glm-5.3-2026-08-16").model is None
    assert known.resolve("litellm", "z-ai/glm-5.3-20260816").model is None
    assert known.resolve(rankings, "x-ai/grok-4-20260816").model is None
    assert known.resolve(rankings, "a/b-1-20260816").model is None
