"""The sentences over the charts: what the numbers say, in Markdown. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dashboard.sections import Moving, Opened
from dashboard.words import bill, count, escaped, times, tokens, usd_markdown
from intel.market.cost import Workload
from intel.market.spread import PeerPrice, Range, Spread
from intel.views import ModelView

_SAME = (Decimal("0.95"), Decimal("1.05"))


def hosts_claim(model: ModelView, found: Spread, titles: Mapping[str, str]) -> str:
    """Such as "GLM-5.2: 23 hosts from $0.50 to $1.80 in, most at $1.40; GPT-5.5 costs 5.2× the median host".

    ``titles``: model id → title, for the first closed peer.
    """
    name = escaped(model.title)
    if found.input is None:
        return f"{name}: no host to compare yet"
    words = f"{name}: {count(found.hosts, 'host')}{_input_words(found, found.input)}"
    peer = next((peer for peer in found.peers if peer.times_median is not None), None)
    return words if peer is None else f"{words}; {_peer_words(peer, titles)}"


def _input_words(found: Spread, paid: Range) -> str:
    if paid.min == paid.max:
        return f"{', all' if found.hosts > 1 else ''} at {usd_markdown(paid.min)} in"
    words = f" from {usd_markdown(paid.min)} to {usd_markdown(paid.max)} in"
    if found.common is None:
        return words
    most = "most" if found.common_hosts * 2 > found.hosts else f"{found.common_hosts} of them"
    return f"{words}, {most} at {usd_markdown(found.common[0])}"


def _peer_words(peer: PeerPrice, titles: Mapping[str, str]) -> str:
    name, ratio = escaped(titles.get(peer.model, peer.model)), peer.times_median
    if ratio is None or _SAME[0] <= ratio <= _SAME[1]:
        return f"{name} costs about the same"
    return f"{name} costs {times(ratio)} the median host"


def hosts_how(found: Spread) -> str:
    """How to read the chart of the Hosts page."""
    closed = " Below: closed peers at list price." if any(peer.offer for peer in found.peers) else ""
    return (
        "USD per million tokens, log scale: input hollow, output filled. Ranked by one price for both, "
        f"for {workload_words(found.workload)}.{closed}"
    )


def workload_words(workload: Workload) -> str:
    """What one request of a workload is: "requests of 3K tokens in (nothing cached) and 1K out"."""
    cached = f"{workload.cached_ratio:.0%} of them cached" if workload.cached_ratio else "nothing cached"
    return f"requests of {tokens(workload.input_tokens)} tokens in ({cached}) and {tokens(workload.output_tokens)} out"


def ladder_claim(opened: Sequence[Opened], today: str, price: Decimal) -> str:
    """How the median hosts of its open peers compare with the blended ``price`` of the closed model ``today``."""
    shares = sorted(one.price.median / price for one in opened)
    name, cheaper = escaped(today), sum(share < 1 for share in shares)
    if cheaper < len(shares):
        return f"{cheaper} of {count(len(shares), 'open peer')} cost less than {name} at the median host"
    span = " to ".join(dict.fromkeys((percent(shares[0]), percent(shares[-1]))))
    who = f"All {cheaper} open peers cost" if cheaper > 1 else "The open peer costs"
    return f"{who} less than {name}: {span} of its price at the median host"


def ladder_how(workload: Workload, today: str, *, narrow: bool = False) -> str:
    """How to read the chart of the page Open vs closed; a ``narrow`` one draws no ratios."""
    ratio = "" if narrow else "; ×: dearest ÷ cheapest"
    return (
        f"USD per million tokens, log scale, for {workload_words(workload)}. Circle: hosts of an open model, larger "
        f"where several ask the same; tick: their median{ratio}. Diamond: list price of a closed model. "
        f"Dashed: {escaped(today)}."
    )


def moving_claim(today: str, target: str, bills: Moving) -> str:
    """Such as "Moving from GPT-5.5 to GLM-5.2 saves $3,640 a month at the median host"."""
    amount = bill(abs(bills.now - bills.median)).replace("$", "\\$")
    change = f"saves {amount} a month" if bills.median <= bills.now else f"costs {amount} a month more"
    return f"Moving from {escaped(today)} to {escaped(target)} {change} at the median host"


def moving_how(workload: Workload, requests: int) -> str:
    """What the bills are of, and what is assumed."""
    return (
        f"USD a month for {requests:,} {workload_words(workload)}, at list prices. Assumes that both models need the "
        "same tokens for the same work; it says nothing about quality, discounts or the cost of changing."
    )


def saving(now: Decimal, then: Decimal) -> str:
    """What another bill changes: "saves 76%" or "12% more"."""
    share = percent(abs(now - then) / now)
    return f"saves {share}" if then <= now else f"{share} more"


def percent(share: Decimal) -> str:
    """A share as "76%"; one decimal below one percent."""
    return f"{share:.0%}" if share >= Decimal("0.01") else f"{share:.1%}"
