"""Timestamps: written in UTC with three digits, read in every form that RFC 3339 has."""

import re
from datetime import UTC, datetime

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocpp_load.ocppj import format_timestamp, parse_timestamp

YEAR_1 = -62_135_596_800
YEAR_10000 = 253_402_300_800

MANY = settings(max_examples=150)
moments = st.floats(YEAR_1, YEAR_10000, exclude_max=True).filter(
    lambda epoch_s: round(epoch_s * 1_000_000) < YEAR_10000 * 1_000_000
)
# From 1697 to 2242 the floats lie closer than a microsecond.
milliseconds = st.integers(-(2**33) * 1000, 2**33 * 1000)

is_date_time = jsonschema_rs.validator_for(
    {"type": "string", "format": "date-time"}, validate_formats=True
).is_valid


@pytest.mark.parametrize(
    ("epoch_s", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_795_398_812, "2026-11-23T01:53:32.000Z"),
        (1_795_398_812.12, "2026-11-23T01:53:32.120Z"),
        (1_795_398_812.9999, "2026-11-23T01:53:32.999Z"),
        (1_795_398_812.000_999, "2026-11-23T01:53:32.000Z"),
        (951_782_400, "2000-02-29T00:00:00.000Z"),
        (-0.0005, "1969-12-31T23:59:59.999Z"),
        (-1, "1969-12-31T23:59:59.000Z"),
        (YEAR_1, "0001-01-01T00:00:00.000Z"),
        (-30_641_760_000, "0999-01-01T00:00:00.000Z"),
        (YEAR_10000 - 0.001, "9999-12-31T23:59:59.999Z"),
    ],
)
def test_a_moment_is_written_in_utc_and_cut_to_milliseconds(epoch_s, text):
    assert format_timestamp(epoch_s) == text


@pytest.mark.parametrize("epoch_s", [YEAR_10000, YEAR_1 - 1, 1e17, -1e17, float("inf")])
def test_a_moment_without_a_four_digit_year_is_refused(epoch_s):
    with pytest.raises(OverflowError):
        format_timestamp(epoch_s)


@given(moments)
@MANY
def test_a_timestamp_is_utc_with_three_digits_and_passes_the_schema(epoch_s):
    text = format_timestamp(epoch_s)
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z", text)
    assert is_date_time(text)


@given(moments)
@MANY
def test_a_timestamp_is_never_later_than_its_moment_nor_a_millisecond_earlier(epoch_s):
    blur = max(1e-6, abs(epoch_s) * 2**-50)
    assert -blur <= epoch_s - parse_timestamp(format_timestamp(epoch_s)) <= 0.001 + blur


@given(milliseconds)
@MANY
def test_whole_milliseconds_come_back_exactly(ms):
    text = format_timestamp(ms / 1000)
    assert int(text[-4:-1]) == ms % 1000
    assert parse_timestamp(text) == ms / 1000
    assert format_timestamp(parse_timestamp(text)) == text


@pytest.mark.parametrize(
    ("text", "epoch_s"),
    [
        ("2026-11-23T01:53:32Z", 1_795_398_812),
        ("2026-11-23T01:53:32.5Z", 1_795_398_812.5),
        ("2026-11-23T01:53:32.120Z", 1_795_398_812.12),
        ("2026-11-23T01:53:32.1234567891234Z", 1_795_398_812.123456),
        ("2026-11-23T01:53:32+00:00", 1_795_398_812),
        ("2026-11-23T01:53:32-00:00", 1_795_398_812),
        ("2026-11-23T03:53:32+02:00", 1_795_398_812),
        ("2026-11-22T20:23:32.25-05:30", 1_795_398_812.25),
        ("2026-11-24T01:52:32+23:59", 1_795_398_812),
        ("2026-11-23t01:53:32z", 1_795_398_812),
        ("2026-11-23T01:53:32", 1_795_398_812),
        ("2026-11-23 01:53:32", 1_795_398_812),
        ("2016-12-31T23:59:60Z", 1_483_228_800),
        ("2016-12-31T23:59:60.5Z", 1_483_228_800.5),
        ("2017-01-01T00:59:60+01:00", 1_483_228_800),
        ("0001-01-01T00:00:00Z", YEAR_1),
        ("0001-01-01T00:00:00+23:59", YEAR_1 - 86_340),
        ("9999-12-31T23:59:59-23:59", YEAR_10000 - 1 + 86_340),
    ],
)
def test_a_timestamp_is_read_with_its_offset_and_fraction(text, epoch_s):
    assert parse_timestamp(text) == epoch_s


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "1795398812", "Mon, 23 Nov 2026 01:53:32 GMT", "2026-11-23T01:53:32ZZ"),
        *("2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-23T25:00:00Z"),
        *("2026-11-23T01:60:00Z", "2026-11-23T01:53:61Z", "2026-11-23T01:53:32+24:00"),
        *("12026-11-23T01:53:32Z", "0000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z"),
        *("2026-11-23T01:53:32Z\n", "\u0662\u0660\u0662\u0666-11-23T01:53:32Z", "60" * 10, "\0"),
    ],
)
def test_anything_else_is_a_value_error(text):
    with pytest.raises(ValueError, match=r".+"):
        parse_timestamp(text)


two_digits = st.integers(0, 61).map("{:02d}".format)


@given(
    st.builds(
        "{:04d}-{}-{}{}{}:{}:{}{}{}".format,
        st.integers(1, 9999),
        two_digits,
        two_digits,
        st.sampled_from("Tt"),
        st.integers(0, 24).map("{:02d}".format),
        two_digits | st.just("59"),
        two_digits | st.just("60"),
        st.just("") | st.from_regex(r"\A\.[0-9]{1,12}\Z"),
        st.sampled_from("Zz") | st.from_regex(r"\A[+-][0-2][0-9]:[0-5][0-9]\Z"),
    )
    | st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat)
)
@settings(max_examples=200)
def test_every_timestamp_that_passes_the_schema_can_be_read(text):
    if is_date_time(text):
        assert YEAR_1 - 86_400 <= parse_timestamp(text) <= YEAR_10000 + 86_400


@pytest.mark.parametrize(
    ("digits", "utc_offset_s", "text"),
    [
        (3, 0.0, "2026-11-23T01:53:32.123Z"),
        (0, 0.0, "2026-11-23T01:53:32Z"),
        (1, 0.0, "2026-11-23T01:53:32.1Z"),
        (6, 0.0, "2026-11-23T01:53:32.123456Z"),
        (9, 0.0, "2026-11-23T01:53:32.123456000Z"),
        (3, 7200.0, "2026-11-23T03:53:32.123+02:00"),
        (0, -19_800.0, "2026-11-22T20:23:32-05:30"),
    ],
)
def test_a_station_may_write_them_otherwise(digits, utc_offset_s, text):
    moment = datetime(2026, 11, 23, 1, 53, 32, 123456, UTC).timestamp()
    assert format_timestamp(moment, digits, utc_offset_s) == text


@given(st.integers(0, 2**32), st.integers(0, 9), st.integers(-13 * 60, 13 * 60))
@MANY
def test_however_a_station_writes_them_they_mean_the_same(epoch_s, digits, offset_min):
    text = format_timestamp(epoch_s, digits, offset_min * 60.0)
    assert is_date_time(text)
    assert parse_timestamp(text) == epoch_s
