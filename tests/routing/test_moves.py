"""Which routes another table moves, and where a table uses a model."""

from typing import Any

from intel.routing.exporters import native
from intel.routing.moves import Place, moves, places


def table(
    primary: str | None, *providers: str, fallbacks: tuple[str, ...] = (), effort: str = "", behind_at: str = ""
) -> dict[str, Any]:
    tried = [{"provider": name} for name in providers]
    first = {"model": primary, "effort": effort, "providers": tried} if primary else None
    behind = [{"model": model, "effort": behind_at, "providers": [{"provider": "x"}]} for model in fallbacks]
    return {"tasks": {"coding": {"primary": first, "fallbacks": behind, "reasons": ["because"]}}}


def test_another_primary_host_or_fallback_moves_a_task_and_nothing_else_does() -> None:
    old = table("zai/glm", "a", "b")
    assert moves(old, old | {"catalog_at": "later"}) == ({}, {})
    for new in (table("zai/kimi", "a", "b"), table("zai/glm", "b", "a"), table("zai/glm", "a", "b", fallbacks=("m",))):
        before, after = moves(old, new)
        assert before == {
            "coding": {"model": "zai/glm", "effort": "", "providers": ["a", "b"], "fallbacks": [], "efforts": []}
        }
        assert list(after) == ["coding"]


def test_another_effort_of_the_same_model_moves_a_task_and_so_does_that_of_a_fallback() -> None:
    old = table("zai/glm", "a", fallbacks=("m",))
    _, after = moves(old, table("zai/glm", "a", fallbacks=("m",), effort="high"))
    assert after["coding"] == {
        "model": "zai/glm", "effort": "high", "providers": ["a"], "fallbacks": ["m"], "efforts": [""]
    }  # fmt: skip
    assert moves(old, table("zai/glm", "a", fallbacks=("m",), behind_at="low"))[1]
    silent = {"tasks": {"coding": {"primary": {"model": "zai/glm", "providers": [{"provider": "a"}]}}}}
    assert moves(silent, table("zai/glm", "a")) == ({}, {})


def test_a_task_that_comes_goes_or_loses_its_route_is_a_move() -> None:
    assert moves({}, table("m", "a"))[0] == {"coding": None}
    assert moves(table("m", "a"), table(None))[1] == {"coding": None}
    assert moves(table("m", "a"), {"tasks": {}})[1] == {"coding": None}


def test_the_places_of_a_model_are_its_tasks_and_its_first_provider() -> None:
    found = places(table("m", "a", "b", fallbacks=("n",)))
    assert found == {"m": [Place("coding", True, "a")], "n": [Place("coding", False, "x")]}


def test_a_document_that_is_none_uses_nothing() -> None:
    for text in (
        "",
        "- 1",
        "- " * 300_000,
        "tasks: 3",
        "tasks: {coding: 5}",
        "{",
        "tasks: {coding: {primary: 7, fallbacks: [1]}}",
    ):
        assert places(native.parsed(text)) == {}
