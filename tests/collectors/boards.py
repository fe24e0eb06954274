"""Every board's captured replies, as facts: what the tests that compare boards with one another read."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

from intel.collectors import (
    aider,
    artificial_analysis,
    bfcl,
    design_arena,
    epoch,
    kagi,
    livebench,
    lmarena,
    models_dev_benchmarks,
    openrouter_benchmarks,
    swe_bench,
    tau2,
    terminal_bench,
)
from intel.records import Fact, Follow
from intel.source import Collector
from tests.collectors.golden import parse

_ARENA = "bench/arena/hf_leaderboard-dataset_2026-08-22/webdev.json"
ONE_FILE: tuple[tuple[Collector, str], ...] = (
    (aider, "bench/aider/polyglot_leaderboard.yml"),
    (artificial_analysis, "bench/artificial_analysis/llms_models_v2_sample_2026-05.json"),
    (bfcl, "bench/bfcl/data_overall_v3_sample.csv"),
    (design_arena, "bench/designarena/docs-example_2026-02-22.json"),
    (epoch, "bench/epoch/eci_scores_2026-02-08.csv"),
    (kagi, "bench/kagi/llm-benchmark.md"),
    (livebench, "bench/livebench/table_2026_06_25.csv"),
    (models_dev_benchmarks, "prices/models.dev/2026-07-02.models.json"),
    (swe_bench, "bench/swe_bench/leaderboards_sample_2026-10-08.json"),
    (terminal_bench, "bench/terminal_bench/tbench_2.0_leaderboard_2026-05.html"),
)


def captured(captures: Path) -> Iterator[tuple[str, list[Fact]]]:
    """(id of the source, facts) of every board."""
    for collector, file in ONE_FILE:
        yield collector.SOURCE.id, parse(collector, (captures / file).read_bytes())
    yield lmarena.SOURCE.id, _arena(captures / _ARENA)
    listing = (captures / "prices/openrouter/2026-08-08.models.json").read_bytes()
    yield openrouter_benchmarks.SOURCE.id, parse(openrouter_benchmarks, b'{"data": %s}' % listing)
    yield tau2.SOURCE.id, _submissions(captures / "bench/tau2/web/leaderboard/public/submissions")


def _arena(file: Path) -> list[Fact]:
    """The rows were captured as JSON; the hub serves them as Parquet."""
    from pyarrow import Table
    from pyarrow.parquet import write_table

    stated = json.loads(file.read_text("utf-8"))
    day = {"leaderboard_publish_date": stated["meta"]["leaderboard_publish_date"]}
    written = io.BytesIO()
    write_table(Table.from_pylist([row | day for row in stated["rows"]]), written)
    return parse(lmarena, written.getvalue(), lmarena.SOURCE.url.replace("/text/", "/webdev/"))


def _submissions(folder: Path) -> list[Fact]:
    listed = parse(tau2, (folder / "manifest.json").read_bytes())
    base = tau2.SOURCE.url.removesuffix("manifest.json")
    return [
        fact
        for follow in listed
        if isinstance(follow, Follow)
        for fact in parse(tau2, (folder / follow.url.removeprefix(base)).read_bytes(), follow.url, follow.key)
    ]
