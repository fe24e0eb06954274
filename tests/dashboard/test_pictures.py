"""A chart as a file: complete, in the light palette, with its claim, and without asking anybody for anything."""

import pytest

from dashboard import pictures
from dashboard.charts import Spec, price_bars
from dashboard.plots import Marked, frontier, step_lines
from tests.dashboard.test_charts import a_bar
from tests.dashboard.test_plots import UNTIL, a_dot, a_line
from tests.factories import NOON

pytestmark = pytest.mark.slow


def test_a_chart_is_saved_with_its_claim_its_source_and_the_palette_of_the_page() -> None:
    spec = price_bars([a_bar("Novita <b>")], [a_bar("GPT-5.5", 5, 30, "closed")], "Chat mix")
    drawn = pictures.svg(spec, "GLM-5.2: 1 host", ["USD, log scale.", "models.dev 2 Jul 2026"]).decode()
    for part in (
        "GLM-5.2: 1 host",
        "USD, log scale.",
        "Teal circle: open weights; orange diamond: closed.",
        "models.dev 2 Jul 2026",
        "Novita &lt;b&gt;",
        "#0B7A75",
        "#C2410C",
    ):
        assert part in drawn
    assert pictures.png(spec, "GLM-5.2: 1 host", ["", ""]).startswith(b"\x89PNG")
    assert "width" not in spec or spec["width"] == "container", "the page's own chart is left as it is"


@pytest.mark.parametrize(
    ("spec", "parts"),
    [
        (frontier([a_dot("Cheap", 1, 0.5), a_dot("Good", 20, 0.8)]), (">Cheap<", ">Good<", ">80%<", ">$10<")),
        (step_lines([a_line(1.0, 2.0)], UNTIL, [Marked(NOON, "GLM out", "")]), (">Novita<", ">GLM out<", ">Aug 26<")),
    ],
)
def test_plots_with_two_axes_are_saved_with_their_ticks_and_names(spec: Spec, parts: tuple[str, ...]) -> None:
    drawn = pictures.svg(spec, "A claim", ["How", "A source"]).decode()
    assert [part for part in parts if part not in drawn] == []
