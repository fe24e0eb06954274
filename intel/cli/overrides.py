"""``intel overrides``: what the owner knows better, and whether the world has caught up."""

from typing import Annotated, Any

import typer

from intel.catalog.override_state import IN_FORCE, OverrideState, override_states
from intel.catalog.overriding import load_overrides
from intel.cli import options, out
from intel.cli.app import FOUND
from intel.cli.compose import now, reading, settings
from intel.errors import UsageError
from intel.market.owners_word import AliasOverride, FeeOverride, KindOverride
from intel.units import counted

Action = Annotated[str, typer.Argument(metavar="list|check", help="What to do.")]


def overrides(action: Action, json: options.Json = False) -> None:
    """Your own word on a price, a fee, a kind or a name: list it beside the world's, or check the file.

    `check` ends with 3 where one has ended, is about nothing, or states what the world states too.
    """
    if action not in ("list", "check"):
        raise UsageError(f"Say list or check, not {action!r}.")
    owner = settings()
    with reading() as connection:
        found = override_states(connection, load_overrides(owner.overrides_path), now())
    idle = [one for one in found if one.state != IN_FORCE]
    shown = found if action == "list" else idle
    if json:
        out.document([_row(one) for one in shown])
    elif shown:
        columns = [out.Column(title) for title in ("override", "says", "state", "the world", "by", "until", "because")]
        out.table(columns, [_cells(one) for one in shown])
    elif not found:
        file = owner.overrides_path or owner.data_dir / "overrides.toml"
        out.line(f"No overrides in {file}: docs/overrides.md shows how to write one.")
    else:
        out.line(f"{counted(len(found), 'override')}, all of them in force.")
    if action == "check" and idle:
        raise typer.Exit(FOUND)


def _cells(one: OverrideState) -> list[str]:
    until = one.override.until
    return [
        one.override.subject, one.stated, one.state, one.world or out.UNKNOWN, one.source or out.UNKNOWN,
        until.isoformat() if until else "", one.override.because,
    ]  # fmt: skip


def _row(one: OverrideState) -> dict[str, Any]:
    override = one.override
    return {
        "kind": _KINDS.get(type(override), "price"), "subject": override.subject, "stated": one.stated,
        "state": one.state, "world": one.world or None, "source": one.source or None,
        "until": override.until.isoformat() if override.until else None, "because": override.because or None,
    }  # fmt: skip


_KINDS: dict[type, str] = {FeeOverride: "fee", KindOverride: "kind", AliasOverride: "alias"}
