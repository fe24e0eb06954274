"""The curated part of the seeds: whole, referring only to itself, and knowing what the sources name."""

import gzip
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intel.collectors import COLLECTORS
from intel.records import MAX_NAME
from tests.identity.made import SEEDS, seed_rows, seeded, seeded_providers

COLUMNS = {
    "labs.csv": ["id", "title", "homepage"],
    "providers.csv": ["id", "title", "kind", "homepage", "headquarters", "fee_ratio"],
    "provider_aliases.csv": ["source", "name", "provider", "region", "valid_from", "note"],
    "models.csv": [
        "id", "title", "family", "open_weights", "released_on", "huggingface", "context_tokens", "max_output_tokens",
        "input_modalities", "output_modalities", "capabilities", "licence", "source",
    ],
    "aliases.csv": ["source", "name", "model", "how", "floating", "note"],
}  # fmt: skip
KINDS = {"lab", "cloud", "neocloud", "inference", "gateway", "plan", "local"}
CAPABILITIES = {"tools", "structured_output", "reasoning", "temperature", "attachment", "prompt_caching"}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_file_has_its_columns_is_sorted_and_ends_its_lines_with_lf(name: str) -> None:
    raw = (SEEDS / name).read_bytes()
    rows = seed_rows(name)
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert list(rows[0]) == COLUMNS[name]
    assert rows == sorted(rows, key=lambda row: tuple(row.values()))
    assert all(
        len(cell) <= MAX_NAME and cell == cell.strip() and cell.isprintable() for r in rows for cell in r.values()
    )


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("labs.csv", ("id",)),
        ("providers.csv", ("id",)),
        ("models.csv", ("id",)),
        ("aliases.csv", ("source", "name")),
        ("provider_aliases.csv", ("source", "name", "valid_from")),
    ],
)
def test_keys_are_unique_whatever_their_case(name: str, key: tuple[str, ...]) -> None:
    seen = Counter(tuple(row[part].lower() for part in key) for row in seed_rows(name))
    assert [k for k, n in seen.items() if n > 1] == []


def test_what_is_referred_to_exists() -> None:
    labs, models, providers = ({row["id"] for row in seed_rows(f)} for f in ("labs.csv", "models.csv", "providers.csv"))
    assert {model.partition("/")[0] for model in models} == labs
    assert {row["model"] for row in seed_rows("aliases.csv")} <= models
    assert {row["provider"] for row in seed_rows("provider_aliases.csv")} <= providers


def test_an_alias_of_a_source_names_one_that_is_read() -> None:
    known = {collector.SOURCE.id for collector in COLLECTORS} | {""}
    assert {row["source"] for row in seed_rows("aliases.csv")} <= known


def test_facts_have_the_form_that_they_promise() -> None:
    for row in seed_rows("models.csv"):
        assert row["open_weights"] in ("yes", "no", ""), row["id"]
        assert not row["released_on"] or date.fromisoformat(row["released_on"]) < date(2026, 12, 1), row["id"]
        assert all(not row[n] or int(row[n]) > 0 for n in ("context_tokens", "max_output_tokens")), row["id"]
        assert set(filter(None, row["capabilities"].split("+"))) <= CAPABILITIES, row["id"]
        assert row["huggingface"].count("/") == bool(row["huggingface"]), row["id"]
        assert row["source"], row["id"]
        assert row["title"], row["id"]
    assert {row["how"] for row in seed_rows("aliases.csv")} == {"curated"}
    assert {row["floating"] for row in seed_rows("aliases.csv")} == {"yes", "no"}


def test_weights_on_hugging_face_are_open() -> None:
    assert [row["id"] for row in seed_rows("models.csv") if row["huggingface"] and row["open_weights"] != "yes"] == []


def test_every_provider_is_of_a_kind_and_nearly_all_have_a_homepage() -> None:
    rows = seed_rows("providers.csv")
    assert {row["kind"] for row in rows} == KINDS
    assert all(row["homepage"].startswith("https://") for row in rows if row["homepage"])
    assert sorted(row["id"] for row in rows if not row["homepage"]) == ["apiserpent", "kyma", "llamagate", "scaledown"]


@pytest.mark.parametrize(
    ("kind", "providers"),
    [
        ("neocloud", ["coreweave", "lambda", "crusoe", "nebius"]),
        ("inference", ["fireworks", "together", "deepinfra", "groq", "cerebras", "novita"]),
        ("gateway", ["openrouter", "vercel", "requesty", "kilo", "llmgateway", "zenmux", "aihubmix", "nano-gpt", "poe",
                     "helicone", "cloudflare-ai-gateway", "github-models", "opencode", "huggingface"]),
        ("plan", ["github-copilot", "opencode-go", "cline-pass", "zai-coding-plan", "alibaba-coding-plan", "chatgpt",
                  "kimi-for-coding", "alibaba-token-plan", "minimax-coding-plan", "xiaomi-token-plan", "gitlab"]),
        ("local", ["ollama", "lmstudio", "lemonade", "atomic-chat"]),
        ("cloud", ["amazon-bedrock", "azure", "google-vertex", "databricks"]),
        ("lab", ["openai", "anthropic", "google", "deepseek", "zai", "moonshot", "mistral", "xai"]),
    ],
)  # fmt: skip
def test_providers_are_marked_as_what_they_are(kind: str, providers: list[str]) -> None:
    kinds = {row["id"]: row["kind"] for row in seed_rows("providers.csv")}
    assert {provider: kinds[provider] for provider in providers} == dict.fromkeys(providers, kind)


def test_every_plan_is_a_plan_by_its_name() -> None:
    named = [row for row in seed_rows("providers.csv") if row["id"].endswith("-plan")]
    assert len(named) == 11
    assert {row["kind"] for row in named} == {"plan"}


@pytest.mark.parametrize(
    ("model", "open_weights"),
    [("zai/glm-5.2", "yes"), ("openai/gpt-5.5", "no"), ("anthropic/claude-opus-4.8", "no"), ("moonshot/kimi-k3", "yes"),
     ("anthropic/claude-opus-4.5", "no"), ("openai/gpt-oss-120b", "yes"), ("deepseek/deepseek-v4-pro-0813", "yes")],
)  # fmt: skip
def test_the_models_of_the_founding_brief_are_there(model: str, open_weights: str) -> None:
    assert {row["id"]: row["open_weights"] for row in seed_rows("models.csv")}[model] == open_weights


def test_every_model_is_found_by_its_id_its_title_and_its_weights() -> None:
    names = seeded()
    lost = [row["id"] for row in seed_rows("models.csv") if names.resolve("", row["id"]).model != row["id"]]
    lost += [
        row["huggingface"] for row in seed_rows("models.csv")
        if row["huggingface"] and names.resolve("", row["huggingface"]).model != row["id"]
    ]  # fmt: skip
    assert lost == []


@pytest.mark.parametrize(
    ("source", "name", "model"),
    [
        ("models.dev", "accounts/fireworks/models/kimi-k2p7-code", "moonshot/kimi-k2.7-code"),
        ("models.dev", "workers-ai/@cf/zai-org/glm-5.2", "zai/glm-5.2"),
        ("models.dev", "hf:Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8", "alibaba/qwen3-coder-480b-a35b-instruct"),
        ("models.dev", "databricks-meta-llama-3-3-70b-instruct", "meta/llama-3.3-70b-instruct"),
        ("models.dev", "anthropic--claude-4.5-sonnet", "anthropic/claude-sonnet-4.5"),
        ("models.dev", "duo-chat-opus-4-8", "anthropic/claude-opus-4.8"),
        ("models.dev", "openai-gpt-55", "openai/gpt-5.5"),
        ("models.dev", "zai-org/GLM-5.2-TEE", "zai/glm-5.2"),
        ("models.dev", "MiniMax-M2.7-highspeed", "minimax/minimax-m2.7"),
        ("models.dev", "grok-4.20-0309-non-reasoning", "xai/grok-4.20"),
        ("litellm", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic/claude-sonnet-4.5"),
        ("litellm", "global.anthropic.claude-opus-4-6-v1", "anthropic/claude-opus-4.6"),
        ("litellm", "us.deepseek.r1-v1:0", "deepseek/deepseek-r1"),
        ("litellm", "mistral.mistral-7b-instruct-v0:2", "mistral/mistral-7b-instruct-v0.2"),
        ("litellm", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13"),
        ("litellm", "accounts/fireworks/models/qwen2p5-72b", "alibaba/qwen2.5-72b-base"),
        ("genai-prices", "deepseek-ai/DeepSeek-V3-0324", "deepseek/deepseek-v3-0324"),
        ("openrouter", "qwen/qwen3-235b-a22b-2507", "alibaba/qwen3-235b-a22b-instruct-2507"),
        ("openrouter", "anthropic/claude-opus-4.8-fast", "anthropic/claude-opus-4.8"),
        ("openrouter", "z-ai/glm-4.6:exacto", "zai/glm-4.6"),
        ("openrouter", "meta-llama/llama-3.1-405b", "meta/llama-3.1-405b-base"),
        ("vercel", "google/gemma-2-9b", "google/gemma-2-9b-it"),
    ],
)
def test_names_of_the_sources_mean_our_models(source: str, name: str, model: str) -> None:
    assert seeded().resolve(source, name).model == model


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("gpt-5.5-instant", "openai/gpt-5.5"),
        ("gpt-5.6-sol-pro", "openai/gpt-5.6-sol"),
        ("glm-5-turbo", "zai/glm-5"),
        ("glm-4p5-air", "zai/glm-4.5"),
        ("glm-5.9", "zai/glm-5"),
        ("refuseless/glm-5.3-abliterated", "zai/glm-5.3"),
        ("DeepSeek-R1-Distill-Qwen-32B", "deepseek/deepseek-r1"),
        ("deepseek-v4-flash:0731", "deepseek/deepseek-v4-flash"),
        ("deepseek-v4-flash-1231", "deepseek/deepseek-v4-flash"),
        ("gemini-3-pro-image", "google/gemini-3-pro-preview"),
        ("gemini-2.0-flash-thinking", "google/gemini-2.0-flash"),
        ("kimi-k2-0905", "moonshot/kimi-k2"),
        ("qwen3-coder-30b-a3b-instruct", "alibaba/qwen3-coder-480b-a35b-instruct"),
        ("multilingual-e5-large-instruct", "intfloat/multilingual-e5-large"),
        ("ft:gpt-4o-2024-08-06", "openai/gpt-4o-2024-08-06"),
        ("OpenPipe/Qwen3-14B-Instruct", "alibaba/qwen3-14b"),
        ("gpt-4o-2025-12-24", "openai/gpt-4o"),
        ("~deepseek/deepseek-v4-flash-latest", "deepseek/deepseek-v4-flash"),
        ("qwen-plus-0125", "alibaba/qwen-plus"),
        ("gemini-1.5-pro-002", "google/gemini-1.5-pro"),
        ("chatgpt-4o (points to gpt 5.3)", "openai/chatgpt-4o-latest"),
    ],
)
def test_another_product_is_not_merged(name: str, other: str) -> None:
    assert seeded().resolve("", name).model != other


def _provider_names(captures: Path) -> set[tuple[str, str]]:
    def read(path: str) -> Any:
        return json.loads((captures / "prices" / path).read_bytes())

    found = {
        ("models.dev", name)
        for day in ("2026-06-10.api", "2026-08-18.api.lossy")
        for name in read(f"models.dev/{day}.json")
    }
    found |= {("models.dev", name) for name in read("models.dev/2026-07-02.catalog.json")["providers"]}
    for day in ("2026-05-31", "2026-11-12"):
        rows = read(f"litellm/{day}.json")
        found |= {
            ("litellm", e["litellm_provider"])
            for k, e in rows.items()
            if k != "sample_spec" and "litellm_provider" in e
        }
    for day in ("2026-01-28.data", "2026-08-21.data", "2026-08-21.v2-data"):
        rows = read(f"genai-prices/{day}.json")
        rows = rows if isinstance(rows, list) else rows["providers"]
        found |= {("genai-prices", row["id"].removeprefix("huggingface_")) for row in rows}
    for row in read("openrouter/2026-08-08.frontend-all-providers.json"):
        found |= {("openrouter", row["slug"]), ("openrouter", row["name"]), ("openrouter", row["displayName"])}
    with gzip.open(captures / "prices/openrouter/2026-08-08.frontend-model_stats.jsonl.gz", "rt") as lines:
        for line in lines:
            found |= {("openrouter", e["provider_slug"].partition("/")[0]) for e in json.loads(line)["endpoints"] or ()}
    return found


@pytest.mark.captures
def test_every_provider_of_the_four_sources_is_known(captures: Path) -> None:
    known = {row["id"] for row in seed_rows("providers.csv")}
    names = _provider_names(captures)
    unknown = [(s, n) for s, n in sorted(names) if seeded_providers().match(s, n)[0] not in known]
    assert len(names) > 400
    assert unknown == []


@pytest.mark.captures
def test_every_canonical_model_of_models_dev_has_our_id(captures: Path) -> None:
    records = json.loads((captures / "prices/models.dev/2026-07-02.models.json").read_bytes())
    lost = {name for name in records if seeded().resolve("models.dev", name).model is None}
    assert lost == {
        "deepseek/deepseek-chat", "deepseek/deepseek-reasoner", "google/gemini-flash-latest",
        "google/gemini-flash-lite-latest", "mistral/magistral-medium-latest", "mistral/mistral-medium-latest",
    }, "names whose target moved between the captures stay unresolved"  # fmt: skip
