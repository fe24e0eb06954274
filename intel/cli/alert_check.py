"""``intel alerts check``: what is wrong in the rules, in what they need, and in what became of telling."""

import typer
from sqlalchemy import Connection, Engine, select

from intel.alerting import misled, unset_variables
from intel.alerts.backlog import counts
from intel.alerts.rule_names import stated_name, strangers
from intel.alerts.rules import Rules
from intel.catalog import write_rows as rows
from intel.catalog.routing_facts import known_names
from intel.cli import out, telling
from intel.cli.app import FOUND
from intel.cli.compose import settings
from intel.units import counted


def check(engine: Engine, _: list[str], json: bool) -> None:
    """Say it, and first write what time has brought about; exit code 3 where something is to be mended."""
    owner = telling.rules()
    events = telling.tick(engine, owner)
    with engine.connect() as conn:
        found, faults = counts(conn), _faults(conn, owner)
        warnings = strangers(owner.rules, known_names(conn))
    if json:
        out.document({
            "rules": _stated(owner), "channels": sorted(owner.channels), "deliveries": found,
            "events": [{"kind": e.kind, "subject": e.subject, "at": out.iso(e.at)} for e in events], "faults": faults,
            "warnings": warnings,
        })  # fmt: skip
    else:
        out.line(_summary(owner))
        for word, said in (
            *(("new", f"{event.kind.replace('_', ' ')}, {event.subject}") for event in events),
            *(("look", warning) for warning in warnings), *(("wrong", fault) for fault in faults),
        ):  # fmt: skip
            out.line(f"{word}: {said}")
    if faults:
        raise typer.Exit(FOUND)


def _faults(conn: Connection, owner: Rules) -> list[str]:
    delivery = rows.table("delivery")
    waiting = set(conn.execute(select(delivery.c.channel).where(delivery.c.state == "waiting")).scalars())
    channels, dead = owner.channels.values(), counts(conn).get("dead", 0)
    faults = [f"{c.name} needs the variable {name}" for c in channels for name in unset_variables(c)]
    faults += [f"{c.name}: {c.url_env} holds no address to send to" for c in channels if misled(c)]
    faults += [
        f"deliveries wait for {name}, which no rule file names" for name in sorted(waiting - set(owner.channels))
    ]
    given_up = counted(dead, "delivery was", "deliveries were")
    return [*faults, f"{given_up} given up: intel alerts list --state dead"] if dead else faults


def _summary(owner: Rules) -> str:
    file = settings().alerts_path
    if file is None:
        place = settings().data_dir / "alerts.yaml"
        return f"No rules yet: `intel alerts example > {place}` is a file to begin with."
    return f"{file}: {counted(_stated(owner), 'rule')}, {counted(len(owner.channels), 'channel')}."


def _stated(owner: Rules) -> int:
    """Rules as the file has them; one for several channels is one."""
    return len({stated_name(rule) for rule in owner.rules})
