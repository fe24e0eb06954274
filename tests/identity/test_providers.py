from datetime import date

import pytest

from intel.identity.providers import ProviderAlias, ProviderNames, fold, plain
from tests.identity.made import seeded_providers


def test_an_alias_of_the_source_goes_before_one_of_all() -> None:
    names = ProviderNames(
        [ProviderAlias("", "google", "google"), ProviderAlias("openrouter", "Google", "google-vertex")],
        ["google", "google-vertex"],
    )
    assert names.match("openrouter", "google") == ("google-vertex", "")
    assert names.match("litellm", "google") == ("google", "")


def test_a_merge_holds_from_its_day_on() -> None:
    names = ProviderNames(
        [ProviderAlias("", "acme", "acme"), ProviderAlias("", "acme", "globex", valid_from=date(2026, 7, 1))],
        ["acme", "globex"],
    )
    assert names.match("s", "acme", on=date(2026, 6, 30)) == ("acme", "")
    assert names.match("s", "acme", on=date(2026, 7, 1)) == ("globex", "")
    assert names.match("s", "acme") == ("globex", "")


def test_before_its_merge_a_company_is_itself() -> None:
    names = ProviderNames([ProviderAlias("", "wandb", "coreweave", valid_from=date(2025, 5, 5))], ["coreweave"])
    assert names.match("s", "wandb", on=date(2025, 5, 4)) == ("wandb", "")
    assert names.match("s", "wandb", on=date(2025, 5, 5)) == ("coreweave", "")


def test_likeness_joins_only_where_it_is_unambiguous() -> None:
    names = ProviderNames([], ["ollama", "ollama-cloud", "deepinfra"])
    assert names.match("s", "Deep Infra") == ("deepinfra", "")
    assert names.match("s", "Ollama AI") == ("ollama-ai", "")


@pytest.mark.parametrize(
    ("name", "provider"), [("New_Host", "new-host"), ("  Ai& ", "ai&"), ("Зевс.AI", "ai"), ("!!!", "unnamed")]
)
def test_an_unknown_name_is_its_own_id(name: str, provider: str) -> None:
    assert ProviderNames([]).match("s", name) == (provider, "")


def test_names_fold_to_letters_and_digits() -> None:
    assert {fold(n) for n in ("Together AI", "together_ai", "togetherai", "together")} == {"together"}
    assert (fold("xai"), plain("Fireworks AI")) == ("xai", "fireworks-ai")


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("models.dev", "togetherai", ("together", "")),
        ("litellm", "together_ai", ("together", "")),
        ("openrouter", "Together", ("together", "")),
        ("genai-prices", "together", ("together", "")),
        ("models.dev", "alibaba-cn", ("alibaba", "cn")),
        ("models.dev", "zhipuai", ("zai", "cn")),
        ("openrouter", "Z.AI", ("zai", "")),
        ("models.dev", "moonshotai-cn", ("moonshot", "cn")),
        ("models.dev", "minimax-cn", ("minimax", "cn")),
        ("models.dev", "siliconflow-cn", ("siliconflow", "cn")),
        ("litellm", "vertex_ai-anthropic_models", ("google-vertex", "")),
        ("litellm", "gemini", ("google", "")),
        ("genai-prices", "aws", ("amazon-bedrock", "")),
        ("litellm", "bedrock_converse", ("amazon-bedrock", "")),
        ("litellm", "azure_ai", ("azure", "")),
        ("models.dev", "wandb", ("coreweave", "")),
        ("openrouter", "Io Net", ("io-net", "")),
        ("litellm", "lambda_ai", ("lambda", "")),
        ("models.dev", "xiaomi-token-plan-sgp", ("xiaomi-token-plan", "sg")),
        ("openrouter", "Claude Platform on AWS", ("claude-on-aws", "")),
    ],
)
def test_the_sources_names_of_one_company_are_one_provider(source: str, name: str, expected: tuple[str, str]) -> None:
    assert seeded_providers().match(source, name) == expected
