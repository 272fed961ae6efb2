"""The location of a file as a peer names it (OCPP 1.6 sections 6.25 and 6.55)."""

import re
from contextlib import suppress
from urllib.parse import unquote

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.settings import TRANSFER_SCHEMES
from ocpp_load.transport import TransferError
from ocpp_load.transport.transfer.location import DEFAULT_PORTS, Location, read_location


@pytest.mark.parametrize(
    ("text", "location"),
    [
        ("ftp://host/logs/", Location("ftp", "host", 21, "/logs/")),
        ("ftps://host", Location("ftps", "host", 21, "")),
        ("http://host:8080/a?b=c", Location("http", "host", 8080, "/a", "b=c")),
        ("https://host/a#part", Location("https", "host", 443, "/a")),
        ("HTTP://HOST.Example./a", Location("http", "host.example", 80, "/a")),
        ("ftp://[::1]:2121/f", Location("ftp", "::1", 2121, "/f")),
        ("http://bücher.example/", Location("http", "xn--bcher-kva.example", 80, "/")),
        (
            "ftp://us%40er:p%3Aw@host/f",
            Location("ftp", "host", 21, "/f", user="us@er", password="p:w"),
        ),
        ("ftp://user@host/f", Location("ftp", "host", 21, "/f", user="user")),
        ("ftp://host/f;type=I", Location("ftp", "host", 21, "/f")),
        ("ftp://host/what?.bin", Location("ftp", "host", 21, "/what%3F.bin")),
        # The part before the last @ is who logs in: what is judged is what is connected to.
        ("http://allowed@host/", Location("http", "host", 80, "/", user="allowed")),
        ("http://allowed\\@host/", Location("http", "host", 80, "/", user="allowed\\")),
    ],
)
def test_a_location_is_taken_apart(text, location):
    assert read_location(text) == location


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "location is no URL"),
        ("/var/log", "location is no URL"),
        ("host/logs", "location is no URL"),
        ("ftp:", "location is no URL"),
        ("ftp:///logs/", "location is no URL"),
        ("ftp://user@/logs/", "location is no URL"),
        ("ftp://host:0/", "location is no URL"),
        ("ftp://host:99999/", "location is no URL"),
        ("ftp://host:ftp/", "location is no URL"),
        ("ftp://[::1/", "location is no URL"),
        ("ftp://a..b/", "location is no URL"),
        (f"ftp://{'a' * 64}/", "location is no URL"),
        ("ftp://host/a b", "location is no URL"),
        (" ftp://host/", "location is no URL"),
        ("ftp://host/a\r\nDELE b", "location is no URL"),
        ("ftp://ho\tst/", "location is no URL"),
        ("ftp://host/\x00", "location is no URL"),
        ("sftp://host/", "unknown scheme"),
        ("file:///etc/passwd", "unknown scheme"),
        ("C:\\logs", "unknown scheme"),
        ("ftp://host/../etc/passwd", "unsafe name in the location"),
        ("ftp://host/logs/..", "unsafe name in the location"),
        ("http://host/a/%2e%2E/b", "unsafe name in the location"),
        ("http://host/a%2F..%2Fb", "unsafe name in the location"),
        ("ftp://host/a\\..\\b", "unsafe name in the location"),
        ("ftp://host/..%20/b", "unsafe name in the location"),
        ("ftp://host/a%0d%0aDELE%20b", "unsafe name in the location"),
        ("ftp://us%0Aer@host/", "unsafe name in the location"),
        ("ftp://user:p%0Dw@host/", "unsafe name in the location"),
    ],
)
def test_what_is_no_location_is_refused_by_name(text, reason):
    with pytest.raises(TransferError) as refused:
        read_location(text)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("ftp://host", ""),
        ("ftp://host/firmware.bin", "firmware.bin"),
        ("ftp://host/a%20b/c%C3%A9.bin", "a b/cé.bin"),
        # RFC 1738 section 3.2.2: from the directory of the login, unless the slash is encoded.
        ("ftp://host/%2Fsrv/f", "/srv/f"),
    ],
)
def test_ftp_asks_for_the_decoded_path(text, path):
    assert read_location(text).ftp_path == path


@pytest.mark.parametrize(
    ("text", "target", "host"),
    [
        ("http://host", "/", "host"),
        ("http://host:80/a", "/a", "host"),
        ("http://host:8080/a%20b/é?x=ü&y=%2F", "/a%20b/%C3%A9?x=%C3%BC&y=%2F", "host:8080"),
        ("https://[::1]:8443/a|b", "/a%7Cb", "[::1]:8443"),
    ],
)
def test_http_asks_for_the_path_as_it_was_written(text, target, host):
    location = read_location(text)
    assert (location.http_target, location.http_host) == (target, host)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("ftp://host", "/log.tar.gz"),
        ("ftp://host/", "/log.tar.gz"),
        ("ftp://host/logs", "/logs/log.tar.gz"),
        ("ftp://host/logs/", "/logs/log.tar.gz"),
        ("ftp://host/logs.d/all.zip", "/logs.d/all.zip/log.tar.gz"),
        ("ftp://host//", "//log.tar.gz"),
        ("http://host/logs/?token=1", "/logs/log.tar.gz"),
        ("http://host/bucket/key?signature=1", "/bucket/key"),
    ],
)
def test_the_name_of_an_upload_is_appended_unless_the_location_is_signed(text, path):
    location = read_location(text)
    where = location.of_upload("log.tar.gz")
    assert (where.path, where.query) == (path, location.query)


def test_the_name_of_an_upload_is_encoded():
    where = read_location("ftp://host/").of_upload("CP 1%2F?;é.log")
    assert where.path == "/CP%201%252F%3F%3B%C3%A9.log"
    assert where.ftp_path == "CP 1%2F?;é.log"


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "../b", "a\r\nb", "a\x00"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(TransferError, match="unsafe name"):
        read_location("ftp://host/").of_upload(name)


def test_the_schemes_of_the_option_are_those_that_are_spoken():
    assert set(TRANSFER_SCHEMES) == set(DEFAULT_PORTS)


PIECES = st.sampled_from(
    [
        *("a", "K", "é", "\u2028", ".", "..", "%2e", "%2E%2e", "%252e", "%2F", "/", "//"),
        *("%5c", "\\", "%0d%0a", "\r\n", "%00", "%ff", "%", " ", "?", "#", ";type=i", "@"),
        *(":", "[", "]"),
    ]
)
URLS = st.builds(
    "{}://{}{}/{}".format,
    st.sampled_from([*DEFAULT_PORTS, "file", "FTP"]),
    st.sampled_from(["", "user@", "user:pass@", "%0d%0a@"]),
    st.sampled_from(["host", "127.0.0.1", "[::1]", "host:21", "host:x", "ho st", ""]),
    st.lists(PIECES, max_size=8).map("".join),
)


def names_in(path: str) -> list[str]:
    return re.split(r"[/\\]", unquote(path))


def accepted(text: str, file_name: str) -> list[Location]:
    """Return where a file would be fetched from, and where it would be sent to."""
    locations = []
    with suppress(TransferError):
        locations.append(read_location(text))
        locations.append(locations[0].of_upload(file_name))
    return locations


@given(st.text() | URLS, st.text(max_size=20) | PIECES | st.just("log.tar.gz"))
def test_whatever_the_text_it_is_refused_or_leads_nowhere_else(text, file_name):
    for location in accepted(text, file_name):
        assert location.host
        assert 0 < location.port < 65536
        assert ".." not in names_in(location.path)
        assert not re.search(r"[\x00-\x1f\x7f]", location.ftp_path)
        # Raises for what is no request.
        h11.Request(
            method="PUT", target=location.http_target, headers=[("Host", location.http_host)]
        )


@given(URLS, st.text(min_size=1, max_size=20))
def test_an_upload_stays_in_the_directory_that_the_location_names(text, file_name):
    locations = accepted(text, file_name)
    if len(locations) < 2:
        return
    directory, where = locations
    if where is directory:
        assert directory.query
    else:
        assert where.path.startswith(directory.path)
        added = unquote(where.path.removeprefix(directory.path))
        assert added.removeprefix("/") == file_name
