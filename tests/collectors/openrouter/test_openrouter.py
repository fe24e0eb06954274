"""OpenRouter: headline offers, hosts, providers, and the oddities of its prices."""

import json
from datetime import date

import pytest

from intel.collectors import openrouter
from intel.errors import SourceError
from intel.records import Alias, Deprecation, Evidence, Follow, Offer, Provider, Rejected
from intel.source import Snapshot
from tests.collectors.golden import SEEN_AT, check, line, reply, shuffled
from tests.collectors.openrouter.replies import ENDPOINTS, HERE, ROOT, card, hosted, listed, offer, parse


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
