"""genai-prices: dated prices, hours, tiers of context, variants by service tier, and the offline package."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest

from intel.collectors import genai_prices
from intel.collectors.shapes.genai_prices_history import histories
from intel.errors import RowError, SourceError
from intel.rates import Meter
from intel.records import UNKNOWN_START, Alias, Fact, Offer, Provider, Rejected
from intel.source import Snapshot
from tests.collectors.golden import SEEN_AT, check, line, reply, shuffled

HERE = Path(__file__).parent


def parse(body: bytes) -> list[Fact]:
    return list(genai_prices.parse(Snapshot(genai_prices.SOURCE.url, body, SEEN_AT)))


def listed() -> list[Fact]:
    return reply(genai_prices, HERE)


def offer(facts: list[Fact], provider: str, sku: str, tier: str = "standard") -> Offer:
    wanted = (provider, sku, tier)
    (found,) = [f for f in facts if isinstance(f, Offer) and (f.key.provider, f.key.sku, f.key.service_tier) == wanted]
    return found


def cards(stated: Offer) -> list[str]:
    return [price.card.text() for price in stated.prices]


def day(year: int, month: int, of_month: int) -> datetime:
    return datetime(year, month, of_month, tzinfo=UTC)


def test_the_recorded_reply_gives_the_golden_records() -> None:
    check(HERE, listed())


def test_the_same_facts_in_another_order_are_the_same_records() -> None:
    document = json.loads((HERE / "reply.json").read_text(), parse_float=str)
    turned = parse(json.dumps(shuffled(document)).encode())
    believed = [{line(f) for f in facts if not isinstance(f, Rejected)} for facts in (turned, listed())]
    assert believed[0] == believed[1]


def test_amounts_are_stated_per_million_tokens_and_per_thousand_requests() -> None:
    card = offer(listed(), "acme", "rocket-2").prices[0].card
    assert card.amount(Meter.INPUT) == Decimal("1.4")
    # $10 per 1,000 searches is $10,000 per million, $5 per 1,000 requests $5,000
    assert card.amount(Meter.WEB_SEARCH) == 10000
    assert card.amount(Meter.REQUEST) == 5000


def test_a_tier_holds_above_its_start_and_the_cache_lives_as_long_as_the_key_says() -> None:
    (text,) = cards(offer(listed(), "acme", "rocket-2"))
    assert "input=1.4;input{>200000}=2.8;input{>500000}=4.2;" in text
    assert "cache_write=1.75;cache_write{ttl 1h}=2.8;cache_write{ttl 5m}=1.75" in text


def test_dated_prices_become_half_open_periods_without_gaps() -> None:
    stated = offer(listed(), "acme", "rocket-1")
    assert [(p.effective_from, p.effective_to, p.basis) for p in stated.prices] == [
        (UNKNOWN_START, day(2026, 6, 10), "stated"),
        (day(2026, 6, 10), day(2027, 1, 1), "stated"),
        (day(2027, 1, 1), None, "stated"),
    ]
    assert cards(stated) == ["input=10;output=40", "input=2;output=8;cache_read=0.5", "input=3;output=12"]


def test_a_price_without_a_date_is_observed() -> None:
    (price,) = offer(listed(), "acme", "rocket-2").prices
    assert (price.effective_from, price.effective_to, price.basis) == (UNKNOWN_START, None, "observed")


def test_the_last_matching_entry_wins_as_in_the_package_itself() -> None:
    listed_twice = [
        {"prices": {"input_mtok": 1}},
        {"constraint": {"start_date": "2026-03-01"}, "prices": {"input_mtok": 3}},
        {"constraint": {"start_date": "2026-02-01"}, "prices": {"input_mtok": 2}},
    ]
    prices = histories({"prices": listed_twice})["standard"]
    assert [(p.effective_from.month, p.card.text()) for p in prices] == [(1, "input=1"), (2, "input=2"), (3, "input=2")]


def test_the_first_entry_holds_even_before_its_own_date() -> None:
    only = [{"constraint": {"start_date": "2030-01-01"}, "prices": {"input_mtok": 1}}]
    (price,) = histories({"prices": only})["standard"]
    assert (price.effective_from, price.card.text()) == (UNKNOWN_START, "input=1")


def test_hours_of_the_day_are_conditions_in_utc_beside_the_dated_price() -> None:
    before, after = cards(offer(listed(), "acme", "owl-1"))
    assert before.startswith("input=0.44;input{utc 01:00-04:00}=1.32;input{utc 20:30-23:00}=0.33;output=0.88")
    assert after.startswith("input=0.66;input{utc 01:00-04:00}=1.32;input{utc 20:30-23:00}=0.33;output=1.98")


def test_a_service_tier_is_an_offer_of_its_own_that_inherits_what_it_does_not_change() -> None:
    facts = listed()
    batch, fast = offer(facts, "acme", "rocket-2", "batch"), offer(facts, "acme", "rocket-2", "fast")
    # Halved input and output; the boundary of the input's tiers goes with the replaced key; the cache stays.
    assert cards(batch)[0].startswith("input=0.7;output=2.2;cache_read=0.26;")
    assert [p.effective_from for p in batch.prices] == [day(2026, 10, 14)]
    assert cards(fast)[0].startswith("input=2.8;output=8.8;cache_read=0.26;")
    assert [p.effective_from for p in fast.prices] == [UNKNOWN_START]


def test_a_variant_that_is_no_tier_is_kept_under_a_condition_that_is_never_used() -> None:
    (text,) = cards(offer(listed(), "acme", "rocket-2"))
    assert "output=4.4;output{? route%3Deu}=4.84;" in text


def test_the_first_matching_variant_wins_key_by_key() -> None:
    variants = [
        {"when": {"service_tier": "flex"}, "prices": {"input_mtok": 1}},
        {"when": {"processing": "flex"}, "prices": {"input_mtok": 9, "output_mtok": 2}},
    ]
    tiers = histories({"prices": {"input_mtok": 4, "output_mtok": 8}, "price_variants": variants})
    assert [p.card.text() for p in tiers["flex"]] == ["input=1;output=2"]


@pytest.mark.parametrize(
    ("sku", "text"),
    [
        ("scribe", "input_second=50"),  # $0.18 an hour: 0.18 / 3600 * 1,000,000
        ("reader", "page=2000;page{? annotated pages}=3000"),  # $2 per 1,000 pages
        ("pixels", "input_image_tokens=2.5;output_image_tokens=30;cache_read_image_tokens=0.6;input_pixel=0.012"),
        ("voice", "input_audio=40;output_audio=80;cache_read_audio=0.4;input_character=15"),
        ("nose", "input=1;request{? input_smell_mtok}=9"),
        ("noisy", "input=0.65;output=0"),
    ],
)
def test_what_is_not_billed_by_the_text_token_has_its_own_meter_and_unit(sku: str, text: str) -> None:
    assert cards(offer(listed(), "ears", sku)) == [text]


def test_an_hourly_price_that_does_not_divide_is_rounded_and_says_so() -> None:
    (price,) = histories({"prices": {"audio_hours": 0}})["standard"]
    assert (price.card.amount(Meter.INPUT_SECOND), price.rounded) == (Decimal(0), False)
    (price,) = histories({"prices": {"audio_hours": Decimal("0.111")}})["standard"]
    assert (price.card.amount(Meter.INPUT_SECOND), price.rounded) == (Decimal("30.833333333"), True)


def test_no_price_is_unknown_and_a_free_suffix_is_a_tier() -> None:
    free = offer(listed(), "openrouter", "acme/rocket-2:free", "free")
    assert free.prices == ()
    assert offer(listed(), "openrouter", "unpriced").prices == ()


def test_a_hugging_face_route_is_its_host_bought_through_the_gateway() -> None:
    routed = offer(listed(), "novita", "AcmeLab/Rocket-2")
    assert (routed.key.via, routed.title) == ("huggingface", "Rocket 2")
    assert [f.name for f in listed() if isinstance(f, Provider)] == ["acme", "ears", "openrouter"]


def test_a_deprecated_model_says_so() -> None:
    assert offer(listed(), "acme", "rocket-1").status == "deprecated"
    assert offer(listed(), "acme", "rocket-2").status == ""


def test_match_rules_are_no_aliases_since_they_tell_what_is_billed_alike() -> None:
    assert not [fact for fact in listed() if isinstance(fact, Alias)]


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("acme owl-half", "the hours 01:00-04:00 leave out cache_read_mtok"),
        ("acme tuesday", "unknown constraint weekday"),
        ("acme no-such-day", "constraint with a date or time that cannot be read: {'start_date': '2026-02-30'}"),
        ("openrouter negative", "input_mtok: negative price -1"),
        ("openrouter word", "input_mtok: not a number: 'cheap'"),
        ("openrouter endless", "input_mtok: not a finite number: 'Infinity'"),
        ("openrouter row", "model is not an object"),
        ("empty", "models is not a list"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason(key: str, reason: str) -> None:
    assert [f.reason for f in listed() if isinstance(f, Rejected) and f.key == key] == [reason]


@pytest.mark.parametrize(
    "tiered",
    [{"base": 1}, {"base": 1, "tiers": [{"start": "many", "price": 2}]}, {"tiers": []}, {"base": 1, "tiers": [2]}],
)
def test_a_tier_that_cannot_be_read_rejects_the_row_and_names_the_key(tiered: object) -> None:
    with pytest.raises(RowError, match=r"^input_mtok: "):
        histories({"prices": {"input_mtok": tiered}})


@pytest.mark.parametrize("body", ["", '[{"id":', "<!doctype html>", "{}", "[]", "null"])
def test_what_is_no_reply_fails_the_run(body: str) -> None:
    with pytest.raises(SourceError, match=r"v2/data\.json"):
        parse(body.encode())


@pytest.mark.captures
@pytest.mark.parametrize(
    ("file", "providers", "models", "unpriced", "dated", "routed"),
    [
        ("2026-01-28.data.json", 29, 1152, 146, 1, 180),
        ("2026-08-21.data.json", 34, 1442, 157, 7, 175),
        ("2026-08-21.v2-data.json", 36, 1466, 157, 13, 175),
    ],
)
def test_every_model_of_a_capture_is_an_offer(
    captures: Path, file: str, providers: int, models: int, unpriced: int, dated: int, routed: int
) -> None:
    facts = parse((captures / "prices/genai-prices" / file).read_bytes())
    offers = [f for f in facts if isinstance(f, Offer)]
    assert not [f for f in facts if isinstance(f, Rejected)]
    assert len({f.key for f in offers}) == len(offers) == models
    assert sum(isinstance(f, Provider) for f in facts) == providers - 11  # the routes of Hugging Face are 11 of them
    assert sum(not f.prices for f in offers) == unpriced
    assert sum(len(f.prices) > 1 for f in offers) == dated
    assert sum(f.key.via == "huggingface" for f in offers) == routed
    assert not any("?" in text for f in offers for text in cards(f) if "citation" not in text)


@pytest.mark.captures
@pytest.mark.parametrize(
    ("provider", "sku", "expected"),
    [
        (
            "deepseek",
            "deepseek-chat",
            [
                "input=0.135;input{utc 00:30-16:30}=0.27;output=0.55;output{utc 00:30-16:30}=1.1;"
                "cache_read=0.035;cache_read{utc 00:30-16:30}=0.07"
            ],
        ),
        ("openai", "o3", ["input=10;output=40;cache_read=0.5", "input=2;output=8;cache_read=0.5"]),
        (
            "anthropic",
            "claude-opus-4-8",
            ["input=5;output=25;cache_read=0.5;cache_write=6.25;cache_write{ttl 1h}=10;web_search=10000"],
        ),
        (
            "google",
            "gemini-3.6-flash",
            ["input=0.75;output=3.75;cache_read=0.075", "input=1.5;output=7.5;cache_read=0.15"],
        ),
        (
            "openai",
            "gpt-5.6-terra",
            [
                "input=2.5;input{>272000}=5;output=15;output{>272000}=22.5;cache_read=0.25;cache_read{>272000}=0.5;"
                "cache_write=3.125;cache_write{>272000}=6.25",
                "input=2;input{>272000}=4;output=12;output{>272000}=18;cache_read=0.2;cache_read{>272000}=0.4;"
                "cache_write=2.5;cache_write{>272000}=5",
            ],
        ),
    ],
)
def test_spot_prices_of_2026_08_21(captures: Path, provider: str, sku: str, expected: list[str]) -> None:
    facts = parse((captures / "prices/genai-prices/2026-08-21.v2-data.json").read_bytes())
    assert cards(offer(facts, provider, sku)) == expected


@pytest.mark.captures
def test_both_published_shapes_say_the_same_about_a_model_that_both_list(captures: Path) -> None:
    folder = captures / "prices/genai-prices"
    one, two = (parse((folder / f"2026-08-21.{name}.json").read_bytes()) for name in ("data", "v2-data"))
    assert cards(offer(one, "groq", "llama-3.3-70b-versatile")) == cards(offer(two, "groq", "llama-3.3-70b-versatile"))


def test_the_source_names_the_address_and_the_data_of_the_package_itself() -> None:
    package = pytest.importorskip("genai_prices.update_prices", reason="the extra genai-prices is not installed")
    module, _, attribute = genai_prices.SOURCE.packaged.partition(":")
    assert genai_prices.SOURCE.url == package.DEFAULT_UPDATE_URL
    assert "anthropic" in {provider.id for provider in getattr(import_module(module), attribute)}
