"""models.dev: prices checked by hand, shapes, and that no price of a capture is lost."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from intel.collectors import models_dev
from intel.collectors.shapes.models_dev_cost import METERS
from intel.errors import SourceError
from intel.rates import Condition, Meter
from intel.records import Deprecation, Evidence, Fact, Model, Offer, OfferKey, Provider, Rejected
from tests.collectors import golden

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def facts() -> list[Fact]:
    return golden.reply(models_dev, HERE)


def parsed(document: object) -> list[Fact]:
    return golden.parse(models_dev, json.dumps(document).encode())


def offer(facts: list[Fact], provider: str, sku: str, tier: str = "standard") -> Offer:
    (found,) = [
        f
        for f in facts
        if isinstance(f, Offer) and (f.key.provider, f.key.sku, f.key.service_tier) == (provider, sku, tier)
    ]
    return found


def card(facts: list[Fact], provider: str, sku: str, tier: str = "standard") -> str:
    (price,) = offer(facts, provider, sku, tier).prices
    return price.card.text()


def test_the_recorded_reply_gives_the_golden_records(facts: list[Fact]) -> None:
    golden.check(HERE, facts)


def test_every_cost_key_reaches_its_meter_in_usd_per_million(facts: list[Fact]) -> None:
    assert card(facts, "acme", "rocket-2") == (
        "input=1.4;output=4.4;cache_read=0.26;cache_write=1.75;reasoning=4.4;input_audio=8;output_audio=16.5"
    )


def test_tiers_are_preferred_over_the_legacy_copy_that_says_200k_for_272k(facts: list[Fact]) -> None:
    assert card(facts, "acme", "rocket-1") == (
        "input=2.5;input{>272000}=5;output=15;output{>272000}=22.5;cache_read=0.25;cache_read{>272000}=0.5"
    )


def test_the_legacy_copy_counts_where_there_are_no_tiers(facts: list[Fact]) -> None:
    assert card(facts, "acme", "rocket-0") == "input=3;input{>200000}=6;output=15;output{>200000}=22.5"


def test_several_tiers_are_steps_in_whatever_order_they_come(facts: list[Fact]) -> None:
    assert card(facts, "nimbus", "acme/ladder") == (
        "input=0.48;input{>32000}=0.72;input{>128000}=1.45;output=2.41;output{>32000}=3.62;output{>128000}=7.23"
    )


def test_float_noise_is_rounded_and_the_price_says_so(facts: list[Fact]) -> None:
    (price,) = offer(facts, "nimbus", "acme/rocket-1").prices
    assert price.rounded
    assert price.card.amount(Meter.INPUT) == Decimal("0.65")
    assert price.card.amount(Meter.OUTPUT) == Decimal("1.95")
    assert price.card.amount(Meter.CACHE_READ) == Decimal("0.0028")


def test_an_absent_or_empty_cost_is_unknown_and_a_zero_is_kept(facts: list[Fact]) -> None:
    assert offer(facts, "nimbus", "acme/rocket-2").prices == ()
    assert offer(facts, "nimbus", "acme/empty").prices == ()
    assert card(facts, "acme-coding-plan", "rocket-2") == "input=0;output=0;cache_read=0"
    assert card(facts, "nimbus", "acme/unsaid") == "input=0.5"


def test_minus_one_is_an_offer_with_unknown_price(facts: list[Fact]) -> None:
    assert offer(facts, "nimbus", "acme/varies").prices == ()


def test_a_mode_is_an_offer_at_the_tier_that_its_request_asks_for(facts: list[Fact]) -> None:
    assert card(facts, "acme", "rocket-2", "fast") == "input=4.2;output=13.2"
    assert card(facts, "acme", "rocket-1", "priority") == "input=5;output=30;cache_read=0.5"


def test_a_mode_that_is_not_known_does_not_take_its_offer_with_it(facts: list[Fact]) -> None:
    assert card(facts, "nimbus", "acme/overdrive") == "input=1;output=3"


def test_free_ids_are_of_the_free_tier_and_bedrock_profiles_have_their_region(facts: list[Fact]) -> None:
    assert offer(facts, "nimbus", "acme/rocket-2:free", "free").key.service_tier == "free"
    assert offer(facts, "amazon-bedrock", "eu.acme.rocket-2-v1:0").key.region == "eu"
    assert offer(facts, "amazon-bedrock", "acme.rocket-2-v1:0").key.region == ""


def test_a_price_key_that_is_not_known_is_kept_and_never_used(facts: list[Fact]) -> None:
    (price,) = offer(facts, "nimbus", "acme/novel").prices
    unknown = {r.condition.unknown: r.amount for r in price.card.rates if r.condition.unknown}
    assert unknown == {
        "cache_write_1h": Decimal("2.5"),
        "surcharge.weekend": Decimal("0.1"),
        "tier batch 50": Decimal("1.2"),
        "thinking": Decimal(9),
    }
    assert price.card.amount(Meter.INPUT) == 1


def test_a_row_that_cannot_be_believed_is_rejected_with_its_reason_and_the_rest_stands(facts: list[Fact]) -> None:
    reasons = {f.key: f.reason for f in facts if isinstance(f, Rejected)}
    assert reasons == {
        "acme/unlisted": "weights is not a list",
        "nimbus/acme/negative": "input: negative price -0.5",
        "nimbus/acme/huge": "input: price 1E+400 is above 9e9 per million",
        "nimbus/acme/nan": "input: not a finite number: 'NaN'",
        "nimbus/acme/yes": "input: not a number: 'True'",
        "nimbus/acme/words": "special: a price in a shape that is not known: 'ask sales'",
        "nimbus/acme/stepless": "tier.tier is not an object",
        "nimbus/acme/overdrive mode ludicrous": "mode 'ludicrous' is no service tier of its own that we know",
        "nimbus/acme/bell\ufffd": "control character in name 'acme/bell\\x07'",
        "unplugged": "models of a provider is not an object",
    }


def test_models_carry_weights_day_and_what_is_not_stated_stays_unknown(facts: list[Fact]) -> None:
    models = {f.name: f for f in facts if isinstance(f, Model)}
    assert models["acme/rocket-2"].evidence == (
        Evidence("weights", "https://huggingface.co/acme-ai/Rocket-2"),
        Evidence("huggingface", "acme-ai/Rocket-2"),
        Evidence("weights", "https://weights.acme.example/rocket-2.tar"),
    )
    assert models["acme/painter"].released_on is None
    assert models["acme/painter"].limits.context_tokens is None
    assert models["acme/mislinked"].open_weights is None


def test_a_deprecated_offer_is_told_and_a_templated_address_is_not(facts: list[Fact]) -> None:
    assert [f for f in facts if isinstance(f, Deprecation)] == [Deprecation(OfferKey("acme", "rocket-0"))]
    assert {f.name: f.api_url for f in facts if isinstance(f, Provider)} == {
        "acme": "https://api.acme.example/v1",
        "acme-coding-plan": "",
        "amazon-bedrock": "",
        "nimbus": "",
        "unplugged": "",
    }


def test_the_bare_lists_say_the_same_as_the_catalog(facts: list[Fact]) -> None:
    catalog = json.loads((HERE / "reply.json").read_text())
    both = parsed(catalog["models"]) + parsed(catalog["providers"])
    assert _believed(both) == _believed(facts)


def test_true_is_no_price_of_one_even_when_one_was_seen_before() -> None:
    model: dict[str, Any] = {"id": "m", "cost": {"input": 1, "output": 3}}
    lying = {"id": "n", "cost": {"input": True, "output": 3}}
    found = parsed({"models": {}, "providers": {"p": {"models": {"m": model, "n": lying}}}})
    assert [type(f) for f in found] == [Provider, Offer, Rejected]


def _believed(facts: list[Fact]) -> Counter[Fact]:
    return Counter(fact for fact in facts if not isinstance(fact, Rejected))


@pytest.mark.parametrize("document", [{"models": {}, "providers": {}}, {"error": "rate limited"}, {"models": {"a": 1}}])
def test_a_document_without_models_and_providers_fails_the_run(document: object) -> None:
    with pytest.raises(SourceError):
        parsed(document)


@pytest.mark.captures
@pytest.mark.parametrize(
    ("file", "providers", "rows", "modes"),
    [("2026-07-02.catalog.json", 147, 5276, 40), ("2026-06-10.api.json", 139, 5115, 39)],
)
def test_no_price_of_a_capture_is_lost(captures: Path, file: str, providers: int, rows: int, modes: int) -> None:
    body = (captures / "prices" / "models.dev" / file).read_bytes()
    found = golden.parse(models_dev, body)
    document = json.loads(body)
    listed = document.get("providers", document)
    models = [model for entry in listed.values() for model in entry["models"].values()]
    stated = sum(len(_amounts(model.get("cost", {}))) for model in models)
    stated += sum(len(_amounts(mode["cost"])) for model in models for mode in _modes(model))
    offers = [f for f in found if isinstance(f, Offer)]
    rates = [rate for o in offers for price in o.prices for rate in price.card.rates]
    assert (len(listed), len(models), len(offers)) == (providers, rows, rows + modes)
    assert len(rates) == stated
    assert not [r for r in rates if r.condition != Condition(over_tokens=r.condition.over_tokens)]
    assert not [f for f in found if isinstance(f, Rejected)]
    assert len({o.key for o in offers}) == len(offers)


def _modes(model: dict[str, Any]) -> list[dict[str, Any]]:
    return list(model.get("experimental", {}).get("modes", {}).values())


def _amounts(cost: dict[str, Any]) -> list[float]:
    """The prices of a cost object, without the legacy copy of its tier."""
    steps = cost.get("tiers") or ([cost["context_over_200k"]] if "context_over_200k" in cost else [])
    return [step[key] for step in (cost, *steps) for key in step if key in METERS or key not in _STRUCTURE]


_STRUCTURE = {"tiers", "context_over_200k", "tier"}
