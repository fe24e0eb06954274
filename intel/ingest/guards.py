"""What a run must pass before it is believed. Pure.

A held price or run is let in when it is stated again by other bytes, or at least a cadence later, or (a price) when an
independent source states it too. Real cuts of 80 % happen; a slipped decimal point seldom survives the next release.
Two holds are never lifted by repetition: a reply under the source's floor and a currency that ISO 4217 does not know.
"""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

from intel.catalog.batch import Census, Held, Proposal, RunVerdict, Verdict
from intel.market.changes import in_force
from intel.rates import Meter, RateCard
from intel.records import Price

MAX_RATIO = Decimal(5)
MIN_RATIO = Decimal("0.2")
MAX_GONE = Decimal("0.5")
MAX_REJECTED = Decimal("0.05")
_BASE = (Meter.INPUT, Meter.OUTPUT)
_SIX_DIGITS = Context(prec=6, rounding=ROUND_HALF_EVEN)

_CODES = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY "
    "COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR "
    "ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK "
    "MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF "
    "SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU "
    "UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
CURRENCIES = frozenset(_CODES.split())
"""National currencies of ISO 4217 as of 2026, without funds, metals and codes for testing."""


def guard_row(proposal: Proposal) -> Verdict:
    """Hold an offer whose price jumps more than fivefold either way, crosses zero or is in no known currency."""
    reasons: dict[datetime, str] = {}
    final = False
    for price in proposal.opened:
        if price.card.currency not in CURRENCIES:
            reasons[price.effective_from] = f"unknown currency {price.card.currency[:20]!r}"
            final = True
        elif reason := _jump(_before(proposal, price), price.card):
            reasons[price.effective_from] = reason
    if not reasons:
        return Verdict()
    released = not final and (_repeated(proposal, reasons) or _witnessed(proposal, reasons))
    return Verdict(reasons, released)


def _before(proposal: Proposal, price: Price) -> Price | None:
    """The believed price that ``price`` takes the place of: of the same period, else the one in force now."""
    same = [p for p in proposal.believed if p.effective_from == price.effective_from]
    return same[0] if same else in_force(proposal.believed, proposal.at)


def _jump(before: Price | None, card: RateCard) -> str:
    for meter in _BASE if before is not None else ():
        old, new = before.card.amount(meter) if before else None, card.amount(meter)
        if old is None or new is None or old == new:
            continue
        change = f"{meter} {old:f} → {new:f}"
        if not old or not new:
            return f"{change} crosses zero"
        if not MIN_RATIO <= new / old <= MAX_RATIO:
            return f"{change} is a change by more than a factor of 5"
    return ""


def _repeated(proposal: Proposal, reasons: dict[datetime, str]) -> bool:
    """The same prices have waited and are stated by other bytes or a cadence later."""
    waits = {(held.effective_from, held.stated): held for held in proposal.held}
    asked = {
        (p.effective_from, f"{p.card.currency} {p.card.text()}") for p in proposal.opened if p.effective_from in reasons
    }
    if waits.keys() != asked:
        return False
    return all(_waited(held, proposal.sha256, proposal.at, proposal.source.cadence) for held in proposal.held)


def _waited(held: Held, sha256: str, at: datetime, cadence: timedelta) -> bool:
    return held.sha256 != sha256 or at - held.held_at >= cadence


def _witnessed(proposal: Proposal, reasons: dict[datetime, str]) -> bool:
    said = {_base(card) for card in proposal.witnesses}
    return all(_base(p.card) in said for p in proposal.opened if p.effective_from in reasons)


def _base(card: RateCard) -> tuple[str, Decimal | None, Decimal | None]:
    """Currency, input and output to six significant digits."""
    amounts = [card.amount(meter) for meter in _BASE]
    cut = [None if a is None else _SIX_DIGITS.plus(a) for a in amounts]
    return card.currency, cut[0], cut[1]


def guard_run(census: Census) -> RunVerdict:
    """Hold a run under the source's floor, without half of its known offers, or with too many rejected rows."""
    stated = census.offers or census.facts
    if stated < census.source.min_records:
        return RunVerdict(f"{FLOOR}: {stated:,} records, fewer than the {census.source.min_records:,} expected")
    rows = stated + census.rejected
    if census.rejected > MAX_REJECTED * rows:
        return _held(census, f"{REJECTED}: {census.rejected:,} of {rows:,} rows were rejected")
    if not census.history and census.gone > MAX_GONE * census.known:
        return _held(census, f"{GONE}: {census.gone:,} of {census.known:,} known {_listed(census)} are not listed")
    return RunVerdict()


def _listed(census: Census) -> str:
    return "offers" if census.offers else "scores"


FLOOR, REJECTED, GONE = "too few", "too many rejects", "half gone"
"""What a reason to hold a run begins with."""


def _held(census: Census, reason: str) -> RunVerdict:
    """Let in what has waited for the same kind of reason."""
    kind = reason.partition(":")[0]
    waited = any(
        held.stated.startswith(kind) and _waited(held, census.sha256, census.at, census.source.cadence)
        for held in census.held
    )
    return RunVerdict(reason, waited)
