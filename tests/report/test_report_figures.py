import pytest

from ocpp_load.report.figures import (
    bytes_text,
    clock_text,
    count_text,
    duration_text,
    ms_text,
    rate_text,
    share_text,
)


@pytest.mark.parametrize(
    ("text", "figure", "shown"),
    [
        (count_text, 1234567, "1,234,567"),
        (ms_text, None, "-"),
        (ms_text, 0.0, "0.00"),
        (ms_text, 0.001, "0.001"),
        (ms_text, 0.0994, "0.099"),
        (ms_text, 0.0996, "0.10"),
        (ms_text, 0.4, "0.40"),
        (ms_text, 9.994, "9.99"),
        (ms_text, 9.996, "10.0"),
        (ms_text, 99.94, "99.9"),
        (ms_text, 99.96, "100"),
        (ms_text, 12345.6, "12,346"),
        (rate_text, 0.0, "0.0"),
        (rate_text, 0.03, "0.03"),
        (rate_text, 0.12, "0.1"),
        (rate_text, 123.44, "123.4"),
        (rate_text, 1234.4, "1,234"),
        (share_text, 0.0, "0 %"),
        (share_text, 0.000001, "< 0.01 %"),
        (share_text, 0.0123, "1.23 %"),
        (share_text, 0.5, "50 %"),
        (share_text, 0.9987, "99.87 %"),
        (share_text, 0.999999, "> 99.99 %"),
        (share_text, 1.0, "100 %"),
        (share_text, 1.2, "120 %"),
        (bytes_text, 512, "512 B"),
        (bytes_text, 1234, "1.2 kB"),
        (bytes_text, 123_456, "123 kB"),
        (bytes_text, 90_000_000, "90.0 MB"),
        (bytes_text, 5 * 10**15, "5000 TB"),
        (duration_text, 9.46, "9.5 s"),
        (duration_text, 59.99, "1 min 00 s"),
        (duration_text, 90, "1 min 30 s"),
        (duration_text, 7500, "2 h 05 min"),
        (clock_text, 15.9, "00:15"),
        (clock_text, 3723, "1:02:03"),
    ],
)
def test_figures_are_shown_as_people_read_them(text, figure, shown):
    assert text(figure) == shown
