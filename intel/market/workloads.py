"""The named workloads that prices are compared by, as ``seeds/workloads.toml`` states them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from intel.errors import UsageError
from intel.market.cost import Workload


@dataclass(frozen=True, slots=True)
class Workloads:
    """Every known workload by name, in the order of the file, and the name of the default one."""

    default: str
    by_name: Mapping[str, Workload]

    def get(self, name: str = "") -> Workload:
        """The workload of that name, '' for the default; ``UsageError`` names the known ones."""
        wanted = name or self.default
        if wanted not in self.by_name:
            raise UsageError(f"No workload is called {wanted!r}; there are {', '.join(self.by_name)}.")
        return self.by_name[wanted]


def parse_workloads(text: str) -> Workloads:
    """Read the TOML text; ``UsageError`` when it is not of that form."""
    try:
        stated = tomllib.loads(text, parse_float=Decimal)
        default = stated.pop("default")
        by_name = {name: _workload(name, fields) for name, fields in stated.items()}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"The workloads cannot be read: {error}.") from None
    if default not in by_name:
        raise UsageError(f"The default workload {default!r} is not among the workloads.")
    return Workloads(default, by_name)


def _workload(name: str, fields: Mapping[str, Any]) -> Workload:
    ratio = Decimal(fields["cached_ratio"])
    if not 0 <= ratio <= 1:
        raise UsageError(f"Workload {name!r}: cached_ratio must lie between 0 and 1, not {ratio}.")
    counts = {key: int(fields[key]) for key in ("input_tokens", "output_tokens", "requests")}
    if min(counts.values()) < 0 or not counts["input_tokens"] + counts["output_tokens"]:
        raise UsageError(f"Workload {name!r}: tokens and requests must not be negative, and some token is needed.")
    return Workload(name, cached_ratio=ratio, title=str(fields["title"]), **counts)
