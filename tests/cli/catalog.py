"""A small catalog for the command line: one open model with every kind of offer, and its two closed peers."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from intel.cli.app import app
from intel.records import Limits
from intel.views import ModelView, OfferView
from tests.factories import NOON, a_card, a_catalog, a_model, a_statement, an_offer

GLM, GPT, OPUS = "zai/glm-5.2", "openai/gpt-5.5", "anthropic/claude-opus-4.8"
THEN = ("--as-of", "2026-07-02T12:00:00Z")
"""Read the catalog as of the moment it was made, whatever this machine's clock says."""
GOLDEN = Path(__file__).parent / "golden"

Intel = Callable[..., Result]


def models() -> list[ModelView]:
    """What the offers are of."""
    return [
        a_model(GLM, title="GLM-5.2", family="glm", released_on=date(2026, 6, 13), limits=Limits(1_000_000, 131_072)),
        a_model(GPT, False, title="GPT-5.5"),
        a_model(OPUS, False, title="Claude Opus 4.8"),
        a_model("acme/unsold", None, title="Unsold"),
    ]


def offers() -> list[OfferView]:
    """Every kind of offer that is listed; made anew each time, since a catalog takes their ids."""
    earlier = NOON - timedelta(hours=6)
    two = (
        a_statement("input=1.2;output=4.1"),
        a_statement("input=1.5;output=4.1", source="litellm", seen_from=earlier, checked_at=earlier),
    )
    yuan = a_statement(a_card("input=8;output=28", "CNY"))
    return [
        an_offer("deepinfra", GLM, "input=0.98;output=3.08", quantization="fp8", limits=Limits(202_752)),
        an_offer("deepinfra", GLM, "input=0.49;output=1.54", service_tier="batch"),
        an_offer("novita", GLM, "input=1.4;output=4.4;cache_read=0.26"),
        an_offer("zai", GLM, "input=1.4;input{>200000}=2.8;output=4.4;cache_read=0.26", kind="lab"),
        an_offer("together", GLM, statements=two),
        an_offer("zai-coding-plan", GLM, "input=0;output=0", kind="plan"),
        an_offer("openrouter", GLM, "input=0.9;output=3", kind="gateway", sku="z-ai/glm-5.2"),
        an_offer("baseten", GLM, statements=()),
        an_offer("yuan-cloud", GLM, statements=(yuan,), kind="cloud"),
        an_offer("openai", GPT, "input=5;output=30;cache_read=0.5", kind="lab"),
        an_offer(
            "anthropic", OPUS, "input=5;output=25;cache_read=0.5;cache_write=6.25;cache_write{ttl 1h}=10", kind="lab"
        ),
        an_offer("unknown-host", None, "input=1;output=1", sku="mystery"),
    ]


def made(folder: Path, extra: list[OfferView] | None = None) -> Intel:
    """``intel`` on a catalog of these offers in ``folder``: call it with the arguments of the command line."""
    a_catalog_at(folder, extra)
    return intel_at(folder)


def a_catalog_at(folder: Path, extra: list[OfferView] | None = None) -> None:
    """Make the small catalog in ``folder``, with further offers."""
    a_catalog(folder, offers() + (extra or []), models()).dispose()


def intel_at(folder: Path, **environment: str) -> Intel:
    """``intel`` with its data in ``folder``, a terminal of 100 columns and no network."""
    env = {
        "INTEL_DATA_DIR": str(folder), "INTEL_DATABASE_URL": "", "INTEL_OFFLINE": "1", "COLUMNS": "100",
        "NO_COLOR": "1", "TERM": "dumb",
    } | environment  # fmt: skip

    def intel(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(app, list(arguments), input=stdin, env=env, prog_name="intel")

    return intel


def document(result: Result) -> Any:
    """The one JSON document on stdout of a call that went well."""
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def check(name: str, text: str) -> None:
    """Compare with a golden file; under UPDATE_GOLDEN=1 write it instead. Read the diff before committing it."""
    golden = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8"), f"{golden} differs; UPDATE_GOLDEN=1 writes it anew"


def renamed(offer: OfferView, **key: str) -> OfferView:
    """The offer under another key."""
    return replace(offer, key=replace(offer.key, **key))
