"""What people want done, and by which editions of which benchmarks each task is judged."""

import json
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from intel.errors import UsageError

VALUE = "value"
"""``Task.kind`` of the task whose leader is the cheapest model that is good enough, by the prices of the moment."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One edition of a benchmark in a basket."""

    benchmark: str
    version: str
    weight: float
    why: str

    @property
    def edition(self) -> str:
        """As "livebench/coding@2026-06-25"."""
        return f"{self.benchmark}@{self.version}"


@dataclass(frozen=True, slots=True)
class Task:
    """A task and its basket. ``workload`` names the requests that its cost is counted by."""

    name: str
    title: str
    why: str
    workload: str
    basket: tuple[Measure, ...]
    kind: str = "share"
    """share (of the basket solved) or ``VALUE``."""
    at_least: float = 0.0
    """Of a value task: the share of the best model's quality that is good enough."""
    probability: float = 0.0
    """Of a value task: how sure that must be."""
    tested: bool = False
    """Only models with a score in the basket are judged: a model that takes no pictures has no skill at them."""

    @property
    def weights(self) -> dict[str, float]:
        """Weight of each edition."""
        return {measure.edition: measure.weight for measure in self.basket}


@dataclass(frozen=True, slots=True)
class Tasks:
    """All tasks, in the order of the file."""

    all: tuple[Task, ...]

    @property
    def by_name(self) -> dict[str, Task]:
        """The tasks by their names."""
        return {task.name: task for task in self.all}

    def get(self, name: str) -> Task:
        """The task of that name; ``UsageError`` lists those there are."""
        found = self.by_name.get(name)
        if found is None:
            raise UsageError(f"No task is called {name!r}; there are {', '.join(self.by_name)}.")
        return found

    def digest(self, editions: Collection[str], method: str) -> str:
        """sha256 of how quality is judged: method, editions in the fit, baskets and weights, in any order."""
        stated = sorted((asdict(task) for task in self.all), key=lambda task: str(task["name"]))
        for task in stated:
            task["basket"] = sorted(task["basket"], key=lambda m: (m["benchmark"], m["version"]))
            for measure in task["basket"]:
                del measure["why"]
            del task["title"], task["why"], task["workload"]
        text = json.dumps([method, sorted(editions), stated], sort_keys=True)
        return sha256(text.encode()).hexdigest()


def parse_tasks(text: str, where: str = "tasks.toml", workloads: Iterable[str] | None = None) -> Tasks:
    """Read the TOML text; ``UsageError`` says which key of which task is missing or wrong."""
    try:
        stated = tomllib.loads(text)
    except ValueError as error:  # a number of thousands of digits as well as what is no TOML
        raise UsageError(f"{where} cannot be read: {error}.") from None
    except RecursionError:
        raise UsageError(f"{where} is nested too deep to read.") from None
    if not stated:
        raise UsageError(f"{where} names no task: give it one table for each, such as [coding].")
    tasks = Tasks(tuple(_task(name, fields, where) for name, fields in stated.items()))
    known = set(workloads) if workloads is not None else None
    for task in tasks.all:
        if known is not None and task.workload not in known:
            raise UsageError(f"{where}: task {task.name!r} uses an unknown workload {task.workload!r}.")
    return tasks


_KEYS = {"title", "why", "workload", "basket", "kind", "at_least", "probability", "tested"}


def _task(name: str, fields: Any, where: str) -> Task:
    if not isinstance(fields, Mapping):
        raise UsageError(f"{where}: {name!r} stands outside of any task; write [{name}] with its keys below.")
    place = f"{where}, task {name!r}"
    stated = fields.get("basket", ())
    if not isinstance(stated, list | tuple):
        raise UsageError(f"{place}: basket is {stated!r}, not a list of tables; write [[{name}.basket]].")
    basket = tuple(_measure(entry, place) for entry in stated)
    if not basket:
        raise UsageError(f"{place}: the basket is empty; give it at least one [[{name}.basket]].")
    editions = [measure.edition for measure in basket]
    if twice := sorted({edition for edition in editions if editions.count(edition) > 1}):
        raise UsageError(f"{place}: {twice[0]} stands twice in the basket.")
    kind = str(fields.get("kind", "share"))
    if kind not in ("share", VALUE):
        raise UsageError(f"{place}: kind is {kind!r}, not share or {VALUE}.")
    if unknown := sorted(set(fields) - _KEYS):
        raise UsageError(f"{place}: there is no key {unknown[0]!r}.")
    limits = {key: _between(fields.get(key, default), key, place) for key, default in _LIMITS[kind].items()}
    return Task(
        name, _words(fields, "title", place), _words(fields, "why", place), _words(fields, "workload", place),
        basket, kind, tested=_flag(fields, "tested", place), **limits,
    )  # fmt: skip


_LIMITS: dict[str, dict[str, float]] = {"share": {}, VALUE: {"at_least": 0.9, "probability": 0.75}}


_MEASURE = {"benchmark", "version", "weight", "why"}


def _measure(entry: Any, place: str) -> Measure:
    if not isinstance(entry, Mapping):
        raise UsageError(f"{place}: a basket entry is {entry!r}, not a table with benchmark, version, weight and why.")
    if unknown := sorted(set(entry) - _MEASURE):
        raise UsageError(f"{place}: there is no key {unknown[0]!r} in a basket.")
    weight = entry.get("weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float | Decimal) or not 0 < weight < float("inf"):
        raise UsageError(f"{place}: the weight of {entry.get('benchmark')!r} is {weight!r}, not a number above 0.")
    return Measure(
        _words(entry, "benchmark", place), _words(entry, "version", place), float(weight), _words(entry, "why", place)
    )


def _words(fields: Mapping[str, Any], key: str, place: str) -> str:
    found = fields.get(key)
    if not isinstance(found, str) or not found.strip():
        raise UsageError(f"{place}: {key!r} is missing or no text.")
    return found.strip()


def _flag(fields: Mapping[str, Any], key: str, place: str) -> bool:
    found = fields.get(key, False)
    if not isinstance(found, bool):
        raise UsageError(f"{place}: {key} is {found!r}, not true or false.")
    return found


def _between(value: Any, key: str, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
        raise UsageError(f"{place}: {key} is {value!r}, not a number between 0 and 1.")
    return float(value)
