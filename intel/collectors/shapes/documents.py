"""The outermost shape of a reply: what is no listing fails the run before any row is read."""

from typing import Any

from intel.errors import SourceError
from intel.source import Snapshot


def json_object(snapshot: Snapshot) -> dict[str, Any]:
    """The reply as a JSON object with at least one member; ``SourceError`` otherwise.

    An empty object is an error too: every source that we read always lists something, so nothing
    at all means that the page broke, not that the world sells nothing.
    """
    document = snapshot.json()
    if not isinstance(document, dict):
        raise SourceError(f"{snapshot.url}: expected a JSON object, got {_kind(document)}")
    if not document:
        raise SourceError(f"{snapshot.url}: the JSON object is empty")
    return document


def json_array(snapshot: Snapshot, member: str = "") -> list[Any]:
    """The reply as a JSON array with at least one element, or that array under ``member`` of an object.

    Raises ``SourceError`` for any other shape and for an empty array, as ``json_object`` does.
    """
    document: Any = json_object(snapshot).get(member) if member else snapshot.json()
    where = f"{snapshot.url}: {member}" if member else snapshot.url
    if not isinstance(document, list):
        raise SourceError(f"{where}: expected a JSON array, got {_kind(document)}")
    if not document:
        raise SourceError(f"{where}: the JSON array is empty")
    return document


def _kind(document: object) -> str:
    kinds = ((dict, "an object"), (list, "an array"), (str, "a text"), (type(None), "nothing"))
    return next((words for kind, words in kinds if isinstance(document, kind)), "a bare value")
