"""Routing tables as they were published."""

from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, select

from intel.catalog import write_rows as rows
from intel.routing.exporters import native
from intel.routing.moves import Document, chosen
from intel.routing.policy import RoutingPolicy


def last_published(conn: Connection, policy_hash: str = "", as_of: datetime | None = None) -> Document | None:
    """The document published last, of that policy alone unless '', and of a catalog no later than ``as_of``."""
    table = rows.table("routing_table")
    query = select(table.c.body).order_by(table.c.catalog_at.desc(), table.c.id.desc()).limit(1)
    if policy_hash:
        query = query.where(table.c.policy_hash == policy_hash)
    if as_of is not None:
        query = query.where(table.c.catalog_at <= as_of)
    body = conn.scalar(query)
    return _parsed(body) if body else None


@lru_cache(maxsize=4)
def _parsed(body: str) -> Document:
    """Reading a whole table takes longer than making one, and a page asks for the same again with every policy."""
    return native.parsed(body)


def last_choices(conn: Connection, policy: RoutingPolicy, as_of: datetime | None = None) -> dict[str, tuple[str, str]]:
    """Model and effort last published, by task; empty for a policy that always takes the cheapest."""
    if not any(rules.switch_if_cheaper_by for rules in policy.tasks.values()):
        return {}
    return chosen(last_published(conn, policy.hash, as_of) or {})
