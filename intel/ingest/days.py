"""A folder of captures of several days, named by their day: a past to replay in order."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from intel.errors import UsageError
from intel.ingest.replay import Replay

_DAY = re.compile(r"^(\d{4}-\d{2}-\d{2})(?:T(\d{2})-?(\d{2})Z)?(?=\.|$)")
"""A name that begins with a day, or with a day and a time: "2026-05-31T0630Z.json"."""


def in_order(folder: Path, also: Sequence[str] = ()) -> list[tuple[datetime, Replay]]:
    """The captures of a folder whose names begin with their day, oldest first; empty when there are none.

    Raises:
        UsageError: a name begins with no day of the calendar, two captures are of one moment, or an index is broken.
    """
    found: dict[datetime, Path] = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if (named := _DAY.match(path.name)) is None:
            continue
        try:
            moment = datetime.fromisoformat(f"{named[1]}T{named[2] or '00'}:{named[3] or '00'}+00:00")
        except ValueError:
            raise UsageError(f"{path} begins with a day that no calendar has.") from None
        if moment in found:
            raise UsageError(f"{folder} holds two captures of one moment: {found[moment].name} and {path.name}.")
        found[moment] = path
    return [(moment, Replay.load(path, also)) for moment, path in sorted(found.items())]
