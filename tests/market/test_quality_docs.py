"""What docs/quality.md says of rules and constants is what the code does."""

import re
from pathlib import Path

import pytest

pytest.importorskip("scipy")

from intel.market import equals, leaders, quality, quality_judgement, quality_latent, quality_sheet

TEXT = (Path(__file__).parents[2] / "docs" / "quality.md").read_text("utf-8")
ROWS = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", TEXT, re.MULTILINE))


def test_the_rules_are_those_of_the_code() -> None:
    assert {
        "a leader beats every other model with probability": leaders.SURE,
        "else all are tied whose P(best) is at least": leaders.MAY_BE,
        "independent sources without which an estimate is provisional": quality_judgement.WITNESSES,
        "a model is judged by the effort whose quantile is highest at": quality_judgement.PESSIMIST,
        "units that a board needs to enter the fit": quality_sheet.MIN_UNITS,
        "models that it has to share with other witnesses": quality_sheet.MIN_SHARED,
        "two models are equal where neither beats the other with": equals.CLEAR,
        "version of the method": float(quality.METHOD),
    } == {rule: float(ROWS[rule]) for rule in ROWS if re.fullmatch(r"[\d.]+", ROWS[rule])}


def test_the_variances_are_those_of_the_code() -> None:
    fit = quality_latent
    stated = {part: tuple(map(float, re.findall(r"\d+\.\d+", value))) for part, value in ROWS.items()}
    assert stated["lab, family, model, unit"] == (fit.LAB, fit.FAMILY, fit.MODEL, fit.UNIT)
    assert stated["full effort; a year of later release"] == (fit.EFFORT, fit.YEAR)
    assert stated["at a task: lab, model"] == (fit.LAB_TASK, fit.MODEL_TASK)
    assert stated["before a witness: lab, model, full effort, a year"] == (
        fit.LAB_WITNESS, fit.MODEL_WITNESS, fit.EFFORT_WITNESS, fit.YEAR_WITNESS,
    )  # fmt: skip
    assert stated["on a single board"] == (fit.BOARD,)
    assert fit.OWN_NOISE == 2
