"""Boards that measured what a model scores and costs, each beside what is foretold of it without that board."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import Engine

from intel.catalog import curated, queries
from intel.catalog.engine import migrate, open_engine
from intel.catalog.prices_then import prices_then
from intel.catalog.seeds import load, seeds_folder
from intel.collectors import COLLECTORS
from intel.ingest.archive import Archive
from intel.ingest.fetch import Fetcher
from intel.ingest.replay import Captured, Replay
from intel.ingest.runner import Runner
from intel.market.quality import Judgement, Posterior, fit
from intel.market.quality_cells import evidence
from intel.market.tasks import Tasks
from intel.market.usage import usages
from intel.routing.facts import Facts
from intel.routing.policy import Rules
from intel.routing.pricing import Pricing, Shared
from intel.views import ScoreView

AT = datetime(2026, 8, 23, tzinfo=UTC)
"""When prices and scores are read."""
CAPTURES = (
    ("models.dev", "prices/models.dev/2026-06-10.api.json", datetime(2026, 6, 10, tzinfo=UTC)),
    ("models.dev", "prices/models.dev/2026-08-18.api.lossy.json", datetime(2026, 8, 18, tzinfo=UTC)),
    ("terminal-bench", "bench/terminal_bench/tbench_2.0_leaderboard_2026-05.html", datetime(2026, 8, 20, tzinfo=UTC)),
    ("kagi", "bench/kagi/llm-benchmark.md", datetime(2026, 8, 22, tzinfo=UTC)),
)
"""Source, file and day. The earlier prices say what a thing cost when an older board measured it."""
LIVEBENCH = "2026-06-25"
VIEWS = {
    "LiveBench": ("livebench", "livebench/overall", "livebench/cost", "value"),
    "  coding": ("livebench", "livebench/coding", "livebench/coding/cost", "coding"),
    "  agentic coding": (
        "livebench", "livebench/agentic-coding", "livebench/agentic-coding/cost", "agentic-terminal"
    ),
    "  reasoning": ("livebench", "livebench/reasoning", "livebench/reasoning/cost", "reasoning"),
    "  mathematics": ("livebench", "livebench/math", "livebench/math/cost", "math"),
    "  data analysis": ("livebench", "livebench/data-analysis", "livebench/data-analysis/cost", "reasoning"),
    "  language": ("livebench", "livebench/language", "livebench/language/cost", "chat"),
    "  instructions": (
        "livebench", "livebench/instruction-following", "livebench/instruction-following/cost", "chat"
    ),
    "Aider polyglot": ("aider", "aider/polyglot", "", "coding"),
    "Kagi": ("kagi", "kagi/offline", "", "reasoning"),
}  # fmt: skip
"""Witness, board of scores, board of costs ('' where a score carries its own), and the task it is asked as: the one
whose basket the board is in or, where it is in none, the nearest by its description."""
UNTOLD = "value"
"""The task whose basket stands in where no board of a task's own is left."""


@dataclass(frozen=True)
class Row:
    """A candidate of a view."""

    model: str
    effort: str
    score: float
    """On the board, as measured."""
    cost: float
    """USD of an item, as measured."""
    expected: float
    """USD of a request of the workload at the cheapest comparable host, times what the model is known to spend."""
    price: float
    """The same without that: price per token alone."""


@dataclass(frozen=True)
class View:
    """One board, foretold without anything that its witness says."""

    name: str
    rows: tuple[Row, ...]
    judged: Judgement
    """Of the rows alone, in their order."""
    costed: int
    """Units that the board states both of, before prices and outside evidence are asked for."""

    def among(self, places: Sequence[int]) -> "View":
        """The view of some of its rows."""
        return replace(self, rows=tuple(self.rows[p] for p in places), judged=among(self.judged, places))


@dataclass(frozen=True)
class Known:
    """The whole catalog at ``AT``."""

    scores: tuple[ScoreView, ...]
    facts: Facts
    tasks: Tasks


def known(captures: Path, without: Sequence[str] = ()) -> Known:
    """The seeds' models and scores, and the captures of those sources that are not left out."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        engine = open_engine(f"sqlite:///{place / 'catalog.db'}", must_exist=False)
        migrate(engine)
        load(engine, _without_prices(place / "seeds"))
        _collect(engine, captures, place, without)
        with engine.connect() as conn:
            scores = tuple(s for s in queries.scores(conn, now=AT) if s.model)
            facts = Facts(
                AT, curated.tasks(), curated.workloads(), {m.id: m for m in queries.models(conn, now=None)},
                scores=scores, prices_then=prices_then(conn, scores), offers=queries.offers_by_model(conn, now=AT),
            )  # fmt: skip
        engine.dispose()
    return Known(scores, facts, curated.tasks())


def _collect(engine: Engine, captures: Path, place: Path, without: Sequence[str]) -> None:
    """Replay the captures, and say what came of each."""
    collectors = {collector.SOURCE.id: collector for collector in COLLECTORS}
    for source, file, at in CAPTURES:
        if source in without or not (captures / file).is_file():
            print(f"without {source}: {'as asked' if source in without else f'{captures / file} is not there'}")
            continue
        with Fetcher(lambda: AT, lambda _: None, offline=True) as fetcher:
            runner = Runner(engine, fetcher, Archive(place / "archive"), lambda: AT)
            done = runner.run(collectors[source], replay=Replay({"": Captured(captures / file, None)}), at=at)
        print(f"{source} of {at:%Y-%m-%d}: {done.outcome}, {done.offers:,} offers, {done.scores:,} scores")


def _without_prices(folder: Path) -> Path:
    (folder / "scores").mkdir(parents=True)
    for file in (*seeds_folder().glob("*.*"), *(seeds_folder() / "scores").glob("*.csv")):
        (folder / file.relative_to(seeds_folder())).write_bytes(file.read_bytes())
    return folder


def views(catalog: Known) -> list[View]:
    """Every view that the catalog holds rows of."""
    fits: dict[str, tuple[Posterior, tuple[ScoreView, ...]]] = {}
    found = []
    for name, (witness, board, costs, task) in VIEWS.items():
        stated = _stated(catalog.scores, board, costs)
        if not stated:
            continue
        if witness not in fits:
            asked = sorted({unit for other in VIEWS.values() if other[0] == witness
                            for unit in _stated(catalog.scores, other[1], other[2])})  # fmt: skip
            fits[witness] = _without(catalog, witness, asked)
        posterior, left = fits[witness]
        found.append(_view(name, stated, catalog, posterior, left, task))
    return found


def _stated(scores: Sequence[ScoreView], board: str, costs: str) -> dict[tuple[str, str], tuple[float, float]]:
    """(score, cost of an item) by unit; of several rows of a unit the best score's. A cost of zero is unknown."""
    edition = [s for s in scores if s.benchmark == board and (s.version == LIVEBENCH or not costs)]
    paid = {
        (s.model or "", s.effort): float(s.value) for s in scores if s.benchmark == costs and s.version == LIVEBENCH
    }
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for score in sorted(edition, key=lambda s: (s.value, s.id)):
        unit = (score.model or "", score.effort)
        own = float(score.cost_usd / (score.cost_items or 1)) if score.cost_usd else 0.0
        cost = paid.get(unit, 0.0) if costs else own
        if cost > 0:
            found[unit] = (float(score.value), cost)
    return found


def _without(catalog: Known, witness: str, asked: Sequence[tuple[str, str]]) -> tuple[Posterior, tuple[ScoreView, ...]]:
    """The fit of what the witness did not say, as the product would make it, and the scores its costs may come from."""
    left = tuple(s for s in catalog.scores if witness not in (s.source, s.witness))
    aside = {collector.SOURCE.id for collector in COLLECTORS if not collector.SOURCE.enters_estimates}
    taken = evidence((s for s in left if s.source not in aside), catalog.tasks)
    names = {model for model, _ in asked}
    dated = {s.model: s.released_on for s in catalog.scores if s.model in names and s.released_on}
    kin = {s.model: s.family for s in catalog.scores if s.model in names}
    found = fit(taken.cells, taken.boards, {**kin, **taken.families}, asked, {**dated, **taken.released})
    assert found is not None
    return found, tuple(s for s in left if s.redistributable)


def _view(
    name: str, stated: Mapping[tuple[str, str], tuple[float, float]], catalog: Known, posterior: Posterior,
    left: Sequence[ScoreView], task: str,
) -> View:  # fmt: skip
    asked = catalog.tasks.get(task)
    judged = posterior.judge(asked.weights) or posterior.judge(catalog.tasks.get(UNTOLD).weights)
    assert judged is not None
    workload = catalog.facts.workloads.get(asked.workload)
    boards = {measure.benchmark for measure in asked.basket}
    spent = usages(left, catalog.facts.prices_then, workload, boards)
    shared = Shared(catalog.facts)
    priced, plain = (Pricing(_rules(), workload, shared, known) for known in (spent, {}))
    units, rows = [], []
    for place, (model, effort) in enumerate(judged.units):
        told = [n for n in judged.witnesses.get(model, ()) if not n.startswith("vendor:")]
        if (model, effort) not in stated or not told:
            continue
        costs = [_cheapest(pricing, catalog.facts, model, effort) for pricing in (priced, plain)]
        if costs[0] is not None and costs[1] is not None:
            units.append(place)
            rows.append(Row(model, effort, *stated[model, effort], costs[0], costs[1]))
    return View(name, tuple(rows), among(judged, units), len(stated))


def _rules() -> Rules:
    return Rules.model_validate({"at_least": "0.90 of leader"})


def _cheapest(pricing: Pricing, facts: Facts, model: str, effort: str) -> float | None:
    if model not in facts.models:
        return None
    hosts = pricing.of(facts.models[model], effort).hosts
    return float(hosts[0].task_usd) if hosts else None


def among(judged: Judgement, places: Sequence[int]) -> Judgement:
    """The judgement of some units alone: who is the best of them is asked of them. A model's witnesses stay its own."""
    rows = np.array(places, dtype=np.intp)
    units = tuple(judged.units[p] for p in places)
    witnesses = judged.witnesses
    return Judgement(
        units, tuple(witnesses[model] for model, _ in units), tuple(judged.boards[p] for p in places),
        judged.mean[rows], judged.covariance[np.ix_(rows, rows)], judged.curve,
    )  # fmt: skip
