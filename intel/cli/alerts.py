"""``intel alerts``: the rules, what they led to, and sending it."""

from importlib import resources
from typing import Annotated

import typer
from sqlalchemy import Engine

from intel.alerts.backlog import STATES, revive
from intel.alerts.feed import ALL, feeds
from intel.catalog.engine import writing
from intel.cli import options, out, telling
from intel.cli.alert_check import check
from intel.cli.alert_list import SHOWN, listing
from intel.cli.alert_trials import trial
from intel.cli.app import PARTLY
from intel.cli.compose import now, opened
from intel.errors import UsageError
from intel.units import counted

MOST = 1_000_000_000
"""Deliveries that may be asked for at once: more than any catalog holds."""

ACTIONS = ("check", "list", "deliver", "test", "retry", "feed", "example")

Action = Annotated[str, typer.Argument(metavar="|".join(ACTIONS), help="What to do.")]
Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME]…", help="test: a channel or rule; retry: numbers of the list; feed: a task."),
]


def alerts(
    action: Action,
    names: Names = None,
    state: Annotated[str, typer.Option("--state", metavar="S", help=f"list: one of {', '.join(STATES)}.")] = "",
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, max=MOST, metavar="N", help=f"list: at most so many; {SHOWN} else.")
    ] = None,
    json: options.Json = False,
) -> None:
    """Who is told of what: check the rules, list deliveries, send what is due, test, retry, print a feed.

    `check` also looks what time has brought about: sources that fell silent, offers whose end is near. `example` prints
    a file to begin with.
    """
    if action not in ACTIONS:
        raise UsageError(f"Say {', '.join(ACTIONS[:-1])} or {ACTIONS[-1]}, not {action!r}.")
    given = names or []
    if len(given) > {"test": 1, "feed": 1, "retry": 1000}.get(action, 0):
        raise UsageError(f"`intel alerts {action}` takes {'one name' if action in ('test', 'feed') else 'no name'}.")
    if (state or limit) and action != "list":
        raise UsageError("--state and --limit are for `intel alerts list`.")
    if action == "example":
        out.raw(resources.files("intel.alerts").joinpath("example.yaml").read_text(encoding="utf-8"))
        return
    with opened() as engine:
        if action == "list":
            listing(engine, state, limit or SHOWN, json)
        else:
            _DO[action](engine, given, json)


def _deliver(engine: Engine, _: list[str], json: bool) -> None:
    printed: list[str] = []
    done = telling.told(engine, telling.rules(), printed.append if json else out.line)
    if json:
        out.document({
            "sent": done.sent, "again": done.again, "dead": done.dead, "unknown_channels": list(done.unknown),
            "errors": done.trouble, "printed": printed,
        })  # fmt: skip
    else:
        out.say(str(done) or "Nothing is due.")
    if done.again or done.dead or done.unknown:
        raise typer.Exit(PARTLY)


def _retry(engine: Engine, names: list[str], json: bool) -> None:
    numbers = [options.listed_number(name, "a delivery", "intel alerts list") for name in names]
    with writing(engine) as conn:
        revived = revive(conn, now(), numbers)
    if names and not revived:
        raise UsageError("None of these was given up: `intel alerts list` shows what was.")
    if json:
        out.document({"due": revived})
    else:
        due = counted(revived, "delivery is", "deliveries are")
        them = "it" if revived == 1 else "them"
        out.line(f"{due} due again; `intel alerts deliver` sends {them}.")


def _feed(engine: Engine, names: list[str], json: bool) -> None:
    owner, name = telling.rules(), names[0] if names else ALL
    with engine.connect() as conn:
        made = feeds(conn, owner)
    if name not in made:
        raise UsageError(f"No feed is called {name!r}; there are {', '.join(sorted(made))}.")
    if json:
        out.document({"name": name, "atom": made[name], "feeds": sorted(made)})
    else:
        out.raw(made[name])


_DO = {"check": check, "deliver": _deliver, "test": trial, "retry": _retry, "feed": _feed}
