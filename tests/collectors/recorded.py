"""The recorded replies of every collector, for tests that ask the same of all."""

import json
from pathlib import Path

import pytest

from intel.collectors import COLLECTORS
from intel.source import Collector
from tests.collectors import golden

each_collector = pytest.mark.parametrize("collector", COLLECTORS, ids=lambda c: c.SOURCE.id)


def documents(collector: Collector) -> list[tuple[str, Path]]:
    """(address, file) of every recorded reply: reply.json (.md, .html), and what an index.json lists beside it."""
    home = golden.home(collector)
    index = home / "index.json"
    if not index.exists():
        return [(collector.SOURCE.url, golden.recorded(home))]
    return [(url, home / entry["file"]) for url, entry in json.loads(index.read_text("utf-8")).items()]


def json_documents(collector: Collector) -> list[tuple[str, Path]]:
    return [(url, file) for url, file in documents(collector) if file.suffix == ".json"]


def pages(collector: Collector) -> list[tuple[str, Path]]:
    return [(u, file) for u, file in documents(collector) if file.suffix != ".json" and not golden.is_binary(file)]
