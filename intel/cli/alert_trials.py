"""Trying out alerts: one message to a channel, or what a rule would have told of."""

from datetime import timedelta

import typer
from sqlalchemy import Engine

from intel.alerting import send_test
from intel.alerts.events import Happened
from intel.alerts.happened import happened_since
from intel.alerts.matching import matches
from intel.alerts.rules import Rule, Rules
from intel.alerts.sayings import said
from intel.cli import out, telling
from intel.cli.app import PARTLY
from intel.cli.compose import now, settings
from intel.errors import UsageError
from intel.units import counted

DAYS = 90


def trial(engine: Engine, names: list[str], json: bool) -> None:
    """``intel alerts test NAME``."""
    owner = telling.rules()
    if not names:
        raise UsageError(f"Say which channel or rule; there are {_known(owner)}.")
    if names[0] in owner.channels:
        _test_channel(owner, names[0], json)
    else:
        _test_rule(engine, owner, names[0], json)


def _known(owner: Rules) -> str:
    return ", ".join([*owner.channels, *(rule.name for rule in owner.rules)]) or "none"


def _test_channel(owner: Rules, name: str, json: bool) -> None:
    printed: list[str] = []
    write = printed.append if json else out.line
    outcome = send_test(owner.channels[name], write, now, offline=settings().offline)
    if json:
        out.document({"channel": name, "sent": not outcome.error, "error": outcome.error or None})
    else:
        out.line(f"{name}: {outcome.error or 'sent'}")
    if outcome.error:
        raise typer.Exit(PARTLY)


def _test_rule(engine: Engine, owner: Rules, name: str, json: bool) -> None:
    """What a rule would have told of in the last ninety days."""
    rule = next((r for r in owner.rules if r.name in (name, f"{name}:{r.channel}")), None)
    if rule is None:
        raise UsageError(f"No channel or rule is called {name!r}; there are {_known(owner)}.")
    hits = _hits(engine, owner, rule)
    if json:
        out.document({"rule": rule.name, "days": DAYS, "events": [
            {"id": one.id, "kind": one.kind, "at": out.iso(one.at), "what": said(one).what} for one in hits
        ]})  # fmt: skip
        return
    last = ", the last of them:" if hits else "."
    out.line(f"{rule.name} would have told of {counted(len(hits), 'event')} in {DAYS} days{last}")
    for one in hits[-10:]:
        out.line(f"  {one.at:%Y-%m-%d}  {said(one).what}")


def _hits(engine: Engine, owner: Rules, rule: Rule) -> list[Happened]:
    since, number, hits = now() - timedelta(days=DAYS), 0, []
    with engine.connect() as conn:
        while True:
            found, last = happened_since(conn, number, rule.kinds)
            hits += [one for one in found if one.at >= since and matches(rule, one, owner.used)]
            if last == number:
                return hits
            number = last
