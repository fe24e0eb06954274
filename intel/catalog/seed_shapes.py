"""Columns of the files under ``facts/<source>/``, and the values that several of them share."""

from functools import lru_cache

from intel.catalog.seed_files import Row
from intel.rates import RateCard, parse_rate_card
from intel.records import OfferKey

KEY = ("provider", "sku", "via", "region", "quantization", "service_tier", "tag")
RUN = ("source", "at", "sha256", "licence")
RUNS = ("at", "sha256")
SNAPSHOTS = ("snapshot", "url", "sha256", "at")
MODELS = (
    "id", "title", "family", "open_weights", "released_on", "context_tokens", "max_output_tokens", "input_modalities",
    "output_modalities", "capabilities", "weights_url", "licence",
)  # fmt: skip
ALIASES = ("name", "model", "floating")
OFFERS = (
    *KEY, "snapshot", "name", "title", "evidence", "context_tokens", "max_output_tokens", "input_modalities",
    "output_modalities", "capabilities", "status", "trains_on_prompts", "retains_prompts", "withdrawn",
    "deprecated_on", "sunset_on", "replacement", "gone_at",
)  # fmt: skip
PRICES = (
    *KEY, "currency", "card", "effective_from", "effective_to", "basis", "rounded", "seen_from", "seen_to", "snapshot",
)  # fmt: skip


def key_of(row: Row) -> OfferKey:
    """The offer that a row is about."""
    return OfferKey(*(row[column] for column in KEY))


def card_of(row: Row) -> RateCard:
    """The rate card that a row states."""
    return _card(row["card"], row["currency"])


@lru_cache(maxsize=20_000)
def _card(text: str, currency: str) -> RateCard:
    return parse_rate_card(text, currency)
