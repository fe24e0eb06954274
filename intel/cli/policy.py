"""``intel policy``: an owner's routing policy, checked, begun, and explained to an editor."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from intel.catalog import curated
from intel.cli import compose, options, out
from intel.cli.app import WRONG_CALL
from intel.errors import UsageError
from intel.routing.mistakes import Mistake, PolicyError
from intel.routing.policy import RoutingPolicy, Rules, schema
from intel.units import counted


def policy(
    action: Annotated[str, typer.Argument(metavar="check|new|schema", help="What to do.")],
    name: Annotated[
        str, typer.Argument(metavar="[POLICY]", help="A file or a ready policy's name; default: INTEL_POLICY.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="With new: write there; never over a file.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Routing policies: check one, start one from a ready one, print the schema for editors.

    `check` reads a policy against the catalog and names the line and key of a mistake; `new` copies a ready one.
    """
    if output is not None and action != "new":
        raise UsageError(f"--output goes with new: `intel policy {action}` writes no file.")
    if action == "check":
        _check(name, json)
    elif action == "new":
        _new(name or "balanced", output)
    elif action == "schema" and not name:
        out.document(schema())
    else:
        raise UsageError(f"Say check, new or schema, not {f'{action} {name}'.strip()!r}.")


def _check(name: str, json: bool) -> None:
    try:
        found, looks = _read(name)
    except PolicyError as error:
        if json:
            out.document({"mistakes": [asdict(one) for one in error.mistakes]})
        for sentence in error.lines(_MOST):
            out.say(sentence)
        raise typer.Exit(WRONG_CALL) from None
    if json:
        head = {"title": found.title, "policy_hash": found.hash}
        seen = {"looks": [asdict(one) for one in looks]}
        out.document(head | found.model_dump(mode="json", exclude={"title"}) | seen)
        return
    tasks = counted(len(found.tasks), "task")
    out.line(f"{found.title}: {tasks}, every name is known (hash {found.hash[:12]}).")
    for task, rules in found.tasks.items():
        out.line(f"  {task}: {_said(rules)}")
    for one in looks:
        out.line(f"look: {one}")


_MOST = 5
"""Mistakes that are told at once; --json has all of them."""


def _read(name: str) -> tuple[RoutingPolicy, list[Mistake]]:
    """The policy as it is understood, and what of it nothing in the catalog can meet."""
    from intel.catalog.routing_facts import known_policy, unmet_wishes

    stated = compose.policy(name)
    with compose.reading() as connection:
        found = known_policy(connection, stated)
        return found, unmet_wishes(connection, found, compose.now())


def _said(rules: Rules) -> str:
    """The wishes that differ from what goes without saying."""
    asked = f"at least {rules.at_least} with {rules.probability:.0%} probability" if rules.at_least else "by name"
    plain = Rules.model_validate({"at_least": 0}).model_dump(mode="json")
    stated = rules.model_dump(mode="json", exclude={"at_least", "probability"})
    wishes = [key for key, value in stated.items() if value != plain[key]]
    return asked + (f"; states {', '.join(wishes)}" if wishes else "")


def _new(name: str, output: Path | None) -> None:
    text = curated.policy_text(name)
    if output is None:
        out.raw(text)
        return
    if output.exists():
        raise UsageError(f"{output} is there already: name another file.")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8")
    out.say(f"Wrote {output}; `intel policy check {output}` reads it, INTEL_POLICY={output} makes it the owner's.")
