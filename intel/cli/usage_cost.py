"""What a log of requests cost: each at the prices of its own time, summed by model and provider."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from sqlalchemy import Connection

from intel.catalog import queries
from intel.catalog.identity_store import load_provider_names
from intel.catalog.past import boundaries
from intel.cli import out, priced
from intel.cli.app import PARTLY
from intel.cli.compose import reading
from intel.cli.usage_log import UsageLog, read
from intel.errors import UnpricedError, UsageError
from intel.market.cost import PROMPT
from intel.market.pricer import amount
from intel.rates import Meter
from intel.records import TIERS
from intel.units import counted, money_text
from intel.views import OfferView

if TYPE_CHECKING:
    from intel.market.bulk import Priced, Requests

_TOLD = 5
"""Lines that are no request and are told one by one."""
CHEAPEST = ""
"""Provider of a row that names none: the cheapest comparable host for that very request."""


@dataclass(slots=True)
class Sum:
    """What one provider was paid for one model."""

    requests: int = 0
    tokens: dict[Meter, int] = field(default_factory=lambda: defaultdict(int))
    units: int = 0


@dataclass(slots=True)
class Bill:
    """The sums by (model, provider), and what could not be priced: (model, provider, why) → rows."""

    sums: dict[tuple[str, str], Sum] = field(default_factory=lambda: defaultdict(Sum))
    unpriced: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    undated: int = 0
    """Requests of a time for which no price was recorded: today's stand in."""


def show(path: Path, at: datetime | None, now: datetime, json: bool) -> None:
    """Price the log in ``path`` and print the sums; exit code 1 when some request could not be priced."""
    log = read(path, at or now)
    with reading() as connection:
        bill = price_log(connection, log, now)
    if log.unused:
        out.say(f"Columns that say nothing about a price: {', '.join(log.unused)}.")
    if bill.undated:
        many = f"{counted(bill.undated, 'request')} {'is' if bill.undated == 1 else 'are'}"
        out.say(f"{many} older than any recorded price; today's are used.")
    for line, why in sorted(log.faults.items())[:_TOLD]:
        out.say(f"Not priced: {path}, line {line}: {why}")
    if (more := len(log.faults) - _TOLD) > 0:
        out.say(f"Not priced: {counted(more, 'more line')} of that kind; --json has all of them.")
    for (model, provider, why), rows in sorted(bill.unpriced.items()):
        to = f"{model}{f' at {provider}' if provider else ''}"
        out.say(f"Not priced: {counted(rows, 'request')} to {to}: {why}")
    (_print_json if json else _print)(bill, log)
    if bill.unpriced or log.faults:
        raise typer.Exit(PARTLY)


def price_log(connection: Connection, log: UsageLog, now: datetime) -> Bill:
    """Every row at what was believed of its prices on its day, or since their last change on that day."""
    from intel.market.bulk import days, groups, stretches

    bill = Bill()
    if not len(log.requests):
        return bill
    log = replace(log, words={**log.words, "provider": _as_ours(connection, log.words["provider"])})
    models, wrong = _named(connection, log.words["model"])
    wanted = sorted(set(models.values()))
    marks = days(log.requests.at)
    sellers = _sellers(connection, log.words["provider"])
    marks = sorted({*marks, *boundaries(connection, wanted, marks[0], marks[-1] + timedelta(days=1), sellers)})
    columns = [stretches(log.requests.at, marks), *(log.codes[w] for w in ("model", "provider", "tier", "cache_ttl"))]
    offers = priced.Then(connection, wanted, now)
    for (stretch, *codes), rows in groups(columns):
        name, provider, tier, ttl = (log.words[w][c] for w, c in zip(log.codes, codes, strict=True))
        if codes[0] in wrong:
            bill.unpriced[name, provider, wrong[codes[0]]] += len(rows)
            continue
        model, since = models[codes[0]], marks[stretch - 1]
        found, note = offers.of(model, since)
        bill.undated += len(rows) if note else 0
        ask = _Ask(model, provider, tier or "standard", since)
        _add(bill, ask, found, replace(log.requests.take(rows), cache_ttl=ttl))
    return bill


def _as_ours(connection: Connection, names: Sequence[str]) -> list[str]:
    """Providers as they are named here; a gateway's word for one ("gemini", "vertex_ai") becomes our id."""
    ids = {view.id for view in queries.provider_views(connection)}
    known = ids | {view.title.casefold() for view in queries.provider_views(connection)}
    called = load_provider_names(connection)
    ours = {name: called.match("litellm", name)[0] for name in names if name and name.casefold() not in known}
    return [ours[name] if ours.get(name) in ids else name for name in names]


def _sellers(connection: Connection, names: Sequence[str]) -> list[str]:
    """Ids of the providers that the log names; none where some row leaves the choice to us."""
    wanted = {name.casefold() for name in names}
    found = queries.provider_views(connection)
    return [] if CHEAPEST in wanted else [p.id for p in found if {p.id.casefold(), p.title.casefold()} & wanted]


def _named(connection: Connection, names: Sequence[str]) -> tuple[dict[int, str], dict[int, str]]:
    """Model ids by the place of the name, and why the other names are none."""
    models, wrong = {}, {}
    for place, name in enumerate(names):
        try:
            models[place] = queries.find_model(connection, name).id
        except UsageError as error:
            wrong[place] = str(error)
    return models, wrong


@dataclass(frozen=True, slots=True)
class _Ask:
    model: str
    provider: str
    tier: str
    at: datetime


def _add(bill: Bill, ask: _Ask, offers: Sequence[OfferView], requests: "Requests") -> None:
    from intel.market.bulk import total

    try:
        if ask.tier not in TIERS:
            raise UsageError(f"tier {ask.tier!r} is none of {', '.join(TIERS)}.")
        fitting = priced.fitting(ask.model, offers, ask.at, ask.provider, ask.tier)
    except UsageError as error:
        bill.unpriced[ask.model, ask.provider, str(error)] += len(requests)
        return
    answer = _priced([o for o, word in fitting if not word], [o for o, word in fitting if word], requests)
    known = answer.known
    done = int(known.sum())
    if done < len(requests):
        why = _why_not(fitting[0][0], requests, int(known.argmin()))
        bill.unpriced[ask.model, ask.provider, why] += len(requests) - done
    if done:
        bought = bill.sums[ask.model, ask.provider.casefold()]
        bought.requests += done
        bought.units += total(answer.units[known])
        for meter, quantity in requests.usage.items():
            bought.tokens[meter] += int(quantity[known].sum())


def _priced(comparable: Sequence[OfferView], others: Sequence[OfferView], requests: "Requests") -> "Priced":
    """Row by row the cheapest comparable offer, and another one only where none of those can be priced."""
    from intel.market.bulk import Priced, cheapest, constant

    unknown = Priced(constant(0, len(requests)), constant(0, len(requests)) > 0)
    first, then = (cheapest([unknown, *_each(offers, requests)]) for offers in (comparable, others))
    return cheapest([first, Priced(then.units, then.known & ~first.known)])


def _each(offers: Sequence[OfferView], requests: "Requests") -> Iterator["Priced"]:
    from intel.market.bulk import constant, price

    for card in {offer.usd.digest: offer.usd for offer in offers if offer.usd}.values():
        usage = dict(requests.usage)
        if card.amount(Meter.REQUEST):
            usage.setdefault(Meter.REQUEST, constant(1, len(requests)))
        yield price(card, replace(requests, usage=usage))


def _why_not(offer: OfferView, requests: "Requests", row: int) -> str:
    usage = {meter: int(quantity[row]) for meter, quantity in requests.usage.items()}
    at = datetime.fromtimestamp(int(requests.at[row]), UTC)
    try:
        priced.price(offer, priced.Request(usage, at, requests.cache_ttl))
    except UnpricedError as error:
        return str(error)
    raise AssertionError("priced over arrays and alone are one")


def _print_json(bill: Bill, log: UsageLog) -> None:
    out.document(
        {
            "requests": len(log.requests) + len(log.faults),
            "priced": sum(bought.requests for bought in bill.sums.values()),
            "usd": money_text(amount(sum(bought.units for bought in bill.sums.values()))),
            "models": [_row(*key, bought) for key, bought in _dearest_first(bill)],
            "unpriced": [
                {"model": model, "provider": provider or None, "requests": rows, "because": why}
                for (model, provider, why), rows in sorted(bill.unpriced.items())
            ],
            "faults": [{"line": line, "because": why} for line, why in sorted(log.faults.items())],
        }
    )


def _row(model: str, provider: str, bought: Sum) -> dict[str, Any]:
    tokens = {f"{meter.value}_{meter.unit}s": count for meter, count in sorted(bought.tokens.items())}
    usd = money_text(amount(bought.units))
    return {"model": model, "provider": provider or None, "requests": bought.requests, **tokens, "usd": usd}


def _print(bill: Bill, log: UsageLog) -> None:
    requests = counted(len(log.requests) + len(log.faults), "request")
    done = sum(bought.requests for bought in bill.sums.values())
    spent = amount(sum(bought.units for bought in bill.sums.values()))
    out.line(f"${_cents(spent)} for {out.count(done)} of {requests}, each at its day's prices")
    if not bill.sums:
        return
    out.line()
    out.table(
        [out.Column("model"), out.Column("provider"), *(out.Column(t, number=True) for t in _COUNTED)],
        [[model, provider or "(cheapest)", *_numbers(bought)] for (model, provider), bought in _dearest_first(bill)],
    )


_COUNTED = ("requests", "input tokens", "of them cached", "output tokens", "USD")


def _numbers(bought: Sum) -> list[str]:
    prompt = sum(bought.tokens[meter] for meter in PROMPT)
    counts = (bought.requests, prompt, bought.tokens[Meter.CACHE_READ], bought.tokens[Meter.OUTPUT])
    return [*map(out.count, counts), _cents(amount(bought.units))]


def _cents(usd: Decimal) -> str:
    return f"{usd.quantize(Decimal('0.01'), ROUND_HALF_EVEN):,}"


def _dearest_first(bill: Bill) -> list[tuple[tuple[str, str], Sum]]:
    return sorted(bill.sums.items(), key=lambda item: (-item[1].units, item[0]))
