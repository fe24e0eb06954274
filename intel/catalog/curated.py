"""The curated lists that are no tables: workloads, closed peers, tasks and known deviations, as the seeds ship them."""

from functools import cache
from pathlib import Path

from intel.catalog.seed_files import read_table
from intel.catalog.seeds import seeds_folder
from intel.errors import UsageError
from intel.market.audit import Deviation
from intel.market.peers import Peers, parse_peers
from intel.market.tasks import Tasks, parse_tasks
from intel.market.workloads import Workloads, parse_workloads
from intel.routing.policy import RoutingPolicy, parse_policy


@cache
def workloads() -> Workloads:
    """The named requests that prices are compared by."""
    return parse_workloads(_read("workloads.toml"))


@cache
def peers() -> Peers:
    """Which closed models each open one is set against."""
    return parse_peers(_read("peers.toml"))


@cache
def tasks(file: Path | None = None) -> Tasks:
    """The tasks and their baskets: those of ``file``, or the seeded ones; ``UsageError`` on a file that is wrong."""
    if file is None:
        return parse_tasks(_read("tasks.toml"))
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The tasks in {file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"The tasks in {file} are not UTF-8 text.") from None
    return parse_tasks(text, str(file), workloads().by_name)


@cache
def policy() -> RoutingPolicy:
    """The tasks with their hand-listed candidates."""
    return parse_policy(_read("candidates.toml"))


@cache
def deviations() -> tuple[Deviation, ...]:
    """Differences from official pages that are known and explained."""
    return tuple(Deviation(**row) for row in read_table(seeds_folder(), "deviations", _DEVIATION))


_DEVIATION = ("provider", "sku", "service_tier", "source", "stated", "because")


def _read(name: str) -> str:
    return (seeds_folder() / name).read_text(encoding="utf-8")
