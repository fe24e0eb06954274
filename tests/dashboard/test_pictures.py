"""A chart as a file: complete, in the light palette, with its claim, and without asking anybody for anything."""

import pytest

from dashboard import pictures
from dashboard.charts import price_bars
from tests.dashboard.test_charts import a_bar

pytestmark = pytest.mark.slow


def test_a_chart_is_saved_with_its_claim_its_source_and_the_palette_of_the_page() -> None:
    spec = price_bars([a_bar("Novita <b>")], [a_bar("GPT-5.5", 5, 30, "closed")], "Chat mix")
    drawn = pictures.svg(spec, "GLM-5.2: 1 host", "models.dev 2 Jul 2026").decode()
    for part in ("GLM-5.2: 1 host", "models.dev 2 Jul 2026", "Novita &lt;b&gt;", "#0B7A75", "#C2410C"):
        assert part in drawn
    assert pictures.png(spec, "GLM-5.2: 1 host", "").startswith(b"\x89PNG")
    assert "width" not in spec or spec["width"] == "container", "the page's own chart is left as it is"
