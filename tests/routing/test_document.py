"""The table as a document: its schema, its bytes, and how people read it."""

import json
from dataclasses import replace
from decimal import Decimal

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from intel.rates import Meter
from intel.routing.exporters import exporter, native
from tests.factories import a_card, a_statement, an_offer
from tests.routing.made import ESTIMATES, GLM, KIMI, PRICED, a_table, facts, only, primary


def test_the_document_fits_its_published_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(native.schema())
    validator = jsonschema.Draft202012Validator(native.schema())
    for table in (a_table(baseline=KIMI), a_table({}), a_table(workload="agent"), a_table(at_least="1.0 of leader")):
        document = native.document(table)
        validator.validate(document)
        assert json.loads(json.dumps(document)) == document


def test_the_schema_refuses_what_a_table_must_not_say() -> None:
    document = native.document(a_table())
    document["tasks"]["coding"]["primary"]["providers"][0]["input_usd_per_mtok"] = 1.0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, native.schema())


def test_the_yaml_says_what_the_document_says() -> None:
    for table in (a_table(), a_table({})):
        assert yaml.safe_load(native.render(table)) == native.document(table)


def test_the_same_table_is_the_same_bytes_whatever_the_order_of_rows() -> None:
    shuffled = {model: list(reversed(PRICED[model])) for model in reversed(list(PRICED))}
    again = facts(shuffled, estimates=list(reversed(ESTIMATES)))
    assert native.render(a_table()) == native.render(a_table(known=again))


def test_the_header_says_version_time_policy_and_quality() -> None:
    document = native.document(a_table())
    assert list(document)[:7] == ["version", "intel", "catalog_at", "policy", "policy_hash", "quality", "warnings"]
    assert document["catalog_at"] == "2026-07-02T12:00:00Z"
    assert document["quality"] == "estimates of noon"


def test_a_provider_entry_leaves_out_what_does_not_apply_and_keeps_money_as_text() -> None:
    via = an_offer("deepinfra", GLM, "input=1;output=3;cache_read=0", via="openrouter", quantization="fp8")
    entry = native.document(a_table({GLM: [via]}))["tasks"]["coding"]["primary"]["providers"][0]
    assert (entry["via"], entry["quantization"], entry["cache_read_usd_per_mtok"]) == ("openrouter", "fp8", "0.00")
    assert "region" not in entry
    assert "cache_read_usd_per_mtok" not in native.document(a_table())["tasks"]["coding"]["primary"]["providers"][0]


@pytest.mark.parametrize(
    "name", ["!!python/object/apply:os.system ['x']: &a *a # no", "on", "1.5", "- a", "a: b", "é\u2028x"]
)
def test_a_hostile_name_stays_a_string_in_the_yaml(name: str) -> None:
    table = a_table({GLM: [an_offer("deepinfra", GLM, "input=1;output=1", sku=name)]})
    loaded = yaml.safe_load(native.render(table))
    assert loaded["tasks"]["coding"]["primary"]["providers"][0]["sku"] == name


def test_the_card_of_a_route_is_read_in_dollars() -> None:
    euros = replace(a_statement(a_card("input=1;output=1", "EUR")), usd=a_card("input=1.2;output=1.2"))
    assert primary(only(an_offer("a", GLM, statements=(euros,)))).ceiling(Meter.INPUT) == Decimal("1.2")


def test_the_table_for_people_names_the_region_and_says_dearer_where_nothing_is_saved() -> None:
    sold = {**PRICED, GLM: [an_offer("azure", GLM, "input=50;output=60", region="eastus")]}
    text = exporter("markdown")(a_table(sold, labs={"allow": ["zai"]})).text
    row = next(line for line in text.splitlines() if line.startswith("| coding |"))
    assert row.split(" | ")[2] == "azure eastus"
    assert row.split(" | ")[6].endswith(" % dearer")
