"""Under which key a stated offer is stored: merges count from their day, a faster sku is a tier of its own."""

from sqlalchemy import insert, select

from intel.catalog import write_rows as rows
from tests.ingest.written import Bench, day

PRICE = "input=1;output=2"


def tiers(bench: Bench) -> dict[str, str]:
    offer = rows.table("offer")
    with bench.engine.connect() as conn:
        return {row.sku: row.service_tier for row in conn.execute(select(offer.c.sku, offer.c.service_tier))}


def test_a_faster_sku_of_a_model_is_stored_at_tier_fast(bench: Bench) -> None:
    stated = [{"provider": "p", "sku": sku, "price": PRICE} for sku in ("glm-5.2", "glm-5.2-fast", "grok-4-fast")]
    bench.run({"offers": stated}, day(0))
    assert tiers(bench) == {"glm-5.2": "standard", "glm-5.2-fast": "fast", "grok-4-fast": "standard"}


def test_a_run_of_the_past_calls_a_company_by_the_name_of_its_day(bench: Bench) -> None:
    alias, provider, offer = rows.table("provider_alias"), rows.table("provider"), rows.table("offer")
    named = {"source_id": "", "name": "Old Co", "provider_id": "new-co", "region": "", "note": ""}
    with bench.engine.begin() as conn:
        conn.execute(insert(provider).values(
            id="new-co", title="New Co", kind="inference", homepage="", headquarters="", fee_ratio=""
        ))  # fmt: skip
        conn.execute(insert(alias).values(valid_from=day(1).date(), **named))
    others = [{"provider": "p", "sku": sku, "price": PRICE} for sku in ("a", "b", "c")]
    for number in (0, 1):
        bench.run({"offers": [{"provider": "Old Co", "sku": "m", "price": PRICE}, *others]}, day(number), salt=number)
    with bench.engine.connect() as conn:
        assert set(conn.scalars(select(offer.c.provider_id))) == {"p", "old-co", "new-co"}
