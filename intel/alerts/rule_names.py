"""Names in an owner's rules that the catalog does not know: slips, or what is yet to come. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from intel.alerts.rules import Rule

_KEYS = ("models", "labs", "providers")


def stated_name(rule: Rule) -> str:
    """As the owner wrote it; ``Rule.name`` has the channel behind it where there are several."""
    return rule.name.partition(":")[0]


def strangers(rules: Sequence[Rule], known: Mapping[str, Collection[str]]) -> list[str]:
    """One sentence on each name or pattern that fits nothing known; ``known`` is by key: models, labs, providers.

    No fault: a rule may wait for a model or a host that nobody has seen yet.
    """
    return list(dict.fromkeys(sentence for rule in rules for sentence in _of_rule(rule, known)))


def _of_rule(rule: Rule, known: Mapping[str, Collection[str]]) -> Iterator[str]:
    for key in _KEYS:
        for pattern in getattr(rule, key):
            if not any(fnmatchcase(name, pattern) for name in known[key]):
                near = " or ".join(_near(key, pattern, known))
                guess = f"; did you mean {near}?" if near else ""
                yield f"rule {stated_name(rule)}, {key}: {pattern!r} fits nothing that the catalog knows yet{guess}"


def _near(key: str, pattern: str, known: Mapping[str, Collection[str]]) -> list[str]:
    """Names like it; for a pattern such as "zia/*" labs like the one in it."""
    lab, slash, rest = pattern.partition("/")
    if key == "models" and slash and lab not in known["labs"]:
        return [f"{name}/{rest}" for name in get_close_matches(lab, list(known["labs"]), 2, 0.5)]
    return get_close_matches(pattern, list(known[key]), 3, 0.6)
