"""A policy as the page Routing edits it: what its controls wish, written into the YAML of a ready one. Pure."""

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from dashboard.words import plain
from intel.views import OfferView

MOST_BYTES = 20_000
"""Of a policy in an address, unpacked."""
MUST = {
    "tools": "Call tools", "vision": "See pictures", "structured_output": "Structure output",
    "no_training": "Train on no prompts", "zero_retention": "Keep no prompts",
}  # fmt: skip
"""What an offer can be asked to state."""
_DATA = ("no_training", "zero_retention")
_LINE = re.compile(r", line (\d+)\b")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the controls show: the wishes of a policy for all of its tasks."""

    quality: int
    """Share of the leader's quality, in percent."""
    ceiling: str
    """USD per million output tokens, as text; "" for any price."""
    open_only: bool
    prefer: str
    must: tuple[str, ...]
    """Keys of ``MUST``."""
    baseline: str = ""
    """Model id that savings are counted against; "" is each task's leader."""


def wishes(text: str) -> Wishes:
    """Those of a ready policy."""
    stated = yaml.safe_load(text)
    asked = {**stated.get("needs", {}), **stated.get("data", {})}
    share = round(100 * float(str(stated["at_least"]).split()[0]))
    ceiling = str(stated.get("max_usd_per_mtok", {}).get("output", ""))
    must = tuple(key for key in MUST if asked.get(key))
    return Wishes(share, ceiling, bool(stated.get("open_weights_only")), stated.get("prefer", "price"), must)


def edited(text: str, wanted: Wishes) -> str:
    """The ready policy with what is wished otherwise; as it stands, comments included, where nothing is.

    A wish for all tasks takes the place of what the policy says of a single one.
    """
    before = wishes(text)
    if wanted == before:
        return text
    stated: dict[str, Any] = yaml.safe_load(text)
    changed = _changed(stated, before, wanted)
    own = {
        task: {key: value for key, value in (rules or {}).items() if key not in changed} or None
        for task, rules in stated.get("tasks", {}).items()
    }
    made = {**stated, "title": f"{stated['title']}, edited", **changed} | ({"tasks": own} if own else {})
    return yaml.safe_dump(made, sort_keys=False, allow_unicode=True)


def _changed(stated: Mapping[str, Any], before: Wishes, wanted: Wishes) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    if wanted.quality != before.quality:
        changed["at_least"] = f"{wanted.quality / 100:.2f} of leader"
    if wanted.ceiling != before.ceiling:
        changed["max_usd_per_mtok"] = {"output": float(wanted.ceiling)} if wanted.ceiling else {}
    if wanted.open_only != before.open_only:
        changed["open_weights_only"] = wanted.open_only
    if wanted.prefer != before.prefer:
        changed["prefer"] = wanted.prefer
    if wanted.must != before.must:
        kept = {key: value for key, value in stated.get("needs", {}).items() if key not in MUST}
        changed["needs"] = kept | {key: True for key in wanted.must if key not in _DATA}
        changed["data"] = {key: True for key in wanted.must if key in _DATA}
    if wanted.baseline:
        changed["baseline"] = wanted.baseline
    return changed


_STATED: Mapping[str, tuple[str, ...]] = {
    "throughput": ("throughput_tokens_per_second",), "latency": ("latency_ms",),
    "balanced": ("throughput_tokens_per_second", "latency_ms"),
}  # fmt: skip


def unstated(prefer: str, offers: Iterable[OfferView]) -> str:
    """That an order of hosts changes nothing, where no source states what it goes by; '' where some does."""
    wanted = _STATED.get(prefer, ())
    if not wanted or any(getattr(offer, name) is not None for offer in offers for name in wanted):
        return ""
    what = {"balanced": "throughput or latency"}.get(prefer, prefer)
    return f"No source states {what} of any host yet: hosts stand in the order of price."


def packed(text: str) -> str:
    """A policy as a word of the address."""
    return urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def unpacked(word: str) -> str | None:
    """The policy in a word of the address; None where there is none in it."""
    try:
        content = urlsafe_b64decode(word.encode() + b"=" * (-len(word) % 4))
        reader = zlib.decompressobj()
        text = reader.decompress(content, MOST_BYTES)
        return text.decode() if reader.eof else None
    except (Error, ValueError, zlib.error):
        return None


def faulty_line(said: str, text: str) -> str:
    """The line of the policy that a message names, with its number; "" where it names none."""
    found, lines = _LINE.search(said), text.splitlines()
    if not found or int(found[1]) > len(lines):
        return ""
    return f"{found[1]}  {plain(lines[int(found[1]) - 1], 200)}"
