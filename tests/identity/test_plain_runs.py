"""When a row that says nothing of thinking is a run without it."""

import pytest

from intel.identity.plain_runs import PlainRuns

ROWS = [
    ("kagi", "kimi-k2-5-thinking", "thinking"),
    ("livebench", "claude-4-sonnet-20250514-thinking-64k", "64k"),
    ("livebench", "claude-sonnet-4-6-thinking-auto-high-effort", "high+thinking"),
    ("arena", "gemini-3-flash (thinking-minimal)", "minimal+thinking"),
    ("arena", "grok-4-fast-reasoning", "thinking"),
    ("arena", "claude-opus-4-8-high", "high"),
    ("search", "grok-4-1-fast-reasoning", "thinking"),
]


@pytest.mark.parametrize(
    ("board", "name", "effort"),
    [
        ("kagi", "kimi-k2-5", "none"),
        ("livebench", "claude-4-sonnet-20250514", "none"),
        ("livebench", "claude-4-sonnet-20250514-base", "none"),
        ("arena", "kimi-k2-5", ""),
        ("livebench", "claude-sonnet-4-6", ""),
        ("arena", "gemini-3-flash", ""),
        ("arena", "grok-4-fast-chat", ""),
        ("arena", "claude-opus-4-8", ""),
        ("search", "grok-4-1-fast-search", ""),
        ("kagi", "deepseek-v4-pro", ""),
    ],
)
def test_a_plain_name_beside_the_same_name_that_thinks_is_a_run_without_thinking(
    board: str, name: str, effort: str
) -> None:
    assert PlainRuns(ROWS).effort(board, name) == effort
