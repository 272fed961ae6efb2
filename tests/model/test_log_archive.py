"""The file that a log is uploaded as (OCPP 1.6 section 5.9: one file, its format is free)."""

import tarfile
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.model.maintenance.log_archive import log_archive, log_file_name

EPOCH_S = 1_790_000_000.75


def test_the_archive_holds_one_text_file_named_after_it():
    archive = log_archive("diagnostics-CP7.tar.gz", b"first\nsecond\n", EPOCH_S)
    with tarfile.open(fileobj=BytesIO(archive), mode="r:gz") as opened:
        [entry] = opened.getmembers()
        assert (entry.name, entry.mtime) == ("diagnostics-CP7.log", 1_790_000_000)
        assert opened.extractfile(entry).read() == b"first\nsecond\n"


def test_the_same_log_at_the_same_second_is_the_same_file():
    archives = {log_archive("a.tar.gz", b"text", EPOCH_S) for _ in range(2)}
    assert len(archives) == 1


@given(identity=st.text(max_size=300), epoch_s=st.floats(0, 4e9))
def test_a_file_name_is_safe_whatever_the_identity_and_fits_its_field(identity, epoch_s):
    name = log_file_name("diagnostics", identity, epoch_s)
    assert name.isascii()
    assert name.replace("-", "").replace("_", "").replace(".", "").isalnum()
    assert name.startswith("diagnostics-")
    assert name.endswith("Z.tar.gz")
    assert len(name) <= 255


@given(identity=st.text(max_size=150))
def test_a_name_as_long_as_the_field_allows_goes_into_the_archive_too(identity):
    name = log_file_name("diagnostics", identity * 2, EPOCH_S)
    with tarfile.open(fileobj=BytesIO(log_archive(name, b"", EPOCH_S)), mode="r:gz") as opened:
        assert opened.getnames() == [name.removesuffix(".tar.gz") + ".log"]
