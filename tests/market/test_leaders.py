"""Who leads, who ties, and which change is news."""

from datetime import UTC, datetime

import pytest

from intel.market.leaders import Contender, Leadership, leader_events, leadership, method_event, new_model_events

AT = datetime(2026, 8, 1, tzinfo=UTC)


def _beats(table: dict[tuple[str, str], float]):  # type: ignore[no-untyped-def]
    return lambda a, b: table.get((a, b), 1 - table.get((b, a), 0.5))


def _lead(model: str, task: str = "coding", scope: str = "all") -> Leadership:
    return Leadership(task, scope, "leader", (Contender(model, 0.97),), 0.95)


def _tie(*models: str, task: str = "coding", scope: str = "all") -> Leadership:
    return Leadership(task, scope, "tie", tuple(Contender(m, 0.5) for m in models))


def test_a_leader_beats_every_other_with_nine_tenths() -> None:
    found = leadership("coding", "all", [Contender("a", 0.9), Contender("b", 0.1)], _beats({("a", "b"): 0.9}))
    assert (found.state, [c.model for c in found.models], found.p_beats_next) == ("leader", ["a"], 0.9)


def test_a_lead_that_is_less_sure_is_a_tie_of_all_that_may_be_best() -> None:
    contenders = [Contender("c", 0.04), Contender("b", 0.4), Contender("a", 0.56)]
    found = leadership("coding", "all", contenders, _beats({("a", "b"): 0.6, ("a", "c"): 0.96}))
    assert (found.state, [c.model for c in found.models]) == ("tie", ["a", "b"])


def test_nobody_leads_where_nobody_is_judged_twice() -> None:
    assert leadership("coding", "all", [], _beats({})).state == ""


def test_somebody_else_alone_on_top_is_one_new_leader() -> None:
    (event,) = leader_events([_lead("a")], [_lead("b")], AT, {"inputs": "x"})
    assert (event.kind, event.subject) == ("new_leader", "task coding")
    assert event.before is not None
    assert event.after is not None
    assert event.before["models"] == [{"model": "a", "p_best": 0.97}]
    assert event.after["models"] == [{"model": "b", "p_best": 0.97}]


def test_one_of_the_tied_alone_on_top_breaks_the_tie() -> None:
    assert [e.kind for e in leader_events([_tie("a", "b")], [_lead("b")], AT, {})] == ["tie_broken"]
    assert [e.kind for e in leader_events([_tie("a", "b")], [_lead("c")], AT, {})] == ["new_leader"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], [_lead("a")]),
        ([Leadership("coding", "all", "", ())], [_lead("a")]),
        ([_lead("a")], [_lead("a")]),
        ([_lead("a")], [_tie("a", "b")]),
        ([_tie("a", "b")], [_tie("b", "c")]),
    ],
)
def test_a_first_fit_the_same_leader_and_a_tie_are_no_news(before: list[Leadership], after: list[Leadership]) -> None:
    assert leader_events(before, after, AT, {}) == []


def test_an_open_leader_is_news_of_its_own_unless_it_leads_over_all() -> None:
    before = [_lead("a"), _lead("o", scope="open")]
    assert [e.kind for e in leader_events(before, [_lead("a"), _lead("p", scope="open")], AT, {})] == [
        "new_open_leader"
    ]
    assert [e.kind for e in leader_events(before, [_lead("p"), _lead("p", scope="open")], AT, {})] == ["new_leader"]


def test_a_changed_method_is_one_event_that_names_the_leaders_of_both() -> None:
    event = method_event([_lead("a")], [_tie("a", "b")], AT, {"editions_added": ["livebench/coding@2026-06-25"]})
    assert event.kind == "method_changed"
    assert event.before == {"coding/all": ["a"]}
    assert event.after == {"coding/all": ["a", "b"]}


def test_a_model_is_new_when_two_sources_judge_it_for_the_first_time() -> None:
    before, after = {"a": {"coding"}}, {"a": {"coding", "math"}, "b": {"coding"}}
    (event,) = new_model_events(before, after, AT, {"b": {"coding": 1}})
    assert (event.kind, event.subject, event.after) == ("new_model", "model b", {"model": "b", "rank": {"coding": 1}})
