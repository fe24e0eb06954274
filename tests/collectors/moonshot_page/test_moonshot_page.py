"""Moonshot's price pages: tables written in JSX, cached input before input, and a page per family."""

import json
from pathlib import Path

import pytest

from intel.collectors import moonshot_page
from intel.errors import SourceError
from intel.records import Fact, Follow, Rejected
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply
from tests.collectors.listed import card, offer, offers, reasons

HERE = Path(__file__).parent
FAMILY = "https://platform.kimi.ai/docs/pricing/chat-k8.md"
CALL = """_jsx(DocTable, {
  columns: [{ title: "Model" }, { title: "Unit" }, { title: "Input Price (Cache Miss)" }],
  rows: [["komi-k9", "1M tokens", _jsxs(_Fragment, { children: ["$", "3.10"] })]],
})"""
COMPILED = f"<!DOCTYPE html><html><script>self.__next_f.push([1,{json.dumps(CALL)}])</script></html>"


def listed() -> list[Fact]:
    return reply(moonshot_page, HERE)


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_the_page_of_a_family_gives_the_golden_records() -> None:
    check(HERE, reply(moonshot_page, HERE, "chat-k8.md", FAMILY, "chat-k8"), "chat-k8.jsonl")


def test_a_write_without_a_stated_lifetime_is_the_one_of_five_minutes() -> None:
    assert card(offer(listed(), "komi-k9")) == (
        "input=3.1;output=15.5;cache_read=0.31;cache_write=3.1;cache_write{ttl 1h}=6.2;cache_write{ttl 5m}=3.1"
    )


def test_cached_input_stands_before_input() -> None:
    facts = reply(moonshot_page, HERE, "chat-k8.md", FAMILY, "chat-k8")
    assert card(offer(facts, "komi-k8-0101-preview")) == "input=0.65;output=2.75;cache_read=0.15"
    assert card(offer(facts, "komi-k8-0101-preview", tier="batch")) == "input=0.39;output=1.65;cache_read=0.09"


def test_the_overview_leads_to_the_pages_of_families_and_these_lead_nowhere() -> None:
    follows = [fact for fact in listed() if isinstance(fact, Follow)]
    assert [follow.key for follow in follows] == ["batch", "chat-k8"]
    assert follows[1].url == FAMILY
    assert not [f for f in parse(moonshot_page, (HERE / "reply.md").read_bytes(), key="x") if isinstance(f, Follow)]


def test_an_overview_without_prices_that_leads_to_pages_is_believed_only_as_markdown() -> None:
    (follow,) = parse(moonshot_page, b"# Pricing\n\nSee [K8](/docs/pricing/chat-k8).\n")
    assert follow == Follow(FAMILY, "chat-k8")
    with pytest.raises(SourceError, match="no prices"):
        parse(moonshot_page, b"<!DOCTYPE html><html><body>(/docs/pricing/chat-k8)</body></html>")


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert reasons(listed()) == {
        "komi-k9-cn": "expected USD, got CNY: '¥21'",
        "Komi K9 for teams": "not the id of a model: 'Komi K9 for teams'",
        "Tools": "prices of an unknown unit: 1K calls",
    }


def test_a_compiled_table_in_the_scripts_of_a_page_is_read_too() -> None:
    assert card(offer(parse(moonshot_page, COMPILED.encode()), "komi-k9")) == "input=3.1"


@pytest.mark.parametrize(("old", "new"), [('"komi-k9", "1M', "komi-k9(, 1M"), ("rows={[", "rows={all"), ("]}\n/>", "")])
def test_a_table_that_is_no_literal_fails_the_run(old: str, new: str) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        parse(moonshot_page, (HERE / "reply.md").read_text().replace(old, new).encode())


@pytest.mark.captures
def test_every_price_of_the_captured_page_comes_out_right(captures: Path) -> None:
    facts = truths.check(moonshot_page, captures / "pages/moonshot/2026-05-08.md", HERE)
    assert len(offers(facts)) == 13
    assert not [fact for fact in facts if isinstance(fact, Rejected)]


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(moonshot_page, captures)
