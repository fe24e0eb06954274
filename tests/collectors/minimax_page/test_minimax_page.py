"""MiniMax's price page: struck list prices, tabs of tiers, lengths of prompts beside names."""

from pathlib import Path

import pytest

from intel.collectors import minimax_page
from intel.records import Fact
from tests.collectors import truths
from tests.collectors.golden import check, parse, reply
from tests.collectors.listed import card, offer, offers, reasons

HERE = Path(__file__).parent
HEAD = "| Model | Input | Output |\n| --- | --- | --- |\n"
RENDER = f"""## LLM

*   Standard

*   Priority*

{HEAD}| **MaxMini-X3** | $0.3 / M tokens | $1 / M tokens |

{HEAD}| **MaxMini-X3** | $0.45 / M tokens | $1.5 / M tokens |

* Priority is admitted first. Pricing is 1.5x standard.

{HEAD}| **MaxMini-X2** | $0.2 / M tokens | $0.8 / M tokens |
"""


def listed() -> list[Fact]:
    return reply(minimax_page, HERE)


def test_the_recorded_page_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_the_charged_price_stands_behind_the_struck_one_which_is_never_used() -> None:
    stated = card(offer(listed(), "MaxMini-X3")).split(";")
    assert {"input=0.35", "input{>512000}=0.7", "input{? list price}=0.7", "input{>512000,? list price}=1.4"} <= set(
        stated
    )


def test_each_tab_is_a_tier_and_what_follows_the_tabs_is_standard() -> None:
    assert card(offer(listed(), "MaxMini-X3", tier="priority")).startswith("input=0.525;input{>512000}=1.05;")
    assert card(offer(listed(), "MaxMini-X2")) == "input=0.32;output=1.28;cache_write=0.4"


def test_in_a_render_the_bullets_above_the_tables_name_their_tiers() -> None:
    facts = parse(minimax_page, RENDER.encode())
    assert {(o.key.sku, o.key.service_tier): card(o) for o in offers(facts)} == {
        ("MaxMini-X3", "standard"): "input=0.3;output=1",
        ("MaxMini-X3", "priority"): "input=0.45;output=1.5",
        ("MaxMini-X2", "standard"): "input=0.2;output=0.8",
    }


def test_tables_that_the_bullets_do_not_count_out_are_rejected() -> None:
    facts = parse(minimax_page, RENDER.replace("*   Standard\n", "*   Standard\n\n*   Flex\n").encode())
    assert reasons(facts) == {"LLM": "fewer tables than the tabs above them"}


def test_what_is_not_understood_is_rejected_with_its_reason() -> None:
    assert sorted(reasons(listed()).items()) == [
        ("API-see", "0.01 per request is no price of input (per token)"),
        ("LLM", "a price table of unknown columns: Model | Input | Output | Thoughts"),
        ("MaxMini-X1", "a price without a unit: '$0.32'"),
        ("MaxMini-X2 on weekends", "not a model with a length of prompts: 'MaxMini-X2 on weekends'"),
    ]
    assert "a tab of no known tier: 'Turbo'" in {getattr(fact, "reason", "") for fact in listed()}


@pytest.mark.captures
def test_every_price_of_the_captured_page_comes_out_right(captures: Path) -> None:
    facts = truths.check(minimax_page, captures / "pages/minimax/2026-10.md", HERE)
    assert list(reasons(facts)) == ["API-vlm"]


@pytest.mark.captures
def test_a_page_without_prices_fails_the_run(captures: Path) -> None:
    truths.check_negatives(minimax_page, captures)
