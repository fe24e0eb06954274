"""How to call one host: what to send to it, to OpenRouter, and what to tell LiteLLM. Names are the catalog's. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import yaml

from dashboard.rows import host_name
from intel.views import OfferView

Names = Mapping[str, Mapping[str, str]]
"""By target (litellm, openrouter, api, api_key): what it calls our providers, by provider id."""
_MESSAGES = [{"role": "user", "content": "Hello"}]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something to copy. Without ``text``, ``missing`` says why there is none."""

    title: str
    text: str = ""
    missing: str = ""


def snippets(offer: OfferView, sold: Iterable[OfferView], names: Names) -> list[Snippet]:
    """The three ways to call a host; ``sold`` are all offers of the model, among them OpenRouter's own."""
    return [_curl(offer, names), _litellm(offer, names), _openrouter(offer, sold, names)]


def _curl(offer: OfferView, names: Names) -> Snippet:
    title, provider = "curl", offer.provider.id
    address = names.get("api", {}).get(provider)
    if address is None or offer.key.via:
        missing = f"The catalog knows no OpenAI-compatible address of {host_name(offer)}."
        return Snippet(title, missing=missing)
    key = names.get("api_key", {}).get(provider, "API_KEY")
    body = json.dumps({"model": offer.key.sku, "messages": _MESSAGES}, ensure_ascii=False)
    lines = [
        f"curl {_quoted(f'{address}/chat/completions')}", f'-H "Authorization: Bearer ${key}"',
        "-H 'Content-Type: application/json'", f"-d {_quoted(body)}",
    ]  # fmt: skip
    return Snippet(title, " \\\n  ".join(lines))


def _quoted(text: str) -> str:
    """One word for a shell, whatever is in it."""
    return "'" + text.replace("'", "'\\''") + "'"


def _litellm(offer: OfferView, names: Names) -> Snippet:
    title, provider = "LiteLLM entry", offer.provider.id
    word, address = names.get("litellm", {}).get(provider), names.get("api", {}).get(provider)
    if offer.key.via or not (word or address):
        return Snippet(title, missing=f"The catalog knows no name by which LiteLLM calls {host_name(offer)}.")
    parameters = {"model": f"{word or 'openai'}/{offer.key.sku}"}
    if word is None and address:
        parameters["api_base"] = address
    if key := names.get("api_key", {}).get(provider):
        parameters["api_key"] = f"os.environ/{key}"
    slug = (offer.model or offer.key.sku).rpartition("/")[2]
    entry = {"model_list": [{"model_name": slug, "litellm_params": parameters}]}
    return Snippet(title, yaml.safe_dump(entry, sort_keys=False, allow_unicode=True, width=200))


def _openrouter(offer: OfferView, sold: Iterable[OfferView], names: Names) -> Snippet:
    title = "OpenRouter body"
    own = [o.key.sku for o in sold if o.provider.id == "openrouter" and o.key.service_tier == "standard"]
    model = min((sku for sku in own if ":" not in sku), default=None)
    slug = names.get("openrouter", {}).get(offer.provider.id)
    if model is None or slug is None:
        what = "this model" if model is None else host_name(offer)
        return Snippet(title, missing=f"The catalog knows no name by which OpenRouter sells {what}.")
    body = {
        "model": model, "messages": _MESSAGES, "provider": {"order": [slug], "allow_fallbacks": False},
    }  # fmt: skip
    return Snippet(title, json.dumps(body, indent=2, ensure_ascii=False))
