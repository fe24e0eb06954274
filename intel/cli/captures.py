"""What ``intel collect`` runs a source on: the network, one capture, or the captures of a folder in order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from intel.cli import options
from intel.cli.compose import now
from intel.errors import UsageError
from intel.ingest.days import in_order
from intel.ingest.replay import Replay
from intel.source import Collector

_AHEAD = timedelta(days=31)
"""A replay further in the future is a slip of the year: it would make every reply until then a thing of the past."""


def captures_of(
    replay: Path | None, at: str, chosen: Sequence[Collector]
) -> list[tuple[datetime | None, Replay | None]]:
    """What to run each source on, and when it was seen: the network now, one capture, or a folder's days in order."""
    if replay is None:
        if at:
            raise UsageError("--at goes with --replay: a live reply is seen now.")
        return [(None, None)]
    if len(chosen) != 1:
        raise UsageError("--replay feeds one source: name it, as in `intel collect litellm --replay FILE`.")
    also = chosen[0].SOURCE.also
    days = [] if (replay / "index.json").exists() else in_order(replay, also)
    if days and at:
        raise UsageError(f"--at does not go with {replay}: its captures bear their own days.")
    captures: list[tuple[datetime | None, Replay | None]] = [*days]
    captures = captures or [(options.parse_time(at, "--at"), Replay.load(replay, also))]
    newest = captures[-1][0]
    if newest is not None and newest > now() + _AHEAD:
        raise UsageError(f"{newest:%Y-%m-%d} lies ahead: a reply is replayed as of a day on which it was seen.")
    return captures
