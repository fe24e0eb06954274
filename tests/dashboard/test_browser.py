"""The dashboard in a real browser on the seeded catalog: what it shows, what it asks for, how it looks."""

import csv
import json
import os
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.dashboard.served import ADDRESSES, DESKTOP, PHONE, Visit, intel, served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WALK = Path(__file__).parents[2] / "docs" / "dashboard.md"
QUOTED = re.compile(r"`(?P<address>/[^`]*)`: “[^”]*”")
"""The n-th quotation of an address is the n-th heading of its page."""
PICTURES = Path(__file__).parents[2] / "docs" / "images"
LOOKS = [
    pytest.param(size, scheme, id=f"{name}-{scheme}")
    for name, size, scheme in (
        ("desktop", DESKTOP, "light"),
        ("phone", PHONE, "dark"),
        ("desktop", DESKTOP, "dark"),
        ("phone", PHONE, "light"),
    )
][: 4 if os.environ.get("SCREENSHOTS") else 2]
"""Each size and each mode once; all four of them where pictures are taken."""
TALLEST = 1500
PRICES = ("input_usd_per_mtok", "output_usd_per_mtok", "cache_read_usd_per_mtok", "blended_usd_per_mtok")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, ready: Path) -> Iterator[str]:
    with served(shutil.copytree(ready, tmp_path_factory.mktemp("served"), dirs_exist_ok=True)) as found:
        yield found


def download(page: "Page") -> list[dict[str, str]]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download CSV").first.click()
    with Path(waiting.value.path()).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_page_shows_the_numbers_of_the_command_line(address: str, browser: "Browser") -> None:
    told = json.loads(intel("offers", "glm-5.2", "--workload", "agentic", "--json"))
    told = told if isinstance(told, list) else told["offers"]
    with visit(browser, **DESKTOP) as seen:
        page = seen.open(f"{address}/hosts?model=glm-5.2&workload=agentic")
        shown = download(page)
        claim = page.get_by_role("heading", level=3).first.inner_text()
        page.get_by_test_id("stDataFrame").first.hover()
        page.get_by_role("button", name=re.compile("^Search: ")).first.wait_for()
        assert page.get_by_role("button", name=re.compile("^Download as CSV")).count() == 0, "it knows no guard"
    assert [one["host"] for one in shown] == [one["provider_title"] for one in told]
    assert [tuple(one[key] or None for key in PRICES) for one in shown if one["set_apart_by"] != "plan"] == [
        tuple(one[key] for key in PRICES) for one in told if one["word"] != "plan"
    ]
    hosts = [one for one in told if one["comparable"]]
    inputs = [Decimal(one["input_usd_per_mtok"]) for one in hosts]
    assert f"GLM-5.2: {len(hosts)} hosts from ${min(inputs):.2f} to ${max(inputs):.2f} in" in claim


def test_a_link_opens_the_page_as_it_was_seen(address: str, browser: "Browser") -> None:
    with visit(browser, **DESKTOP) as seen:
        page = seen.open(f"{address}/hosts?model=kimi-k2.6&workload=agentic")
        assert "Kimi" in page.get_by_role("heading", level=3).first.inner_text()
        assert page.get_by_text("Cheapest, Agentic mix").is_visible()
        page.get_by_role("radio", name="RAG").click()
        page.get_by_text("Cheapest, RAG mix").wait_for()
        assert "workload=rag" in page.url
        link = page.url
    with visit(browser, **DESKTOP) as again:
        assert again.open(link).get_by_text("Cheapest, RAG mix").is_visible()


def test_a_model_is_found_by_typing(address: str, browser: "Browser") -> None:
    with visit(browser, **DESKTOP) as seen:
        page = seen.open(f"{address}/hosts")
        page.get_by_role("combobox", name="Model").click()
        page.keyboard.type("gpt-oss-120b")
        page.keyboard.press("Enter")
        page.wait_for_url("**model=gpt-oss-120b**")


def test_the_pages_are_one_click_apart(address: str, browser: "Browser") -> None:
    with visit(browser, **DESKTOP) as seen:
        page = seen.open(address)
        assert page.get_by_role("heading", level=1).inner_text() == "Today"
        page.get_by_role("link", name="Open vs closed").click()
        page.get_by_role("heading", name="Moving from").wait_for()
        seen.settle()
        shown = download(page)
    told = json.loads(intel("spread", "--task", "coding", "--json"))
    assert [one["model"] for one in shown] == [one["model"] for one in told]
    assert [one["median_equal_usd_per_mtok"] or None for one in shown] == [
        one["median_equal_usd_per_mtok"] for one in told
    ]
    assert [float(one["median_equal_to_median_host_ratio"] or 0) for one in shown] == [
        float(one["times"] or 0) for one in told
    ]


def test_a_route_is_that_of_the_command_line_and_its_file_the_same_bytes(address: str, browser: "Browser") -> None:
    told = json.loads(intel("route", "--policy", "balanced", "--json"))
    with visit(browser, **DESKTOP) as seen:
        page = seen.open(f"{address}/routing")
        shown = {row["task"]: row for row in download(page)}
        with page.expect_download() as waiting:
            page.get_by_role("button", name="LiteLLM", exact=True).click()
        written = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert written == intel("route", "--policy", "balanced", "--format", "litellm")
    assert list(shown) == list(told["tasks"])
    for name, task in told["tasks"].items():
        first, row = task["primary"], shown[name]
        assert (row["model"], row["effort"], row["host"]) == (
            first["model"], first.get("effort", ""), first["providers"][0]["provider"],
        )  # fmt: skip
        assert (Decimal(row["usd_per_task"]), Decimal(row["usd_per_month"]).quantize(Decimal("0.01"))) == (
            Decimal(first["task_usd"]), Decimal(first["month_usd"]),
        )  # fmt: skip
        assert float(row["share"]) == first["quality"]["share"]


def test_deliveries_are_those_of_the_command_line(address: str, browser: "Browser") -> None:
    told = json.loads(intel("alerts", "list", "--json"))
    assert told
    with visit(browser, **DESKTOP) as seen:
        page = seen.open(f"{address}/alerts?show=deliveries")
        shown = download(page)
        assert f"{len(told)} messages still to be delivered" in page.get_by_role("heading", level=3).first.inner_text()
    keys = ("state", "rule", "channel", "what")
    assert [(int(row["number"]), *(row[key] for key in keys)) for row in shown] == [
        (one["id"], *(one[key] for key in keys)) for one in told
    ]
    assert [row["due_at"][:19] for row in shown] == [one["due_at"][:19] for one in told]


FOCUSED = """() => {
  const at = document.activeElement, held = at.closest('[data-testid]'), styles = [];
  for (let one = at; one && styles.length < 6; one = one.parentElement) styles.push(getComputedStyle(one));
  const seen = styles[0].backgroundColor != 'rgba(0, 0, 0, 0)' ||
    styles.some(s => s.outlineStyle != 'none' || s.boxShadow != 'none' || s.borderTopColor == 'rgb(11, 122, 117)');
  const words = at.getAttribute('aria-label') || (at.innerText || '').slice(0, 40);
  return [held ? held.dataset.testid : at.tagName, words, seen && at.getBoundingClientRect().width > 0];
}"""


def test_a_whole_page_is_walked_through_by_keyboard_alone(address: str, browser: "Browser") -> None:
    """From the navigation over the search and every control to the table and the download; Esc leaves a table."""
    with visit(browser, **DESKTOP) as seen:
        page = seen.open(f"{address}/hosts")
        stops: list[tuple[str, str, bool]] = []
        while len(stops) < 60 and not (stops and stops[-1][1] == "Download CSV"):
            page.keyboard.press("Tab")
            stops.append(tuple(page.evaluate(FOCUSED)))
            if stops[-1][0] == "data-grid-canvas":
                page.keyboard.press("Escape")
        told = [(kind, words) for kind, words, _ in stops]
        wanted = [
            ("stSkipToContent", "Skip to main content"), ("stTopNavLink", "Method"), ("stSelectbox", "Model"),
            ("stButtonGroup", "Chat"), ("stBaseButton-tertiary", "SVG"), ("data-grid-canvas", ""),
        ]  # fmt: skip
        assert [told.index(stop) for stop in wanted] == sorted(told.index(stop) for stop in wanted)
        assert told[-1][1] == "Download CSV"
        assert [stop for stop in stops if not stop[2] and stop[0] not in ("stMain", "data-grid-canvas")] == [], (
            "where the focus is can be seen"
        )
        assert page.get_by_role("dialog").count() == 0, "nothing opens on the way"
        with page.expect_download() as waiting:
            page.keyboard.press("Enter")
        assert waiting.value.suggested_filename == "zai_glm-5.2_hosts.csv"


def test_the_way_to_a_page_and_its_first_control_needs_no_mouse(address: str, browser: "Browser") -> None:
    with visit(browser, **DESKTOP) as seen:
        page = seen.open(address)
        page.get_by_role("link", name="Frontier").focus()
        page.keyboard.press("Enter")
        page.get_by_role("heading", level=1, name="Frontier").wait_for()
        seen.settle()
        page.get_by_role("radio", name="Coding").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_url("**task=agentic-terminal**")


def test_leaders_are_those_of_the_command_line_and_a_chart_is_saved(address: str, browser: "Browser") -> None:
    told = json.loads(intel("leaders", "math", "--json"))
    with visit(browser, **DESKTOP) as seen:
        page = seen.open(f"{address}/leaders?task=math")
        shown = {row["model"]: row for row in download(page) if row["rolled_up"] == "True"}
        assert f"{len(told['models'])} models may be best" in page.get_by_role("heading", level=3).first.inner_text()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="SVG").first.click()
        assert waiting.value.suggested_filename == "leaders_math_all.svg"
    for one in told["models"]:
        assert (shown[one["model"]]["leads"], float(shown[one["model"]]["share"])) == ("True", one["share"])


def test_a_click_on_a_mark_of_the_frontier_leads_to_its_hosts(address: str, browser: "Browser") -> None:
    with visit(browser, **DESKTOP) as seen:
        page = seen.open(f"{address}/frontier?task=math")
        dearest = [row for row in download(page) if row["on_frontier"] == "True"][-1]
        page.locator("svg.marks path[opacity='0']").last.click(force=True)
        page.wait_for_url("**/hosts?model=*")
        assert dearest["model"].partition("/")[2] in page.url


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_screenshots_are_of_pages_that_fit_are_readable_and_ask_no_other_host(
    size: dict[str, Any], scheme: str, address: str, browser: "Browser"
) -> None:
    said: dict[str, list[str]] = {}
    with visit(browser, color_scheme=scheme, **size) as seen:
        for name, path in ADDRESSES.items():
            page = seen.open(address + path)
            said[path] = [head.replace("\u2060", "") for head in page.locator("h3").all_inner_texts()]
            assert page.evaluate(SIDEWAYS) == 0
            assert page.evaluate("document.fonts.check('16px Geist')")
            assert faint_text(page) == []
            assert axe(page) == []
            if os.environ.get("SCREENSHOTS"):
                take(page, PICTURES / f"{name}-{'phone' if size is PHONE else 'desktop'}-{scheme}.png")
        if size is PHONE:
            page.get_by_test_id("stExpandSidebarButton").click()
            page.get_by_role("link", name="Frontier").wait_for()
        assert seen.foreign == []
        assert any("/static/geist.woff2" in one for one in seen.asked)
    walk = the_walk(said)
    if os.environ.get("SCREENSHOTS"):
        WALK.write_text(walk, encoding="utf-8")
    assert walk == WALK.read_text(encoding="utf-8"), "docs/dashboard.md is behind: make screenshots writes it anew"


def the_walk(said: dict[str, list[str]]) -> str:
    """docs/dashboard.md with its quotations as the pages' headings are."""
    left = {path: iter(heads) for path, heads in said.items()}
    told = WALK.read_text(encoding="utf-8")
    return QUOTED.sub(lambda quoted: f"`{quoted['address']}`: “{next(left[quoted['address']])}”", told)


def test_a_flip_of_the_system_theme_recolours_page_and_chart_without_a_reload(address: str, browser: "Browser") -> None:
    with visit(browser, color_scheme="light", **DESKTOP) as seen:
        page = seen.open(f"{address}/hosts")
        page.emulate_media(color_scheme="dark")
        page.wait_for_function(
            "getComputedStyle(document.querySelector('.stApp')).backgroundColor == 'rgb(12, 14, 19)'"
        )
        page.wait_for_function("document.querySelector('svg.marks text[fill=\"#E9ECF2\" i]')")
        assert faint_text(page) == []


COVERED = """() => [...document.querySelectorAll('svg.marks')].flatMap(chart => {
  const words = [...chart.querySelectorAll('text')].filter(t => t.textContent.trim())
    .map(t => [t.textContent, t.getBoundingClientRect()]);
  const meet = ([, a], [, b]) => a.left < b.right - 1 && b.left < a.right - 1 && a.top + 3 < b.bottom - 3 &&
    b.top + 3 < a.bottom - 3;
  return words.flatMap((one, i) => words.slice(i + 1).filter(other => meet(one, other))
    .map(other => one[0] + ' | ' + other[0]));
})"""


def test_a_small_window_at_a_desk_is_laid_out_by_its_width(address: str, browser: "Browser") -> None:
    with visit(browser, **DESKTOP) as seen:
        for path in ("/open_vs_closed", "/history", "/frontier"):
            page = seen.open(address + path)
            page.set_viewport_size({"width": 390, "height": 844})
            page.wait_for_function("document.querySelector('svg.marks').getBoundingClientRect().width < 390")
            page.wait_for_function(f"({COVERED})().length == 0")
            assert page.evaluate(SIDEWAYS) == 0
            page.set_viewport_size(DESKTOP["viewport"])
        page.set_viewport_size({"width": 768, "height": 1024})
        page.wait_for_function("document.querySelector('[data-testid=stTopNav]').innerText.includes('Method')")
        assert "more" not in page.get_by_test_id("stTopNav").inner_text(), "all ten pages in one row"


DARK = "getComputedStyle(document.querySelector('.stApp')).backgroundColor == 'rgb(12, 14, 19)'"
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
