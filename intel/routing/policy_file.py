"""A policy out of its YAML: every mistake is named with its line and its key."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import yaml
from pydantic import ValidationError

from intel.errors import UsageError
from intel.routing.mistakes import Mistake, Path, PolicyError, placed
from intel.routing.owner_yaml import read
from intel.routing.policy import OWN_KEYS, PolicyFile, RoutingPolicy, Rules, merged

_NUMBERS = "function-after["


def parse_policy(text: str, where: str = "policy", *, tasks: Sequence[str] = ()) -> RoutingPolicy:
    """Read a policy; ``tasks`` are those of the catalog, which a policy without ``tasks`` is about.

    ``PolicyError`` has every mistake with its line and its key, and names the first and how many more there are.
    """
    stated, lines = _loaded(text, where)
    mistakes: list[tuple[Path, str]] = []
    head = _checked(PolicyFile, {key: value for key, value in stated.items() if key in OWN_KEYS}, (), mistakes)
    if head is not None:
        named = head.tasks or dict.fromkeys(tasks)
        rules = {name: _rules(stated, name, own, mistakes) for name, own in named.items()}
        mistakes += [(("tasks", name), _unknown("task", name, tasks)) for name in named if tasks and name not in tasks]
        if not named:
            mistakes.append(((), "names no task"))
    if mistakes:
        raise PolicyError(where, placed(mistakes, lines))
    assert head is not None
    return RoutingPolicy(
        title=head.title,
        tasks={name: rule for name, rule in rules.items() if rule is not None},
        max_catalog_age_days=head.max_catalog_age_days,
        text=text,
        where=where,
    )


def check_names(policy: RoutingPolicy, known: Mapping[str, Collection[str]]) -> None:
    """``PolicyError`` on a name that the catalog does not know, with its line; ``known`` is by the key of ``Rules``.

    Keys are models, labs, providers, gateways and workloads; a kind that is absent is not checked.
    """
    mistakes = [
        (path, _unknown(kind, name, sorted(known[f"{kind}s"])))
        for task, rules in policy.tasks.items()
        for path, kind, name in _named(task, rules)
        if f"{kind}s" in known and name not in known[f"{kind}s"]
    ]
    if mistakes:
        raise PolicyError(policy.where, at_lines(policy, mistakes))


def at_lines(policy: RoutingPolicy, found: Sequence[tuple[Path, str]]) -> list[Mistake]:
    """What is found in a policy that was read, with the lines of its file."""
    return placed(found, _loaded(policy.text, policy.where)[1] if policy.text else {})


def with_model_ids(policy: RoutingPolicy, id_of: Callable[[str], str]) -> RoutingPolicy:
    """The policy with each name of a model as its id; ``id_of`` gives a name back that it does not know."""

    def named(rules: Rules) -> Rules:
        models = rules.models
        ids = {"allow": tuple(map(id_of, models.allow)), "deny": tuple(map(id_of, models.deny))}
        baseline = id_of(rules.baseline) if rules.baseline else ""
        return rules.model_copy(update={"models": models.model_copy(update=ids), "baseline": baseline})

    return policy.model_copy(update={"tasks": {task: named(rules) for task, rules in policy.tasks.items()}})


def _named(task: str, rules: Rules) -> Iterator[tuple[Path, str, str]]:
    for kind in ("lab", "model", "provider", "gateway"):
        stated = getattr(rules, f"{kind}s")
        for side in ("allow", "deny"):
            for place, name in enumerate(getattr(stated, side)):
                yield ("tasks", task, f"{kind}s", side, place), kind, name
    if rules.baseline:
        yield ("tasks", task, "baseline"), "model", rules.baseline
    if isinstance(rules.workload, str) and rules.workload:
        yield ("tasks", task, "workload"), "workload", rules.workload


def _loaded(text: str, where: str) -> tuple[dict[str, Any], dict[Path, int]]:
    try:
        node, stated = read(text, where)
        _plain(node, where)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise UsageError(f"{where}{line}: this is no YAML: {error.problem}.") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UsageError(f"{where}: this is no YAML: {str(error).splitlines()[0]}.") from None
    if not isinstance(stated, dict) or not all(isinstance(key, str) for key in stated):
        raise UsageError(f"{where}: a policy is a mapping of keys, such as `at_least: 0.90 of leader`.")
    return stated, dict(_lines(node, ()))


def _plain(node: Any, where: str) -> None:
    """``UsageError`` on a key that stands twice."""
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            _plain(one, where)
    elif isinstance(node, yaml.MappingNode):
        _once(node, where)
        for _, value in node.value:
            _plain(value, where)


def _once(node: yaml.MappingNode, where: str) -> None:
    known: set[str] = set()
    for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
        if key.value in known:
            raise UsageError(f"{where}, line {key.start_mark.line + 1}, {key.value}: this key stands twice.")
        known.add(key.value)


def _lines(node: Any, path: Path) -> Iterator[tuple[Path, int]]:
    """The line, from 1, of every key and entry."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, key.value)
            yield here, key.start_mark.line + 1
            yield from _lines(value, here)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield (*path, place), value.start_mark.line + 1
            yield from _lines(value, (*path, place))


def _checked(kind: Any, stated: Any, path: Path, mistakes: list[tuple[Path, str]]) -> Any:
    try:
        return kind.model_validate(stated)
    except ValidationError as error:
        mistakes += [((*path, *_keys(one["loc"])), _said(one)) for one in error.errors() if not _other_form(one)]
        return None


def _other_form(error: Any) -> bool:
    """Whether it is about the form that was not meant: a workload is a name or its numbers, and pydantic tries both."""
    form, numbers = str(error["loc"][-1]) if error["loc"] else "", isinstance(error["input"], dict)
    return (form == "str" and numbers) or (form.startswith(_NUMBERS) and error["type"] == "model_type")


def _keys(stated: Sequence[str | int]) -> Path:
    """Keys as the file has them, without pydantic's words for the forms that it tried."""
    if stated[-1:] == ("[key]",):  # a key that is no text, as the file writes it
        stated = [*stated[:-2], str(stated[-2])]
    return tuple(key for key in stated if key != "str" and not str(key).startswith(_NUMBERS))


def _rules(
    stated: Mapping[str, Any], name: str, own: Mapping[str, Any] | None, mistakes: list[tuple[Path, str]]
) -> Rules | None:
    found: Rules | None = _checked(Rules, merged(stated, own), ("tasks", name), mistakes)
    return found


def _said(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        near = get_close_matches(str(error["loc"][-1]), [*Rules.model_fields, *OWN_KEYS], 1)
        return f"there is no such key{f'; did you mean {near[0]}?' if near else ''}"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    words = str(error["msg"])
    for ours, theirs in _OUR_WORDS.items():
        words = words.replace(theirs, ours)
    return f"{words[0].lower()}{words[1:]}, not {str(error['input'])[:60]!r}"


_OUR_WORDS = {
    "a mapping of keys": "a valid dictionary", "a list": "a valid tuple", "a whole number": "a valid integer",
    "": ", unable to parse string as an integer", "text": "a valid string",
}  # fmt: skip
"""What YAML calls the kinds of Python."""


def _unknown(kind: str, name: str, known: Sequence[str]) -> str:
    near = " or ".join(get_close_matches(name, known, 3, 0.5))
    return f"no {kind} is called {name!r}{f'; did you mean {near}?' if near else ''}"
