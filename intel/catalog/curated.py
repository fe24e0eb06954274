"""The curated lists that are no tables, as the seeds ship them: workloads, tasks, policies, names and others."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from intel.catalog.seed_files import read_table
from intel.catalog.seeds import seeds_folder
from intel.errors import UsageError
from intel.market.audit import Deviation
from intel.market.peers import Peers, parse_peers
from intel.market.tasks import Tasks, parse_tasks
from intel.market.workloads import Workloads, parse_workloads
from intel.routing.policy import RoutingPolicy
from intel.routing.policy_file import parse_policy


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
    return parse_tasks(file_text(file, "tasks file"), str(file), workloads().by_name)


POLICIES = ("frugal", "balanced", "frontier", "open-only", "eu-hosted", "agentic-coding")
"""Names of the ready policies."""


def policy_text(name: str) -> str:
    """The YAML of a ready policy; ``UsageError`` names those there are."""
    if name not in POLICIES:
        raise UsageError(f"No policy is called {name!r}; there are {', '.join(POLICIES)}, or give a file.")
    return _read(f"policies/{name}.yaml")


def policy(name: str = "balanced", known: Tasks | None = None) -> RoutingPolicy:
    """A ready policy, about ``known`` tasks; by default the seeded ones."""
    names = list((known or tasks()).by_name)
    return parse_policy(policy_text(name), f"policy {name}", tasks=names)


def stated_policy(stated: str, known: Tasks | None = None) -> RoutingPolicy:
    """A ready policy by its name, or the one in a file, about ``known`` tasks."""
    if stated in POLICIES:
        return policy(stated, known)
    if not {".", "/", "\\"} & set(stated):
        policy_text(stated)
    return parse_policy(file_text(Path(stated), "policy"), stated, tasks=list((known or tasks()).by_name))


def file_text(path: Path, what: str) -> str:
    """The text of an owner's file; ``UsageError`` when it cannot be read."""
    try:
        return path.expanduser().read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The {what} in {path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UsageError(f"The {what} in {path} is not UTF-8 text.") from None


@cache
def provider_names() -> Mapping[str, Mapping[str, str]]:
    """What gateways and programs call our providers, by target and provider id."""
    found: dict[str, dict[str, str]] = {}
    for row in read_table(seeds_folder(), "gateway_names", ("target", "provider", "name", "note")):
        found.setdefault(row["target"], {})[row["provider"]] = row["name"]
    return found


@cache
def deviations() -> tuple[Deviation, ...]:
    """Differences from official pages that are known and explained."""
    return tuple(Deviation(**row) for row in read_table(seeds_folder(), "deviations", _DEVIATION))


_DEVIATION = ("provider", "sku", "service_tier", "source", "stated", "because")


def _read(name: str) -> str:
    return (seeds_folder() / name).read_text(encoding="utf-8")
