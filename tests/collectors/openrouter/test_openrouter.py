"""OpenRouter: headline offers, hosts, providers, and the oddities of its prices."""

import gzip
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from intel.collectors import openrouter
from intel.collectors.shapes.openrouter_pricing import prices, unread_keys
from intel.errors import SourceError
from intel.rates import Condition, Meter
from intel.records import Alias, Deprecation, Evidence, Fact, Follow, Offer, Performance, Provider, Rejected
from intel.source import Snapshot
from tests.collectors.golden import SEEN_AT, check, line, reply, shuffled

HERE = Path(__file__).parent
ROOT = "https://openrouter.ai/api/v1"
ENDPOINTS = f"{ROOT}/models/acme/rocket-2/endpoints"


def parse(document: object, url: str = openrouter.SOURCE.url, key: str = "") -> list[Fact]:
    return list(openrouter.parse(Snapshot(url, json.dumps(document).encode(), SEEN_AT, key=key)))


def listed() -> list[Fact]:
    return reply(openrouter, HERE)


def hosted() -> list[Fact]:
    return reply(openrouter, HERE, "endpoints.json", ENDPOINTS, "acme/rocket-2")


def offer(facts: list[Fact], sku: str) -> Offer:
    return next(fact for fact in facts if isinstance(fact, Offer) and fact.key.sku == sku)


def host(facts: list[Fact], provider: str, **key: str) -> Offer:
    found = [f for f in facts if isinstance(f, Offer) and f.key.provider == provider and f.key == replace(f.key, **key)]
    assert len(found) == 1, [f.key for f in found]
    return found[0]


def card(stated: Offer) -> str:
    return stated.prices[0].card.text()


def one_model(**pricing: object) -> dict[str, object]:
    return {"data": [{"id": "acme/x", "pricing": pricing}]}


def test_the_recorded_replies_give_the_golden_records() -> None:
    facts = listed() + reply(openrouter, HERE, "page2.json", f"{ROOT}/models?offset=20&limit=20")
    check(HERE, facts + reply(openrouter, HERE, "providers.json", f"{ROOT}/providers") + hosted())


@pytest.mark.parametrize(
    ("file", "url"),
    [("reply.json", openrouter.SOURCE.url), ("providers.json", f"{ROOT}/providers"), ("endpoints.json", ENDPOINTS)],
)
def test_the_same_facts_in_another_order_are_the_same_records(file: str, url: str) -> None:
    document = json.loads((HERE / file).read_text())
    turned = parse(shuffled(document), url, "acme/rocket-2")
    as_stated = reply(openrouter, HERE, file, url, "acme/rocket-2")
    believed = [{line(f) for f in facts if not isinstance(f, Rejected)} for facts in (turned, as_stated)]
    assert believed[0] == believed[1]


def test_a_headline_offer_is_sold_by_the_gateway_under_the_id_a_caller_sends() -> None:
    stated = offer(listed(), "acme/rocket-2")
    assert (stated.key.provider, stated.key.via, stated.key.service_tier, stated.key.tag) == (
        "openrouter",
        "",
        "standard",
        "",
    )
    # $0.0000014 a token is $1.40 per million
    assert card(stated) == "input=1.4;output=4.4;cache_read=0.26"
    assert stated.evidence == (
        Evidence("canonical_slug", "acme/rocket-2-20260701"),
        Evidence("huggingface", "AcmeLab/Rocket-2"),
    )
    assert (stated.limits.context_tokens, stated.limits.max_output_tokens) == (262144, 65536)
    assert stated.limits.capabilities == ("reasoning", "structured_output", "temperature", "tools")


def test_an_empty_hugging_face_id_and_a_context_of_zero_are_not_stated() -> None:
    facts = listed()
    assert [e.kind for e in offer(facts, "acme/rocket-2:free").evidence] == ["canonical_slug"]
    assert offer(facts, "initech/paint").limits.context_tokens is None


@pytest.mark.parametrize(
    ("sku", "tier"),
    [("acme/rocket-2:free", "free"), ("acme/rocket-2:batch", "batch"), ("acme/rocket-2:thinking", "standard")],
)
def test_a_suffix_stays_in_the_sku_and_names_the_tier_if_it_is_one(sku: str, tier: str) -> None:
    assert offer(listed(), sku).key.service_tier == tier


def test_minus_one_is_an_offer_with_an_unknown_price_and_no_hosts_to_ask_for() -> None:
    facts = listed()
    assert offer(facts, "openrouter/auto").prices == ()
    assert not any(isinstance(fact, Follow) and "openrouter/auto" in fact.url for fact in facts)


def test_zero_is_free_and_not_unknown() -> None:
    assert card(offer(listed(), "acme/rocket-2:free")) == "input=0;output=0"


def test_a_floating_name_is_an_alias_and_never_an_offer() -> None:
    facts = listed()
    assert [f for f in facts if isinstance(f, Alias)] == [Alias("~acme/rocket-latest", "acme/rocket-2", floating=True)]
    assert not any(isinstance(fact, Offer) and fact.key.sku.startswith("~") for fact in facts)


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


def test_an_expiration_date_is_a_deprecation_unless_it_is_the_far_sentinel() -> None:
    facts = listed()
    deprecated = [(f.key.sku, f.sunset_on) for f in facts if isinstance(f, Deprecation)]
    assert deprecated == [("acme/rocket-2:free", date(2026, 9, 30))]
    assert any(isinstance(f, Rejected) and f.key == "acme/rocket-2:thinking expiration_date" for f in facts)
    assert offer(facts, "acme/rocket-2:thinking").prices


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("hooli/negative", "prompt: negative price -0.000001"),
        ("hooli/huge", "prompt: price 1e400 is above 9e9 per million"),
        ("hooli/nan", "prompt: not a finite number: 'NaN'"),
        ("hooli/two\ufffdlines", "control character in name 'hooli/two\\nlines'"),
        ("row", "model is not an object"),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason_and_the_rest_goes_on(key: str, reason: str) -> None:
    facts = listed()
    assert [f.reason for f in facts if isinstance(f, Rejected) and f.key == key] == [reason]
    assert offer(facts, "hooli/unpriced").prices == ()


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


def test_a_listing_asks_for_its_next_page_the_providers_and_the_hosts_of_each_priced_model() -> None:
    follows = [f for f in listed() if isinstance(f, Follow)]
    assert follows[0] == Follow(ENDPOINTS, key="acme/rocket-2")
    assert follows[1] == Follow(f"{ROOT}/models/acme/rocket-2:free/endpoints", key="acme/rocket-2:free")
    assert follows[-2:] == [Follow(f"{ROOT}/models?offset=20&limit=20"), Follow(f"{ROOT}/providers")]


def test_the_last_page_asks_for_no_further_page_and_not_again_for_the_providers() -> None:
    follows = [
        f.url for f in reply(openrouter, HERE, "page2.json", f"{ROOT}/models?offset=20") if isinstance(f, Follow)
    ]
    assert follows == [f"{ROOT}/models/umbrella/last/endpoints"]


def test_a_page_that_links_to_itself_is_not_asked_for_again() -> None:
    document = {"data": [{"id": "acme/x", "pricing": {}}], "links": {"next": "/api/v1/models?offset=1"}}
    assert parse(document, f"{ROOT}/models?offset=1") == [offer(parse(document), "acme/x")]


def test_a_host_is_the_first_word_of_its_tag_and_is_bought_through_the_gateway() -> None:
    facts = hosted()
    us_east = host(facts, "acme-cloud")
    assert (us_east.key.via, us_east.key.sku, us_east.key.region) == ("openrouter", "acme/rocket-2", "us-east-1")
    assert us_east.limits.capabilities == ("prompt_caching", "structured_output", "tools")
    assert host(facts, "globex", service_tier="flex").key.quantization == "fp8"
    assert host(facts, "initech").key.tag == "q4-ish/turbo"
    assert host(facts, "Untagged").key.quantization == ""


@pytest.mark.parametrize(
    ("tag", "part"),
    [
        ("google-vertex/us-south1", {"region": "us-south1"}),
        ("google-vertex/europe", {"region": "europe"}),
        ("azure/swedencentral", {"region": "swedencentral"}),
        ("black-forest-labs/us-3", {"region": "us-3"}),
        ("amazon-bedrock/claude-on-aws", {"tag": "claude-on-aws"}),
        ("anthropic/2", {"tag": "2"}),
        ("xai/zdr", {"tag": "zdr"}),
        ("modal/mxfp4", {"quantization": "mxfp4"}),
        ("openai/priority", {"service_tier": "priority"}),
        ("acme/eu/us", {"region": "eu", "tag": "us"}),
    ],
)
def test_the_words_after_the_host_are_region_quantization_tier_or_tag(tag: str, part: dict[str, str]) -> None:
    document = {"data": {"id": "acme/x", "endpoints": [{"tag": tag, "pricing": {"prompt": "1e-6"}}]}}
    (found,) = parse(document, f"{ROOT}/models/acme/x/endpoints")
    assert isinstance(found, Offer)
    plain = replace(found.key, region="", quantization="", service_tier="standard", tag="")
    assert found.key == replace(plain, **part)


@pytest.mark.parametrize("field", [{"tag": "acme/us-" + "a" * 400}, {"tag": 7}, {"tag": "acme", "quantization": "\a"}])
def test_a_tag_that_is_no_name_rejects_the_endpoint(field: dict[str, Any]) -> None:
    document = {"data": {"id": "acme/x", "endpoints": [{"pricing": {"prompt": "1e-6"}, **field}]}}
    assert [type(fact) for fact in parse(document, f"{ROOT}/models/acme/x/endpoints")] == [Rejected]


def test_twins_of_one_host_are_numbered_alike_in_whatever_order_they_come() -> None:
    document = json.loads((HERE / "endpoints.json").read_text())
    endpoints = document["data"]["endpoints"][1:4]
    seen = set()
    for order in permutations(endpoints):
        document["data"]["endpoints"] = list(order)
        facts = parse(document, ENDPOINTS, "acme/rocket-2")
        seen.add(frozenset((f.key, card(f)) for f in facts if isinstance(f, Offer)))
    (keys,) = seen
    assert {key.tag for key, _ in keys} == {"", "#2"}


def test_a_bad_status_is_kept_and_said() -> None:
    facts = hosted()
    assert host(facts, "globex", tag="", service_tier="standard").status == "degraded"
    assert host(facts, "globex", tag="#2").status == ""


def test_performance_is_of_the_last_half_hour_or_else_the_uptime_of_the_last_day() -> None:
    readings = {f.key.provider + f.key.tag: f for f in hosted() if isinstance(f, Performance)}
    fast = readings["acme-cloud"]
    assert (fast.window_minutes, fast.uptime_ratio) == (30, Decimal("0.995"))
    assert (fast.latency_ms, fast.throughput_tokens_per_second) == (Decimal(420), Decimal("83.5"))
    assert (readings["globex"].window_minutes, readings["globex"].uptime_ratio) == (1440, Decimal("0.4125"))
    assert set(readings) == {"acme-cloud", "globex", "globex#2"}


def test_an_unreadable_reading_loses_no_price() -> None:
    endpoint = {"tag": "acme", "pricing": {"prompt": "1e-6"}, "uptime_last_30m": "NaN", "latency_last_30m": {"p50": -1}}
    facts = parse({"data": {"id": "acme/x", "endpoints": [endpoint]}}, f"{ROOT}/models/acme/x/endpoints")
    assert [type(fact) for fact in facts] == [Offer]


def test_a_model_that_nobody_hosts_at_the_moment_is_no_error() -> None:
    assert parse({"data": {"id": "acme/x", "endpoints": []}}, f"{ROOT}/models/acme/x/endpoints") == []


def test_providers_have_their_slug_as_name_and_a_country() -> None:
    facts = reply(openrouter, HERE, "providers.json", f"{ROOT}/providers")
    assert facts[0] == Provider("acme-cloud", title="Acme Cloud", headquarters="US")
    assert facts[1] == Provider("globex", title="Globex Inference")
    assert isinstance(facts[2], Rejected)
    assert facts[2].key == "No slug"


@pytest.mark.parametrize("url", [openrouter.SOURCE.url, f"{ROOT}/providers", ENDPOINTS])
@pytest.mark.parametrize("body", ["", '{"data": [', "<html>busy</html>", "[]", "{}", '{"data": null}', '{"data": {}}'])
def test_what_is_no_reply_fails_the_run(url: str, body: str) -> None:
    with pytest.raises(SourceError, match=r"https://openrouter\.ai/api/v1/"):
        list(openrouter.parse(Snapshot(url, body.encode(), SEEN_AT, key="acme/rocket-2")))


def _capture(captures: Path, file: str) -> list[Any]:
    rows: list[Any] = json.loads((captures / "prices/openrouter" / file).read_text())
    return rows


@pytest.mark.captures
@pytest.mark.parametrize(
    ("day", "rows", "aliases", "stated_aliases", "unknown"),
    [("2026-07-17", 342, 10, 0, 4), ("2026-08-08", 400, 11, 11, 5)],
)
def test_every_model_of_a_capture_is_an_offer_or_an_alias_and_no_price_key_is_lost(
    captures: Path, day: str, rows: int, aliases: int, stated_aliases: int, unknown: int
) -> None:
    data = _capture(captures, f"{day}.models.json")
    facts = parse({"data": data})
    offers = {f.key.sku: f for f in facts if isinstance(f, Offer)}
    assert len(data) == rows
    assert len(offers) == rows - aliases
    assert sum(isinstance(f, Alias) for f in facts) == stated_aliases
    assert sum(not f.prices for f in offers.values()) == unknown
    assert not [f for f in facts if isinstance(f, Rejected)]
    for row in data:
        if row["id"] in offers and offers[row["id"]].prices:
            keys = {key for key in row["pricing"] if key not in ("overrides", "discount")}
            conditions = sum(len(step) - 1 for step in row["pricing"].get("overrides", []))
            assert len(offers[row["id"]].prices[0].card.rates) == len(keys) + conditions, row["id"]


@pytest.mark.captures
@pytest.mark.parametrize(
    ("sku", "text"),
    [
        ("z-ai/glm-5.2", "input=0.2058;output=0.6468;cache_read=0.03822"),
        (
            "qwen/qwen3.7-flash",
            "input=0.03;input{>32000}=0.1;input{>256000}=0.2;output=0.13;output{>32000}=0.4;output{>256000}=0.8;"
            "cache_read=0.006;cache_read{>32000}=0.02;cache_read{>256000}=0.04;"
            "cache_write=0.038;cache_write{>32000}=0.125;cache_write{>256000}=0.25",
        ),
        (
            "openai/gpt-5.6-sol:batch",
            "input=2.5;input{>272000}=5;output=15;output{>272000}=22.5;"
            "cache_read=0.25;cache_read{>272000}=0.5;web_search=10000",
        ),
        (
            "anthropic/claude-opus-4.6:batch",
            "input=2.5;output=12.5;cache_read=0.25;cache_write=3.125;cache_write{ttl 1h}=5;web_search=10000",
        ),
        ("mistralai/voxtral-small-24b-2507", "input=0.1;output=0.3;cache_read=0.01;input_audio=100"),
        ("google/lyria-3-pro-preview", "input=0;output=0"),
    ],
)
def test_spot_prices_of_2026_08_08(captures: Path, sku: str, text: str) -> None:
    stated = offer(parse({"data": _capture(captures, "2026-08-08.models.json")}), sku)
    assert card(stated) == text


@pytest.mark.captures
def test_the_captured_endpoint_documents_are_read_whole(captures: Path) -> None:
    old = json.loads(
        (captures / "prices/openrouter/2025-05-23.endpoints.google__gemini-2.5-pro-preview.json").read_text()
    )
    facts = parse(old, f"{ROOT}/models/google/gemini-2.5-pro-preview/endpoints", "google/gemini-2.5-pro-preview")
    assert [f.key.provider for f in facts if isinstance(f, Offer)] == ["google-vertex", "google-ai-studio"]
    assert {card(f) for f in facts if isinstance(f, Offer)} == {
        "input=1.25;output=10;cache_read=0.31;cache_write=1.625;input_image=5160"
    }
    new = "prices/openrouter/after-2026-09-10.endpoints.deepseek__deepseek-v4.1-flash.json"
    facts = parse(
        json.loads((captures / new).read_text()), f"{ROOT}/models/deepseek/deepseek-v4.1-flash/endpoints", "m"
    )
    assert [card(f) for f in facts if isinstance(f, Offer)] == [
        "input=0.025;output=0.6;cache_read=0.01",
        "input=0.025;output=0.6;cache_read=0.0245",
    ]
    assert sum(isinstance(f, Performance) for f in facts) == 2


@pytest.mark.captures
def test_all_eighty_captured_providers_are_read(captures: Path) -> None:
    facts = parse({"data": _capture(captures, "2026-08-08.frontend-all-providers.json")}, f"{ROOT}/providers")
    assert len(facts) == 80
    assert all(isinstance(fact, Provider) for fact in facts)


@pytest.mark.captures
def test_every_price_key_of_the_1238_listed_endpoints_has_a_meter(captures: Path) -> None:
    with gzip.open(captures / "prices/openrouter/2026-08-08.frontend-model_stats.jsonl.gz", "rt") as lines:
        pricings = [end["pricing"] for text in lines for end in json.loads(text)["endpoints"] or []]
    assert len(pricings) == 1238
    assert set().union(*map(unread_keys, pricings)) == {"display_pricing"}  # of the site alone, not of the API
    assert all(prices(pricing) for pricing in pricings)
