"""The search for cyclic garbage, put off while many small facts are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_cycles() -> Iterator[None]:
    """Pause the search for cyclic garbage: half a million small facts hold none, and looking takes a fifth of a run."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
