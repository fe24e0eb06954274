"""The clock within a process: APScheduler calls what is to be done again and again, each in a thread of its own.

It only wakes; what is due stands in the catalog. Nothing is remembered here, and two processes never share a clock.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.schedulers.background import BackgroundScheduler


@dataclass(frozen=True, slots=True)
class Job:
    """What is done at once and then every so often; never twice at a time."""

    name: str
    work: Callable[[], object]
    every: timedelta


@contextmanager
def ticking(jobs: Sequence[Job], now: datetime) -> Iterator[None]:
    """Call the jobs while the context lasts; one that is still at work at its end is left to itself."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # that a job is still at work when its time comes is usual
    clock = BackgroundScheduler(
        executors={"default": _Threads()}, timezone=UTC, daemon=True,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )  # fmt: skip
    for job in jobs:
        seconds = job.every.total_seconds()
        clock.add_job(job.work, "interval", seconds=seconds, id=job.name, name=job.name, next_run_time=now)
    clock.start()
    try:
        yield
    finally:
        clock.shutdown(wait=False)


class _Threads(BaseExecutor):  # type: ignore[misc]
    """A thread for each call that does not keep the process alive: one that hangs must not hold up its end."""

    def _do_submit_job(self, job: Any, run_times: Sequence[datetime]) -> None:
        Thread(target=self._work, args=(job, run_times), name=job.id, daemon=True).start()

    def _work(self, job: Any, run_times: Sequence[datetime]) -> None:
        try:
            events = run_job(job, job._jobstore_alias, run_times, self._logger.name)
        except BaseException as error:
            self._run_job_error(job.id, error, error.__traceback__)
        else:
            self._run_job_success(job.id, events)
