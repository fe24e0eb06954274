"""What the rule of `intel route` reaches on boards that it has not seen: quality kept and cost paid, both measured.

    .venv/bin/python benchmarks/routing.py [--captures ../shared/upstream] [--subsets 200] [--without kagi]

Each board is wholly removed from the estimate that it judges, with all that its maker says: scores, other releases,
costs and tokens. One rule stands for all: the product's default, the cheapest by expected cost with
P(q >= 0.90 q_best) >= 0.75. Beside it the habits of others. Leaves with 1 when a promise of docs/routing.md is missed.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median

import numpy as np

from benchmarks.routing_views import AT, View, known, views
from intel.market.thresholds import reach_of_best
from intel.views import QUANTILES

AT_LEAST, PROBABILITY = 0.90, 0.75
SHARE = 0.6
"""Of the candidates in a random subset."""
SEED = 20260818
OURS, ORACLE, MEDIAN = "ours", "oracle", "cheapest above median"
KEPT, WORST, COST, MOST, AHEAD, DEARER, CANDIDATES = 0.91, 0.75, 0.50, 1.0, 0.02, 2.5, 38
AIM_KEPT, AIM_COST = 0.94, 0.25

Rule = Callable[[View], int]


def ours(view: View) -> int:
    """The cheapest by expected cost that clears the threshold: what `intel route` does. The best always clears it."""
    return _cheapest(view, _clearing(view), lambda place: view.rows[place].expected)


def by_token(view: View) -> int:
    """The same threshold, the cheapest by its price per token alone."""
    return _cheapest(view, _clearing(view), lambda place: view.rows[place].price)


def frontier(view: View) -> int:
    """Always the best by the estimates."""
    return int(np.argmax(np.round(view.judged.mean, 6)))


def priciest(view: View) -> int:
    """Always the highest price."""
    return max(range(len(view.rows)), key=lambda place: (view.rows[place].price, -place))


def above_median(view: View) -> int:
    """The lowest price among the better half by the estimates."""
    middle = float(np.median(view.judged.mean))
    better = [place for place in range(len(view.rows)) if view.judged.mean[place] >= middle]
    return _cheapest(view, better, lambda place: view.rows[place].price)


def oracle(view: View) -> int:
    """The lowest measured cost among those that measured 90 % of the best score or more: nobody can know it."""
    best = max(row.score for row in view.rows)
    good = [place for place, row in enumerate(view.rows) if row.score >= AT_LEAST * best]
    return _cheapest(view, good, lambda place: view.rows[place].cost)


RULES: dict[str, Rule] = {
    OURS: ours, ORACLE: oracle, "always the frontier": frontier, "priciest": priciest, MEDIAN: above_median,
    "price per token": by_token,
}  # fmt: skip


def _clearing(view: View) -> list[int]:
    ratios = np.quantile(view.judged.ratios(np.arange(len(view.rows))), QUANTILES, axis=0).T
    reach = [reach_of_best(tuple(map(float, row)), PROBABILITY) for row in ratios]
    return [place for place, share in enumerate(reach) if share >= AT_LEAST]


def _cheapest(view: View, places: Sequence[int], of: Callable[[int], float]) -> int:
    return min(places, key=lambda place: (of(place), view.rows[place].model, view.rows[place].effort))


@dataclass(frozen=True)
class Outcome:
    """What one choice came to."""

    kept: float
    """Score beside the best score of the view."""
    cost: float
    """Measured cost beside that of the best."""
    over: float
    """Measured cost beside the oracle's."""
    chosen: str


def outcome(view: View, rule: Rule) -> Outcome:
    """Judge one rule on one view."""
    row, told = view.rows[rule(view)], view.rows[oracle(view)]
    best = max(view.rows, key=lambda one: (one.score, -one.cost))
    name = f"{row.model} {row.effort}".strip()
    return Outcome(row.score / best.score, row.cost / best.cost, row.cost / told.cost, name)


def subsets(view: View, count: int) -> list[View]:
    """Random parts of the candidates, the same for every rule."""
    luck = np.random.default_rng(SEED)
    size = max(2, round(SHARE * len(view.rows)))
    return [view.among(sorted(luck.permutation(len(view.rows))[:size].tolist())) for _ in range(count)]


def main(arguments: Sequence[str]) -> int:
    """Print every table; 1 when a promise is missed."""
    parser = argparse.ArgumentParser(description="What the rule of routing reaches on boards it has not seen.")
    parser.add_argument("--captures", type=Path, default=Path(__file__).parents[2] / "shared" / "upstream")
    parser.add_argument("--subsets", type=int, default=200)
    parser.add_argument("--without", action="append", default=[], metavar="SOURCE", help="a capture to leave out")
    asked = parser.parse_args(arguments)
    found = views(known(asked.captures, asked.without))
    print(f"\nPrices and scores as of {AT:%Y-%m-%d}; rule: cheapest with P(q >= {AT_LEAST} q_best) >= {PROBABILITY}")
    whole = {name: [outcome(view, rule) for view in found] for name, rule in RULES.items()}
    _views(found, whole)
    parts: dict[str, list[Outcome]] = {name: [] for name in RULES}
    for view in found:
        for part in subsets(view, asked.subsets):
            for name, rule in RULES.items():
                parts[name].append(outcome(part, rule))
    _pooled(whole, parts, asked.subsets)
    return _judge(found, whole, parts)


def _views(found: Sequence[View], whole: dict[str, list[Outcome]]) -> None:
    print(f"\n{'kept / cost beside the best':24}{'candidates':>12}" + "".join(f"{name:>24}" for name in whole))
    for place, view in enumerate(found):
        cells = [f"{of[place].kept:.3f} / {of[place].cost:6.3f}" for of in whole.values()]
        print(f"{view.name:24}{len(view.rows):5} of {view.costed:3}" + "".join(f"{cell:>24}" for cell in cells))
        print(f"{'':24}{'':12}{whole[OURS][place].chosen:>24}   ({whole[ORACLE][place].chosen} by the oracle)")


def _pooled(whole: dict[str, list[Outcome]], parts: dict[str, list[Outcome]], count: int) -> None:
    print(f"\n{'':24}{'all candidates: kept mean (least), cost median (most)':>56}{f'{count} subsets of each':>56}")
    for name in whole:
        kept, cost = [o.kept for o in whole[name]], [o.cost for o in whole[name]]
        some, paid, over = ([getattr(o, f) for o in parts[name]] for f in ("kept", "cost", "over"))
        clears = fmean(k >= AT_LEAST for k in some)
        print(
            f"{name:24}{fmean(kept):.3f} ({min(kept):.3f})   {median(cost):.3f} ({max(cost):.3f})"
            f"      kept {fmean(some):.3f}, tenth {np.quantile(some, 0.1):.3f}, cost {median(paid):.3f}, "
            f"reaches {AT_LEAST:.0%} in {clears:.0%}, {median(over):.2f} times the oracle's"
        )


def _judge(found: Sequence[View], whole: dict[str, list[Outcome]], parts: dict[str, list[Outcome]]) -> int:
    kept, cost = [o.kept for o in whole[OURS]], [o.cost for o in whole[OURS]]
    ahead = fmean(kept) - fmean(o.kept for o in whole[MEDIAN])
    over = median(o.over for o in parts[OURS])
    live, first = whole[OURS][0], len(found[0].rows)
    promises = {
        f"{first} priced candidates on {found[0].name}, at least {CANDIDATES}": first >= CANDIDATES,
        f"kept {fmean(kept):.3f} of the best score in the mean, at least {KEPT}": fmean(kept) >= KEPT,
        f"kept {min(kept):.3f} on the worst board, at least {WORST}": min(kept) >= WORST,
        f"cost {median(cost):.3f} of the best model's in the median, at most {COST}": median(cost) <= COST,
        f"cost {max(cost):.3f} of it at most, at most {MOST:g}": max(cost) <= MOST,
        f"kept {ahead:+.3f} above the {MEDIAN}, at least {AHEAD}": ahead >= AHEAD,
        f"{over:.2f} times the oracle's cost in subsets, at most {DEARER}": over <= DEARER,
    }
    print()
    for promise, holds in promises.items():
        print(f"{'kept  ' if holds else 'MISSED'} {promise}")
    reached = live.kept >= AIM_KEPT and live.cost <= AIM_COST
    print(
        f"{'reached' if reached else 'missed '} aim on {found[0].name}: {live.kept:.3f} kept at {live.cost:.3f} of the "
        f"cost, {AIM_KEPT} at {AIM_COST}"
    )
    return 0 if all(promises.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
