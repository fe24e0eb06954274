"""The dashboard's child process: its port, its flags and its end."""

import socket
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from intel.cli import serve
from intel.errors import IntelError, UsageError


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind((serve.HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


class _Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None: ...


def _server(code: str, port: int = 1) -> serve.Server:
    return serve.Server(port, [sys.executable, "-c", code])


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


def test_a_server_that_ends_at_once_is_an_error_with_its_code() -> None:
    server = _server("raise SystemExit(7)")
    server.process.wait()

    with pytest.raises(IntelError, match=r"has ended \(code 7\)"):
        server.wait_until_it_answers(Event())
    server.stop()


def test_waiting_ends_when_the_owner_has_had_enough() -> None:
    server = _server("import time; time.sleep(60)")
    stop = Event()
    stop.set()

    assert server.wait_until_it_answers(stop) is False
    server.stop()
    server.stop()
    assert server.process.returncode is not None


def test_a_stranger_who_answers_at_the_port_is_not_taken_for_our_own() -> None:
    with ThreadingHTTPServer((serve.HOST, 0), _Healthy) as stranger:
        Thread(target=stranger.serve_forever, daemon=True).start()
        silent = _server("input(); raise SystemExit(3)", stranger.server_port)
        ours = _server(
            f"print('URL: http://127.0.0.1:{stranger.server_port}', flush=True); input()", stranger.server_port
        )

        assert ours.wait_until_it_answers(Event()) is True
        assert silent.process.stdin
        silent.process.stdin.write(b"\n")
        silent.process.stdin.flush()
        with pytest.raises(IntelError, match=r"has ended \(code 3\)"):
            silent.wait_until_it_answers(Event())
        for server in (ours, silent):
            server.stop()
        stranger.shutdown()
