# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools>=4.60", "brotli>=1.1"]
# ///
"""Build the dashboard's fonts and logo from the published Geist packages.

A dataframe is drawn on a canvas, where CSS cannot ask for tabular digits; so the digits of the text
font are mapped to the font's own fixed-width glyphs (feature ``tnum``). The logo's word becomes paths,
because a picture cannot load the page's fonts.

    npm pack @fontsource-variable/geist @fontsource-variable/geist-mono     # then unpack both
    uv run deploy/brand.py geist/files geist-mono/files dashboard/static
"""

import sys
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TEAL = "#12918B"
"""Above 3:1 on the light page and on the dark one."""
MARK = (
    '<g fill="none" stroke="{0}" stroke-linecap="round" stroke-width="4">'
    '<path d="M4 8h10M4 16h24M4 24h16" opacity=".45"/></g>'
    '<g fill="{0}"><circle cx="14" cy="8" r="4"/><circle cx="28" cy="16" r="4"/><circle cx="20" cy="24" r="4"/></g>'
)


def tabular(font: TTFont) -> TTFont:
    """Map every character that has a fixed-width twin to that twin."""
    twins = {}
    for record in font["GSUB"].table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in font["GSUB"].table.LookupList.Lookup[index].SubTable:
                    twins |= getattr(table, "ExtSubTable", table).mapping
    for table in font["cmap"].tables:
        table.cmap = {code: twins.get(glyph, glyph) for code, glyph in table.cmap.items()}
    return font


def word_path(font: TTFont, word: str, size: float, x: float, baseline: float) -> str:
    """SVG path data of a word at ``size`` pixels with its left edge at ``x``."""
    glyphs, cmap, scale = font.getGlyphSet(), font.getBestCmap(), size / font["head"].unitsPerEm
    parts = []
    for letter in word:
        name = cmap[ord(letter)]
        pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
        glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, baseline)))
        parts.append(pen.getCommands())
        x += glyphs[name].width * scale
    return "".join(parts)


def main(text: Path, mono: Path, target: Path) -> None:
    """Write two fonts, the logo and the page icon into ``target``."""
    source = text / "geist-latin-wght-normal.woff2"
    tabular(TTFont(source)).save(target / "geist.woff2")
    (target / "geist-mono.woff2").write_bytes((mono / "geist-mono-latin-wght-normal.woff2").read_bytes())
    (target / "OFL.txt").write_text((text.parent / "LICENSE").read_text() + "\n", encoding="utf-8")
    heavy = instantiateVariableFont(TTFont(source), {"wght": 650})
    mark = MARK.format(TEAL)
    word = f'<path fill="{TEAL}" d="{word_path(heavy, "Intel", 24, 42, 24.5)}"/>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0'
    (target / "logo.svg").write_text(f'{head} 104 32" width="104" height="32">{mark}{word}</svg>\n')
    (target / "icon.svg").write_text(f'{head} 32 32" width="32" height="32">{mark}</svg>\n')


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
