"""The data that ships with the package: where it lies, how it enters a catalog and how it is made."""

from pathlib import Path

from intel.errors import CatalogError


def seeds_folder() -> Path:
    """``intel/_seeds`` of an installed package, else ``seeds/`` of a checkout; ``CatalogError`` without either."""
    package = Path(__file__).parents[1]
    for folder in (package / "_seeds", package.parent / "seeds"):
        if folder.is_dir():
            return folder
    raise CatalogError("The seeds are not there: install the package again.")
