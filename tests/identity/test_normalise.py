import pytest

from intel.identity.normalise import PREFIXES, SUFFIXES, key, readings, served_fast, spell


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Claude 4.5 Opus (20251101) (medium)", "claude-4.5-opus-20251101-medium"),
        ("glm-5p2", "glm-5.2"),
        ("GLM-5-2", "glm-5.2"),
        ("Qwen3-32B", "qwen-3-32b"),
        ("qwen3-6-max", "qwen-3.6-max"),
        ("qwen2p5-coder-7b", "qwen-2.5-coder-7b"),
        ("Meta-Llama-3_1-8B-Instruct", "meta-llama-3.1-8b-instruct"),
        ("llama-v3p1-8b", "llama-3.1-8b"),
        ("gpt-35-turbo", "gpt-3.5-turbo"),
        ("veo-3.0-fast", "veo-3-fast"),
        ("claude-opus-4-0", "claude-opus-4"),
        ("gpt-oss:120b", "gpt-oss-120b"),
        ("deepseek-v4-flash:0731", "deepseek-v4-flash-0731"),
    ],
)
def test_names_of_one_thing_are_spelled_alike(name: str, spelled: str) -> None:
    assert spell(name) == spelled


@pytest.mark.parametrize(
    "name", ["llama-3-8b", "gpt-4-0613", "glm-4-32b-0414", "qwen3-4b", "ministral-3-3b", "o4-mini"]
)
def test_a_size_or_a_date_is_no_minor_version(name: str) -> None:
    assert "." not in spell(name)


def test_the_order_of_words_does_not_matter() -> None:
    assert key(spell("Claude 4.5 Opus")) == key(spell("claude-opus-4-5"))


@pytest.mark.parametrize(
    ("name", "text", "cuts"),
    [
        ("accounts/fireworks/models/glm-5p2", "glm-5.2", ["path"]),
        ("hf:zai-org/GLM-5.2", "glm-5.2", ["path"]),
        ("@cf/zai-org/glm-5.2", "glm-5.2", ["path"]),
        ("publishers/zai-org/models/glm-5.2", "glm-5.2", ["path"]),
        ("openrouter/z-ai/glm-5.2:free", "glm-5.2", ["path", "service tier"]),
        ("bedrock/us-east-1/zai.glm-5.2", "glm-5.2", ["path", "cloud region and vendor"]),
        ("zai-org-glm-5.2", "glm-5.2", ["maker"]),
        ("databricks-glm-5-2", "glm-5.2", ["maker"]),
        ("glm-5.2-nvfp4", "glm-5.2", ["quantization"]),
        ("zai-org/GLM-5.2-TEE", "glm-5.2", ["path", "serving"]),
        ("glm-5.2-maas", "glm-5.2", ["serving"]),
        ("glm-5.2-fast", "glm-5.2", ["speed"]),
        ("glm-5.2@eu", "glm-5.2", ["edition of the cloud"]),
        ("glm-5.2 (xHigh)", "glm-5.2", ["effort"]),
        ("glm-5.2:thinking", "glm-5.2", ["service tier"]),
        ("glm-5.2-thinking", "glm-5.2", ["mode"]),
        ("live-agent + glm-5.2 medium", "glm-5.2", ["agent before +", "effort"]),
        ("gpt-5.3-codex (codex-harness)", "gpt-5.3-codex", ["harness"]),
        ("gemini-2.0-flash-001", "gemini-2-flash", ["first revision"]),
        ("gpt-oss-120b-Turbo", "gpt-oss-120b", ["serving"]),
        ("Llama-3.3-70B-Instruct-Turbo", "llama-3.3-70b", ["serving", "instruct"]),
        ("grok-4.5-latest", "grok-4.5", ["latest of its version"]),
    ],
)
def test_what_says_where_and_how_is_cut(name: str, text: str, cuts: list[str]) -> None:
    last = list(readings(name))[-1]
    assert (last.text, list(last.cuts)) == (text, cuts)


@pytest.mark.parametrize(
    ("name", "text", "date"),
    [
        ("us.anthropic.claude-opus-4-5-20251101-v1:0", "claude-opus-4.5", "2025-11-01"),
        ("claude-opus-4-5@20251101", "claude-opus-4.5", "2025-11-01"),
        ("openai/gpt-4o-2024-08-06", "gpt-4o", "2024-08-06"),
        ("grok-4-0709", "grok-4", "????-07-09"),
        ("mistral-large-2411", "mistral-large", "2024-11"),
        ("doubao-seed-1-6-250615", "seed-1.6", "2025-06-15"),
        ("command-r-08-2024", "command-r", "2024-08"),
        ("Deepseek R1 (05/28)", "deepseek-r1", "????-05-28"),
        ("o3 (high) (April 2025)", "o3", "2025-04"),
        ("deepseek-v4-pro-high-20260813", "deepseek-v4-pro", "2026-08-13"),
    ],
)
def test_a_date_is_kept_beside_the_name(name: str, text: str, date: str) -> None:
    last = list(readings(name))[-1]
    assert (last.text, str(last.date)) == (text, date)


@pytest.mark.parametrize(
    "name",
    [
        "glm-5-turbo", "gpt-5.5-instant", "glm-4.5-air", "gpt-5.4-mini", "gpt-5.1-codex-max", "qwen3.8-max",
        "grok-4-fast", "kimi-k2-thinking", "qwen3-next-80b-a3b-thinking", "deepseek-r1-distill-llama-70b",
        "whisper-large-v3-turbo", "gemini-2.5-flash-lite", "gpt-5-chat", "mistral-medium", "veo-3.1-fast",
        "gpt-5.2-pro", "glm-5.3-flashx", "gemini-2.0-flash-thinking", "qwen-max", "imagen-4.0-fast",
        "nemotron-nano-9b-v2", "nemotron-3.5-lightning",
    ],
)  # fmt: skip
def test_words_that_name_a_product_stay(name: str) -> None:
    assert [reading.text for reading in readings(name)] == [spell(name)]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("claude-3-7-sonnet-20250219 (32k thinking tokens)", "claude-3.7-sonnet"),
        ("claude-opus-4-20250514-thinking-16k", "claude-opus-4"),
        ("claude-opus-4-1-thinking:32768", "claude-opus-4.1"),
        ("anthropic/claude-opus-4.6:thinking:low", "claude-opus-4.6"),
        ("gpt-5.6-sol-272k", "gpt-5.6-sol"),
        ("claude-opus-4-5-search", "claude-opus-4.5"),
        ("OpenAI: GPT-4.1 (batch)", "gpt-4.1"),
        ("coding-xiaomi-mimo-v2.5-pro", "mimo-v2.5-pro"),
        ("dola-seed-2.0-pro", "seed-2-pro"),
        ("qwen3-235b-a22b-no-thinking", "qwen-3-235b-a22b"),
        ("cerebras/gpt-oss-120b-cs", "gpt-oss-120b"),
        ("gpt-4-32k", "gpt-4-32k"),
        ("kimi-k3-spot", "kimi-k3-spot"),
        ("glm-5.2-flex", "glm-5.2-flex"),
        ("gpt-4o-search-preview", "gpt-4o-search-preview"),
        ("doubao-seed-character", "doubao-seed-character"),
        ("qwen3-235b-a22b-thinking", "qwen-3-235b-a22b-thinking"),
    ],
)
def test_budgets_windows_tools_and_plans_are_cut_only_where_they_are_no_model(name: str, text: str) -> None:
    assert list(readings(name))[-1].text == text


@pytest.mark.parametrize("name", ["", "-", "/", ":free", "a/", "(((", "fp8", "-fp8", "@", "x" * 10_000, "\u202eglm"])
def test_hostile_names_are_read_without_harm(name: str) -> None:
    assert len(list(readings(name))) < 10


def test_every_rule_has_a_name_for_the_evidence() -> None:
    assert all(rule.name for rule in (*PREFIXES, *SUFFIXES))


@pytest.mark.parametrize(
    "sku",
    [
        "glm-5.2-fast",
        "MiniMax-M2.7-highspeed",
        "minimax/minimax-m2.1-lightning",
        "fireworks/routers/kimi-k3-fast",
    ],
)
def test_a_faster_service_of_a_model_is_known_by_its_name(sku: str) -> None:
    assert served_fast(sku)


@pytest.mark.parametrize(
    "sku", ["grok-4-fast", "veo-3.1-fast", "deepseek-v3-turbo", "@cf/meta/llama-3.3-70b-instruct-fp8-fast", "glm-5.2"]
)
def test_another_model_or_a_host_s_usual_service_is_no_faster_one(sku: str) -> None:
    assert not served_fast(sku)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("gpt-4-turbo (diff)", "gpt-4-turbo"),
        ("o1-mini (whole)", "o1-mini"),
        ("gpt-4o (FC)", "gpt-4o"),
        ("gpt-oss:120b-cloud", "gpt-oss-120b"),
        ("QwQ-32B (16K thinking)", "qwq-32b"),
        ("claude-opus-4-thinking:8192", "claude-opus-4"),
        ("databricks/system.ai.kimi-k3", "kimi-k3"),
        ("parasail-qwen25-vl-72b-instruct", "qwen-2.5-vl-72b"),
        ("parasail-llama-33-70b-fp8", "llama-3.3-70b"),
        ("parasail-kimi-k26", "kimi-k2.6"),
    ],
)
def test_formats_of_edits_calls_and_hosts_are_cut(name: str, text: str) -> None:
    assert list(readings(name))[-1].text == text


def test_a_maker_s_title_may_be_part_of_the_name() -> None:
    assert "mistral-saba" in [reading.text for reading in readings("Mistral: Saba")]
