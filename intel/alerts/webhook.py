"""A webhook of the owner's: one signed POST, to the very address that was checked, never led on to another.

The receiver verifies ``X-Intel-Signature: t=SECONDS,v1=HEX``, the HMAC-SHA256 of "SECONDS.BODY" under the shared key,
and drops a repeat by ``Idempotency-Key``.
"""

import hmac
import json
import logging
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import httpx

from intel import __version__
from intel.addresses import Resolve, public_addresses
from intel.alerts.happened import as_json
from intel.alerts.messages import Message
from intel.errors import SourceError

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)  # below that they log whole addresses

TIMEOUT_SECONDS = 10.0
_NO_ADDRESS = "is no address to send to"
_PASSING = frozenset({408, 425, 429})
_LONGEST_WAIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. ``error`` '' is success; it never holds an address or a key."""

    error: str = ""
    final: bool = False
    """True: trying again would change nothing."""
    after: timedelta | None = None
    """How long the receiver asks to wait."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Sends messages to one address."""

    url: str
    secret: str
    """Key of the signature; '' sends none."""
    clock: Callable[[], datetime]
    allow_private: bool = False
    timeout: float = TIMEOUT_SECONDS
    """Seconds without a byte."""
    resolve: Resolve | None = None

    def __call__(self, message: Message) -> Outcome:
        """One attempt. 2xx is done; 4xx is final but for 408, 425 and 429, and so is a redirect: it is not followed."""
        body = json.dumps(payload(message), ensure_ascii=False, sort_keys=True).encode()
        try:
            httpx.URL(self.url)
            addresses = public_addresses(self.url, self.resolve or _resolve, allow_private=self.allow_private)
        except httpx.InvalidURL:
            return Outcome(_NO_ADDRESS, final=True)
        except SourceError as error:
            passing = "does not resolve" in str(error)
            return Outcome("the name does not resolve" if passing else _refused(str(error)), final=not passing)
        headers = self._headers(message.key, body)
        for place, address in enumerate(addresses):
            try:
                return self._post(address, headers, body)
            except httpx.ConnectError:
                if place == len(addresses) - 1:
                    return Outcome("cannot be reached")
            except httpx.TimeoutException:
                return Outcome("no answer in time")
            except httpx.HTTPError as error:
                return Outcome(f"the connection broke off ({type(error).__name__})")
        return Outcome("cannot be reached")

    def _headers(self, key: str, body: bytes) -> dict[str, str]:
        made = {
            "Content-Type": "application/json", "User-Agent": f"intel/{__version__}", "Idempotency-Key": key,
        }  # fmt: skip
        if self.secret:
            made["X-Intel-Signature"] = signature(self.secret, int(self.clock().timestamp()), body)
        return made

    def _post(self, address: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        there = httpx.URL(self.url)
        pinned, names = there.copy_with(host=address), {"sni_hostname": there.host}
        timeout = httpx.Timeout(self.timeout)
        with httpx.Client(timeout=timeout, follow_redirects=False, trust_env=False) as client:
            sent = {**headers, "Host": there.netloc.decode()}
            with client.stream("POST", pinned, headers=sent, content=body, extensions=names) as answer:
                return self._outcome(answer)

    def _outcome(self, answer: httpx.Response) -> Outcome:
        status = answer.status_code
        if answer.is_success:
            return Outcome()
        if answer.is_redirect:
            return Outcome(f"answered {status}, a redirect, which is not followed", final=True)
        final = status not in _PASSING and 400 <= status < 500
        return Outcome(f"answered {status}", final=final, after=_asked(answer.headers.get("retry-after", "")))


def payload(message: Message) -> Mapping[str, object]:
    """What a webhook is sent, as JSON."""
    return {
        "key": message.key, "rule": message.rule, "severity": message.severity, "title": message.title,
        "text": message.text, "events": [as_json(one) for one in message.events],
    }  # fmt: skip


def signature(secret: str, at: int, body: bytes) -> str:
    """Value of ``X-Intel-Signature``; ``at`` in seconds since 1970."""
    return f"t={at},v1={hmac.new(secret.encode(), f'{at}.'.encode() + body, sha256).hexdigest()}"


def _asked(retry_after: str) -> timedelta | None:
    """Digits beyond nine are decades, and at some length no number that Python reads."""
    if not retry_after.isdecimal():
        return None
    return min(timedelta(seconds=int(retry_after)), _LONGEST_WAIT) if len(retry_after) < 10 else _LONGEST_WAIT


def _refused(why: str) -> str:
    return "leads to a private address: allow_private lets it" if "private address" in why else _NO_ADDRESS


def _resolve(host: str, port: int) -> Sequence[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
