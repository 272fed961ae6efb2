from re import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.scenario.pattern import LARGEST_NUMBER, Pattern, parse_pattern


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("CP", "CP"),
        ("CP{n}", "CP7"),
        ("CP{n:06d}", "CP000007"),
        ("CP{n:x}-{n:02X}", "CP7-07"),
        ("{n:4}", "   7"),
        ("{n:}", "7"),
        ("{{n}}", "{n}"),
        ("{{{n}}}", "{7}"),
        ("größe {n}", "größe 7"),
    ],
)
def test_n_is_the_number_of_the_station(text, formatted):
    assert parse_pattern(text).format(7) == formatted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CP{m}", '"{m}"'),
        ("CP{n}{}", '"{}"'),
        ("{0}", '"{0}"'),
        ("{n.__class__}", '"{n.__class__}"'),
        ("{n[0]}", '"{n[0]}"'),
        ("{n!r}", '"{n!r}"'),
        ("{n:{n}}", '"{n:"'),
        ("{n:1000000000d}", '"{n:1000000000d}"'),
        ("{n:.3f}", '"{n:.3f}"'),
        ("{n:c}", '"{n:c}"'),
        ("{ n }", '"{ n }"'),
        ("CP{n", '"{n"'),
        ("CP}", '"}"'),
        ("{{{", '"{"'),
    ],
)
def test_any_other_field_is_a_mistake(text, shown):
    told = (
        f"{shown} has no meaning here; allowed: {{n}}, the station's number, also with a format"
        " such as {n:06d} or {n:x}; {{ and }} for braces"
    )
    with pytest.raises(ValueError, match=f"^{escape(told)}$"):
        parse_pattern(text)


@given(st.text(alphabet="{}n:0269dxX.[]! a") | st.text(), st.integers(0, LARGEST_NUMBER))
def test_what_is_a_pattern_can_be_formatted_and_never_grows_beyond_its_widths(text, n):
    try:
        pattern = parse_pattern(text)
    except ValueError:
        return
    assert len(pattern.format(n)) <= 99 * (len(text) + 1)


@given(st.text(alphabet=st.characters(exclude_characters="{}")))
def test_text_without_braces_is_the_same_for_every_station(text):
    assert parse_pattern(text) == Pattern(text)
    assert parse_pattern(text).format(1) == text
