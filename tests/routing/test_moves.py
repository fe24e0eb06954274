"""Which routes another table moves, and where a table uses a model."""

from typing import Any

from intel.routing.exporters import native
from intel.routing.moves import Place, moves, places


def table(primary: str | None, *providers: str, fallbacks: tuple[str, ...] = ()) -> dict[str, Any]:
    first = {"model": primary, "providers": [{"provider": name} for name in providers]} if primary else None
    behind = [{"model": model, "providers": [{"provider": "x"}]} for model in fallbacks]
    return {"tasks": {"coding": {"primary": first, "fallbacks": behind, "reasons": ["because"]}}}


def test_another_primary_host_or_fallback_moves_a_task_and_nothing_else_does() -> None:
    old = table("zai/glm", "a", "b")
    assert moves(old, old | {"catalog_at": "later"}) == ({}, {})
    for new in (table("zai/kimi", "a", "b"), table("zai/glm", "b", "a"), table("zai/glm", "a", "b", fallbacks=("m",))):
        before, after = moves(old, new)
        assert before == {"coding": {"model": "zai/glm", "providers": ["a", "b"], "fallbacks": []}}
        assert list(after) == ["coding"]


def test_a_task_that_comes_goes_or_loses_its_route_is_a_move() -> None:
    assert moves({}, table("m", "a"))[0] == {"coding": None}
    assert moves(table("m", "a"), table(None))[1] == {"coding": None}
    assert moves(table("m", "a"), {"tasks": {}})[1] == {"coding": None}


def test_the_places_of_a_model_are_its_tasks_and_its_first_provider() -> None:
    found = places(table("m", "a", "b", fallbacks=("n",)))
    assert found == {"m": [Place("coding", True, "a")], "n": [Place("coding", False, "x")]}


def test_a_document_that_is_none_uses_nothing() -> None:
    for text in ("", "- 1", "tasks: 3", "tasks: {coding: 5}", "{", "tasks: {coding: {primary: 7, fallbacks: [1]}}"):
        assert places(native.parsed(text)) == {}
