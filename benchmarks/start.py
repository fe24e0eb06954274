"""How long a person waits: help, a read command, the address of `intel up`; and how big a collector-only install is.

    .venv/bin/python benchmarks/start.py

Prints one line per budget and leaves with 1 when one is exceeded. The catalog is the seeded one, on SQLite.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
INTEL = str(Path(sys.executable).with_name("intel"))
REPEATS = 5


def seconds_of(folder: Path, *words: str) -> float:
    """Median wall time of a command over five calls, after one that warms the disk."""
    taken = []
    for _ in range(REPEATS + 1):
        start = time.perf_counter()
        subprocess.run([INTEL, *words], env=environment(folder), check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return median(taken[1:])


def environment(folder: Path) -> dict[str, str]:
    """This process's own, with a scratch catalog and no network."""
    return {**os.environ, "INTEL_DATA_DIR": str(folder), "INTEL_OFFLINE": "1"}


def seconds_to_address(folder: Path) -> float:
    """From `intel up` to the line that names an address which answers."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [INTEL, "up", "--no-live"],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        for line in process.stdout or ():
            if re.search(r"http://127\.0\.0\.1:\d+", line):
                return time.perf_counter() - start
        raise SystemExit("intel up ended without an address")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def collector_only_bytes(folder: Path) -> int:
    """Installed files of the wheel without extras, before Python compiles them."""
    uv = shutil.which("uv") or str(ROOT / ".tools" / "bin" / "uv")
    subprocess.run([uv, "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT)], check=True)
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder / "venv")], check=True)
    wheel = str(next(folder.glob("*.whl")))
    subprocess.run([uv, "pip", "install", "--quiet", "--python", str(folder / "venv"), wheel], check=True)
    files = (p for p in (folder / "venv" / "lib").rglob("*") if p.is_file() and p.suffix != ".pyc")
    return sum(p.stat().st_size for p in files)


def measured(folder: Path) -> Iterator[tuple[str, float, float, str]]:
    """(what, measured, at most, unit)."""
    catalog = folder / "catalog"
    subprocess.run([INTEL, "init"], env=environment(catalog), check=True, capture_output=True)
    yield "intel --help", 1000 * seconds_of(catalog, "--help"), 250, "ms"
    yield "intel offers glm-5.2, cold process", seconds_of(catalog, "offers", "glm-5.2", "--json"), 2.5, "s"
    yield "intel route, cold process", seconds_of(catalog, "route"), 2.5, "s"
    yield "intel up, first start to address", seconds_to_address(folder / "new"), 30, "s"
    yield "intel up, second start to address", seconds_to_address(folder / "new"), 10, "s"
    yield "collector-only install", collector_only_bytes(folder / "dist") / 10**6, 70, "MB"


def main() -> int:
    """1 when a budget is exceeded."""
    exceeded = 0
    with tempfile.TemporaryDirectory() as folder:
        for what, value, limit, unit in measured(Path(folder)):
            exceeded += value > limit
            print(f"{what:36} {value:8.2f} {unit:3} (at most {limit:g}){'  EXCEEDED' if value > limit else ''}")
    return 1 if exceeded else 0


if __name__ == "__main__":
    sys.exit(main())
