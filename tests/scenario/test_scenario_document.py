import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.errors import Mistake
from ocpp_load.scenario.document import MAX_BYTES, MAX_DEPTH, MAX_NODES, parse_document
from ocpp_load.scenario.node import MappingNode, ScalarNode, SequenceNode, plain_value


def document(text):
    mistakes: list[Mistake] = []
    source = text if isinstance(text, bytes) else text.encode()
    root = parse_document(source, "x.yaml", mistakes)
    return root, [str(mistake).removeprefix("x.yaml:") for mistake in mistakes]


def mistakes_in(text):
    return document(text)[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("12", 12),
        ("-012", -12),
        ("0o17", 15),
        ("0xFF", 255),
        ("1.5", 1.5),
        ("-.5e3", -500.0),
        ("1e3", 1000.0),
        (".inf", float("inf")),
        ("-.INF", float("-inf")),
        ("on", "on"),
        ("yes", "yes"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("12:30", "12:30"),
        ("2026-11-23", "2026-11-23"),
        ("2026-11-23T01:53:32Z", "2026-11-23T01:53:32Z"),
        ("22 kW", "22 kW"),
        ("=", "="),
    ],
)
def test_plain_scalars_mean_what_the_core_schema_of_yaml_1_2_says(text, value):
    assert plain_value(text) == value
    assert type(plain_value(text)) is type(value)


def test_a_number_of_thousands_of_digits_is_a_number():
    assert plain_value("9" * 5000) == float("inf")


@pytest.mark.parametrize("text", ["'12'", '"12"', "|-\n  12", ">-\n  12"])
def test_a_scalar_with_quotes_or_in_a_block_is_text(text):
    root, mistakes = document(f"a: {text}\n")
    assert isinstance(root, MappingNode)
    (_, value), *_ = root.entries
    assert isinstance(value, ScalarNode)
    assert (value.value, mistakes) == ("12", [])


def test_every_node_knows_its_line_and_column():
    root, mistakes = document("# a comment\non:\n  - 1\n  - {b: c}\nd:\n\ne: &x f\ng: *x\n")
    assert mistakes == []
    assert root == MappingNode(
        2,
        1,
        (
            (
                ScalarNode(2, 1, "on", "on"),
                SequenceNode(
                    3,
                    3,
                    (
                        ScalarNode(3, 5, 1, "1"),
                        MappingNode(
                            4, 5, ((ScalarNode(4, 6, "b", "b"), ScalarNode(4, 9, "c", "c")),)
                        ),
                    ),
                ),
            ),
            # What is not there stands where its key stands.
            (ScalarNode(5, 1, "d", "d"), ScalarNode(5, 1, None, "")),
            (ScalarNode(7, 1, "e", "e"), ScalarNode(7, 4, "f", "f")),
            (ScalarNode(8, 1, "g", "g"), ScalarNode(7, 4, "f", "f")),
        ),
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff"])
def test_a_document_with_nothing_in_it_is_an_empty_value(text):
    root, mistakes = document(text)
    assert isinstance(root, ScalarNode)
    assert (root.value, root.line, mistakes) == (None, root.line, [])


def test_a_byte_order_mark_is_skipped():
    assert document("\ufeffa: 1\n") == document("a: 1\n")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            "a: b: c\n",
            (
                "1:5: this is not YAML: mapping values are not allowed here; indent what belongs"
                " together by equally many blanks, and put text that has : in it in quotes"
            ),
        ),
        (
            'a: "b\nc: "d"\n',
            (
                "2:5: this is not YAML: expected <block end>, but found '<scalar>'; a quote above"
                " may not be closed, or what belongs together is not indented by equally many blanks"
            ),
        ),
        (
            "{a: b[1]}\n",
            (
                "1:6: this is not YAML: expected ',' or '}', but got '[';"
                " put text that has { } [ ] , or : in it in quotes"
            ),
        ),
        (
            "a: {b: ${c}}\n",
            (
                "1:9: this is not YAML: expected ',' or '}', but got '{';"
                " put text that has { } [ ] , or : in it in quotes"
            ),
        ),
        (
            "a:\n  - b\n - c\n",
            (
                "3:2: this is not YAML: expected <block end>, but found '<block sequence start>';"
                " indent what belongs together by equally many blanks"
            ),
        ),
        (
            "a:\n\t- b\n",
            (
                "2:1: this is not YAML: found character '\\t' that cannot start any token;"
                " indent with blanks, not with tabs"
            ),
        ),
        ("a: [1, 2\n", "2:1: this is not YAML: expected ',' or ']', but got '<stream end>'"),
        (
            'a: "b\n',
            "2:1: this is not YAML: found unexpected end of stream; a quote above is not closed",
        ),
        ("a: 1\nb: \x01\n", "2:4: this is not YAML: the character U+0001 may not occur"),
        ('a: "\\UFFFFFFFF"\n', "1:1: this is not YAML: it cannot be parsed"),
        ('a: "\\ud800"\n', "1:4: half of a surrogate pair is no text"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document begins here; allowed: one in a file"),
        ("a: *b\n", "1:4: *b refers to nothing; no &b above"),
        ("a: &b [*b]\n", "1:8: *b refers to what it is a part of"),
        ("a: !!str 5\n", '1:4: tags such as "tag:yaml.org,2002:str" are not used here; quote text'),
        ("a: !x [1]\n", '1:4: tags such as "!x" are not used here; quote text'),
        ("[a, b]: 1\n", "1:1: a list or a mapping cannot be a key; allowed: text"),
        ("a: {<<: b}\n", "1:5: there is no merge key << in YAML 1.2; use an alias"),
        ("a: 1\nb: 2\na: 3\n", "3:1: the key a occurs twice, first in line 1"),
        ("{'1': x, 1: y}\n", "1:10: the key 1 occurs twice, first in line 1"),
        (b"a: 1\nb: \xff\n", "2:4: the file is not UTF-8; save it in that encoding"),
        ("a: 1\n".encode("utf-16"), "1:1: the file is not UTF-8; save it in that encoding"),
        (b" " * (MAX_BYTES + 1), "1:1: the file is too large; allowed: 1 MiB"),
    ],
)
def test_what_cannot_be_read_is_a_mistake_with_its_place(text, mistake):
    assert mistakes_in(text) == [mistake]


def test_a_key_that_occurs_twice_does_not_hide_the_rest():
    root, mistakes = document("a: 1\na: 2\nb: 3\nb: 4\n")
    assert isinstance(root, MappingNode)
    assert [key.text for key, _ in root.entries] == ["a", "b"]
    assert mistakes == [
        "2:1: the key a occurs twice, first in line 1",
        "4:1: the key b occurs twice, first in line 3",
    ]


def test_nesting_ends_where_the_limit_is():
    assert mistakes_in("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    assert mistakes_in("[" * (MAX_DEPTH + 1)) == [
        f"1:{MAX_DEPTH + 1}: nested too deep; allowed: {MAX_DEPTH} levels"
    ]


def test_aliases_do_not_get_round_the_limit_of_depth():
    levels = MAX_DEPTH // 2
    text = f"- &a {'[' * levels}{']' * levels}\n- {'[' * levels}*a{']' * levels}\n"
    assert mistakes_in(text) == [
        f"2:{3 + levels}: nested too deep; allowed: {MAX_DEPTH} levels",
    ]


def billion_laughs():
    lines = ["- &a0 ha"]
    lines += [f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        billion_laughs(),
        "[" + "a," * 500_000 + "]",
        "".join(f"k{n}: 1\n" for n in range(MAX_NODES)),
    ],
    ids=["billion laughs", "a long list", "a long mapping"],
)
def test_what_would_take_for_ever_is_cut_off(text):
    (mistake,) = mistakes_in(text)
    assert mistake.endswith(f"too much for one file; allowed: {MAX_NODES} values")


def test_brackets_without_end_are_cut_off():
    assert mistakes_in("[" * MAX_BYTES) == [
        f"1:{MAX_DEPTH + 1}: nested too deep; allowed: {MAX_DEPTH} levels"
    ]


yaml_like = st.lists(
    st.sampled_from(
        [
            *"ab1:-?[]{},&*!|>'\"%@`#\\ \n\t~<.",
            "- ",
            "? ",
            ": ",
            "---\n",
            "...\n",
            "\\U",
            "\\x",
            "%YAML 1.1\n",
            "%TAG ! x\n",
            "!!str ",
            "&a ",
            "*a ",
            "<<: ",
            "\ufeff",
            "\u2028",
            "é",
        ]
    )
).map("".join)


@given(st.binary() | st.text() | yaml_like)
def test_whatever_the_bytes_are_they_are_a_tree_or_a_mistake(text):
    root, mistakes = document(text.encode(errors="replace") if isinstance(text, str) else text)
    assert root is not None or len(mistakes) >= 1
    assert all(mistake[0] in "123456789" for mistake in mistakes)
