"""The dashboard as a child process: a free port, the server on it, and its end."""

import http.client
import importlib.util
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from intel.errors import IntelError, UsageError

HOST = "127.0.0.1"
FIRST_PORT, LAST_PORT = 8501, 8599
_STEP_SECONDS = 0.1
_START_SECONDS = 60
_STOP_SECONDS = 5
_MAY_LOSE = 3


def is_free(port: int) -> bool:
    """Whether nobody listens on ``port`` of this machine's own address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def choose_port(wanted: int, free: Callable[[int], bool] = is_free) -> int:
    """The wanted port, or the first free one from 8501 on when ``wanted`` is 0.

    Raises ``UsageError`` when the wanted one is taken, or all are.
    """
    if wanted:
        if not free(wanted):
            raise UsageError(f"Port {wanted} is taken: leave --port out to get the next free one.")
        return wanted
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if free(port):
            return port
    raise UsageError(f"No port from {FIRST_PORT} to {LAST_PORT} is free: name one with --port.")


def find_script() -> Path:
    """The dashboard's server; ``UsageError`` when the extra that it needs is not installed."""
    dashboard = importlib.util.find_spec("dashboard")
    if dashboard is None or importlib.util.find_spec("streamlit") is None:
        raise UsageError("The dashboard is not installed: pip install 'intel[dashboard]'.")
    return Path(next(iter(dashboard.submodule_search_locations or ()))) / "application.py"


def command(script: Path, port: int) -> list[str]:
    """How the server is called. What keeps it on this machine and silent is said here, whatever a config file says."""
    flags = {
        "server.address": HOST,
        "server.port": port,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "logger.level": "warning",
    }
    settings = [f"--{name}={value}" for name, value in flags.items()]
    return [sys.executable, "-m", "intel.cli.child", "run", str(script), *settings]


class Server:
    """A dashboard that was started; it does not answer yet.

    The process has a session of its own, so that Ctrl-C reaches it through ``stop`` alone, and holds an open pipe to
    this one, so that it ends when this one is killed.
    """

    def __init__(self, wanted: int = 0, call: Callable[[int], list[str]] | None = None) -> None:
        """Start it at ``wanted``, or at the first free port when that is 0; see ``choose_port`` for errors."""
        self._wanted = wanted
        self._call = call or (lambda port: command(find_script(), port))
        self._lost = 0
        self._launch()

    def _launch(self) -> None:
        self.port = choose_port(self._wanted)
        self._has_port = Event()
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self._call(self.port), stdin=pipe, stdout=pipe, start_new_session=True)
        self._reader = Thread(target=self._read, name="dashboard", daemon=True)
        self._reader.start()

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.port}"

    def wait_until_it_answers(self, stop: Event) -> bool:
        """True as soon as it serves, False when ``stop`` was set first.

        A port that was free can be lost to somebody quicker; where none was wanted, the next one is tried. Raises
        ``IntelError`` when it has ended, or is silent for a minute.
        """
        for _ in range(int(_START_SECONDS / _STEP_SECONDS)):
            ended = self.process.poll() is not None
            if ended and not self._wanted and self._lost < _MAY_LOSE:
                self._lost += 1
                self.stop()
                self._launch()
            elif ended:
                self.check()
            if self._has_port.is_set() and self._answers():
                return True
            if stop.wait(_STEP_SECONDS):
                return False
        raise IntelError(f"The dashboard did not answer at {self.address} within {_START_SECONDS} seconds.")

    def check(self) -> None:
        """Raise ``IntelError`` when it has ended by itself."""
        if self.process.poll() is not None:
            raise IntelError(f"The dashboard has ended (code {self.process.returncode}); its words are above.")

    def stop(self) -> None:
        """End it, by force after five seconds. Safe to call twice."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(_STOP_SECONDS)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def _read(self) -> None:
        """Hear of the port: the server names its address once it holds it. Another's server would answer there too."""
        for line in self.process.stdout or ():
            if self.address.encode() in line:
                self._has_port.set()

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=1)
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()
