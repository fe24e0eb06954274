"""Where a URL may lead."""

import pytest

from intel.addresses import host_and_port, is_private, public_addresses
from intel.errors import SourceError


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("10.0.0.1", True), ("127.0.0.1", True), ("169.254.169.254", True), ("::1", True), ("fe80::1%eth0", True),
        ("::ffff:10.0.0.1", True), ("64:ff9b::a00:1", True), ("64:ff9b:1::808:808", True), ("::10.0.0.1", True),
        ("2002:a00:1::", True), ("localhost", True), ("LOCALHOST.", True), ("db.localhost", True),
        ("8.8.8.8", False), ("64:ff9b::808:808", False), ("2606:4700::1111", False), ("hooks.example.com", False),
    ],
)  # fmt: skip
def test_a_host_is_private_by_its_own_words_also_through_a_translator(host: str, private: bool) -> None:
    assert is_private(host) is private


def test_a_name_that_leads_through_a_translator_into_the_own_network_is_refused() -> None:
    with pytest.raises(SourceError, match="private address 64:ff9b::a00:1"):
        public_addresses("https://a.example/", lambda host, port: ["64:ff9b::a00:1"])


@pytest.mark.parametrize("url", ["https://[::1/x", "http://a:99999/", "http://a b/", "http:///x", "mailto:a@b", ""])
def test_what_is_no_address_is_a_sentence(url: str) -> None:
    with pytest.raises(SourceError):
        host_and_port(url)
