"""The past can be filled in any order and comes out the same."""

from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from intel.catalog.write_history import Span, splice
from intel.records import UNKNOWN_START
from tests.ingest.written import day

State = dict[datetime, tuple[Any, ...]]


def at(spans: list[Span], moment: datetime) -> State:
    """Contents that hold at a moment, by effective_from."""
    found = [s for s in spans if s.seen_from <= moment and (s.seen_to is None or moment < s.seen_to)]
    assert len({s.effective_from for s in found}) == len(found)
    return {s.effective_from: s.content for s in found}


def spliced(spans: list[Span], stated: State, moment: datetime, until: datetime) -> list[Span]:
    """``spans`` after the edits."""
    edits = splice([s for s in spans if s.seen_to is None or s.seen_to > moment], stated, moment, until)
    gone = {s.id for s in (*edits.removed, *edits.moved)}
    left = [s for s in spans if s.id not in gone]
    new = [*edits.moved, *edits.copied, *edits.added]
    return [Span(i + 1, s.effective_from, s.content, s.seen_from, s.seen_to) for i, s in enumerate([*left, *new])]


states = st.dictionaries(
    st.sampled_from([UNKNOWN_START, day(100)]), st.sampled_from([(None, "observed", "x"), (None, "observed", "y")])
)


def history(stated: dict[int, State]) -> list[Span]:
    """Rows as forward runs would have left them."""
    spans: list[Span] = []
    for number, state in sorted(stated.items()):
        kept = []
        for span in spans:
            if span.seen_to is None and state.get(span.effective_from) != span.content:
                span = Span(span.id, span.effective_from, span.content, span.seen_from, day(number))
            kept.append(span)
        open_ = {s.effective_from for s in kept if s.seen_to is None}
        new = [(start, content) for start, content in state.items() if start not in open_]
        spans = kept + [Span(len(kept) + i + 1, s, c, day(number), None) for i, (s, c) in enumerate(new)]
    return spans


@given(st.dictionaries(st.sampled_from([0, 2, 4, 6]), states, min_size=1), states, st.sampled_from([1, 2, 3, 4, 5]))
def test_a_window_of_the_past_takes_what_was_stated_and_nothing_else_moves(
    runs: dict[int, State], state: State, number: int
) -> None:
    later = [n for n in runs if n > number]
    if not later:
        return
    before = history(runs)
    after = spliced(before, state, day(number), day(min(later)))
    for step in range(0, 40):
        moment = day(step / 4)
        inside = day(number) <= moment < day(min(later))
        assert at(after, moment) == (state if inside else at(before, moment))
    assert [s for s in after if s.seen_to is not None and s.seen_from >= s.seen_to] == []
    still_open = {s.effective_from: s.content for s in before if s.seen_to is None}
    assert {s.effective_from: s.content for s in after if s.seen_to is None} == still_open


@given(st.dictionaries(st.sampled_from([0, 2, 4]), states, min_size=1), st.sampled_from([1, 3]))
def test_saying_again_what_was_believed_changes_nothing(runs: dict[int, State], number: int) -> None:
    later = [n for n in runs if n > number]
    if later:
        spans = history(runs)
        assert not splice(
            [s for s in spans if s.seen_to is None or s.seen_to > day(number)],
            at(spans, day(number)), day(number), day(min(later)),
        )  # fmt: skip
