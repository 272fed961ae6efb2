"""Expressions: what they give, and that nothing comes of those that mean harm."""

import contextlib
import os
from functools import reduce

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ocpp_load.scenario.expression import ExpressionError, MissingValueError, parse_expression
from ocpp_load.scenario.functions import FUNCTIONS, PLAIN

VALUES = {
    "n": 7,
    "answers": {"BootNotification": {"status": "Accepted", "interval": 300, "items": [1, 2]}},
    "text": "x",
    "nothing": None,
    "long": "x" * 50_000,
    "many": [0] * 100_000,
    "deep": reduce(lambda inner, _: [inner], range(50), []),
    "env": {"SECRET": "hunter2"},
}


def value(text, values=VALUES):
    return parse_expression(text, PLAIN).value(values.__getitem__, PLAIN.__getitem__)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n + 1", 8),
        ("n / 2", 3.5),
        ("n // 2 + n % 2", 4),
        ("2 ** 10", 1024),
        ("-n", -7),
        ("answers.BootNotification.status == 'Accepted'", True),
        ("answers['BootNotification']['interval'] > 100 and n < 10", True),
        ("answers.BootNotification.items[-1]", 2),
        ("answers.BootNotification.items[:1]", [1]),
        ("'Status' in answers or not false", True),
        ("'a' if n == 7 else 'b'", "a"),
        ("true and null is None", True),
        ("[x * 2 for x in [1, 2] if x > 1]", [4]),
        ("any(x == 2 for x in answers.BootNotification.items)", True),
        ("{'a': n, 'b': [1]}", {"a": 7, "b": [1]}),
        ("len('abc') + max(1, 2)", 5),
        ("get(answers, 'Heartbeat', 'none')", "none"),
        ("upper(text) + lower('Y')", "Xy"),
        (r"matches('CP-007', 'CP-\d+')", True),
        ("matches('CP-007', 'CP')", False),
        ("matches(5, '5')", False),
        ("1\n + 2", 3),
        ("str(n) + '{}'", "7{}"),
        ("{'_a': 1}['_a'] + {'a': 1}.a", 2),
    ],
)
def test_an_expression_has_a_value(text, expected):
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("answers.Heartbeat.currentTime", "there is no Heartbeat"),
        ("answers.BootNotification.items[5]", "there is no element of that number"),
        ("nothing.status", "there is no status"),
        ("text.upper", "there is no upper"),
        ("answers.BootNotification['none']", "there is no none"),
        ("answers[text]", "there is no such key"),
    ],
)
def test_what_is_asked_for_and_not_there_is_told_by_its_name(text, problem):
    with pytest.raises(MissingValueError) as raised:
        value(text)
    assert raised.value.problem == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1 / 0", "it divides by zero"),
        ("1 + 'a'", "its values are not of the same kind"),
        ("int(text)", "int() cannot use what it was given"),
        ("'a' * 5", "only numbers can be multiplied"),
        ("'%9d' % 5", "only numbers have a remainder"),
        ("9 ** 9 ** 9", "it makes a number that is too large"),
        ("4000000 ** 4000000", "it makes a number that is too large"),
        ("(-8) ** 0.5", "a negative number has no such power"),
        ("10.0 ** 400", "it has no value"),
        (r"matches(text, '(a)\\1')", "matches() cannot use what it was given"),
        ("round(1, -10 ** 9)", "round() cannot use what it was given"),
        ("sum([[1], [2]], [])", "sum() cannot use what it was given"),
        ("[many]", "it makes something too long"),
        ("{'a': [long], long: many}", "it makes something too long"),
        ("[x + x for x in [long] for y in many[:9999]]", "it takes too long"),
        ("[deep]", "it makes something that is nested too deep"),
    ],
)
def test_values_that_do_not_fit_are_told_in_words_that_are_always_the_same(text, problem):
    with pytest.raises(ExpressionError) as raised:
        value(text)
    assert not isinstance(raised.value, MissingValueError)
    assert raised.value.problem == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "there is no expression"),
        ("n +", '"n +" is no expression'),
        ("n n", '"n n" is no expression'),
        ("1; 2", '"1; 2" is no expression'),
        ("\0", '"\\u0000" is no expression'),
        ("open('/etc/passwd')", "there is no function open"),
        ("lenn('a')", "did you mean len?"),
        ("'a'.join(['b'])", "only functions can be called, and by their names"),
        ("(lambda: 1)()", "only functions can be called, and by their names"),
        ("round(1.5, ndigits=0)", "the arguments of a function have no names"),
        ("lambda: 1", "Lambda cannot be used"),
        ("f'{n:1000000000}'", "JoinedStr cannot be used"),
        ("(a := 5)", "NamedExpr cannot be used"),
        ("len(*[1])", "Starred cannot be used"),
        ("# nothing", '"# nothing" is no expression'),
        ("1, 2", '"1, 2" is no expression'),
        ("1) + (2", '"1) + (2" is no expression'),
        ("1] + [2", '"1] + [2" is no expression'),
        ("x for x in [1]", "is no expression"),
        (r"'\ud800'", "half of a surrogate pair is no text"),
        ("nothing_like_it()", "allowed: abs, "),
        ("1 << 5", "LShift cannot be used"),
        ("b'a'", "bytes cannot be used"),
        ("5j", "complex cannot be used"),
        ("-" * 100 + "1", "nested too deep; allowed: 50 levels"),
        ("[" * 150 + "]" * 150, "nested too deep; allowed: 50 levels"),
        ("[a for a in [] for b in [] for c in [] for d in []]", "too many loops; allowed: 3"),
        ("1" * 1001, "at most 1000 characters"),
        ("().__class__", "an entry whose name begins with _ is taken by ['__class__']"),
        ("answers._x", "an entry whose name begins with _ is taken by ['_x']"),
        ("'text'.upper", "a dot takes an entry of a mapping, and what stands before it is none"),
        ("(5).real", "a dot takes an entry of a mapping"),
        ("[1, 2].count", "a dot takes an entry of a mapping"),
        ("[x for x in answers].count", "a dot takes an entry of a mapping"),
    ],
)
def test_what_is_no_expression_is_told_before_anything_runs(text, problem):
    with pytest.raises(ValueError, match=r"expression|function") as raised:
        parse_expression(text, PLAIN)
    assert problem in str(raised.value)


TEN = "[1,2,3,4,5,6,7,8,9,0]"
HOSTILE = [
    "__class__",
    "().__class__.__bases__",
    "text.__class__.__mro__[1].__subclasses__()",
    "text.format",
    "n.to_bytes",
    "print",
    "env.clear",
    f"[a for a in {TEN} for b in {TEN} for c in {TEN}]",
    f"sum([sum([c for c in {TEN}]) for a in {TEN} for b in {TEN}])",
    "[[a,a,a] for a in [[b,b,b] for b in [[c,c,c] for c in [1]]]]",
    "matches('" + "a" * 500 + "b', '(a+)+')",
    "matches('a', '(((a{1000}){1000}){1000})')",
    "round(2 ** 2000 / 3)",
    "[0] * 1000000000",
    "1 if 1 else " * 40 + "1",
    "not " * 200 + "1",
    "{**env}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_expressions_come_to_nothing_and_soon(text):
    try:
        result = value(text)
    except (ExpressionError, ValueError):
        result = None
    assert result is None or isinstance(result, bool | int | float | list | dict)


LETTERS = st.sampled_from(
    [*"n+-*/%()[]{}.,:'\"=<> \\\n9_", "for ", " in ", "if ", "len", "env", "**"]
)


@given(st.lists(LETTERS, max_size=30).map("".join) | st.text(max_size=40))
@example("().__class__")
@example("'\\N{x}'")
@example("0_0" * 9)
def test_whatever_the_text_nothing_else_is_raised(text):
    with contextlib.suppress(ExpressionError, ValueError):
        value(text)


@pytest.mark.parametrize(
    "text",
    [
        "int(env.SECRET)",
        "answers[env.SECRET]",
        "env.SECRET.nothing",
        "env.SECRET + 1",
        "env.SECRET * 2",
        "float(env['SECRET'])",
        "matches(env.SECRET, env.SECRET + '(')",
    ],
)
def test_no_error_repeats_a_value_of_the_environment(text):
    with pytest.raises(ExpressionError) as raised:
        value(text)
    assert "hunter2" not in str(raised.value)


def test_an_expression_knows_the_names_that_it_asks_for():
    expression = parse_expression("[x + n for x in items if len(x) > limit] or true", PLAIN)
    assert expression.names == {"n", "items", "limit"}


def test_every_function_has_a_name_that_an_expression_can_call():
    assert {"now", "uuid", "random_int", *PLAIN} <= FUNCTIONS
    assert all(name.isidentifier() for name in FUNCTIONS)


def test_the_environment_is_no_more_than_its_entries():
    os.environ.setdefault("VALUE_FOR_A_TEST", "v")
    values = {"env": os.environ}
    assert value("env.VALUE_FOR_A_TEST", values) == os.environ["VALUE_FOR_A_TEST"]
    with pytest.raises(MissingValueError):
        value("env.OCPP_LOAD_NO_SUCH_VALUE", values)
    with pytest.raises(MissingValueError):
        value("env.data", values)
