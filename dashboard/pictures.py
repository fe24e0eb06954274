"""A chart as a file, SVG or PNG: drawn on this machine, in the light palette, with its claim and its source on it."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.charts import Spec

_THEME = Path(__file__).parent / ".streamlit" / "config.toml"
_WIDTH, _PIXELS = 1140, 2
_MARGIN = 24


def svg(spec: Spec, claim: str, source: str) -> bytes:
    """The chart as SVG. ``claim`` stands above it and ``source`` under that, both plain text."""
    import vl_convert  # a browser's engine: tens of megabytes that only those pay who save a picture

    drawn: str = vl_convert.vegalite_to_svg(_framed(spec, claim, source), config=_config(), allowed_base_urls=[])
    return drawn.encode()


def png(spec: Spec, claim: str, source: str) -> bytes:
    """The same as PNG, two pixels for each of the page's."""
    import vl_convert

    framed = _framed(spec, claim, source)
    drawn: bytes = vl_convert.vegalite_to_png(framed, scale=_PIXELS, config=_config(), allowed_base_urls=[])
    return drawn


def _framed(spec: Spec, claim: str, source: str) -> dict[str, Any]:
    title = {"text": claim, "subtitle": source, "anchor": "start", "frame": "group", "offset": 16}
    return {**spec, "width": _WIDTH, "padding": _MARGIN, "title": title}


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
