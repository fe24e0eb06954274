"""A wish to end, however it is spoken."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread


@contextmanager
def stopping() -> Iterator[Event]:
    """An event that Ctrl-C, a hang-up or a request to end sets, however often they come.

    A thread sets it: a signal arrives in the main thread, which may hold the event's lock because it waits for it.
    """
    stop = Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: Thread(target=stop.set, daemon=True).start())
    try:
        yield stop
    finally:
        stop.set()
