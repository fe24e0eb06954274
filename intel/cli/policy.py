"""``intel policy``: an owner's routing policy, checked, begun, and explained to an editor."""

from pathlib import Path
from typing import Annotated

import typer

from intel.catalog import curated
from intel.cli import compose, options, out
from intel.errors import UsageError
from intel.routing.policy import Rules, schema
from intel.routing.policy_file import check_names


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
    if action == "check":
        _check(name, json)
    elif action == "new":
        _new(name or "balanced", output)
    elif action == "schema" and not name:
        out.document(schema())
    else:
        raise UsageError(f"Say check, new or schema, not {f'{action} {name}'.strip()!r}.")


def _check(name: str, json: bool) -> None:
    from intel.catalog.routing_facts import known_names

    found = compose.policy(name)
    with compose.reading() as connection:
        check_names(found, known_names(connection))
    if json:
        out.document(
            {"title": found.title, "policy_hash": found.hash, **found.model_dump(mode="json", exclude={"title"})}
        )
        return
    out.line(f"{found.title}: {len(found.tasks)} tasks, every name is known (hash {found.hash[:12]}).")
    for task, rules in found.tasks.items():
        out.line(f"  {task}: {_said(rules)}")


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
