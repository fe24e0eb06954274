"""The dashboard's server as ``intel up`` starts it: it ends with its parent, however that ends.

``python -m intel.cli.child run SCRIPT --option=value …`` is ``streamlit`` with one difference: when standard input,
which the parent holds open, comes to its end, the server is asked to end too.
"""

import os
import signal
import sys
from threading import Thread


def end_with_parent() -> None:
    """Wait for the end of standard input, then end this process as a signal from outside would."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Serve until a signal or the parent's end."""
    from streamlit.web.cli import main as streamlit

    Thread(target=end_with_parent, name="parent", daemon=True).start()
    streamlit(prog_name="streamlit")


if __name__ == "__main__":
    main()
