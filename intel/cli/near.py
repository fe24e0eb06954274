"""What is said of a name that nobody bears: the nearest ones, and where all of them stand."""

from collections.abc import Iterable
from difflib import get_close_matches

from intel.cli import options
from intel.errors import UsageError

MOST = 3


def near(text: str, names: Iterable[str]) -> str:
    """The up to ``MOST`` names that look or sound most like ``text``, as " (near: a, b)"; '' for none."""
    by_form = {options.source_id(name): name for name in names}
    wanted = options.source_id(text)
    found = get_close_matches(wanted, by_form, MOST, 0.6)
    found += [form for form in by_form if len(wanted) > 2 and wanted in form and form not in found]
    return f" (near: {', '.join(by_form[form] for form in found[:MOST])})" if found else ""


def source_named(text: str) -> str:
    """The id of the source that a person means; ``UsageError`` names the nearest and how to list them all."""
    from intel.collectors import COLLECTORS

    known = {options.source_id(collector.SOURCE.id): collector.SOURCE.id for collector in COLLECTORS}
    if found := known.get(options.source_id(text)):
        return found
    raise UsageError(f"There is no source {text!r}{near(text, known.values())}: `intel sources` lists them.")
