"""`intel up` as a person starts it: a real process, without network."""

import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from intel.cli import serve
from intel.cli.up import Line
from intel.cli.work import most_hosted_first
from intel.records import Follow
from tests.factories import a_catalog, an_offer

pytestmark = pytest.mark.xdist_group("up")
INTEL = str(Path(sys.executable).with_name("intel"))


class Up:
    """A running `intel up` with the lines it has said."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder = folder
        environment = {**os.environ, "INTEL_DATA_DIR": str(folder), "INTEL_OFFLINE": "1"}
        self.process = subprocess.Popen(
            [INTEL, "up", *words], env=environment, cwd=folder, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def port(self) -> int:
        assert self.process.stdout
        line = self.process.stdout.readline()
        match = re.fullmatch(r"Intel is at http://127\.0\.0\.1:(\d+) \(Ctrl-C ends it\)\n", line)
        assert match, line or (self.process.stderr and self.process.stderr.read())
        return int(match[1])

    def said_until(self, word: str) -> list[str]:
        said: list[str] = []
        for line in self.process.stderr or ():
            said.append(line.rstrip())
            if word in line:
                return said
        raise AssertionError(f"no line with {word!r} in {said}")

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


@contextmanager
def _up(folder: Path, *words: str) -> Iterator[Up]:
    started = Up(folder, *words)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.process.terminate()
        started.process.communicate(timeout=60)


@pytest.fixture
def up(ready: Path, tmp_path: Path) -> Iterator[Up]:
    """`intel up --no-live` on a seeded catalog."""
    with _up(shutil.copytree(ready, tmp_path / "data"), "--no-live") as started:
        yield started


@pytest.fixture(scope="module")
def serving(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Up, int]]:
    """One that serves, and its port: the last test that uses it kills it."""
    with _up(shutil.copytree(ready, tmp_path_factory.mktemp("up") / "data"), "--no-live") as started:
        yield started, started.port()


def _status(port: int) -> int:
    connection = http.client.HTTPConnection(serve.HOST, port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.slow
def test_an_empty_folder_becomes_a_dashboard_and_a_routing_table_and_ctrl_c_ends_it_all(tmp_path: Path) -> None:
    with _up(tmp_path) as up:
        port = up.port()
        assert _status(port) == 200
        said = up.said_until("openrouter:")
        children = up.children()
        code = up.end(signal.SIGINT)

    assert code == 0
    assert (tmp_path / "routing.yaml").read_text().strip()
    assert any(re.match(r"models\.dev: skipped, offline .*showing [\d,]+ offers as of 2026-", line) for line in said)
    assert not any("Traceback" in line for line in said)
    assert serve.is_free(port)
    assert children
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


@pytest.mark.slow
def test_a_request_to_end_while_it_starts_is_heard(up: Up) -> None:
    up.said_until("is ready")

    assert up.end(signal.SIGTERM) == 0


@pytest.mark.slow
def test_a_second_one_takes_the_next_port(serving: tuple[Up, int]) -> None:
    first, port = serving

    with _up(first.folder, "--no-live") as second:
        assert second.port() > port
        assert second.end(signal.SIGINT) == 0


@pytest.mark.slow
def test_the_server_ends_with_its_parent_even_when_that_is_killed(serving: tuple[Up, int]) -> None:
    first, _ = serving

    first.process.kill()

    first.process.communicate(timeout=60)  # the server has inherited stderr, which ends when the last holder has


def test_a_taken_port_is_one_sentence_and_nothing_is_made(tmp_path: Path) -> None:
    import socket

    with socket.socket() as listener:
        listener.bind((serve.HOST, 0))
        listener.listen()
        refused = Up(tmp_path, "--port", str(listener.getsockname()[1]))
        _, said = refused.process.communicate(timeout=20)

    assert refused.process.returncode == 2
    assert re.fullmatch(r"Port \d+ is taken: .*\n", said)
    assert list(tmp_path.iterdir()) == []


def test_documents_of_the_most_hosted_model_are_asked_for_first(tmp_path: Path) -> None:
    offers = [an_offer(name) for name in ("deepinfra", "together")]
    rank = most_hosted_first(a_catalog(tmp_path, offers), "openrouter")

    assert rank(Follow("https://x/a", key="z-ai/glm-5.2")) == -2
    assert rank(Follow("https://x/b", key="nobody/nothing")) == 0


@pytest.mark.parametrize(("terminal", "progress"), [(True, "\r\x1b[K3 of 9"), (False, "")])
def test_progress_is_shown_on_terminals_only(terminal: bool, progress: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = Line(terminal)
    line.show("3 of 9")
    shown = capsys.readouterr().err
    line.say("done")

    assert shown == progress
    assert capsys.readouterr().err.endswith("done\n")
