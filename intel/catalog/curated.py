"""The curated lists that are no tables: workloads, closed peers, tasks and known deviations, as the seeds ship them."""

from functools import cache

from intel.catalog.seed_files import read_table
from intel.catalog.seeds import seeds_folder
from intel.market.audit import Deviation
from intel.market.peers import Peers, parse_peers
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
