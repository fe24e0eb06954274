"""How to call one host: what to send to it, to OpenRouter, and what to tell LiteLLM. Names are the catalog's. Pure.

The same rules as those of the routing table's exports: what a region, a gateway or weights need to be called by.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import yaml

from dashboard.rows import host_name
from intel.routing.build import gateways
from intel.routing.exporters import litellm
from intel.routing.exporters.calls import API, OPENROUTER, Call, Dialect, named, of_region, pin
from intel.routing.exporters.places import not_told
from intel.routing.policy import Rules
from intel.routing.table import Host
from intel.routing.wishes import Names as Allowed
from intel.views import OfferView

Names = Mapping[str, Mapping[str, str]]
"""By target (litellm, openrouter, api, api_key): what it calls our providers, by provider id."""
_MESSAGES = [{"role": "user", "content": "Hello"}]
_RULES = Rules(models=Allowed(allow=("this",)))
"""Nothing is asked of the host but to be this one."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something to copy. Without ``text``, ``missing`` says why there is none."""

    title: str
    text: str = ""
    missing: str = ""
    note: str = ""
    """What the text cannot say and the reader has to see to; '' where there is nothing."""

    @property
    def word(self) -> str:
        """For an address: curl, litellm or openrouter."""
        return self.title.partition(" ")[0].lower()


def snippets(offer: OfferView, sold: Iterable[OfferView], names: Names) -> list[Snippet]:
    """The three ways to call a host; ``sold`` are all offers of the model, among them OpenRouter's own."""
    called = {target: words[offer.provider.id] for target, words in names.items() if offer.provider.id in words}
    host = Host(offer, Decimal(0), Decimal(0), called=called)
    return [_curl(host), _litellm(host), _openrouter(host, sold)]


def _curl(host: Host) -> Snippet:
    title, call = "curl", named(host, _RULES, Dialect(API))
    if call is None:
        missing = f"The catalog knows no OpenAI-compatible address at which {host_name(host.offer)} could be called."
        return Snippet(title, missing=missing)
    body = json.dumps({"model": call.model, "messages": _MESSAGES, **call.body}, ensure_ascii=False)
    lines = [
        f"curl {_quoted(f'{call.base_url}/chat/completions')}",
        f'-H "Authorization: Bearer ${call.key_variable or "API_KEY"}"',
        "-H 'Content-Type: application/json'", f"-d {_quoted(body)}",
    ]  # fmt: skip
    return Snippet(title, " \\\n  ".join(lines), note=_note(of_region(call, "this address")))


def _quoted(text: str) -> str:
    """One word for a shell, whatever is in it."""
    return "'" + text.replace("'", "'\\''") + "'"


def _litellm(host: Host) -> Snippet:
    title, call = "LiteLLM entry", named(host, _RULES, litellm.DIALECT)
    if call is None:
        return Snippet(title, missing=f"The catalog knows no name by which LiteLLM calls {host_name(host.offer)}.")
    slug = (host.offer.model or host.offer.key.sku).rpartition("/")[2]
    entry = {"model_list": [{"model_name": slug, "litellm_params": _parameters(call)}]}
    text = yaml.safe_dump(entry, sort_keys=False, allow_unicode=True, width=200)
    return Snippet(title, text, note=_note(of_region(call, "LiteLLM")))


def _parameters(call: Call) -> dict[str, Any]:
    """As the export has them, but for the order and the prices of a chain."""
    return litellm.parameters(call) | ({"extra_body": dict(call.body)} if call.body else {})


def _openrouter(host: Host, sold: Iterable[OfferView]) -> Snippet:
    title, key, slug = "OpenRouter body", host.offer.key, host.called_by(OPENROUTER)
    model = key.sku if key.via == OPENROUTER else dict(gateways(list(sold), {OPENROUTER})).get(OPENROUTER)
    if model is None or slug is None:
        what = "this model" if model is None else host_name(host.offer)
        return Snippet(title, missing=f"The catalog knows no name by which OpenRouter sells {what}.")
    theirs = pin(host, slug) if key.via == OPENROUTER else {"order": [slug], "allow_fallbacks": False}
    body = {"model": model, "messages": _MESSAGES, "provider": theirs}
    note = not_told("OpenRouter", host) if key.region and key.via != OPENROUTER else ""
    return Snippet(title, json.dumps(body, indent=2, ensure_ascii=False), note=_note(note))


def _note(half: str) -> str:
    """Half a sentence as a whole one."""
    return f"{half[0].upper()}{half[1:]}." if half else ""
