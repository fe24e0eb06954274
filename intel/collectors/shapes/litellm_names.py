"""The model names of LiteLLM's cost map, which pack provider, region, picture size and commitment before the id.

``bedrock/eu-west-1/6-month-commitment/anthropic.claude-v2`` → sku ``anthropic.claude-v2``, region ``eu-west-1``,
tag ``6-month-commitment``; ``azure/hd/1024-x-1024/dall-e-3`` → sku ``dall-e-3``, tag ``hd/1024-x-1024``.
"""

import re
from dataclasses import dataclass

from intel.collectors.shapes.bedrock import geography

_SIZE = re.compile(r"^(\d+-x-\d+|max-x-max)$")
_STEPS = re.compile(r"^(\d+|max)-steps$")
_COMMITMENT = re.compile(r"^\d+-month-commitment$")
_CLOUD_REGION = re.compile(r"^(\*|[a-z]{2}(-gov)?-[a-z]+-?\d)$")
_AZURE_REGION = frozenset({"eu", "us", "us-gov", "apac", "global", "global-standard"})


_ROUTES = {
    "azure_text": "azure",
    "bedrock_converse": "bedrock",
    "bedrock_mantle": "bedrock",
    "cohere_chat": "cohere",
    "fireworks_ai-embedding-models": "fireworks_ai",
}
"""``litellm_provider`` → the seller, where it names one of LiteLLM's code paths to that seller."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name of the map belongs: the natural key of an offer but for its tier; '' where nothing is stated."""

    seller: str
    sku: str
    """The seller's own id."""
    region: str = ""
    tag: str = ""
    commitment: str = ""
    """Such as "6-month-commitment": capacity is rented, and no price of the entry is per use."""


def place(key: str, provider: str) -> Place:
    """Take ``key`` apart from the left until nothing of the above is left; the last segment always stays."""
    parts = key.split("/")
    prefixed, region, tags, commitment = False, "", [], ""
    while len(parts) > 1:
        head = parts[0]
        if not prefixed and _is_prefix(head, provider):
            prefixed = True
        elif _is_qualifier(parts):
            tags.append(head)
        elif _is_region(head, provider):
            region = head.replace("*", "")
        elif _COMMITMENT.match(head):
            commitment = head
            tags.append(head)
        else:
            break
        del parts[0]
    sku = "/".join(parts)
    if provider == "bedrock_mantle":
        # Bedrock's second endpoint, which sells the same ids at other prices.
        tags.append("mantle")
    seller = _seller(provider)
    return Place(seller, sku, region or (geography(sku) if seller == "bedrock" else ""), "/".join(tags), commitment)


def _seller(provider: str) -> str:
    if provider.startswith("vertex_ai-"):
        return "vertex_ai"
    return _ROUTES.get(provider, provider.removeprefix("text-completion-"))


def _is_prefix(head: str, provider: str) -> bool:
    """Whether ``head`` is the route to ``provider``: "vertex_ai" to "vertex_ai-anthropic_models", too."""
    route, target = head.replace("-", "_"), provider.replace("-", "_")
    return target == route or target.startswith(f"{route}_")


def _is_qualifier(parts: list[str]) -> bool:
    """A picture's size or steps, or its quality, which is any one word before a size."""
    return bool(_SIZE.match(parts[0]) or _STEPS.match(parts[0]) or (len(parts) > 2 and _SIZE.match(parts[1])))


def _is_region(head: str, provider: str) -> bool:
    if provider.startswith("azure"):
        return head in _AZURE_REGION
    return provider.startswith(("bedrock", "sagemaker", "vertex_ai")) and bool(_CLOUD_REGION.match(head))
