"""The dashboard's server as ``intel up`` starts it: it ends with its parent, however that ends.

``python -m intel.cli.child run SCRIPT --option=value …`` is ``streamlit`` with one difference: when standard input,
which the parent holds open, comes to its end, the server is asked to end too.
"""

import os
import signal
from threading import Thread


def end_with_parent() -> None:
    """Wait for the end of standard input, then end this process as a signal from outside would.

    Read from the bare descriptor: a thread that waits inside ``sys.stdin`` makes the interpreter abort at its end.
    """
    while os.read(0, 1024):
        pass
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nobody listens any more, and the server says goodbye first
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Serve until a signal or the parent's end."""
    from streamlit.web.cli import main as streamlit

    Thread(target=end_with_parent, name="parent", daemon=True).start()
    streamlit(prog_name="streamlit")


if __name__ == "__main__":
    main()
