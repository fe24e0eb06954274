"""The oddities of OpenRouter's prices: overrides, hours, images, fillers, numbers that are none."""

from decimal import Decimal
from typing import Any

import pytest

from intel.collectors.shapes.openrouter_pricing import prices
from intel.rates import Condition, Meter
from intel.records import Follow, Rejected
from tests.collectors.openrouter.replies import card, host, hosted, listed, offer, one_model, parse


def test_overrides_hold_above_a_prompt_length_and_inherit_what_they_leave_out() -> None:
    assert card(offer(listed(), "globex/wave-flash")) == (
        "input=0.03;input{>32000}=0.1;input{>256000}=0.2;"
        "output=0.13;output{>32000}=0.4;output{>256000}=0.8;"
        "cache_read=0.006;cache_read{>32000}=0.02;cache_write=0.038"
    )


def test_hours_and_days_are_read_and_a_later_override_wins_where_two_hold() -> None:
    stated = offer(listed(), "globex/wave-night").prices[0].card
    amounts = {rate.condition.text(): rate.amount for rate in stated.rates if rate.meter is Meter.INPUT}
    night = "utc 16:30-00:30,days mon+sat"
    assert amounts[night] == amounts[f">200000,{night}"] == Decimal("0.3")
    assert (amounts[""], amounts[">200000"]) == (Decimal("0.6"), Decimal("1.2"))


def test_a_later_override_with_a_lower_boundary_takes_the_higher_one_over() -> None:
    overrides = [{"min_prompt_tokens": 200000, "prompt": "3e-6"}, {"min_prompt_tokens": 100000, "prompt": "2e-6"}]
    (stated,) = prices({"prompt": "1e-6", "overrides": overrides})
    assert stated.card.text() == "input=1;input{>100000}=2;input{>200000}=2"


@pytest.mark.parametrize(
    "condition",
    [
        {"moon_phase": "full"},
        {"utc_start": "2560", "utc_end": "0100"},
        {"utc_start": "0100"},
        {"utc_days": [0, 6]},
        {"min_prompt_tokens": "many"},
    ],
)
def test_a_condition_that_cannot_be_read_makes_a_rate_that_is_never_used(condition: dict[str, Any]) -> None:
    (stated,) = prices({"prompt": "2e-6", "overrides": [{**condition, "prompt": "1e-6"}]})
    base, doubtful = stated.card.rates
    assert (base.amount, base.condition) == (Decimal(2), Condition())
    assert doubtful.amount == 1
    assert doubtful.condition.unknown


def test_a_discount_is_already_in_the_price() -> None:
    assert card(host(hosted(), "globex", tag="", service_tier="standard")) == "input=0.7;output=2.8"


def test_an_hour_long_cache_and_audio_and_images_have_meters_of_their_own() -> None:
    assert card(offer(listed(), "globex/seer")) == (
        "input=2;output=12;cache_read=0.2;cache_write=2.5;cache_write{ttl 1h}=4;reasoning=12;input_audio=3;"
        "output_audio=64;cache_read_audio=0.3;input_image_tokens=2;output_image_tokens=120;web_search=14000"
    )


def test_an_image_priced_like_a_token_is_billed_in_tokens_and_a_dearer_one_by_the_piece() -> None:
    facts = listed()
    assert offer(facts, "globex/seer").prices[0].card.amount(Meter.INPUT_IMAGE_TOKENS) == 2
    paint = offer(facts, "initech/paint").prices[0].card
    # $0.003 an image is $3,000 per million images; $0.04 an image made
    assert paint.amount(Meter.INPUT_IMAGE) == 3000
    assert paint.amount(Meter.OUTPUT_IMAGE) == 40000
    assert paint.amount(Meter.INPUT_IMAGE_TOKENS) == Decimal("7.2")


def test_zeros_that_filled_unused_keys_in_2025_are_not_stated() -> None:
    assert card(offer(listed(), "initech/legacy-2025")) == "input=1.25;output=10;cache_read=0.31;input_image=5160"


def test_float_noise_is_rounded_and_says_so() -> None:
    (price,) = offer(listed(), "hooli/noise").prices
    assert price.card.amount(Meter.INPUT) == Decimal("0.65")
    assert price.rounded


@pytest.mark.parametrize("text", ["1e9999999", "1e-9999999"])
def test_a_number_out_of_this_world_is_rejected_and_neither_crashes_nor_is_free(text: str) -> None:
    (rejected,) = [f for f in parse(one_model(prompt=text, completion="1e-6")) if not isinstance(f, Follow)]
    assert isinstance(rejected, Rejected)
    assert rejected.reason.startswith("prompt: not a number of this world")


def test_an_unknown_price_key_is_reported_once_and_its_amount_is_kept_unused() -> None:
    facts = listed()
    unknown = [f.key for f in facts if isinstance(f, Rejected) and f.key.startswith("pricing.")]
    assert unknown == ["pricing.notes", "pricing.smell"]
    assert card(offer(facts, "hooli/new-meter")) == "input=1;output=2;request{? smell}=40"
