"""The owner's own word: what a file may say, which offers it is about, and until when."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from intel.errors import UsageError
from intel.market.override_file import parse_overrides
from intel.market.overrides import OVERRIDE, world_says
from intel.rates import Meter
from tests.factories import NOON, a_provider, a_statement, an_offer

FILE = """
[[price]]
provider = "deepinfra"
sku = "glm-5.2"
usd_per_mtok = {input = 0.5, output = "1.5"}
until = 2026-07-02
because = "contract of May"

[[price]]
provider = "novita"
model = "zai/glm-5.2"
usd_per_mtok = {input = 1, output = 2}

[[fee]]
provider = "openrouter"
ratio = 0.055

[[kind]]
provider = "crof"
kind = "gateway"

[[alias]]
name = "our-glm"
model = "zai/glm-5.2"
until = 2026-07-02
"""
ONE_PRICE = '[[price]]\nprovider = "a"\nsku = "b"\n'
OURS = parse_overrides(FILE, "overrides.toml")


def fault(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        parse_overrides(text, "overrides.toml")
    return str(caught.value)


def test_a_price_stands_before_every_sources_word_and_says_whose_it_is() -> None:
    offer = OURS.offer(an_offer("deepinfra", stated="input=1;output=2"), NOON)
    assert offer.agreement == OVERRIDE
    mine, theirs = offer.statements
    assert (mine.source, mine.url, mine.stale, mine.redistributable) == (
        OVERRIDE, "overrides.toml: contract of May", False, False,
    )  # fmt: skip
    assert offer.usd is not None
    assert (offer.usd.amount(Meter.INPUT), offer.usd.amount(Meter.OUTPUT)) == (Decimal("0.5"), Decimal("1.5"))
    assert theirs.source == "models.dev"


def test_a_price_counts_where_nobody_states_one() -> None:
    assert OURS.offer(an_offer("deepinfra", statements=()), NOON).believed is not None


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        ("deepinfra", {"sku": "other"}), ("deepinfra", {"via": "openrouter"}), ("deepinfra", {"service_tier": "batch"}),
        ("together", {}), ("novita", {"model": "zai/glm-6"}),
    ],
)  # fmt: skip
def test_other_offers_keep_their_price(provider: str, said: dict[str, Any]) -> None:
    offer = an_offer(provider, **said)
    assert OURS.offer(offer, NOON) is offer


def test_a_price_of_a_model_is_that_of_every_sku_of_it() -> None:
    assert OURS.offer(an_offer("novita", sku="glm-5.2-fp8"), NOON).agreement == OVERRIDE


def test_the_last_day_is_part_of_it_and_the_next_one_is_not() -> None:
    offer = an_offer("deepinfra")
    assert OURS.offer(offer, datetime(2026, 7, 2, 23, 59, tzinfo=UTC)).agreement == OVERRIDE
    assert OURS.offer(offer, datetime(2026, 7, 3, tzinfo=UTC)).agreement == "single"
    assert OURS.current(NOON).aliases
    assert OURS.current(NOON + timedelta(days=1)).aliases == ()


def test_a_kind_and_a_fee_are_the_owners() -> None:
    assert OURS.provider(a_provider("crof"), NOON).kind == "gateway"
    assert OURS.provider(a_provider("novita"), NOON).kind == "inference"
    fees = OURS.with_fees({"openrouter": Decimal("0.1"), "kilo": Decimal(0)}, NOON)
    assert fees == {"openrouter": Decimal("0.055"), "kilo": Decimal(0)}


def test_the_world_has_caught_up_when_what_it_is_believed_to_state_is_every_rate_of_the_override() -> None:
    one = OURS.prices[0]
    more = an_offer("deepinfra", stated="input=0.5;output=1.5;cache_read=0.1")
    stated = world_says(one, [more])
    assert stated is not None
    assert stated.source == "models.dev"
    assert world_says(one, [an_offer("deepinfra", stated="input=0.5;output=1.6")]) is None
    beside = (a_statement("input=1;output=2", authority=3), a_statement("input=0.5;output=1.5", source="litellm"))
    assert world_says(one, [an_offer("deepinfra", statements=beside)]) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[price]", "overrides.toml is no TOML: "),
        ("x = " + "[" * 5000, "overrides.toml is nested too deep to read."),
        ("x = " + "9" * 5000, "overrides.toml is no TOML: Exceeds the limit"),
        ("[[prise]]\na = 1", "overrides.toml: [[prise]]: there is no such key."),
        ('[[price]]\nprovider = "a"\nusd_per_mtok = {input = 1}', "[[price]] number 1: say either sku or model."),
        (ONE_PRICE + "usd_per_mtok = {inputs = 1}", "[[price]] number 1, usd_per_mtok.inputs: i"),
        (ONE_PRICE + "usd_per_mtok = {input = -1}", "usd_per_mtok.input: input should be greater"),
        (ONE_PRICE + "usd_per_mtok = {input = nan}", "usd_per_mtok.input: input should be a finite"),
        (ONE_PRICE + "usd_per_mtok = {}", "usd_per_mtok: dictionary should have at least 1 item"),
        ('[[fee]]\nprovider = "a"\nratio = 5.5', "[[fee]] number 1, ratio: input should be less than or equal to 1."),
        ('[[kind]]\nprovider = "a"\nkind = "shop"', "[[kind]] number 1, kind: input should be 'lab', 'cloud'"),
        ('[[alias]]\nname = "a"\nmodel = "glm"', "[[alias]] number 1, model: string should match pattern"),
        ('[[alias]]\nname = "a"', "[[alias]] number 1, model: this key is missing."),
        ('[[fee]]\nprovider = "a"\nratio = 0\nuntil = 2026-07-02T12:00:00Z', "until: a day is enough: 2026-12-31."),
        ('[[fee]]\nprovider = "a"\nratio = 0\n[[fee]]\nprovider = "a"\nratio = 0.1', "two overrides of the fee a."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_with_the_table_and_the_key(text: str, said: str) -> None:
    assert said in fault(text)
    assert "\n" not in fault(text)


def test_a_day_and_an_end_are_read_as_they_are() -> None:
    assert OURS.prices[0].until == date(2026, 7, 2)
    assert [one.subject for one in OURS.every()] == [
        "price deepinfra glm-5.2", "price novita zai/glm-5.2", "fee openrouter", "kind crof", "alias our-glm",
    ]  # fmt: skip
