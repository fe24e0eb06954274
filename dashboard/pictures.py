"""A chart as a file, SVG or PNG: drawn on this machine, in the light palette, with its claim and its source on it."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import Any

from dashboard.charts import Spec

_THEME = Path(__file__).parent / ".streamlit" / "config.toml"
_WIDTH, _PIXELS = 1140, 2
_MARGIN = 24
_LETTERS = 165
"""Of a line as wide as the picture."""


def svg(spec: Spec, claim: str, told: Sequence[str]) -> bytes:
    """The chart as SVG. ``claim`` stands above it, under that what is ``told``: how to read it, its key, its sources.

    All of it is plain text.
    """
    import vl_convert  # a browser's engine: tens of megabytes that only those pay who save a picture

    drawn: str = vl_convert.vegalite_to_svg(_framed(spec, claim, told), config=_config(), allowed_base_urls=[])
    return drawn.encode()


def png(spec: Spec, claim: str, told: Sequence[str]) -> bytes:
    """The same as PNG, two pixels for each of the page's."""
    import vl_convert

    framed = _framed(spec, claim, told)
    drawn: bytes = vl_convert.vegalite_to_png(framed, scale=_PIXELS, config=_config(), allowed_base_urls=[])
    return drawn


def _framed(spec: Spec, claim: str, told: Sequence[str]) -> dict[str, Any]:
    lines = [line for text in (told[0], _key(spec), *told[1:]) for line in wrap(text, _LETTERS)]
    title = {
        "text": wrap(claim, _LETTERS * 2 // 3),
        "subtitle": lines,
        "anchor": "start",
        "frame": "group",
        "offset": 16,
    }
    return {**spec, "width": _WIDTH, "padding": _MARGIN, "title": title}


def _key(spec: Spec) -> str:
    """What hues and shapes say of licences, those of the chart alone; '' where they say nothing of them."""
    drawn = {row.get("kind") for name in ("rows", "dots") for row in spec.get("datasets", {}).get(name, ())}
    found = [words for kind, words in _KEY.items() if kind in drawn]
    return f"{'; '.join(found)}.".capitalize() if {"open", "closed"} & drawn else ""


_KEY = {
    "open": "teal circle: open weights", "closed": "orange diamond: closed", "muted": "grey square: licence unknown",
}  # fmt: skip


@cache
def _config() -> dict[str, Any]:
    theme = tomllib.loads(_THEME.read_text(encoding="utf-8"))["theme"]
    light = theme["light"]
    return {
        "background": light["backgroundColor"],
        "font": theme["font"],
        "range": {"category": light["chartCategoricalColors"]},
        "view": {"stroke": None},
        "title": {
            "color": light["textColor"], "subtitleColor": light["grayColor"], "fontSize": 17, "subtitleFontSize": 12,
            "fontWeight": 600, "subtitlePadding": 6,
        },
    }  # fmt: skip
