"""Id suffixes such as ``:free`` that say under which service tier a model id is sold.

OpenRouter made them up; models.dev, genai-prices and LiteLLM carry them on. The id keeps its suffix, since
that is what a caller has to send: it is the SKU. ``:thinking``, ``:extended``, ``:exacto``, ``:nitro`` and
``:beta`` are ids of their own at the standard tier.
"""

_TIERS = {"free": "free", "batch": "batch", "flex": "flex", "priority": "priority", "fast": "fast"}


def service_tier(sku: str) -> str:
    """The tier that the suffix of an id names; "standard" when it names none."""
    return _TIERS.get(sku.rpartition(":")[2], "standard") if ":" in sku else "standard"
