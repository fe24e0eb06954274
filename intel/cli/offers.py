"""``intel offers``: who sells a model, and for how much."""

from collections.abc import Sequence
from datetime import datetime

from intel.catalog import curated, queries
from intel.catalog.past import history
from intel.cli import options, out, rows
from intel.cli.compose import now, reading, then
from intel.market.comparable import listed
from intel.market.cost import Workload, blended
from intel.market.ends import ends_ahead
from intel.market.overrides import OVERRIDE
from intel.rates import Meter
from intel.units import counted
from intel.views import ModelView, OfferView

_WEIGHTS = {True: "open weights", False: "closed", None: "licence unknown"}
VERY_WIDE = 150
_COLUMNS = (
    out.Column("host"),
    out.Column("kind", room=out.WIDE),
    out.Column("sku", room=VERY_WIDE),
    out.Column("in", number=True),
    out.Column("out", number=True),
    out.Column("cached", number=True),
    out.Column("blended", number=True),
    out.Column("context", number=True, room=out.ROOMY),
    out.Column("prec.", room=out.WIDE),
    out.Column("source", room=out.ROOMY),
    out.Column("age", number=True),
    out.Column("agreement", room=out.WIDE),
)


def offers(
    model: options.Model, workload: options.WorkloadName = "", as_of: options.AsOf = "", json: options.Json = False
) -> None:
    """Hosts of a model: comparable ones cheapest first, then the others and why.

    Comparable is the standard tier of a host that is neither gateway, plan nor local, with input and output priced
    above zero; one row per host, its cheapest.
    """
    chosen = curated.workloads().get(workload)
    moment = then(as_of)
    at = moment or now()
    with reading(moment) as connection:
        found = queries.find_model(connection, model)
        shown = listed(queries.offers(connection, found.id, now=now(), as_of=moment), chosen, at)
        first = history(connection, found.id, now=now())[:1] if moment and not shown else []
    if json:
        out.document([rows.offer_row(offer, word, chosen, at) for offer, word in shown])
    else:
        _show(found, shown, chosen, at)
    for change in first:
        out.say(f"Nobody had been seen to sell {found.id} by {at:%Y-%m-%d}: its prices begin on {change.at:%Y-%m-%d}.")


def _show(model: ModelView, shown: Sequence[tuple[OfferView, str]], workload: Workload, at: datetime) -> None:
    comparable = [offer for offer, word in shown if not word]
    others = [(offer, word) for offer, word in shown if word]
    named = f"{model.title} ({model.id}, {_WEIGHTS[model.open_weights]})"
    out.line(f"{named}: {counted(len(comparable), 'comparable host')}")
    out.line(f"USD per million tokens; {out.workload(workload)}")
    if comparable:
        out.line()
        out.table(_COLUMNS, [_cells(offer, workload, at) for offer in comparable])
    if others:
        out.line()
        out.line(f"{len(others)} not comparable")
        columns = (_COLUMNS[0], out.Column("why"), out.Column("kind", room=VERY_WIDE), *_COLUMNS[2:])
        out.table(columns, [_cells(offer, workload, at, word) for offer, word in others])
    for sentence, concerned in _remarks(comparable, [offer for offer, _ in shown]):
        if concerned:
            out.line()
            out.line(f"{sentence}: {', '.join(map(out.host, concerned))}")
    ends = ends_ahead((offer for offer, _ in shown), at.date(), out.host)
    for text in ("", *ends) if ends else ():
        out.line(text)


def _remarks(comparable: Sequence[OfferView], shown: Sequence[OfferView]) -> list[tuple[str, list[OfferView]]]:
    """What must be said below the table, and of whom."""
    disputed = [offer for offer in comparable if offer.agreement == "disputed"]
    return [
        ("Sources disagree on the price (`intel why` shows them)", disputed),
        ("A newer price waits in quarantine", [offer for offer in comparable if offer.held]),
        ("* Your own price (`intel overrides list`)", [offer for offer in shown if offer.agreement == OVERRIDE]),
    ]


def _cells(offer: OfferView, workload: Workload, at: datetime, word: str = "") -> list[str]:
    believed, card = offer.believed, offer.usd
    prices = [out.usd(card.amount(m) if card else None) for m in (Meter.INPUT, Meter.OUTPUT, Meter.CACHE_READ)]
    age = (at - believed.checked_at).total_seconds() if believed else None
    return [
        out.host(offer) + (" *" if offer.agreement == OVERRIDE else ""),
        *([word] if word else []),
        offer.provider.kind,
        offer.key.sku,
        *prices,
        out.usd(blended(card, workload, at)),
        out.tokens(offer.limits.context_tokens),
        offer.key.quantization or out.UNKNOWN,
        believed.source if believed else out.UNKNOWN,
        out.age(age, believed.stale if believed else False),
        offer.agreement or out.UNKNOWN,
    ]
