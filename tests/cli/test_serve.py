"""The dashboard's child process: its port, its flags and its end."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from intel.cli import serve
from intel.errors import IntelError, UsageError


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((serve.HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def _server(code: str, port: int = 0) -> serve.Server:
    return serve.Server(port, lambda chosen: [sys.executable, "-c", code, str(chosen)])


def test_a_wanted_port_that_is_taken_is_refused_in_one_sentence(taken: int) -> None:
    with pytest.raises(UsageError, match=f"^Port {taken} is taken: leave --port out"):
        serve.choose_port(taken)


def test_a_port_beyond_the_last_is_not_free() -> None:
    assert not serve.is_free(70_000)


def test_without_a_wish_the_first_free_port_is_taken() -> None:
    assert serve.choose_port(0, free=lambda port: port >= 8503) == 8503


def test_no_free_port_is_a_sentence_too() -> None:
    with pytest.raises(UsageError, match="^No port from 8501 to 8599 is free"):
        serve.choose_port(0, free=lambda _: False)


def test_the_server_listens_on_this_machine_only_and_tells_nobody() -> None:
    call = serve.command(Path("app.py"), 8501)

    assert call[1:5] == ["-m", "intel.cli.child", "run", "app.py"]
    assert {"--server.address=127.0.0.1", "--browser.gatherUsageStats=false", "--server.headless=true"} <= set(call)


def test_the_script_that_is_served_exists() -> None:
    assert serve.find_script().is_file()


def _wait_for_end(server: serve.Server) -> str:
    with pytest.raises(IntelError) as error:
        server.wait_until_it_answers(Event())
    server.stop()
    return str(error.value)


def test_a_server_that_ends_at_its_wanted_port_is_an_error_with_its_code() -> None:
    server = _server("raise SystemExit(7)", serve.choose_port(0))

    assert "has ended (code 7)" in _wait_for_end(server)


def test_a_server_that_loses_its_port_tries_again_but_not_for_ever(tmp_path: Path) -> None:
    server = _server(f"open({str(tmp_path / 'tries')!r}, 'a').write('x'); raise SystemExit(1)")

    assert "has ended (code 1)" in _wait_for_end(server)
    assert (tmp_path / "tries").read_text() == "xxxx"


def test_waiting_ends_when_the_owner_has_had_enough() -> None:
    server = _server("import time; time.sleep(60)")
    stop = Event()
    stop.set()

    assert server.wait_until_it_answers(stop) is False
    server.stop()
    server.stop()
    assert server.process.returncode is not None


_STRANGER = """
import sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer

class Healthy(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Healthy)
print(WORDS, flush=True)
server.serve_forever()
"""


def test_the_server_counts_once_it_names_its_own_address_and_answers() -> None:
    server = _server(_STRANGER.replace("WORDS", "f'URL: http://127.0.0.1:{sys.argv[1]}'"))

    assert server.wait_until_it_answers(Event()) is True
    server.stop()


def test_an_answer_at_the_port_before_ours_has_named_it_is_somebody_else() -> None:
    server = _server(_STRANGER.replace("WORDS", "'hello'"))
    while serve.is_free(server.port):
        assert server.process.poll() is None
    asked: list[float] = []

    class ThreeTries(Event):
        def wait(self, timeout: float | None = None) -> bool:
            asked.append(timeout or 0)
            return len(asked) == 3

    assert server.wait_until_it_answers(ThreeTries()) is False
    server.stop()
