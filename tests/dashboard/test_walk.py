"""docs/dashboard.md: what its walk says that pages say is what they say on the seeds.

``UPDATE_DOCS=1 pytest tests/dashboard/test_walk.py`` writes it anew; read the diff before committing it.
"""

import os
import re
import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import streamlit as st

from dashboard.shell import plain_claim
from tests.dashboard.conftest import show

PAGE = Path(__file__).parents[2] / "docs" / "dashboard.md"
SAID = re.compile(r"`(?P<address>/[^`]*)`:\s+“(?P<claim>[^”]*)”")
"""The n-th quotation of an address is the n-th heading of its page."""


def headings(address: str) -> list[str]:
    parts = urlsplit(address)
    app = show(parts.path.strip("/") or "today", dict(parse_qsl(parts.query)))
    assert not app.exception, address
    return [plain_claim(head.value) for head in app.subheader]


@pytest.mark.slow
def test_the_walk_quotes_what_the_pages_say(ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ready, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("INTEL_DATABASE_URL", f"sqlite:///{tmp_path / 'catalog.db'}")
    told = PAGE.read_text(encoding="utf-8")
    said = {address: headings(address) for address, _ in SAID.findall(told)}
    st.cache_resource.clear()
    assert len(said) > 5
    met: Counter[str] = Counter()

    def now(quoted: re.Match[str]) -> str:
        address = quoted["address"]
        met[address] += 1
        return f"`{address}`: “{said[address][met[address] - 1]}”"

    written = SAID.sub(now, told)
    if os.environ.get("UPDATE_DOCS") == "1":
        PAGE.write_text(written, encoding="utf-8")
    assert written == PAGE.read_text(encoding="utf-8"), "docs/dashboard.md is behind: UPDATE_DOCS=1 writes it anew"
