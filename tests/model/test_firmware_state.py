"""The version that an update leaves behind (OCPP 1.6 section 6.3, firmwareVersion)."""

import pytest

from ocpp_load.model.maintenance.firmware_state import FirmwareState


@pytest.mark.parametrize(
    ("location", "version"),
    [
        ("ftp://files.example/ac-22/fw-2.4.1.bin", "fw-2.4.1.bin"),
        ("ftp://user:secret@files.example:2121/fw-2.4.1.bin", "fw-2.4.1.bin"),
        ("https://files.example/fw.bin?token=a/b#c/d", "fw.bin"),
        ("https://files.example/firmware%202.bin", "firmware 2.bin"),
        ("ftp://files.example//fw.bin", "fw.bin"),
        ("ftp://files.example/" + "v" * 60, "v" * 50),
        ("ftp://files.example/ac-22/", "1.0"),
        ("ftp://files.example", "1.0"),
        ("ftp://files.example?fw.bin", "1.0"),
        ("nonsense", "1.0"),
        ("", "1.0"),
    ],
)
def test_the_version_is_the_name_of_the_file_and_stays_where_there_is_none(location, version):
    firmware = FirmwareState("1.0")
    firmware.install(location)
    assert firmware.version == version
