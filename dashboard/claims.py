"""The sentences over the charts: what the numbers say, in Markdown. Pure."""

from collections.abc import Mapping
from decimal import Decimal

from dashboard.matched import Moving
from dashboard.words import bill, count, escaped, percent, times, tokens, usd_markdown
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


_PEERS = (
    " Below, at list price: closed models of its class, chosen by hand; Open vs closed has those as good at a task."
)


def hosts_how(found: Spread, bars: int) -> str:
    """How to read the chart of the Hosts page, which has so many ``bars`` for its hosts."""
    shared = " Hosts that ask the same share a bar." if bars < found.hosts else ""
    closed = _PEERS if any(peer.offer for peer in found.peers) else ""
    return (
        "USD per million tokens, log scale: input hollow, output filled. Ranked by one price for both, "
        f"for {workload_words(found.workload)}.{shared}{closed}"
    )


def workload_words(workload: Workload) -> str:
    """What one request of a workload is: "requests of 3K tokens in (nothing cached) and 1K out"."""
    cached = f"{workload.cached_ratio:.0%} of them cached" if workload.cached_ratio else "nothing cached"
    return f"requests of {tokens(workload.input_tokens)} tokens in ({cached}) and {tokens(workload.output_tokens)} out"


def ladder_how(workload: Workload, today: str, odds: str) -> str:
    """How to read the chart of the page Open vs closed; ``odds`` says which closed models are as good."""
    return (
        f"USD per million tokens, log scale, for {workload_words(workload)}. Upper bar: hosts of the open model "
        "(square: licence unknown); lower bar: list prices of the closed models that are as good; ticks: medians, and "
        f"one by the other at the right. {odds} Dashed: {escaped(today)}."
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
        "same tokens for the same work; it says nothing about discounts or the cost of changing."
    )


def saving(now: Decimal, then: Decimal) -> str:
    """What another bill changes: "saves 76%" or "12% more"."""
    share = percent(abs(now - then) / now)
    return f"saves {share}" if then <= now else f"{share} more"
