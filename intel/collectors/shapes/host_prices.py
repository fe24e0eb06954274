"""The ``pricing`` object of hosts that copied OpenRouter's: USD per token, and nothing for nothing is no offer."""

from collections.abc import Iterable, Iterator
from typing import Any

from intel.collectors.shapes.fields import mapping
from intel.collectors.shapes.listing import is_zero, keyed, unread
from intel.collectors.shapes.openrouter_pricing import prices, unread_keys
from intel.errors import RowError
from intel.records import Evidence, Price, Rejected

_WEIGHTS = "https://huggingface.co/"


def host_prices(row: dict[str, Any]) -> tuple[Price, ...]:
    """What a model row states under ``pricing``; unknown (empty) when it states nothing, or 0 for both directions.

    These lists mark no model as free, so their 0 says that the model is not sold by the token.
    """
    pricing = mapping(row.get("pricing") or {}, "pricing")
    if is_zero(_main(pricing, "prompt")) and is_zero(_main(pricing, "completion")):
        return ()
    return prices(pricing)


def _main(pricing: dict[str, Any], key: str) -> object:
    try:
        is_zero(value := pricing.get(key))
    except RowError as error:
        raise RowError(f"{key}: {error}") from None
    return value


def new_keys(models: Iterable[Any], known: Iterable[str] = ()) -> Iterator[Rejected]:
    """One reject per price key of ``models`` that neither OpenRouter's object nor ``known`` has."""
    return unread(((key, _pricing(row)) for key, row in keyed(models)), frozenset(known))


def _pricing(row: object) -> dict[str, object]:
    pricing = row.get("pricing") if isinstance(row, dict) else None
    return {key: pricing[key] for key in unread_keys(pricing)} if isinstance(pricing, dict) else {}


def weights(link: str) -> tuple[Evidence, ...]:
    """The Hugging Face repository that a link leads to, where it leads to one."""
    repository = link.removeprefix(_WEIGHTS).strip("/")
    named = link.startswith(_WEIGHTS) and repository.count("/") == 1
    return (Evidence("huggingface", repository),) if named else ()
