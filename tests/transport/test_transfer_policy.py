"""Whom a station may exchange files with."""

import pytest

from ocpp_load.settings import TRANSFER_SCHEMES
from ocpp_load.transport import TransferError, TransferPolicy
from ocpp_load.transport.transfer.location import read_location

CENTRAL = "csms.example.com"


def judged(location, hosts=(CENTRAL,), schemes=TRANSFER_SCHEMES):
    try:
        TransferPolicy.of(hosts, schemes).check(read_location(location))
    except TransferError as refused:
        return refused.reason
    return "allowed"


@pytest.mark.parametrize(
    ("location", "verdict"),
    [
        ("ftp://csms.example.com/", "allowed"),
        ("ftp://CSMS.Example.COM.:2121/", "allowed"),
        ("ftp://localhost/", "allowed"),
        ("ftp://127.0.0.1/", "allowed"),
        ("ftp://127.1.2.3/", "allowed"),
        ("ftp://[::1]/", "allowed"),
        ("ftp://[0:0:0:0:0:0:0:1]/", "allowed"),
        ("ftp://elsewhere.example.com/", "host not allowed"),
        ("ftp://example.com/", "host not allowed"),
        ("ftp://csms.example.com.evil.example/", "host not allowed"),
        ("ftp://csms.example.com@evil.example/", "host not allowed"),
        ("ftp://csms.example.com:21@evil.example/", "host not allowed"),
        ("ftp://evil.example#@csms.example.com/", "host not allowed"),
        ("ftp://localhost.evil.example/", "host not allowed"),
        ("ftp://169.254.169.254/latest/meta-data/", "host not allowed"),
        ("ftp://10.0.0.1/", "host not allowed"),
        ("ftp://0.0.0.0/", "host not allowed"),
        # Other ways to write 127.0.0.1 are names here, and nobody has allowed them.
        ("ftp://2130706433/", "host not allowed"),
        ("ftp://127.1/", "host not allowed"),
        ("ftp://0x7f.0.0.1/", "host not allowed"),
        ("ftp://*/", "host not allowed"),
    ],
)
def test_only_the_central_systems_host_and_loopback_are_allowed(location, verdict):
    assert judged(location) == verdict


@pytest.mark.parametrize(
    ("hosts", "location"),
    [
        ([CENTRAL, "files.example.com"], "http://files.example.com/"),
        (["10.0.0.1"], "http://10.0.0.1/"),
        (["2001:DB8:0::1"], "http://[2001:db8::1]/"),
        (["bücher.example"], "http://xn--bcher-kva.example/"),
        (["*"], "http://anywhere.example.com/"),
    ],
)
def test_further_hosts_can_be_allowed(hosts, location):
    assert judged(location, hosts=hosts) == "allowed"


def test_a_host_that_was_allowed_is_no_pattern_and_no_suffix():
    assert judged("http://a.example.com/", hosts=["example.com"]) == "host not allowed"
    assert judged("http://a.example.com/", hosts=["*.example.com"]) == "host not allowed"


@pytest.mark.parametrize("scheme", TRANSFER_SCHEMES)
def test_schemes_can_be_restricted(scheme):
    verdicts = {each: judged(f"{each}://localhost/", schemes=[scheme]) for each in TRANSFER_SCHEMES}
    assert verdicts.pop(scheme) == "allowed"
    assert set(verdicts.values()) == {"scheme not allowed"}
