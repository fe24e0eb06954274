"""AtlasCloud's list: the price after the discount, steps by length of prompt, and text models only."""

from pathlib import Path

import pytest

from intel.collectors import atlascloud
from tests.collectors.golden import check, reply
from tests.collectors.listed import capture, card, offer, offers, reasons

HERE = Path(__file__).parent


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, reply(atlascloud, HERE))


def test_the_price_that_is_charged_counts_and_not_the_one_before_the_discount() -> None:
    facts = reply(atlascloud, HERE)
    assert card(offer(facts, "acme/rocket-2")) == "input=1.26;output=3.96;cache_read=0.234"
    assert card(offer(facts, "acme/dynamic")) == "input=0.2;output=0.8"


def test_a_threshold_is_a_condition_of_every_meter_also_of_the_cache_that_lasts_an_hour() -> None:
    assert card(offer(reply(atlascloud, HERE), "acme/steps")) == (
        "input=3;input{>200000}=6;output=15;output{>200000}=22.5;cache_read=0.3;cache_read{>200000}=0.6;"
        "cache_write=3.75;cache_write{ttl 1h}=6;cache_write{>200000}=7.5;cache_write{>200000,ttl 1h}=12"
    )


def test_a_zero_beside_a_price_is_not_sold_by_that_meter() -> None:
    assert card(offer(reply(atlascloud, HERE), "acme/brush")) == (
        "input=5;input_audio=1;cache_read_audio=0.1;input_image_tokens=8;output_image_tokens=30"
    )


def test_what_makes_no_text_is_left_out_and_no_price_is_unknown() -> None:
    facts = reply(atlascloud, HERE)
    assert "acme/film" not in {o.key.sku for o in offers(facts)}
    assert card(offer(facts, "acme/unpriced")) == ""


def test_what_cannot_be_read_is_rejected_with_its_reason() -> None:
    assert reasons(reply(atlascloud, HERE)) == {
        "acme/by-hour": "priced by 'hourly' instead of 'flat'",
        "acme/zero-step": "a threshold of 0 tokens",
        "acme/debt": "input_price: negative price -5",
        "pricing.thought_price": "unknown price key on 1 row",
    }


@pytest.mark.captures
def test_the_capture_holds_129_priced_text_models(captures: Path) -> None:
    # 465 models: 203 of video, 122 of images, 11 of audio, 129 of text. Amounts as printed under "actual".
    facts = capture(atlascloud, captures, "atlascloud/2026-08-07.json")
    assert len(offers(facts)) == 129
    assert all(o.prices for o in offers(facts))
    assert not reasons(facts)
    assert card(offer(facts, "zai-org/glm-5.2")) == "input=1.26;output=3.96;cache_read=0.234"
    assert card(offer(facts, "qwen/qwen3.8-max")) == "input=2;output=6;cache_read=0.25;cache_write=2.5"
    assert card(offer(facts, "deepseek-ai/deepseek-v4-pro")) == "input=1.68;output=3.38;cache_read=0.13"
    assert card(offer(facts, "anthropic/claude-opus-4.8")) == (
        "input=5;output=25;cache_read=0.5;cache_write=6.25;cache_write{ttl 1h}=10"
    )
    assert card(offer(facts, "minimaxai/minimax-m3")) == (
        "input=0.3;input{>512000}=0.6;output=1.2;output{>512000}=2.4;cache_read=0.06;cache_read{>512000}=0.12"
    )
    assert card(offer(facts, "openai/gpt-image-2")) == (
        "input=5;cache_read=1.25;input_image_tokens=8;output_image_tokens=30"
    )
