"""Who leads each task and the cheapest way to nearly as good, one row per task, for the page Today. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard.rows import host_name
from dashboard.tables import csv_text
from dashboard.words import cell, count, listing, percents, plain, usd
from intel.market.leaders import leader_first
from intel.market.tasks import Task
from intel.market.value import Worth
from intel.views import EstimateView, LeaderView

NEARLY = 0.95
"""Share of the best model's quality that is nearly as good."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A task: who leads or may be best, the best open model, and the cheapest that is nearly as good."""

    task: str
    tied: tuple[str, ...]
    """Titles of all that are tied, the one that is called the leader first; empty where two sources judge nobody."""
    share: float | None
    """Expected share of the basket that the first of them solves."""
    best_open: EstimateView | None
    cheapest: Worth | None
    leader_price: Decimal | None
    """USD per million tokens of the task's workload at the leader's cheapest host."""

    @property
    def saving(self) -> Decimal | None:
        """The cheapest price as a share of the leader's."""
        if self.cheapest is None or self.cheapest.price is None or not self.leader_price:
            return None
        return self.cheapest.price / self.leader_price


def standing(task: Task, found: LeaderView | None, judged: Sequence[EstimateView], ranked: Sequence[Worth]) -> Standing:
    """``judged`` by falling share; ``ranked`` by ``market.value.worth`` at ``NEARLY``."""
    sure = {one.model: one for one in judged if not one.provisional}
    tied = [sure[model] for model in leader_first(found.models, judged) if model in sure] if found else []
    best = next((one for one in sure.values() if one.open_weights), None)
    good = next((one for one in ranked if one.clears and one.price is not None), None)
    first = next((one for one in ranked if tied and one.estimate.model == tied[0].model), None)
    names = tuple(plain(one.title, 40) for one in tied)
    return Standing(task.name, names, tied[0].share if tied else None, best, good, first.price if first else None)


def claim(found: Sequence[Standing]) -> str:
    """How many tasks have one leader, and how much the nearly as good ones save at most."""
    judged = [one for one in found if one.tied]
    if not judged:
        return "No task has a model that two independent sources judge"
    alone = sum(len(one.tied) == 1 for one in judged)
    state = f"{alone} of {count(len(judged), 'task')} {'has' if alone == 1 else 'have'} one clear leader"
    if alone == 0:
        state = f"All {count(len(judged), 'task')} end in a tie" if len(judged) > 1 else "The one task ends in a tie"
    shares = [one.saving for one in judged if one.saving is not None]
    return f"{state}; 95% as good costs from {min(shares):.0%} of the leader’s price" if shares else state


def cells(one: Standing, label: str) -> dict[str, object]:
    """A row of the table."""
    good = one.cheapest
    return {
        "Task": label, "Leader": listing(list(one.tied), 3) or None, "Solves": _percent(one.share),
        "Best open": plain(one.best_open.title, 40) if one.best_open else None,
        "Open solves": _percent(one.best_open.share if one.best_open else None),
        "95% as good": plain(good.estimate.title, 40) if good else None,
        "At": host_name(good.offer) if good and good.offer else None,
        "Price": cell(good.price) if good else None,
        "% of leader’s": None if one.saving is None else float(100 * one.saving),
    }  # fmt: skip


def _percent(share: float | None) -> float | None:
    return None if share is None else percents(share)


def how(found: Sequence[Standing]) -> str:
    """How to read the table, with the cheapest of all as an example."""
    priced = [one for one in found if one.cheapest and one.cheapest.price is not None and one.cheapest.offer]
    words = "A tie names all that may be best. 95% as good: the cheapest whose odds of that are even or better."
    if not priced:
        return words
    least = min(priced, key=lambda one: one.cheapest.price if one.cheapest and one.cheapest.price else Decimal(0))
    return f"{words} From {usd(least.cheapest.price if least.cheapest else None)} per million tokens."


def left_out(values: Sequence[str]) -> str:
    """Why a task that Routing has is not in the table, for its foot; '' where there is none."""
    if not values:
        return ""
    verb = "is one task" if len(values) == 1 else "are tasks"
    words = f"{listing(list(values))} {verb} more, without a leader by quality: the cheapest model that is good enough."
    return f" {words} See Routing."


HEADER = (
    "task", "leaders", "leader_share", "best_open", "best_open_share", "nearly_as_good", "host",
    "blended_usd_per_mtok", "leader_blended_usd_per_mtok",
)  # fmt: skip


def csv(found: Sequence[Standing]) -> str:
    """One row per task; shares are 0-1, several leaders stand with "; " between them."""
    return csv_text(
        HEADER,
        (
            (
                one.task, "; ".join(one.tied), one.share, one.best_open.model if one.best_open else None,
                one.best_open.share if one.best_open else None, one.cheapest.estimate.model if one.cheapest else None,
                one.cheapest.offer.provider.id if one.cheapest and one.cheapest.offer else None,
                one.cheapest.price if one.cheapest else None, one.leader_price,
            )
            for one in found
        ),
    )  # fmt: skip
