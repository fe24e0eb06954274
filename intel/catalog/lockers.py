"""Who writes to a SQLite catalog just now, where the system tells."""

import os
from pathlib import Path

from sqlalchemy import URL

_LOCKS = Path("/proc/locks")
_WRITING = 120
"""Byte of the "-shm" file that the one writer of a database in WAL mode holds (sqlite.org/walformat.html, 2.3.1)."""


def writer_of(url: URL, locks: Path = _LOCKS) -> str:
    """Whoever holds the write lock, as "process 1234 (intel worker)"; '' where nobody does or nobody says.

    A process in another container is not seen.
    """
    try:
        inode = Path(f"{url.database}-shm").stat().st_ino
        held = (line.split() for line in locks.read_text().splitlines())
        pid = next((int(words[4]) for words in held if _holds(words, inode)), 0)
        return f"process {pid} ({_command(pid)})" if pid > 0 and pid != os.getpid() else ""
    except (OSError, ValueError, IndexError):
        return ""


def _holds(words: list[str], inode: int) -> bool:
    """Of a line like "3: POSIX  ADVISORY  WRITE 1234 fe:00:5678 120 120"."""
    if len(words) < 8 or words[3] != "WRITE" or words[5].rpartition(":")[2] != str(inode):
        return False
    return int(words[6]) <= _WRITING and (words[7] == "EOF" or int(words[7]) >= _WRITING)


def _command(pid: int) -> str:
    """Program and first word of a process: "intel worker"."""
    called = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    words = [word for word in called if word and not word.startswith("-")]
    if len(words) > 1 and Path(words[0]).name.startswith("python"):
        words = words[1:]
    return " ".join([Path(words[0]).name, *words[1:2]])[:80]
