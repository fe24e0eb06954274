"""What a task costs at every host that the policy lets in: price × usage, fee and batch share included. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from intel.errors import UnpricedError
from intel.market.cost import MILLION, Workload, timeless, workload_cost
from intel.market.tasks import Task
from intel.market.usage import TOKENS, Spending, Unit, Usage, spending, usage_of
from intel.rates import RateCard
from intel.routing.facts import Facts
from intel.routing.offered import fee_of, refused, summary
from intel.routing.policy import Rules
from intel.routing.table import Host
from intel.routing.wishes import WorkloadWish
from intel.units import counted
from intel.views import ModelView, OfferView

_MICRO = Decimal("1e-9")
_FREE = Rules.model_validate({"at_least": 0})
"""A policy that lets in whatever has a comparable price."""


@dataclass(frozen=True, slots=True)
class Priced:
    """The hosts of a model for one task, cheapest first; none, and then why."""

    hosts: tuple[Host, ...]
    usage: Usage
    why: str = ""


_Costs = dict[tuple[int, Workload], tuple[RateCard, Decimal | None]]
"""By a card's identity and the workload: the card, kept so that its identity stays its own, and USD of a request."""


class Shared:
    """What several tasks of one table have in common, worked out once.

    ``before`` is that of a table made earlier: what models spend is not worked out again from the same scores.
    """

    def __init__(self, facts: Facts, before: "Shared | None" = None) -> None:
        self.facts = facts
        self.let_in: dict[Rules, dict[str, tuple[list[OfferView], str]]] = {}
        """By the wishes, then by model: the offers that they let in, and why not where there is none."""
        self.plain: dict[tuple[Workload, Decimal], dict[int, Decimal | None]] = {}
        """By workload and batch share, then by offer: USD of a request, without usage and fee."""
        self.lowest: dict[tuple[Workload, Decimal], dict[str, list[OfferView]]] = {}
        """By workload and batch share, then by model: of all its comparable offers those that cost least."""
        self.called: dict[str, Mapping[str, str]] = {}
        """By provider: what each gateway or program calls it."""
        same = before is not None and before.facts.scores is facts.scores
        self._spending: dict[Workload, Spending] = before._spending if before is not None and same else {}
        self._always: _Costs = before._always if before is not None else {}
        self._now: _Costs = {}

    def cost(self, card: RateCard | None, workload: Workload) -> Decimal | None:
        """USD of one request by a card, None when it cannot be priced; a card that many hosts share is asked once.

        What no rate of it ties to a time holds for a later table, too.
        """
        if card is None:
            return None
        key = id(card), workload
        known = self._always.get(key) or self._now.get(key)
        if known is None:
            known = card, _cost(card, workload, self.facts)
            (self._always if timeless(card) else self._now)[key] = known
        return known[1]

    def names_of(self, provider: str) -> Mapping[str, str]:
        """What each gateway or program calls the provider."""
        if provider not in self.called:
            self.called[provider] = {
                to: names[provider] for to, names in self.facts.called.items() if provider in names
            }
        return self.called[provider]

    def usages(self, task: Task, workload: Workload) -> Mapping[Unit, Usage]:
        """What models spend at a task, its own boards first."""
        if workload not in self._spending:
            tokens = next((known.by_tokens for known in self._spending.values()), None)
            self._spending[workload] = spending(self.facts.scores, self.facts.prices_then, workload, tokens)
        return self._spending[workload].usages({measure.benchmark for measure in task.basket})


class Pricing:
    """Prices models for one task; each is priced once for each usage."""

    def __init__(self, rules: Rules, workload: Workload, shared: Shared, usages: Mapping[Unit, Usage]) -> None:
        wish = rules.workload if isinstance(rules.workload, WorkloadWish) else None
        self._rules, self._facts, self._workload, self._shared = rules, shared.facts, workload, shared
        self._batch = wish.batch_ratio if wish else Decimal(0)
        self._usages = usages
        self._let_in = shared.let_in.setdefault(rules, {})
        self._plain = shared.plain.setdefault((workload, self._batch), {})
        self._least = shared.lowest.setdefault((workload, self._batch), {})
        self._free = shared.let_in.setdefault(_FREE, {})
        self._made: dict[tuple[str, str, float], list[Host]] = {}
        self._anywhere: dict[Unit, Host | None] = {}

    def of(self, model: ModelView, effort: str) -> Priced:
        """Its hosts under the policy, one for each provider, and what the task costs there; ties by name."""
        usage = usage_of(self._usages, model.id, effort)
        offers, why = self._offers(model)
        key = (model.id, usage.how, usage.ratio)
        if key not in self._made:
            self._made[key] = self._hosts(model, offers, usage)
        hosts = self._made[key]
        ceiling = self._rules.max_usd_per_task
        if ceiling is not None and hosts:
            hosts = [host for host in hosts if host.task_usd <= ceiling]
            why = "" if hosts else f"a task costs more than ${ceiling} everywhere"
        return Priced(tuple(hosts), usage, why if not hosts else "")

    def anywhere(self, model: str, effort: str) -> Host | None:
        """Its cheapest comparable host under no policy at all: what savings are counted against."""
        if (model, effort) not in self._anywhere:
            self._anywhere[model, effort] = self._cheapest(model, effort)
        return self._anywhere[model, effort]

    def _cheapest(self, model: str, effort: str) -> Host | None:
        known = self._facts.models.get(model)
        if known is None:
            return None
        offers, _ = self._admitted(known, _FREE, self._free)
        usage = usage_of(self._usages, model, effort)
        hosts = self._hosts(known, offers if usage.how == TOKENS else self._lowest(known, offers), usage)
        return hosts[0] if hosts else None

    def _lowest(self, model: ModelView, offers: Sequence[OfferView]) -> list[OfferView]:
        """The offers that the workload costs least at; a usage that scales the whole cost leaves them the least."""
        if model.id not in self._least:
            self._least[model.id] = self._cheap(model, offers)
        return self._least[model.id]

    def _cheap(self, model: ModelView, offers: Sequence[OfferView]) -> list[OfferView]:
        asked = [(cost * (1 + fee_of(o, self._facts.fees)), o) for o in offers if (cost := self._plainly(model, o))]
        least = min((cost for cost, _ in asked), default=None)
        return [offer for cost, offer in asked if cost == least]

    def _offers(self, model: ModelView) -> tuple[list[OfferView], str]:
        return self._admitted(model, self._rules, self._let_in)

    def _admitted(
        self, model: ModelView, rules: Rules, known: dict[str, tuple[list[OfferView], str]]
    ) -> tuple[list[OfferView], str]:
        if model.id not in known:
            sold = self._facts.offers.get(model.id, ())
            reasons = [(offer, refused(offer, model, rules, self._facts.at)) for offer in sold]
            good = [offer for offer, why in reasons if not why]
            count = len(reasons)
            listed = summary(why for _, why in reasons if why)
            why = f"of its {counted(count, 'offer')} none is let in: {listed}" if count else "nobody offers it"
            known[model.id] = good, why
        return known[model.id]

    def _hosts(self, model: ModelView, offers: Sequence[OfferView], usage: Usage) -> list[Host]:
        best: dict[str, Host] = {}
        asked = _answering(self._workload, usage) if usage.how == TOKENS else None
        ratio = Decimal(1) if usage.how == TOKENS else Decimal(str(round(usage.ratio, 4)))
        for offer in offers:
            host = self._host(model, offer, asked, ratio)
            if host is None:
                continue
            known = best.get(offer.provider.id)
            if known is None or place(host) < place(known):
                best[offer.provider.id] = host
        return sorted(best.values(), key=place)

    def _host(self, model: ModelView, offer: OfferView, asked: Workload | None, ratio: Decimal) -> Host | None:
        """``asked`` is the workload with this model's answers where tokens were counted; ``ratio`` scales its cost."""
        assert offer.usd is not None
        plain = self._plainly(model, offer)
        if plain is None:
            return None
        spent = plain if asked is None else self._asks(model, offer, offer.usd, asked)
        fee = fee_of(offer, self._facts.fees)
        task_usd = ((spent or plain) * ratio * (1 + fee)).quantize(_MICRO)
        blended = (plain * (1 + fee) * MILLION / self._workload.tokens).quantize(_MICRO)
        return Host(offer, task_usd, blended, fee, self._shared.names_of(offer.provider.id))

    def _plainly(self, model: ModelView, offer: OfferView) -> Decimal | None:
        """USD of a request of the plain workload there; None when it cannot be priced."""
        if offer.id not in self._plain:
            assert offer.usd is not None
            self._plain[offer.id] = self._asks(model, offer, offer.usd, self._workload)
        return self._plain[offer.id]

    def _asks(self, model: ModelView, offer: OfferView, card: RateCard, workload: Workload) -> Decimal | None:
        """USD of one request, the share that may wait at the provider's batch price where it has a cheaper one."""
        asked = self._shared.cost(card, workload)
        if asked is None or not self._batch:
            return asked
        waiting = [self._shared.cost(twin.usd, workload) for twin in self._twins(model, offer) if twin.usd]
        cheapest = min((cost for cost in waiting if cost), default=asked)
        return asked * (1 - self._batch) + min(asked, cheapest) * self._batch

    def _twins(self, model: ModelView, offer: OfferView) -> list[OfferView]:
        key = replace(offer.key, service_tier="batch", sku="", tag="")
        return [
            other for other in self._facts.offers.get(model.id, ())
            if replace(other.key, sku="", tag="") == key and other.status != "retired"
        ]  # fmt: skip


def place(host: Host) -> tuple[Decimal, str, str, str, str]:
    """Where a host stands by price; ties by name."""
    key = host.offer.key
    return host.task_usd, key.provider, key.sku, f"{key.via} {key.region} {key.quantization}", key.tag


def _answering(workload: Workload, usage: Usage) -> Workload:
    """The workload with answers as long as this model's are beside the median's."""
    return replace(workload, output_tokens=round(workload.output_tokens * usage.ratio))


def _cost(card: RateCard, workload: Workload, facts: Facts) -> Decimal | None:
    try:
        return workload_cost(card, workload, at=facts.at).total
    except UnpricedError:
        return None
