"""The effort that a name carries, and names that only look as if they did."""

import pytest

from intel.identity.resolver import AliasIndex, AliasName, ModelName, Resolver

MODELS = (
    "anthropic/claude-opus-4.6", "openai/gpt-5.5", "openai/gpt-5.1-codex-max", "alibaba/qwen3-max",
    "moonshot/kimi-k3", "deepseek/deepseek-v3.1", "google/gemini-3.5-flash", "deepseek/deepseek-v4-pro",
)  # fmt: skip
RESOLVER = Resolver(AliasIndex([ModelName(m) for m in MODELS], [AliasName("", "opus 6 build (high)", MODELS[0])]))


@pytest.mark.parametrize(
    ("name", "model", "effort"),
    [
        ("claude-opus-4-6", MODELS[0], ""),
        ("claude-opus-4-6-thinking-auto-high-effort", MODELS[0], "high+thinking"),
        ("claude-opus-4-6-thinking-64k", MODELS[0], "64k"),
        ("claude-opus-4.6_32K", MODELS[0], "32k"),
        ("Claude 4.6 Opus (medium)", MODELS[0], "medium"),
        ("claude-opus-4.6-thinking:16000", MODELS[0], "16k"),
        ("claude-opus-4-6_unknown", MODELS[0], ""),
        ("opus 6 build (high)", MODELS[0], "high"),
        ("gpt-5.5 (xhigh)", MODELS[1], "xhigh"),
        ("gpt-5.5-none", MODELS[1], "none"),
        ("gpt-5.1-codex-max", MODELS[2], ""),
        ("gpt-5.1-codex-max_xhigh", MODELS[2], "xhigh"),
        ("qwen3-max", MODELS[3], ""),
        ("kimi-k3-max", MODELS[4], "max"),
        ("deepseek-v3.1-nothink", MODELS[5], "none"),
        ("deepseek-v3.1-thinking", MODELS[5], "thinking"),
        ("deepseek-v4-pro-high-preview", MODELS[7], "high"),
        ("mini-SWE-agent + GPT-5.5 (medium)", MODELS[1], "medium"),
    ],
)
def test_the_effort_is_what_was_cut_and_a_product_word_is_none(name: str, model: str, effort: str) -> None:
    found = RESOLVER.resolve("board", name)
    assert (found.model, found.effort) == (model, effort)
