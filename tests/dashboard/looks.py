"""What is measured of a page in a browser: contrast, overlaps, what sticks out, and its picture."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tests.dashboard.served import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

WALK = Path(__file__).parents[2] / "docs" / "dashboard.md"
QUOTED = re.compile(r"`(?P<address>/[^`]*)`: “[^”]*”")
"""The n-th quotation of an address is the n-th heading of its page."""
TALLEST = 1500
SIDEWAYS = """() => {
  const page = document.querySelector('[data-testid=stMain]');
  return Math.max(page.scrollWidth - page.clientWidth, document.documentElement.scrollWidth - innerWidth);
}"""
FAINT = """() => {
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const page = light(getComputedStyle(document.querySelector('.stApp')).backgroundColor);
  return [...document.querySelectorAll('svg.marks text')].filter(t => t.textContent.trim()).filter(t => {
    const ink = light(getComputedStyle(t).fill);
    return (Math.max(ink, page) + .05) / (Math.min(ink, page) + .05) < 4.5;
  }).map(t => t.textContent);
}"""
COVERED = """() => [...document.querySelectorAll('svg.marks')].flatMap(chart => {
  const words = [...chart.querySelectorAll('text')].filter(t => t.textContent.trim())
    .map(t => [t.textContent, t.getBoundingClientRect()]);
  const meet = ([, a], [, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top + 3 < b.bottom - 3 &&
    b.top + 3 < a.bottom - 3;
  return words.flatMap((one, i) => words.slice(i + 1).filter(other => meet(one, other))
    .map(other => one[0] + ' | ' + other[0]));
})"""
FOCUSED = """() => {
  const at = document.activeElement, held = at.closest('[data-testid]'), styles = [];
  for (let one = at; one && styles.length < 6; one = one.parentElement) styles.push(getComputedStyle(one));
  const seen = styles[0].backgroundColor != 'rgba(0, 0, 0, 0)' ||
    styles.some(s => s.outlineStyle != 'none' || s.boxShadow != 'none' || s.borderTopColor == 'rgb(11, 122, 117)');
  const words = at.getAttribute('aria-label') || (at.innerText || '').slice(0, 40);
  return [held ? held.dataset.testid : at.tagName, words, seen && at.getBoundingClientRect().width > 0];
}"""


def the_walk(said: Mapping[str, Sequence[str]]) -> str:
    """docs/dashboard.md with its quotations as the pages' headings are."""
    left = {path: iter(heads) for path, heads in said.items()}
    told = WALK.read_text(encoding="utf-8")
    return QUOTED.sub(lambda quoted: f"`{quoted['address']}`: “{next(left[quoted['address']])}”", told)


def faint_text(page: "Page") -> list[str]:
    """Words in charts whose contrast with the page is under 4.5:1; at least one word must be there to be judged."""
    assert page.locator("[data-testid=stVegaLiteChart]").count() == 0 or page.locator("svg.marks text").count() > 10
    found: list[str] = page.evaluate(FAINT)
    return found


def axe(page: "Page") -> list[tuple[str, str]]:
    """Serious findings of axe-core, as (rule, first element); tables are Streamlit's own drawing and left out."""
    from axe_core_python.sync_playwright import Axe

    found = Axe().run(page, {"exclude": [["[data-testid=stDataFrame]"]]}, {"resultTypes": ["violations"]})
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [(one["id"], one["nodes"][0]["html"]) for one in serious]


def take(page: "Page", target: Path) -> None:
    """A picture of the page from its top; it scrolls in a container of its own."""
    size = page.viewport_size
    assert size is not None
    height = page.evaluate("document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": min(height + 60, TALLEST)})
    Visit(page).settle()
    page.wait_for_timeout(700)
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target)
