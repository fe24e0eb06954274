"""Short ways to ask the facts of a board for its scores."""

from collections.abc import Iterable
from decimal import Decimal

from intel.records import Fact, Score


def scores(facts: Iterable[Fact]) -> list[Score]:
    return [fact for fact in facts if isinstance(fact, Score)]


def score(facts: Iterable[Fact], name: str, benchmark: str, **said: str) -> Score:
    """The one score of a name on a benchmark, with that harness or effort where one is given."""
    (found,) = (
        s for s in scores(facts)
        if (s.name, s.benchmark) == (name, benchmark) and all(getattr(s, k) == v for k, v in said.items())
    )  # fmt: skip
    return found


def by_benchmark(facts: Iterable[Fact], name: str) -> dict[str, Decimal]:
    return {s.benchmark: s.value for s in scores(facts) if s.name == name}
