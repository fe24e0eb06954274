"""`intel worker`: one round for cron, log lines of a run, its metrics, and its end."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from intel.catalog import write_rows as rows
from intel.catalog.engine import open_engine, writing
from intel.cli.metrics import CatalogMetrics, Pulse, WorkerMetrics, application, served
from intel.cli.publish import Publisher
from intel.ingest.lease import Leases
from tests.cli.catalog import a_catalog_at, intel_at
from tests.factories import a_catalog
from tests.ingest.written import Bench, a_source, day, offers

INTEL = str(Path(sys.executable).with_name("intel"))


def started(folder: Path, *words: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "INTEL_DATA_DIR": str(folder), "INTEL_DATABASE_URL": "", "INTEL_OFFLINE": "1"}
    command = [INTEL, "worker", "--log-format", "json", *words]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def until(lines: Iterator[str], *each: set[str]) -> None:
    """Reads on until a line was seen for each set of words, in whatever order they come."""
    awaited = list(each)
    while awaited:
        line = next(lines)
        awaited = [words for words in awaited if not all(word in line for word in words)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small catalog."""
    a_catalog_at(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_once_runs_what_is_due_and_each_line_of_a_run_bears_its_word(folder: Path) -> None:
    out, said = started(folder, "--once").communicate(timeout=60)
    lines = [json.loads(line) for line in said.splitlines()]
    taken = {line["run"]: line["source"] for line in lines if line["event"] == "lease_taken"}
    ended = {line["run"]: line["source"] for line in lines if line["event"] == "run_ended"}

    assert out == ""
    assert taken == ended
    assert set(taken.values()) == {"genai-prices"}, "what a package carries is read offline"
    skipped = {line["source"]: line["reason"] for line in lines if line["event"] == "source_skipped"}
    assert skipped["litellm"].startswith("offline (INTEL_OFFLINE is set)")
    assert (folder / "routing.yaml").exists() or any("routing" in str(line.get("said")) for line in lines)

    engine = open_engine(f"sqlite:///{folder / 'catalog.db'}")
    assert Leases(engine, "next").take(["genai-prices"]) is None
    lease = Leases(engine, "next").take(["litellm"])
    assert lease is not None, "an offline look leaves it as due as it was"
    engine.dispose()


@pytest.mark.slow
def test_it_serves_its_metrics_and_ends_when_it_is_asked_to(folder: Path) -> None:
    process = started(folder, "--metrics-port", "0")
    try:
        lines = iter(process.stderr or ())
        address = next(found[0] for line in lines if (found := re.search(r"http://[\d.]+:\d+", line)))
        until(lines, {"published"}, {"run_ended", '"genai-prices"'})
        assert _get(f"{address}/healthz") == (200, "ok\n")
        assert _get(f"{address}/readyz") == (200, "ok\n")
        metrics = _get(f"{address}/metrics")[1]
        assert 'intel_runs_total{outcome="skipped",source="livebench"} 1.0' in metrics
        assert 'intel_source_overdue_seconds{source="genai-prices"}' in metrics
        assert 'intel_source_overdue_seconds{source="litellm"}' not in metrics, "nobody can run it here"
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=20)[1]
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0
    assert "worker_stopping" in rest
    assert "Traceback" not in rest


@pytest.mark.parametrize(
    ("words", "sentence"),
    [(("--log-format", "xml"), "--log-format 'xml' is none of auto, console, json."), ((), "No catalog at ")],
)
def test_a_wrong_call_is_one_sentence(words: tuple[str, ...], sentence: str, tmp_path: Path) -> None:
    result = intel_at(tmp_path)("worker", *words)
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert result.stderr.startswith(sentence)


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.fixture
def measured(engine: Engine, tmp_path: Path) -> Iterator[Any]:
    """Metrics of a catalog with one run, served; call it with a path."""
    bench = Bench(engine, tmp_path / "bench")
    bench.run(offers({"m": "input=1;output=2"}), day(1))
    Leases(engine, "me").enrol([a_source(), a_source("silent")])
    registry = CollectorRegistry()
    registry.register(CatalogMetrics(engine))
    WorkerMetrics(registry).lease_wait.observe(3)
    pulse = Pulse(timedelta(seconds=1))
    with served(application(registry, engine, pulse), "127.0.0.1", 0) as port:
        yield lambda path: _get(f"http://127.0.0.1:{port}{path}")


def test_the_metrics_say_what_the_catalog_says(measured: Any) -> None:
    status, text = measured("/metrics")
    found = {
        (sample.name, sample.labels.get("source", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }

    assert status == 200
    assert found["intel_runs_total", "here"] == 1
    assert found["intel_records_total", "here"] == 1
    assert found["intel_rejects_total", "here"] == 0
    assert found["intel_source_age_seconds", "here"] > 0
    assert found["intel_source_leased", "silent"] == 0
    assert 0 <= found["intel_source_overdue_seconds", "silent"] < 600
    assert found["intel_lease_wait_seconds_count", ""] == 1


def test_an_unknown_path_names_the_known_ones(measured: Any) -> None:
    assert measured("/") == (404, "There are /metrics, /healthz and /readyz.\n")


def test_a_catalog_that_is_gone_is_not_ready_and_says_why(tmp_path: Path) -> None:
    a_catalog_at(tmp_path)
    engine = open_engine(f"sqlite:///{tmp_path / 'catalog.db'}")
    with writing(engine) as conn:
        conn.execute(rows.table("lease").delete())
        conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with served(application(CollectorRegistry(), engine, Pulse(timedelta(0))), "127.0.0.1", 0) as port:
        status, sentence = _get(f"http://127.0.0.1:{port}/readyz")
        dead = _get(f"http://127.0.0.1:{port}/healthz")
    engine.dispose()

    assert status == 503
    assert "was made by a newer intel" in sentence
    assert dead == (503, "The heartbeat has stopped.\n")
    shutil.rmtree(tmp_path)


def test_what_stands_in_the_way_of_a_table_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEL_DATA_DIR", str(tmp_path))
    engine = a_catalog(tmp_path)
    with writing(engine) as conn:
        conn.execute(rows.table("run").delete())
    publisher = Publisher(engine)

    assert [publisher.publish(fit=fit).partition(":")[0] for fit in (True, True, False)] == ["routing table", "", ""]
    engine.dispose()


def test_a_disk_that_is_full_is_one_sentence_and_the_next_look_tries_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEL_DATA_DIR", str(folder))
    (folder / "routing.yaml").mkdir()  # what cannot be replaced by a file
    engine = open_engine(f"sqlite:///{folder / 'catalog.db'}")
    publisher = Publisher(engine)
    said = publisher.publish(fit=False)
    assert said == f"routing table: {folder / 'routing.yaml'} cannot be written: Is a directory."
    assert (publisher.amiss, publisher.publish(fit=False)) == (True, "")
    (folder / "routing.yaml").rmdir()
    assert publisher.publish(fit=False).startswith("Routing table: ")
    assert not publisher.amiss
    engine.dispose()


def test_a_table_is_published_within_a_round_and_its_scores_are_fitted_after_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEL_DATA_DIR", str(folder))
    engine = open_engine(f"sqlite:///{folder / 'catalog.db'}")
    publisher, fitted = Publisher(engine), list[str]()

    def told() -> str:
        fitted.append("fit")
        return ""

    publisher.fits.told = told  # type: ignore[method-assign]

    first = publisher.publish(fit=False)
    assert (first.startswith("Routing table: "), fitted) == (True, [])
    assert [publisher.publish(), publisher.publish(), publisher.publish(fit=False)] == ["", "", ""]
    assert fitted == ["fit"]
    engine.dispose()
