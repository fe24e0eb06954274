"""LiteLLM's cost map: prices checked by hand, names taken apart, and that no price key of a capture is lost."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

import pytest

from intel.collectors import litellm
from intel.collectors.shapes.litellm_keys import cost_key, states_price
from intel.collectors.shapes.litellm_names import Place, place
from intel.errors import SourceError
from intel.rates import Condition, Meter, RateCard
from intel.records import Deprecation, Fact, Offer, OfferKey, Rejected
from tests.collectors import golden

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def facts() -> list[Fact]:
    return golden.reply(litellm, HERE)


def offers(facts: list[Fact], sku: str) -> list[Offer]:
    return [fact for fact in facts if isinstance(fact, Offer) and fact.key.sku == sku]


def card(
    facts: list[Fact], provider: str, sku: str, tier: str = "standard", tag: str = "", region: str = ""
) -> RateCard:
    key = OfferKey(provider, sku, region=region, service_tier=tier, tag=tag)
    (offer,) = [fact for fact in facts if isinstance(fact, Offer) and fact.key == key]
    (price,) = offer.prices
    return price.card


def test_the_recorded_reply_gives_the_golden_records(facts: list[Fact]) -> None:
    golden.check(HERE, facts)


def test_thresholds_lifetimes_and_meters_come_from_the_key(facts: list[Fact]) -> None:
    assert card(facts, "acme", "rocket-2").text() == (
        "input=2.5;input{? balanced}=2;input{>272000}=5;output=15;output{>272000}=22.5;cache_read=0.25;"
        "cache_write=3.125;cache_write{ttl 1h}=5;cache_write{>272000,ttl 1h}=10;reasoning=15;input_audio=4;"
        "web_search=10000"
    )


def test_each_service_tier_is_an_offer_with_only_the_rates_stated_for_it(facts: list[Fact]) -> None:
    assert card(facts, "acme", "rocket-2", "batch").text() == "input=1.25;output=7.5"
    assert card(facts, "acme", "rocket-2", "flex").text() == "input=1.25;output=7.5"
    assert card(facts, "acme", "rocket-2", "priority").text() == "input=5;input{>272000}=10;output=30"
    assert card(facts, "acme", "rocket-2", "fast", "ultrafast").text() == "input=15"


def test_tiered_pricing_holds_above_the_lower_end_of_its_range(facts: list[Fact]) -> None:
    assert card(facts, "dashscope", "ladder-flash").text() == (
        "input=0.05;input{>256000}=0.25;output=0.4;output{>256000}=2"
    )


def test_off_peak_hours_become_windows_and_days(facts: list[Fact]) -> None:
    week = "mon+tue+wed+thu+fri"
    inputs = {r.condition: r.amount for r in card(facts, "night", "night-owl").rates if r.meter is Meter.INPUT}
    assert inputs == {
        Condition(): Decimal(1),
        Condition(window="04:00-06:00", days=week): Decimal("0.5"),
        Condition(window="22:00-01:00", days=week): Decimal("0.5"),
        Condition(days="sat+sun"): Decimal("0.5"),
    }


def test_weekdays_of_another_time_zone_are_a_condition_we_cannot_judge(facts: list[Fact]) -> None:
    assert [r.condition.unknown for r in card(facts, "night", "day-owl").rates] == [
        "",
        "off peak 16:00-17:00 on [6] in Asia/Shanghai",
    ]


def test_search_prices_are_one_rate_when_all_sizes_cost_the_same_and_conditional_when_not(facts: list[Fact]) -> None:
    assert card(facts, "acme", "rocket-2").amount(Meter.WEB_SEARCH) == 10_000
    searches = {
        r.condition.unknown: r.amount for r in card(facts, "seeker", "deep").rates if r.meter is Meter.WEB_SEARCH
    }
    assert searches == {
        "search context size low": 5_000,
        "search context size medium": 8_000,
        "search context size high": 12_000,
    }


def test_pictures_seconds_characters_and_pages_have_meters_of_their_own(facts: list[Fact]) -> None:
    assert card(facts, "azure", "painter-3", tag="hd/1024-x-1792").text() == "output_image=120000;input_pixel=0"
    assert card(facts, "painter", "film-1").amount(Meter.OUTPUT_VIDEO_SECOND) == 100_000
    assert card(facts, "listener", "ears").text() == "input_second=100;output_second=0"
    assert card(facts, "listener", "voice").text() == "input_character=15"
    assert card(facts, "reader", "scan-ocr").text() == "page=1000;page{? annotation}=3000"
    assert card(facts, "reader", "scan-ocr", "batch").text() == "page=500"


def test_rented_capacity_is_never_a_price_per_use(facts: list[Fact]) -> None:
    rates = card(facts, "bedrock", "acme.rocket-1-v1:0", tag="6-month-commitment").rates
    assert {r.condition.unknown for r in rates} == {"6-month-commitment", "6-month-commitment rented"}


def test_a_price_key_that_is_not_known_is_kept_and_never_used(facts: list[Fact]) -> None:
    unknown = {r.condition.unknown: r.amount for r in card(facts, "seeker", "deep").rates if r.condition.unknown}
    assert unknown["quantum_cost_per_qubit"] == 500_000
    assert unknown["citation"] == 2
    assert card(facts, "brickdata", "guardrails").text() == (
        "request{? guardrail_cost_per_unit.topics}=150;request{? guardrail_cost_per_unit.words}=0"
    )


def test_a_stated_zero_stays_and_no_price_is_unknown(facts: list[Fact]) -> None:
    assert card(facts, "openrouter", "acme/rocket-2:free", "free").text() == "input=0;output=0"
    assert [o.prices for o in offers(facts, "rocket-2") if o.key.provider == "subscription"] == [()]
    assert offers(facts, "varies")[0].prices == ()


def test_float_noise_is_rounded_and_the_price_says_so(facts: list[Fact]) -> None:
    (noisy,) = offers(facts, "rocket-ai/rocket-2@20260409")
    assert noisy.key.provider == "vertex_ai"
    assert [(price.rounded, price.card.text()) for price in noisy.prices] == [(True, "input=0.6;output=2.2")]


def test_a_date_of_withdrawal_is_told_with_the_successor(facts: list[Fact]) -> None:
    assert [f for f in facts if isinstance(f, Deprecation)] == [
        Deprecation(OfferKey("acme", "rocket-2"), sunset_on=date(2027, 3, 31), replacement="rocket-3")
    ]


def test_a_row_that_cannot_be_believed_is_rejected_with_its_reason_and_the_rest_stands(facts: list[Fact]) -> None:
    assert {f.key: f.reason for f in facts if isinstance(f, Rejected)} == {
        "odd/negative": "input_cost_per_token: negative price -0.000002",
        "odd/nan": "input_cost_per_token: not a finite number: 'NaN'",
        "odd/huge": "input_cost_per_token: price 1E+400 is above 9e9 per million",
        "odd/quarrel": "two amounts for cache_read",
        "odd/some-day": "deprecation_date is no date",
        "odd/hourless": "off_peak_pricing names no hours",
        "odd/rangeless": "not a number: 'few'",
        "odd/prose": "input_cost_note: a price in a shape that is not known: 'ask sales'",
        "nobody": "no litellm_provider",
        "not-an-entry": "entry is not an object",
        "twilight": "the same offer as 'night/twilight', which states another price",
    }


def test_of_two_names_of_one_offer_the_one_that_states_more_is_kept_in_any_order(facts: list[Fact]) -> None:
    assert len(offers(facts, "night-owl")) == 1
    entries = list(json.loads((HERE / "reply.json").read_text()).items())
    random.Random(7).shuffle(entries)
    shuffled = golden.parse(litellm, json.dumps(dict(entries)).encode())
    assert Counter(f for f in shuffled if isinstance(f, Offer)) == Counter(f for f in facts if isinstance(f, Offer))


@pytest.mark.parametrize(
    ("key", "provider", "expected"),
    [
        ("gpt-4o", "openai", Place("openai", "gpt-4o")),
        ("together_ai/zai-org/GLM-5.2", "together_ai", Place("together_ai", "zai-org/GLM-5.2")),
        ("amazon-nova/nova-micro-v1", "amazon_nova", Place("amazon_nova", "nova-micro-v1")),
        ("azure/us/gpt-5.5", "azure", Place("azure", "gpt-5.5", region="us")),
        ("azure/global-standard/gpt-4o", "azure", Place("azure", "gpt-4o", region="global-standard")),
        ("us/gpt-5.5", "openai", Place("openai", "us/gpt-5.5")),
        ("us.anthropic.claude-x-v1:0", "bedrock_converse", Place("bedrock", "us.anthropic.claude-x-v1:0", region="us")),
        ("us.anthropic.claude-x", "openai", Place("openai", "us.anthropic.claude-x")),
        ("bedrock/us-east-1/zai.glm-5", "bedrock", Place("bedrock", "zai.glm-5", region="us-east-1")),
        ("bedrock_mantle/zai.glm-5", "bedrock_mantle", Place("bedrock", "zai.glm-5", tag="mantle")),
        ("low/1024-x-1024/gpt-image-2", "openai", Place("openai", "gpt-image-2", tag="low/1024-x-1024")),
        (
            "fal_ai/max/1024-x-768/openai/gpt-image-2/edit",
            "fal_ai",
            Place("fal_ai", "openai/gpt-image-2/edit", tag="max/1024-x-768"),
        ),
        ("fal_ai/fal-ai/flux/schnell", "fal_ai", Place("fal_ai", "fal-ai/flux/schnell")),
        ("text-completion-codestral/codestral-2405", "text-completion-codestral", Place("codestral", "codestral-2405")),
        ("aws_polly/standard", "aws_polly", Place("aws_polly", "standard")),
    ],
)
def test_a_name_is_taken_apart_into_seller_sku_region_and_tag(key: str, provider: str, expected: Place) -> None:
    assert place(key, provider) == expected


@pytest.mark.parametrize("document", [{"error": "rate limited"}, {"sample_spec": {"litellm_provider": "any"}}])
def test_a_document_in_which_nothing_names_a_provider_fails_the_run(document: object) -> None:
    with pytest.raises(SourceError, match="not the cost map"):
        golden.parse(litellm, json.dumps(document).encode())


@pytest.mark.captures
@pytest.mark.parametrize(
    ("file", "rows", "offers_found", "twins", "refused"),
    [
        (
            "2026-05-31.json",
            2753,
            2889,
            33,
            {"gemini-flash-latest", "gemini-flash-lite-latest", "gemini/gemini-exp-1206", "moonshotai.kimi-k2.5"},
        ),
        (
            "2026-11-12.json",
            4551,
            5653,
            47,
            {"gemini-3.8-live", "gemini-3.8-live-extended-thinking", "gemini/gemini-exp-1206"},
        ),
    ],
)
def test_no_price_of_a_capture_is_lost(
    captures: Path, file: str, rows: int, offers_found: int, twins: int, refused: set[str]
) -> None:
    body = (captures / "prices" / "litellm" / file).read_bytes()
    found = golden.parse(litellm, body)
    assert {fact.key for fact in found if isinstance(fact, Rejected)} == refused
    kept: dict[tuple[str, str, str, str], set[Decimal]] = defaultdict(set)
    sold = [fact for fact in found if isinstance(fact, Offer)]
    for offer in sold:
        tag = offer.key.tag.removesuffix("ultrafast").rstrip("/")
        amounts = {rate.amount for price in offer.prices for rate in price.card.rates}
        kept[offer.key.provider, offer.key.sku, offer.key.region, tag] |= amounts
    entries = json.loads(body, parse_float=Decimal)
    models = {k: v for k, v in entries.items() if k not in ("sample_spec", "fallback_generalizations")}
    assert (len(models), len(models) - len(kept), len(sold)) == (rows, twins, offers_found)
    assert len({offer.key for offer in sold}) == len(sold)
    for key, entry in models.items():
        at = place(key, entry["litellm_provider"])
        if key not in refused:
            assert _per_million(entry) <= kept[at.seller, at.sku, at.region, at.tag], key


def _per_million(entry: dict[str, Any]) -> set[Decimal]:
    """Every number under a key that speaks of cost or price, found without the collector's own tables."""
    stated = {k: v for k, v in entry.items() if "cost" in k or "pric" in k}
    money = (v for k, v in stated.items() if "dbu" not in k and "multiplier" not in k)
    return {_stored(number * 10**6) for value in money for number in _numbers(value)}


def _stored(per_million: Decimal) -> Decimal:
    return Context(prec=12).create_decimal(per_million).quantize(Decimal("1e-9"), context=Context(prec=40))


def _numbers(value: Any) -> Iterator[Decimal]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("range", "max_results_range", "windows"):
                yield from _numbers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(inner)
    elif isinstance(value, int | Decimal):
        yield Decimal(value)


@pytest.mark.captures
@pytest.mark.parametrize("file", ["2026-05-31.json", "2026-11-12.json"])
def test_every_price_key_of_a_capture_has_a_meter_but_the_structured_ones(captures: Path, file: str) -> None:
    entries = json.loads((captures / "prices" / "litellm" / file).read_bytes())
    keys = {key for entry in entries.values() for key in entry if states_price(key)}
    only_in_the_sample = {key for key in keys if key.startswith(("computer_use_", "file_search_", "vector_store_"))}
    structured = {"tiered_pricing", "off_peak_pricing", "search_context_cost_per_query", "guardrail_cost_per_unit"}
    assert {key for key in keys if cost_key(key) is None} - only_in_the_sample <= structured
