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

from tests.dashboard.looks import COVERED, FOCUSED, SIDEWAYS, WALK, axe, faint_text, take, the_walk
from tests.dashboard.served import ADDRESSES, DESKTOP, PHONE, Served, Visit, served, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
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
PRICES = ("input_usd_per_mtok", "output_usd_per_mtok", "cache_read_usd_per_mtok", "blended_usd_per_mtok")


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory, ready: Path) -> Iterator[Served]:
    with served(shutil.copytree(ready, tmp_path_factory.mktemp("served"), dirs_exist_ok=True)) as found:
        yield found


@pytest.fixture(scope="module")
def window(browser: "Browser") -> Iterator[Visit]:
    with visit(browser, **DESKTOP) as seen:
        yield seen


@pytest.fixture
def desk(window: Visit) -> Visit:
    """One window for all tests that go to an address of their own: a page that starts anew there keeps its programs."""
    window.page.set_viewport_size(DESKTOP["viewport"])
    window.page.emulate_media(color_scheme="light")
    return window


def download(page: "Page") -> list[dict[str, str]]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download CSV").first.click()
    with Path(waiting.value.path()).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_page_shows_the_numbers_of_the_command_line(dashboard: Served, desk: Visit) -> None:
    told = json.loads(dashboard.told("offers", "glm-5.2", "--workload", "agentic", "--json"))
    told = told if isinstance(told, list) else told["offers"]
    page = desk.open(f"{dashboard.address}/hosts?model=glm-5.2&workload=agentic")
    shown = download(page)
    claim = page.get_by_role("heading", level=2).first.inner_text()
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


def test_a_link_opens_the_page_as_it_was_seen(dashboard: Served, desk: Visit, browser: "Browser") -> None:
    page = desk.open(f"{dashboard.address}/hosts?model=kimi-k2.6&workload=agentic")
    assert "Kimi" in page.get_by_role("heading", level=2).first.inner_text()
    assert page.get_by_text("Cheapest, Agentic mix").is_visible()
    page.get_by_role("radio", name="RAG").click()
    page.get_by_text("Cheapest, RAG mix").wait_for()
    assert "workload=rag" in page.url
    link = page.url
    with visit(browser, **DESKTOP) as again:
        assert again.open(link).get_by_text("Cheapest, RAG mix").is_visible()


def test_a_model_is_found_by_typing(dashboard: Served, desk: Visit) -> None:
    page = desk.open(f"{dashboard.address}/hosts")
    page.get_by_role("combobox", name="Model").click()
    page.keyboard.type("gpt-oss-120b")
    page.keyboard.press("Enter")
    page.wait_for_url("**model=gpt-oss-120b**")


def test_the_pages_are_one_click_apart(dashboard: Served, desk: Visit) -> None:
    page = desk.open(dashboard.address)
    assert page.get_by_role("heading", level=1).inner_text() == "Today"
    page.get_by_role("link", name="Open vs closed").click()
    page.get_by_role("heading", name="Moving from").wait_for()
    desk.settle()
    shown = download(page)
    told = json.loads(dashboard.told("spread", "--task", "coding", "--json"))
    assert [one["model"] for one in shown] == [one["model"] for one in told]
    assert [one["median_equal_usd_per_mtok"] or None for one in shown] == [
        one["median_equal_usd_per_mtok"] for one in told
    ]
    assert [float(one["median_equal_to_median_host_ratio"] or 0) for one in shown] == [
        float(one["times"] or 0) for one in told
    ]


def test_a_route_is_that_of_the_command_line_and_its_file_the_same_bytes(dashboard: Served, desk: Visit) -> None:
    told = json.loads(dashboard.told("route", "--policy", "balanced", "--json"))
    page = desk.open(f"{dashboard.address}/routing")
    shown = {row["task"]: row for row in download(page)}
    with page.expect_download() as waiting:
        page.get_by_role("button", name="LiteLLM", exact=True).click()
    written = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert written == dashboard.told("route", "--policy", "balanced", "--format", "litellm")
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


def test_deliveries_are_those_of_the_command_line(dashboard: Served, desk: Visit) -> None:
    told = json.loads(dashboard.told("alerts", "list", "--json"))
    assert told
    page = desk.open(f"{dashboard.address}/alerts?show=deliveries")
    shown = download(page)
    assert f"{len(told)} messages still to be delivered" in page.get_by_role("heading", level=2).first.inner_text()
    keys = ("state", "rule", "channel", "what")
    assert [(int(row["number"]), *(row[key] for key in keys)) for row in shown] == [
        (one["id"], *(one[key] for key in keys)) for one in told
    ]
    assert [row["due_at"][:19] for row in shown] == [one["due_at"][:19] for one in told]


def test_a_whole_page_is_walked_through_by_keyboard_alone(dashboard: Served, desk: Visit) -> None:
    """From the navigation over the search and every control to the table and the download; Esc leaves a table."""
    page = desk.open(f"{dashboard.address}/hosts")
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
    assert [stop for stop in wanted if stop not in told] == [], told
    assert [told.index(stop) for stop in wanted] == sorted(told.index(stop) for stop in wanted)
    assert told[-1][1] == "Download CSV"
    assert [stop for stop in stops if not stop[2] and stop[0] not in ("stMain", "data-grid-canvas")] == [], (
        "where the focus is can be seen"
    )
    assert page.get_by_role("dialog").count() == 0, "nothing opens on the way"
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename == "zai_glm-5.2_hosts.csv"


def test_a_row_that_is_ticked_tells_why_and_arrows_over_its_cells_do_not(dashboard: Served, desk: Visit) -> None:
    page = desk.open(f"{dashboard.address}/hosts")
    table = page.locator(".stDataFrameGlideDataEditor.dvn-scroller").first
    table.click(position={"x": 150, "y": 55})
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    desk.settle()
    assert page.get_by_role("dialog").count() == 0
    table.click(position={"x": 15, "y": 55})
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("sha256").first.wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert "why=" in page.url


def test_what_to_send_to_a_host_is_copied_by_a_button(dashboard: Served, desk: Visit) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = desk.open(f"{dashboard.address}/hosts?use=deepinfra")
    page.get_by_role("button", name="Copy", exact=True).first.click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith("curl 'https://api.deepinfra.com/")


def test_the_way_to_a_page_and_its_first_control_needs_no_mouse(dashboard: Served, desk: Visit) -> None:
    page = desk.open(dashboard.address)
    page.get_by_role("link", name="Frontier").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Frontier").wait_for()
    desk.settle()
    page.get_by_role("radio", name="Coding").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**task=agentic-terminal**")


def test_leaders_are_those_of_the_command_line_and_a_chart_is_saved(dashboard: Served, desk: Visit) -> None:
    told = json.loads(dashboard.told("leaders", "math", "--json"))
    page = desk.open(f"{dashboard.address}/leaders?task=math")
    shown = {row["model"]: row for row in download(page) if row["rolled_up"] == "True"}
    assert f"{len(told['models'])} models may be best" in page.get_by_role("heading", level=2).first.inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="SVG").first.click()
    assert waiting.value.suggested_filename == "leaders_math_all.svg"
    for one in told["models"]:
        assert (shown[one["model"]]["leads"], float(shown[one["model"]]["share"])) == ("True", one["share"])


def test_a_click_on_a_mark_of_the_frontier_leads_to_its_hosts(dashboard: Served, desk: Visit) -> None:
    page = desk.open(f"{dashboard.address}/frontier?task=math")
    dearest = [row for row in download(page) if row["on_frontier"] == "True"][-1]
    page.locator("svg.marks path[opacity='0']").last.click(force=True)
    page.wait_for_url("**/hosts?model=*")
    assert dearest["model"].partition("/")[2] in page.url
    page.go_back()
    page.get_by_role("heading", level=1, name="Frontier").wait_for()
    assert "task=math" in page.url


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_screenshots_are_of_pages_that_fit_are_readable_and_ask_no_other_host(
    size: dict[str, Any], scheme: str, dashboard: Served, browser: "Browser"
) -> None:
    said: dict[str, list[str]] = {}
    with visit(browser, color_scheme=scheme, **size) as seen:
        for name, path in ADDRESSES.items():
            page = seen.open(dashboard.address + path)
            said[path] = [head.replace("\u2060", "") for head in page.locator("h2").all_inner_texts()]
            assert page.evaluate(SIDEWAYS) == 0
            assert page.evaluate("document.fonts.check('16px Geist')")
            assert faint_text(page) == [], path
            assert axe(page) == [], path
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


def test_a_flip_of_the_system_theme_recolours_page_and_chart_without_a_reload(dashboard: Served, desk: Visit) -> None:
    page = desk.open(f"{dashboard.address}/hosts")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("getComputedStyle(document.querySelector('.stApp')).backgroundColor == 'rgb(12, 14, 19)'")
    page.wait_for_function("document.querySelector('svg.marks text[fill=\"#E9ECF2\" i]')")
    assert faint_text(page) == []


def test_a_small_window_at_a_desk_is_laid_out_by_its_width(dashboard: Served, desk: Visit) -> None:
    for path in ("/open_vs_closed", "/history", "/frontier"):
        page = desk.open(dashboard.address + path)
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_function("document.querySelector('svg.marks').getBoundingClientRect().width < 390")
        page.wait_for_function(f"({COVERED})().length == 0")
        assert page.evaluate(SIDEWAYS) == 0
        page.set_viewport_size(DESKTOP["viewport"])
    page.set_viewport_size({"width": 768, "height": 1024})
    page.wait_for_function("document.querySelector('[data-testid=stTopNav]').innerText.includes('Method')")
    assert "more" not in page.get_by_test_id("stTopNav").inner_text(), "all ten pages in one row"
    page.emulate_media(reduced_motion="reduce")
    still = "getComputedStyle(document.querySelector('[data-testid=stTopNavLink]')).transitionDuration"
    assert page.evaluate(still) == "0.001s"
    page.emulate_media(reduced_motion="no-preference")
