"""Pairs thought up against the rules: two names that look like one model and are not, and one model in two guises."""

import pytest

from tests.identity.made import seeded

APART = """
us.anthropic.claude-sonnet-4-5-20250929-v1:0 | us.anthropic.claude-sonnet-4-20250514-v1:0
anthropic.claude-3-5-sonnet-20240620-v1:0 | anthropic.claude-3-5-sonnet-20241022-v2:0
claude-3-opus | claude-opus-4
Claude Opus 4.5 | Claude Opus 5
Claude 5.5 Opus | Claude Opus 5
accounts/fireworks/models/glm-5p2 | accounts/fireworks/models/glm-5
accounts/fireworks/models/kimi-k2p6 | accounts/fireworks/models/kimi-k2p5
parasail-glm-52 | parasail-glm-5
glm-4.5 | glm-4.5v
glm-4.6v | glm-4.6
glm-4.5-air | glm-4.5-airx
glm-5.3-flash | glm-5.3-flashx
deepseek-v3 | deepseek-v3-0324
deepseek-v3.1 | deepseek-v3.1-terminus
deepseek-v3.2 | deepseek-v3.2-exp
deepseek-r1 | deepseek-r1-0528
deepseek-v4-flash | deepseek-v4-flash-0731
deepseek-v4-pro | deepseek/deepseek-v4-pro-20260813
DeepSeek-R1-Distill-Qwen-32B | DeepSeek-R1
DeepSeek-R1-Distill-Llama-70B | Llama-3.3-70B-Instruct
deepseek-r1-0528-qwen3-8b | qwen3-8b
deepseek-v4.1-flash-abliterated | deepseek-v4.1-flash
nvidia/Llama-3.1-Nemotron-70B-Instruct-HF | meta-llama/Llama-3.1-70B-Instruct
NousResearch/Hermes-3-Llama-3.1-405B | meta-llama/Llama-3.1-405B-Instruct
cognitivecomputations/dolphin-mistral-24b-venice-edition | mistralai/mistral-small-3.2
OpenPipe/Qwen3-14B-Instruct | Qwen/Qwen3-14B
Gemma-4-31B-DarkIdol | google/gemma-4-31b-it
gpt-5.1-codex-max | gpt-5.1-codex
gpt-5.1-codex-max | gpt-5.1
qwen3-max | qwen3.7-max
qwen3-max-preview | qwen3-max
qwen3.8-max-preview | qwen3.8-max
gpt-4o | chatgpt-4o-latest
gpt-4o-2024-05-13 | gpt-4o-2024-11-20
gpt-4o-mini | gpt-4o-mini-search-preview
gpt-5 | gpt-5-chat
gpt-5 | gpt-5-pro
gpt-4 | gpt-4-32k
gpt-3.5-turbo-0301 | gpt-3.5-turbo
gpt-3.5-turbo-0301 | gpt-3.5-turbo-0613
meta-llama/Meta-Llama-3.1-405B | meta-llama/Meta-Llama-3.1-405B-Instruct
meta-llama/Meta-Llama-3.1-405B-FP8 | meta-llama/Meta-Llama-3.1-405B-Instruct
meta-llama/Llama-3.1-8B | meta-llama/Llama-3.1-8B-Instruct
meta-llama/Llama-3.1-70B | llama-3.1-70b
google/gemma-2-9b | google/gemma-2-9b-it
google/gemma-2-27b | google/gemma-2-27b-it
google/gemma-4-31B | google/gemma-4-31b-it
Qwen/Qwen2.5-7B | Qwen/Qwen2.5-7B-Instruct
huggingface/Qwen/Qwen2.5-7B | qwen2.5-7b
gpt-4-turbo | gpt-4-turbo-preview
o1 | o1-preview
o1-pro | o1
grok-4-fast | grok-4
grok-4.1-fast | grok-4.1
grok-4.20 | grok-4.20-multi-agent
grok-code-fast-1 | grok-4-fast
gemini-2.5-flash | gemini-2.5-flash-preview-09-2025
gemini-2.5-flash-lite | gemini-2.5-flash
gemini-3.1-flash-lite | gemini-3.1-flash-lite-image
gemini-2.5-pro-preview-05-06 | gemini-2.5-pro-preview-06-05
gemini-live-2.5-flash-native-audio | gemini-2.5-flash
veo-3.1-fast-generate-001 | veo-3.1-generate-001
qwen3-235b-a22b-thinking-2507 | qwen3-235b-a22b-instruct-2507
qwen3-235b-a22b-thinking-2507 | qwen3-235b-a22b
qwen3-vl-32b-thinking | qwen3-32b-thinking
qwen3-30b-a3b | qwen3-coder-30b-a3b-instruct
qwen-plus-2025-07-28 | qwen-plus
qwen-max-2025-01-25 | qwen-max
qwen2.5-coder-32b-base | qwen2.5-coder-32b-instruct
llama-2-7b-base | llama-2-7b-chat
llama-3-70b-instruct | llama-3.3-70b-instruct
mistral-small-3.1 | mistral-small-3.2
mistral-medium-3 | mistral-medium-3.1
devstral-small-2505 | devstral-small-2507
codestral-2501 | codestral-2508
magistral-medium-2506 | magistral-medium-2509
command-r | command-r-08-2024
command-r-plus | command-r
kimi-k2 | kimi-k2-0905
kimi-k2-thinking | kimi-k2
gpt-oss-20b | gpt-oss-120b
gpt-oss-20b | gpt-oss-safeguard-20b
o3 (high) + gpt-4.1 | o3
Claude Haiku 4.5 + Gemini 3 Pro | Claude Haiku 4.5
claude-opus-latest | claude-opus-5
step-3.5-flash | step-3.5-flash-2603
recraftv4_pro | recraftv4_1_pro
phi-3-mini-4k-instruct-june-2024 | phi-3-mini-4k-instruct
minimax-m2 | minimax-m2-her
sonar-reasoning | sonar-reasoning-pro
"""

TOGETHER = """
GPT-5 nano (unknown thinking) | gpt-5-nano-2025-08-07
GPT-5.4 Pro (web) | openai/gpt-5.4-pro
Claude Sonnet 4.5 (59k thinking) | claude-sonnet-4-5-20250929_12K
gemini-2.5-pro-preview-06-05 (default think) | gemini-2.5-pro-preview-06-05_1K
Qwen3-32B-fast (thinking) | qwen3-32b
parasail-qwen3vl-8b-instruct | Qwen/Qwen3-VL-8B-Instruct
parasail-glm-52 | accounts/fireworks/models/glm-5p2
morph-gemma4-31b | gemma-4-31b-it
openrouter_muse-spark-1.2 | meta/muse-spark-1.2
ppl-sonar-reasoning-pro-high | sonar-reasoning-pro
recraftv4_1_utility | recraft/recraft-v4.1-utility
deepseek-v3.2-intl | deepseek-ai/DeepSeek-V3.2
StarCoder 2 15B | starcoder2-15b
solar-pro4 | upstage/solar-pro-4
Codestral-22B-v0.1-Q4_K_M | codestral-2405
rerank-v4.0-pro | cohere/rerank-4-pro
llama-3.1-405b | meta-llama/Llama-3.1-405B-Instruct
meta-llama/Meta-Llama-3.1-405B | meta/llama-3.1-405b-base
meta-llama/Llama-3.3-70B | llama-3.3-70b-instruct
google/gemma-3-27b | google/gemma-3-27b-it
google/gemma-4-31b | google/gemma-4-31B-it
qwen/qwen2.5-7b | Qwen/Qwen2.5-7B-Instruct
gpt-4-0314 | gpt-4
Sonnet 4.5 (thinking 64k) | claude-sonnet-4.5
4.5 Opus | claude-opus-4.5
Codex CLI (gpt-5.5) | gpt-5.5
Claude Code (Opus 4.6) | claude-opus-4.6
claude-sonnet-4-5@latest | claude-sonnet-4.5
"""


def pairs(text: str) -> list[list[str]]:
    return [line.split(" | ") for line in text.strip().splitlines()]


@pytest.mark.parametrize(("one", "other"), pairs(APART))
def test_two_models_are_never_taken_for_one(one: str, other: str) -> None:
    first, second = seeded().resolve("", one).model, seeded().resolve("", other).model
    assert first is None or first != second


@pytest.mark.parametrize(("one", "other"), pairs(TOGETHER))
def test_one_model_is_known_in_either_guise(one: str, other: str) -> None:
    first, second = seeded().resolve("", one).model, seeded().resolve("", other).model
    assert first == second is not None


def test_a_bare_name_is_the_base_model_where_a_board_names_the_tuned_one_apart() -> None:
    assert seeded().resolve("epoch", "Meta-Llama-3-8B").model == "meta/llama-3-8b-base"
    assert seeded().resolve("", "Meta-Llama-3-8B").model == "meta/llama-3-8b-instruct"
