"""Where a URL may lead: to public addresses only, so that no reply can send us into the owner's own network."""

from collections.abc import Callable, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from intel.errors import SourceError

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) → addresses as text, best first; ``OSError`` when there is none."""


def public_addresses(url: str, resolve: Resolve, *, allow_private: bool = False) -> list[str]:
    """Addresses to connect to; ``SourceError`` unless all of them are public (or private ones are allowed).

    The caller connects to one of these very addresses, since a name may resolve to another the next time.
    """
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise SourceError(f"{url}: not a port") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceError(f"{url[:200]}: not an http or https address")
    try:
        found = list(dict.fromkeys(resolve(parts.hostname, port)))
    except (OSError, UnicodeError):
        raise SourceError(f"{parts.hostname}: the name does not resolve") from None
    for address in found if not allow_private else ():
        if not _is_public(address):
            raise SourceError(f"{parts.hostname}: leads to the private address {address}, which is not fetched")
    if not found:
        raise SourceError(f"{parts.hostname}: the name does not resolve")
    return found


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (mapped is None or mapped.is_global)
