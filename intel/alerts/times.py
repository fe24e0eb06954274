"""When something is told: at once, after the quiet hours, or with a digest. Pure."""

from datetime import UTC, datetime, timedelta

from intel.alerts.events import CRITICAL
from intel.alerts.rules import DAILY, INSTANT, Rules

_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


def due_at(rules: Rules, digest: str, severity: str, now: datetime) -> datetime:
    """When an event of ``now`` is to be told.

    What is critical waits for no quiet hours; a digest waits for its time.
    """
    if digest != INSTANT:
        return _digest_time(rules, digest, now)
    return now if severity == CRITICAL else _after_quiet(rules, now)


def _digest_time(rules: Rules, digest: str, now: datetime) -> datetime:
    local = now.astimezone(rules.zone)
    days = 0 if digest == DAILY else (rules.digest_weekday - local.weekday()) % 7
    step = 1 if digest == DAILY else 7
    day = local.date() + timedelta(days=days)
    due = datetime.combine(day, rules.digest_at, rules.zone).astimezone(UTC)
    if due <= now:
        due = datetime.combine(day + timedelta(days=step), rules.digest_at, rules.zone).astimezone(UTC)
    return due


def _after_quiet(rules: Rules, now: datetime) -> datetime:
    if rules.quiet is None:
        return now
    start, end = rules.quiet
    local = now.astimezone(rules.zone)
    clock = local.timetz().replace(tzinfo=None)
    inside = start <= clock < end if start <= end else clock >= start or clock < end
    if not inside:
        return now
    days = 1 if start > end and clock >= start else 0
    return datetime.combine(local.date() + timedelta(days=days), end, rules.zone).astimezone(UTC)


def wait(attempts: int) -> timedelta:
    """How long to wait after so many attempts in vain: a minute, then four times as long, six hours at most."""
    times: int = 4 ** min(attempts - 1, 10)
    return min(_FIRST_WAIT * times, _LONGEST_WAIT)
