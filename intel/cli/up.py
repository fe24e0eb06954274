"""``intel up``: the whole of Intel on one machine, from an empty folder to a dashboard that keeps itself true."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Annotated

import typer
from sqlalchemy import Engine

from intel.cli import background, compose, out
from intel.cli.publish import Publisher
from intel.cli.serve import Server
from intel.cli.signals import stopping
from intel.cli.work import views, working
from intel.errors import IntelError

_LET_GO_SECONDS = 4


def up(
    no_live: Annotated[bool, typer.Option("--no-live", help="Ask no source; show what is there.")] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port of the dashboard; 0 takes the first free from 8501.")
    ] = 0,
) -> None:
    """Migrate, seed, serve the dashboard, collect in the background, publish the routing table."""
    with stopping() as stop, _server(port) as server:
        out.say(compose.initialise(seeds=True))
        if not server.wait_until_it_answers(stop):
            return
        out.line(f"Intel is at {server.address} (Ctrl-C ends it)")
        sys.stdout.flush()
        with _collector(stop, live=not no_live):
            while not stop.wait(0.5):
                server.check()
    out.say("Intel has stopped.")


@contextmanager
def _server(port: int) -> Iterator[Server]:
    server = Server(port)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _collector(stop: Event, *, live: bool) -> Iterator[None]:
    """Collect in a thread of its own. It never outlives the process: a run that is cut off leaves nothing behind."""
    thread = Thread(target=_collect, args=(stop, live), name="collector", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_LET_GO_SECONDS)


def _collect(stop: Event, live: bool) -> None:
    line = Line(sys.stderr.isatty())
    try:
        with compose.opened() as engine:
            (_work if live else _show)(engine, stop, line)
    except IntelError as error:
        line.say(f"Collecting has ended: {error}")


def _work(engine: Engine, stop: Event, line: "Line") -> None:
    teller = background.Sentences(lambda: views(engine), line.say, line.show, compose.now)
    with working(engine, teller, stop, patience=_LET_GO_SECONDS - 1) as work:
        background.keep_collecting(work, line.say, compose.now, stop)


def _show(engine: Engine, stop: Event, line: "Line") -> None:
    del stop
    if sentence := Publisher(engine).publish():
        line.say(sentence)
    background.say_what_stands_in(views(engine), line.say, compose.now())


class Line:
    """Sentences on stderr, and on a terminal one line below them that shows how far a run has come."""

    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal

    def show(self, progress: str) -> None:
        """Replace the line of progress; nothing where stderr is no terminal."""
        if self._terminal:
            sys.stderr.write(f"\r\033[K{progress}")
            sys.stderr.flush()

    def say(self, sentence: str) -> None:
        """One sentence, in place of the progress."""
        self.show("")
        out.say(sentence)
