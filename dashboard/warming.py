"""Answers before they are asked for: a thread of the server works out what pages show first, whenever that changes.

Until the answers of a newer catalog are there, readers get the one before. After each turn the thread rests three
times as long as it worked, so that a long collection, which changes the catalog with every source, leaves readers
most of the processor; what was collected shows within a minute.
"""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event, Thread
from typing import Any

from dashboard import data, derived, drawing, past, plotting, routed, standings
from dashboard.changed import WINDOWS
from intel.errors import IntelError

_LOOK_SECONDS, _REST = 2.0, 3
_log = logging.getLogger(__name__)


@asynccontextmanager
async def kept_warm(_: Any) -> AsyncIterator[None]:
    """For as long as the server runs."""
    stop = Event()
    Thread(target=keep, args=(stop,), name="warming", daemon=True).start()
    yield
    stop.set()


def keep(stop: Event) -> None:
    """Look every other second, until ``stop`` is set, and prepare what is new."""
    draw()
    ready, rest = None, data.now()
    while not stop.is_set():
        try:
            cleared, found = data.FRONT.cleared, data.newest()
            if found != ready and data.now() >= rest:
                begun = data.now()
                prepare(found)
                ready = found
                _show(ready, cleared)
                follow(found)
                rest = data.now() + _REST * (data.now() - begun)
            elif found == ready:
                _show(ready, cleared)
            else:
                data.FRONT.vouch(data.now())
        except IntelError:
            data.FRONT.clear()  # the page says what is wrong
        except Exception:
            data.FRONT.clear()
            _log.exception("Pages work out by themselves what could not be prepared.")
        stop.wait(_LOOK_SECONDS)


def _show(ready: data.Catalog, cleared: int) -> None:
    """Unless somebody changed the catalog since it was looked at."""
    if data.FRONT.cleared == cleared:
        data.FRONT.show(ready, data.now())


def draw() -> None:
    """Build the charts that pages fill with rows."""
    for drawn in (drawing.bars, drawing.ladder, drawing.intervals, drawing.moved, plotting.scatter, plotting.steps):
        drawn()


def prepare(catalog: data.Catalog) -> None:
    """Work out what the pages show without a choice."""
    catalog.offers(), catalog.trust(), catalog.judged(), catalog.scores(), catalog.providers(), catalog.by_model()
    derived.labels(catalog), derived.set_apart(catalog)
    for days in WINDOWS.values():
        derived.recent(catalog, days)
    workload, words = data.workloads().get(), catalog.words()
    for word in past.USUAL:
        if word in words:
            derived.hosts_then(catalog, words[word], workload)
    if catalog.judged().run is not None:
        for task in data.tasks().all:
            derived.good_enough(catalog, task, standings.NEARLY)
            derived.matched(catalog, task, data.workloads().get(task.workload))
        routed.drafted(catalog, routed.ready()[routed.USUAL])


def follow(catalog: data.Catalog) -> None:
    """Work out what is a click away, and keep all of it away from the garbage collector.

    Collecting garbage walks all that is kept; frozen, hundreds of thousands of rows are passed over.
    """
    if catalog.judged().run is not None:
        for policy in routed.ready().values():
            routed.drafted(catalog, policy)
        for task in data.tasks().all:
            derived.good_enough(catalog, task, standings.NEARLY, open_only=True)
        derived.months(catalog)
    gc.unfreeze()
    gc.collect()
    gc.freeze()
