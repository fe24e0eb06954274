"""A native table is read only when it is whole, by the same schema that is published."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import yaml

from intel.routing.exporters import native
from intel.routing.exporters.shape import damage
from tests.routing.made import a_table

WHOLE = native.document(a_table(baseline="moonshot/kimi"))


def holders(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for one in value.values() if isinstance(value, dict) else value:
            yield from holders(one)


def damaged() -> Iterator[dict[str, Any]]:
    """The whole table with one entry taken out, or with one value that is something else."""
    for number, holder in enumerate(holders(WHOLE)):
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            others: list[Any] = [None, "", "odd", -1, True, [], {}]
            for other in others:
                made = deepcopy(WHOLE)
                at = list(holders(made))[number]
                if other is None and isinstance(at, dict):
                    del at[key]
                else:
                    at[key] = other
                yield made


def test_every_damage_that_the_published_schema_sees_is_seen() -> None:
    assert damage(WHOLE) == ""
    validator = jsonschema.Draft202012Validator(native.schema())
    cases = [made for made in damaged() if made.get("version") == native.VERSION and made["version"] is not True]
    assert len(cases) > 500
    for made in cases:
        assert bool(damage(made)) == (not validator.is_valid(made)), damage(made)


def test_a_table_that_was_cut_names_the_place() -> None:
    text = native.render(a_table())
    cut = text[: text.index("provider_kind", text.index("novita")) + 4]
    said = damage(yaml.safe_load(cut.rpartition("\n")[0]))
    assert said.startswith("tasks.coding")
    bare = yaml.safe_load(native.render(a_table()))
    bare["tasks"]["coding"]["primary"]["providers"].append("pro")
    assert damage(bare) == "tasks.coding.primary.providers.2: 'pro' is not a mapping of keys"


def test_what_a_later_package_adds_and_what_an_older_format_lacks_is_no_damage() -> None:
    later = deepcopy(WHOLE)
    later["tasks"]["coding"]["primary"]["mood"] = "fine"
    assert damage(later) == ""
    assert damage({"version": 1, "catalog_at": "2026-07-02T12:00:00Z", "tasks": {"coding": {"primary": None}}}) == ""
    assert damage({"version": 1, "catalog_at": "x", "tasks": {"coding": {"primary": {"providers": ["pro"]}}}})
