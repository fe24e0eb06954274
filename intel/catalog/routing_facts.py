"""Everything that a routing table is made from, read once."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from intel.catalog import curated, queries
from intel.catalog import write_rows as rows
from intel.catalog.estimates import EstimateRun, estimates, first_fit_at, newest_run
from intel.catalog.overriding import overrides_of
from intel.catalog.prices_then import prices_then
from intel.errors import UsageError
from intel.market.tasks import Tasks
from intel.routing.candidates import wanted
from intel.routing.facts import NO_FIT, Facts
from intel.routing.mistakes import Mistake
from intel.routing.offered import DIRECT
from intel.routing.policy import RoutingPolicy
from intel.routing.policy_file import check_names, with_model_ids
from intel.routing.unmatched import unmatched
from intel.views import EstimateView


def facts_for(
    conn: Connection, policy: RoutingPolicy, tasks: Tasks, *, at: datetime, as_of: datetime | None,
    confirmed_at: datetime | None = None,
) -> Facts:  # fmt: skip
    """The catalog's state at ``at``, or as it was known ``as_of``; offers only of models that the policy can route."""
    bare = facts_without_offers(conn, policy.tasks, tasks, at=at, as_of=as_of, confirmed_at=confirmed_at)
    return with_offers(conn, bare, wanted(policy, bare), as_of=as_of)


def with_offers(conn: Connection, bare: Facts, models: Collection[str], *, as_of: datetime | None) -> Facts:
    """The same facts with the offers of these models, as they are known at their moment."""
    return replace(bare, offers=queries.offers_by_model(conn, now=bare.at, as_of=as_of, models=sorted(models)))


def facts_without_offers(
    conn: Connection, names: Collection[str], tasks: Tasks, *, at: datetime, as_of: datetime | None,
    confirmed_at: datetime | None = None, run: EstimateRun | None = None,
) -> Facts:  # fmt: skip
    """What is known of models, quality at the tasks of these ``names``, and spending; by ``run``, or the newest fit."""
    known = {model.id: model for model in queries.models(conn, now=None)}
    judged, quality = _judged(conn, names, run or newest_run(conn, as_of))
    costed = queries.costed_scores(conn, now=at, as_of=as_of) if judged else []
    spent = [s for s in costed if s.model and s.redistributable]  # a table is handed on, and so would they be
    charged = overrides_of(conn, as_of).with_fees(fees(conn), at)
    return Facts(
        at, tasks, curated.workloads(), known, judged, quality, spent, prices_then(conn, spent), fees=charged,
        called=curated.provider_names(), confirmed_at=confirmed_at,
        fitted_since=first_fit_at(conn) if quality == NO_FIT else None,
    )  # fmt: skip


def known_policy(conn: Connection, policy: RoutingPolicy) -> RoutingPolicy:
    """The policy with its models by id; ``PolicyError`` on a name that the catalog does not know, with its line.

    A model may be named as everywhere else: by whatever means exactly one.
    """
    known = known_names(conn)
    found = with_model_ids(policy, lambda name: name if name in known["models"] else _model_id(conn, name))
    check_names(found, known)
    return found


def _model_id(conn: Connection, name: str) -> str:
    try:
        return queries.find_model(conn, name).id
    except UsageError:
        return name


def unmet_wishes(conn: Connection, policy: RoutingPolicy, at: datetime) -> list[Mistake]:
    """What the policy asks and no offer of the catalog can meet at that time."""
    models = {model.id: model for model in queries.models(conn, now=None)}
    return unmatched(policy, queries.offers_by_model(conn, now=at), models, at)


def known_names(conn: Connection) -> dict[str, Collection[str]]:
    """Every name that a policy may use, by the key that it stands under."""
    kinds = {view.id: view.kind for view in queries.provider_views(conn)}
    gateways = {name for name, kind in kinds.items() if kind == "gateway"} | {DIRECT}
    return {
        "models": [model.id for model in queries.models(conn, now=None)],
        "labs": list(conn.scalars(select(rows.table("lab").c.id))),
        "providers": kinds,
        "gateways": gateways,
        "workloads": curated.workloads().by_name,
    }


def fees(conn: Connection) -> dict[str, Decimal]:
    """What each gateway adds to a price, as far as it is known."""
    provider = rows.table("provider")
    query = select(provider.c.id, provider.c.fee_ratio).where(provider.c.fee_ratio != "")
    return {name: Decimal(ratio) for name, ratio in conn.execute(query)}


def _judged(conn: Connection, names: Collection[str], run: EstimateRun | None) -> tuple[Sequence[EstimateView], str]:
    if run is None:
        return (), NO_FIT
    found = [one for name in names for one in estimates(conn, run, task=name, efforts=True, sure=True)]
    return found, f"estimates of the scores up to {run.at:%Y-%m-%d}, method {run.method}, inputs {run.inputs[:12]}"
