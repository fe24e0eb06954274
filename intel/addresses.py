"""Where a URL may lead: to public addresses only, so that no reply can send us into the owner's own network."""

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from intel.errors import SourceError

Resolve = Callable[[str, int], Sequence[str]]
"""(host, port) → addresses as text, best first; ``OSError`` when there is none."""


def public_addresses(url: str, resolve: Resolve, *, allow_private: bool = False) -> list[str]:
    """Addresses to connect to; ``SourceError`` unless all of them are public (or private ones are allowed).

    The caller connects to one of these very addresses, since a name may resolve to another the next time.
    """
    host, port = host_and_port(url)
    try:
        found = list(dict.fromkeys(resolve(host, port)))
    except (OSError, UnicodeError):
        raise SourceError(f"{host}: the name does not resolve") from None
    for address in found if not allow_private else ():
        if not _is_public(address):
            raise SourceError(f"{host}: leads to the private address {address}, which is not fetched")
    if not found:
        raise SourceError(f"{host}: the name does not resolve")
    return found


def host_and_port(url: str) -> tuple[str, int]:
    """Where a URL leads by its own words; ``SourceError`` where it is no http or https address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise SourceError(f"{url[:200]}: no address, its host or port cannot be read") from None
    if parts.scheme not in ("http", "https") or not host or " " in host or not host.isprintable():
        raise SourceError(f"{url[:200]}: not an http or https address")
    return host, port


def is_private(host: str) -> bool:
    """Whether a host is private by its own words: "10.0.0.1", "localhost". Any other name is not, until it resolves."""
    try:
        return not _is_public(host)
    except ValueError:
        return host.rstrip(".").lower().rpartition(".")[2] == "localhost"


def _is_public(address: str) -> bool:
    found = ip_address(address.partition("%")[0])
    within = _within(found) if isinstance(found, IPv6Address) else None
    return found.is_global and not found.is_multicast and (within is None or within.is_global)


_NAT64, _OLD = ip_network("64:ff9b::/96"), ip_network("::/96")
_LOCAL_NAT64 = ip_network("64:ff9b:1::/48")
"""RFC 8215: for translators of one's own network; Python before 3.13 takes it for public."""


def _within(found: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one leads to: mapped, 6to4, or by a translator (RFC 6052)."""
    if found in _LOCAL_NAT64:
        return IPv4Address(0)
    if found in _NAT64 or found in _OLD:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour
