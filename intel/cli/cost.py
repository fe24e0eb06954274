"""``intel cost``: what one request costs, line by line, or a log of them in sum."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from intel.catalog import queries
from intel.cli import options, out, priced, rows, usage_cost
from intel.cli.compose import now, reading
from intel.errors import UsageError
from intel.market.cost import CostLine
from intel.rates import Meter
from intel.records import TIERS
from intel.units import money_text

Tokens = Annotated[int | None, typer.Option("--input", min=0, help="Prompt tokens, cached ones included.")]
Answered = Annotated[int | None, typer.Option("--output", min=0, help="Answer tokens.")]
Log = Annotated[
    Path | None,
    typer.Option(
        "--usage",
        metavar="FILE",
        help="Price a whole log instead: CSV with columns model, input, output; or JSON lines.",
    ),
]
Others = Annotated[
    list[str] | None, typer.Option("--meter", metavar="NAME=N", help="Units of another meter, as web_search=2.")
]


def cost(
    model: Annotated[str, typer.Argument(metavar="[MODEL]", help="Model id, slug or any known name of it.")] = "",
    input_tokens: Tokens = None,
    output_tokens: Answered = None,
    usage: Log = None,
    provider: options.Provider = "",
    cached: Annotated[int, typer.Option("--cached", min=0, help="Prompt tokens read from the cache.")] = 0,
    cache_write: Annotated[int, typer.Option("--cache-write", min=0, help="Prompt tokens written to the cache.")] = 0,
    cache_ttl: Annotated[str, typer.Option("--cache-ttl", help="Lifetime of the written cache: 5m or 1h.")] = "",
    meter: Others = None,
    tier: Annotated[str, typer.Option("--tier", help=f"Service tier: {', '.join(TIERS)}.")] = TIERS[0],
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="Time of the request; now by default.")] = "",
    json: options.Json = False,
) -> None:
    """What one request costs in USD, with its breakdown; or a whole log of them.

    Context tiers, cache prices and hours of the day count as the provider states them; a meter without a price is
    an error that names it. Without --provider the cheapest comparable host for this very request answers.
    A log given as --usage has one request a row; its columns provider, at, cached, cache_write, cache_ttl, tier and
    the names of other meters count as the options do, and each request pays the prices of its time. JSON lines with
    the `usage` of OpenAI's or Anthropic's replies, of LiteLLM's logs or OpenRouter's generations are read as they are.
    """
    moment = options.parse_time(at, "--at")
    if usage is not None:
        counts = (input_tokens, output_tokens, cached or None, cache_write or None)
        if model or provider or cache_ttl or meter or tier != TIERS[0] or any(n is not None for n in counts):
            raise UsageError("--usage takes model, provider, tokens, tier and meters from the columns of its file.")
        usage_cost.show(usage, moment, now(), json)
        return
    if tier not in TIERS:
        raise UsageError(f"--tier {tier!r} is none of {', '.join(TIERS)}.")
    prompt, answered = _given(model, input_tokens, output_tokens)
    used = _usage(prompt, answered, cached, cache_write) | _others(meter or [])
    _one(model, priced.Request(used, moment or now(), cache_ttl), moment, provider, tier, json)


def _one(model: str, request: priced.Request, moment: datetime | None, provider: str, tier: str, json: bool) -> None:
    with reading() as connection:
        found = queries.find_model(connection, model)
        offers, note = priced.offers_at(connection, found.id, moment, now())
    answer = priced.answer(found.id, offers, request, provider, tier)
    notes = [*([note] if note else []), *answer.notes]
    if json:
        out.document(_row(answer, request.at, notes))
    else:
        _show(answer, request.at, notes)


def _given(model: str, prompt: int | None, answered: int | None) -> tuple[int, int]:
    """What one request cannot be priced without; ``UsageError`` names the first that is missing."""
    if not model:
        raise UsageError("Missing argument 'MODEL'. Try: intel cost --help")
    if prompt is None or answered is None:
        raise UsageError(f"Missing option '{'--input' if prompt is None else '--output'}'. Try: intel cost --help")
    return prompt, answered


def _usage(prompt: int, output: int, cached: int, written: int) -> dict[Meter, int]:
    if cached + written > prompt:
        raise UsageError("--input is the whole prompt: --cached and --cache-write together cannot exceed it.")
    fresh = prompt - cached - written
    return {Meter.INPUT: fresh, Meter.CACHE_READ: cached, Meter.CACHE_WRITE: written, Meter.OUTPUT: output}


def _others(stated: Sequence[str]) -> dict[Meter, int]:
    others = {}
    for text in stated:
        name, _, number = text.partition("=")
        if not (number.isascii() and number.isdecimal() and len(number) <= _MOST_DIGITS):
            raise UsageError(f"--meter {text!r}: write NAME=N, as web_search=2.")
        if name not in _OTHERS:
            raise UsageError(f"--meter {name!r} is no meter of its own; there are {', '.join(sorted(_OTHERS))}.")
        others[Meter(name)] = int(number)
    return others


_MOST_DIGITS = 18
"""Of the units of a meter in one request."""

_OTHERS = {meter.value for meter in Meter} - {"input", "output", "cache_read", "cache_write"}
"""Meters that have no option of their own."""


def _row(answer: priced.Answer, at: datetime, notes: Sequence[str]) -> dict[str, object]:
    return {
        "model": answer.offer.model,
        "comparable": not answer.word,
        "word": answer.word,
        **rows.key_row(answer.offer),
        "at": out.iso(at),
        "usd": money_text(answer.cost.total),
        "lines": [_line(line) for line in answer.cost.lines],
        "notes": list(notes),
        **rows.evidence_row(answer.offer),
    }


def _line(line: CostLine) -> dict[str, object]:
    return {
        "meter": line.meter.value,
        "unit": line.meter.unit,
        "quantity": line.quantity,
        "usd_per_million": money_text(line.amount),
        "condition": line.condition or None,
        "usd": money_text(line.total),
    }


def _show(answer: priced.Answer, at: datetime, notes: Sequence[str]) -> None:
    offer, believed = answer.offer, answer.offer.believed
    out.line(
        f"${money_text(answer.cost.total)} for one request to {offer.model} at {out.host(offer)} ({offer.key.sku})"
    )
    out.line()
    titles = (("meter", False), ("quantity", True), ("USD per million", True), ("when", False), ("USD", True))
    out.table(
        [out.Column(title, number=number) for title, number in titles],
        [
            [
                f"{line.meter.value} ({line.meter.unit}s)",
                out.count(line.quantity),
                money_text(line.amount) or "",
                line.condition or "always",
                money_text(line.total) or "",
            ]
            for line in answer.cost.lines
        ],
    )
    out.line()
    if believed:
        stale = ", stale" if believed.stale else ""
        out.line(f"Source: {believed.source}, checked {believed.checked_at:%Y-%m-%d}{stale}, {offer.agreement}.")
        out.line(f"Time of the request: {out.iso(at)}.")
    for note in notes:
        out.line(f"Note: {note}.")
