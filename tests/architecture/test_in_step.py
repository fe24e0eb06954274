"""The generated documents are those that the code would write now."""

from deploy import in_step
from intel.collectors import COLLECTORS


def test_the_page_of_sources_is_in_step_with_the_collectors() -> None:
    page = in_step.SOURCES.read_text(encoding="utf-8")

    assert page == in_step.sources_page(), "docs/sources.md is not in step: run `make format`"
    assert all(f"| `{collector.SOURCE.id}` |" in page for collector in COLLECTORS)
