"""``intel quarantine``: what waits to be believed, and the owner's word on it."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from intel.catalog.quarantine import HeldState, held_states
from intel.catalog.tables import KEY_PARTS
from intel.cli import options, out
from intel.cli.compose import now, opened, reading, settings
from intel.errors import UsageError
from intel.records import UNKNOWN_START

Action = Annotated[str, typer.Argument(metavar="list|accept|reject", help="What to do.")]
Numbers = Annotated[list[str] | None, typer.Argument(metavar="[NUMBER]…", help="Which, as the list numbers them.")]


def quarantine(action: Action, numbers: Numbers = None, json: options.Json = False) -> None:
    """What waits to be believed: list it, accept it or reject it.

    Every number is one transaction; what was done before a wrong number stays done.
    """
    if action not in ("list", "accept", "reject"):
        raise UsageError(f"Say list, accept or reject, not {action!r}.")
    if (action == "list") == bool(numbers):
        raise UsageError("`list` takes no number." if numbers else f"Say which: `intel quarantine {action} NUMBER`.")
    found = _listed() if action == "list" else [_settled(action, number) for number in _numbers(numbers or ())]
    if json:
        out.document([_row(held) for held in found])
        return
    if not found:
        out.line("Nothing waits in quarantine.")
    for held in found:
        _show(held, "" if action == "list" else f"{action}ed: ")


def _numbers(stated: Sequence[str]) -> list[int]:
    """All of them before any is acted on."""
    return [options.listed_number(text, "what waits", "intel quarantine list") for text in stated]


def _listed() -> list[HeldState]:
    with reading() as connection:
        return held_states(connection)


def _settled(action: str, number: int) -> HeldState:
    from intel.actions import accept_held_from, reject_held

    with opened() as engine:
        if action == "reject":
            return reject_held(engine, number, now=now())
        return accept_held_from(engine, number, now=now(), archive_dir=settings().archive_dir)


def _show(held: HeldState, done: str) -> None:
    out.line(f"{held.id}  {done}{'the whole run' if held.key is None else held.subject} ({held.source})")
    if held.stated:
        start = held.effective_from
        dated = f" from {start:%Y-%m-%d}" if start is not None and start != UNKNOWN_START else ""
        out.line(f"    {held.stated}{dated}")
    out.line(f"    {held.reason}; waits since {held.held_at:%Y-%m-%d %H:%M} UTC; sha256 {held.sha256}")


def _row(held: HeldState) -> dict[str, Any]:
    start = held.effective_from
    return {
        "id": held.id,
        "source": held.source,
        "model": held.model,
        **{name: getattr(held.key, name) if held.key else None for name in KEY_PARTS},
        "reason": held.reason,
        "stated": held.stated or None,
        "effective_from": out.iso(start) if start is not None and start != UNKNOWN_START else None,
        "held_at": out.iso(held.held_at),
        "sha256": held.sha256,
    }
