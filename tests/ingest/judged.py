"""Two independent boards that judge twelve models, and the fits over them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine, func, select

from intel.catalog import write_rows as rows
from intel.ingest.estimate import Estimated, estimate
from intel.market.tasks import parse_tasks
from tests.ingest.written import Bench, a_source, day

TASKS = parse_tasks("""
[coding]
title = "Code"
why = "Because."
workload = "agentic"
[[coding.basket]]
benchmark = "livebench/coding"
version = "2026-01-08"
why = "Old questions."
[[coding.basket]]
benchmark = "livebench/coding"
version = "2026-06-25"
why = "New questions."
[[coding.basket]]
benchmark = "arena/coding"
version = "rolling"
why = "Votes."
""")
OLD, NEW = "2026-01-08", "2026-06-25"
NAMES = [f"robin-{number}b" for number in range(3, 15)]
SKILLS = {name: float(place) for place, name in enumerate(NAMES)}
"""Twelve models, the last one the best."""
CLOSED = ("robin-14b", "robin-40b")


@dataclass
class World:
    """A catalog with two independent boards."""

    bench: Bench
    salt: int = 0

    @property
    def engine(self) -> Engine:
        return self.bench.engine

    def board(self, at: datetime, scores: Mapping[str, float], *versions: str) -> None:
        """LiveBench: a percent board in these editions."""
        self._run("livebench", at, [("livebench/coding", version, "percent") for version in versions], {
            name: f"{min(99.5, 30 + 4 * skill):.2f}" for name, skill in scores.items()
        })  # fmt: skip

    def votes(self, at: datetime, scores: Mapping[str, float]) -> None:
        """An arena: one rolling edition."""
        rated = {name: f"{1200 + 20 * skill:.1f}" for name, skill in scores.items()}
        self._run("arena", at, [("arena/coding", "rolling", "elo")], rated)

    def _run(self, source: str, at: datetime, editions: list[tuple[str, str, str]], stated: dict[str, str]) -> None:
        self.salt += 1
        names = sorted(stated)
        document = {
            "models": [{"name": f"zai/{name}", "title": name, "open_weights": name not in CLOSED} for name in names],
            "benchmarks": [{"name": n, "version": v, "scale": s} for n, v, s in editions],
            "scores": [
                {"name": name, "benchmark": board, "version": version, "value": stated[name]}
                for board, version, _ in editions
                for name in names
            ],
        }
        result = self.bench.run(document, at, salt=self.salt, source=replace(a_source(source)))
        assert result.healthy, result.message

    def fit(self) -> Estimated:
        return estimate(self.engine, TASKS, lambda: day(1000))

    def settled(self) -> "World":
        """After a first fit on the old edition and one on both."""
        self.board(day(0), SKILLS, OLD)
        self.votes(day(0), SKILLS)
        self.fit()
        self.board(day(30), SKILLS, OLD, NEW)
        self.votes(day(30), SKILLS)
        self.fit()
        return self


def kinds(result: Estimated) -> list[str]:
    return sorted(event.kind for event in result.events)


def stored(world: World) -> list[str]:
    event = rows.table("event")
    fitted = ("new_leader", "tie_broken", "new_open_leader", "new_model", "method_changed")
    with world.engine.connect() as conn:
        return list(conn.scalars(select(event.c.kind).where(event.c.kind.in_(fitted)).order_by(event.c.id)))


def count(world: World) -> int:
    with world.engine.connect() as conn:
        return conn.scalar(select(func.count()).select_from(rows.table("estimate_run"))) or 0
