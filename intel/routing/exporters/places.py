"""What becomes of an offer's region in the words of a target.

A regional rate holds in its region alone. A policy that asks for regions must not lose them on the way, so that a host
of whom a target cannot say where it is to compute is left out there; where the policy does not ask, it is a note.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from intel.routing.policy import Rules
from intel.routing.table import Host


@dataclass(frozen=True, slots=True)
class Place:
    """How a target says the region of one host."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    """Of the target's own, besides the model's name; empty where that name says it."""
    note: str = ""
    """What the reader has to see to, as half a sentence."""


def asked(rules: Rules) -> bool:
    """Whether the policy asks where its hosts are."""
    return bool(rules.regions.allow or rules.regions.deny)


def refusal(target: str) -> str:
    """Why a host is left out, followed by ``whereabouts``."""
    return f"the policy asks for regions, and {target} cannot be told the region of"


def whereabouts(host: Host) -> str:
    """Provider and region, as "azure (eu)"."""
    return f"{host.offer.provider.id} ({host.offer.key.region})"


def not_told(target: str, host: Host) -> str:
    """The note on a rate that holds in a region of which the target hears nothing."""
    return f"the rate at {whereabouts(host)} is of that region, and {target} cannot be told it"
