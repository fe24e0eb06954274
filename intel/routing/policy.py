"""The stated wishes a routing table is built from: tasks, their candidates, and how many routes to give."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from intel.errors import UsageError


@dataclass(frozen=True, slots=True)
class Task:
    """What people want done, and the models that are able to do it: listed by hand, or by their estimates."""

    name: str
    title: str
    workload: str
    """Name of the workload its prices are compared by."""
    candidates: tuple[str, ...]
    """Model ids, in the order of the list, which decides nothing but ties; none where no model is good enough."""
    why: str
    """Why these candidates, in one sentence."""
    because: tuple[tuple[str, str], ...] = ()
    """What is known of a candidate's quality, by model, in a sentence; empty for a list made by hand."""


@dataclass(frozen=True, slots=True)
class RoutingPolicy:
    """Tasks in the order of the file, and the limits of each route."""

    tasks: tuple[Task, ...]
    providers: int
    """At most so many providers stand in the order of one model."""
    fallbacks: int
    """At most so many other models stand behind the primary."""

    @property
    def hash(self) -> str:
        """sha256 of every stated wish: two policies of one hash wish the same."""
        return sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()

    def models(self) -> tuple[str, ...]:
        """Every candidate of every task once, in order of appearance."""
        return tuple(dict.fromkeys(model for task in self.tasks for model in task.candidates))


def parse_policy(text: str) -> RoutingPolicy:
    """Read the TOML text; ``UsageError`` says what is missing."""
    try:
        stated = tomllib.loads(text)
        tasks = tuple(_task(name, fields) for name, fields in stated["tasks"].items())
        policy = RoutingPolicy(tasks, int(stated["providers"]), int(stated["fallbacks"]))
    except KeyError as error:
        raise UsageError(f"The policy has no {error.args[0]!r}.") from None
    except (tomllib.TOMLDecodeError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"The policy cannot be read: {error}.") from None
    if policy.providers < 1 or policy.fallbacks < 0:
        raise UsageError("The policy needs at least one provider per route and no negative number of fallbacks.")
    return policy


def _task(name: str, fields: Mapping[str, Any]) -> Task:
    candidates = tuple(map(str, fields["candidates"]))
    if not candidates or len(set(candidates)) < len(candidates):
        raise UsageError(f"Task {name!r} needs candidates, each named once.")
    return Task(name, str(fields["title"]), str(fields["workload"]), candidates, str(fields["why"]))
