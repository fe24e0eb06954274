"""``intel alerts``: the rules, what they led to, and sending it."""

from importlib import resources
from typing import Annotated

import typer
from sqlalchemy import Engine, select

from intel.alerting import misled
from intel.alerts.backlog import STATES, counts, revive
from intel.alerts.feed import ALL, feeds
from intel.alerts.rule_names import stated_name, strangers
from intel.alerts.rules import Rules
from intel.catalog import write_rows as rows
from intel.catalog.engine import writing
from intel.catalog.routing_facts import known_names
from intel.cli import options, out, senders, telling
from intel.cli.alert_list import SHOWN, listing
from intel.cli.alert_trials import trial
from intel.cli.app import PARTLY
from intel.cli.compose import now, opened, settings
from intel.errors import UsageError

FOUND = 3
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
        int | None, typer.Option("--limit", min=1, metavar="N", help=f"list: at most so many; {SHOWN} else.")
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


def _check(engine: Engine, _: list[str], json: bool) -> None:
    owner = telling.rules()
    events = telling.tick(engine, owner)
    with engine.connect() as conn:
        found, channel = counts(conn), rows.table("delivery").c.channel
        waiting = set(conn.execute(select(channel).where(rows.table("delivery").c.state == "waiting")).scalars())
        unknown = strangers(owner.rules, known_names(conn))
    faults = [
        f"{c.name} needs the variable {name}" for c in owner.channels.values() for name in senders.unset_variables(c)
    ]
    faults += [f"{c.name}: {c.url_env} holds no address to send to" for c in owner.channels.values() if misled(c)]
    faults += [
        f"deliveries wait for {name}, which no rule file names" for name in sorted(waiting - set(owner.channels))
    ]
    if dead := found.get("dead"):
        faults.append(
            f"{out.counted(dead, 'delivery was', 'deliveries were')} given up: intel alerts list --state dead"
        )
    if json:
        out.document({
            "rules": _stated(owner), "channels": sorted(owner.channels), "deliveries": found,
            "events": [{"kind": e.kind, "subject": e.subject, "at": out.iso(e.at)} for e in events], "faults": faults,
            "warnings": unknown,
        })  # fmt: skip
    else:
        out.line(_summary(owner))
        for event in events:
            out.line(f"new: {event.kind.replace('_', ' ')}, {event.subject}")
        for warning in unknown:
            out.line(f"look: {warning}")
        for fault in faults:
            out.line(f"wrong: {fault}")
    if faults:
        raise typer.Exit(FOUND)


def _summary(owner: Rules) -> str:
    file = settings().alerts_path
    if file is None:
        place = settings().data_dir / "alerts.yaml"
        return f"No rules yet: `intel alerts example > {place}` is a file to begin with."
    return f"{file}: {out.counted(_stated(owner), 'rule')}, {out.counted(len(owner.channels), 'channel')}."


def _stated(owner: Rules) -> int:
    """Rules as the file has them; one for several channels is one."""
    return len({stated_name(rule) for rule in owner.rules})


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
    if wrong := [name for name in names if not name.isdecimal()]:
        raise UsageError(f"{wrong[0]!r} is no number: `intel alerts list` shows them.")
    with writing(engine) as conn:
        revived = revive(conn, now(), [int(name) for name in names])
    if names and not revived:
        raise UsageError("None of these was given up: `intel alerts list` shows what was.")
    if json:
        out.document({"due": revived})
    else:
        due = out.counted(revived, "delivery is", "deliveries are")
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


_DO = {"check": _check, "deliver": _deliver, "test": trial, "retry": _retry, "feed": _feed}
