"""Bodies by content: written whole or not at all, read back unaltered."""

from hashlib import sha256
from pathlib import Path

import pytest

from intel.errors import CatalogError
from intel.ingest.archive import Archive


def test_a_body_comes_back_as_it_was(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "archive")
    digest = archive.put(b"some body" * 1000)
    assert digest == sha256(b"some body" * 1000).hexdigest()
    assert archive.read(digest) == b"some body" * 1000
    assert digest in archive
    assert "" not in archive


def test_the_same_body_is_kept_once_and_always_as_the_same_file(tmp_path: Path) -> None:
    first, second = Archive(tmp_path / "1"), Archive(tmp_path / "2")
    for archive in (first, first, second):
        digest = archive.put(b"body")
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert [path.relative_to(tmp_path).parts[1:] for path in files] == [(digest[:2], f"{digest[2:]}.gz")] * 2
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_missing_body_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="does not hold 000000000000"):
        Archive(tmp_path).read("0" * 64)


@pytest.mark.parametrize("keep", [0, 5, 30])
def test_a_damaged_body_is_not_believed(tmp_path: Path, keep: int) -> None:
    archive = Archive(tmp_path)
    digest = archive.put(b"some body" * 1000)
    (path,) = tmp_path.rglob("*.gz")
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(CatalogError, match="archive"):
        archive.read(digest)


def test_other_bytes_under_a_name_are_not_believed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, second = archive.put(b"one"), archive.put(b"two")
    (tmp_path / first[:2] / f"{first[2:]}.gz").write_bytes((tmp_path / second[:2] / f"{second[2:]}.gz").read_bytes())
    with pytest.raises(CatalogError, match="other bytes"):
        archive.read(first)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("a file in the way")
    with pytest.raises(CatalogError, match="Cannot write the archive"):
        Archive(tmp_path / "archive").put(b"body")
