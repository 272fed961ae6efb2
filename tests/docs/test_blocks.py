"""Fenced blocks of the pages: each has a language, and each language a check.

YAML and command lines have tests of their own beside this one.
"""

import ast
import csv
import importlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from support.literals import texts_of_the_program
from support.pages import CHECKED_BY, EXCERPT_OF, NOT_CHECKED, PAGES, ROOT, Block, blocks, blocks_of

from ocpp_load.resources import SCHEMAS

EVERY = [block for page in PAGES for block in blocks_of(page)]
LANGUAGES = {"yaml", "console", "python", "json", "csv", "text", "promql", "mermaid"}
METRICS = set(re.findall(r"`(ocpp_load_\w+)`", (ROOT / "docs" / "export.md").read_text("utf-8")))
OF_A_METRIC = re.compile(r"\bocpp_load_\w+?(?=(?:_bucket|_sum|_count)?\b)")
# What stands in an output and comes from elsewhere than texts of the program.
OF_YAML = [*ROOT.glob("scenarios/**/*.yaml"), *ROOT.glob("ocpp_load/**/*.yaml")]


def by_name(found: list[Block]) -> list[pytest.param]:
    return [pytest.param(block, id=block.name) for block in found]


def test_every_block_has_a_language_that_is_looked_at():
    assert [block.name for block in EVERY if block.language not in LANGUAGES] == []


def test_every_block_that_nothing_checks_says_why():
    marks = [block.mark for block in EVERY if block.mark.startswith("not checked")]
    assert all(mark.startswith(NOT_CHECKED) and len(mark) > len(NOT_CHECKED) for mark in marks)


def test_no_mark_stands_before_anything_but_a_block():
    marks = [
        mark for page in PAGES for mark in re.findall("<!-- snippet: .+ -->", page.read_text())
    ]
    of_blocks = [block.mark for block in EVERY if block.mark]
    # docs/extending.md shows two of them.
    assert len(marks) == len(of_blocks) + 2


@pytest.mark.parametrize("block", by_name([b for b in EVERY if b.mark.startswith(CHECKED_BY)]))
def test_the_test_that_a_block_is_left_to_is_there_and_knows_the_page(block):
    test = ROOT / block.mark.removeprefix(CHECKED_BY)
    assert block.page.stem in test.read_text("utf-8")


@pytest.mark.parametrize("block", by_name([b for b in EVERY if b.mark.startswith(EXCERPT_OF)]))
def test_an_excerpt_stands_so_in_its_file(block):
    file = ROOT / block.mark.removeprefix(EXCERPT_OF)
    assert block.text in file.read_text("utf-8")


@pytest.mark.parametrize("block", by_name(blocks("python")))
def test_python_can_be_compiled_and_its_imports_are_there(block):
    tree = ast.parse(block.text, block.name)
    for module, name in imports(tree):
        assert module.startswith("ocpp_load") or module in {"dataclasses", "typing"}
        assert name is None or hasattr(importlib.import_module(module), name)


def imports(tree: ast.AST) -> Iterator[tuple[str, str | None]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((str(node.module), alias.name) for alias in node.names)


@pytest.mark.parametrize("block", by_name(blocks("json")))
def test_json_can_be_read_and_is_of_the_summary_where_it_says_so(block):
    content = json.loads(block.text)
    if of_summary := re.fullmatch(r"(\w+) of summary\.json", block.mark):
        schema = json.loads((SCHEMAS / "summary.schema.json").read_text("utf-8"))
        part = {**schema["properties"][of_summary[1]], "definitions": schema["definitions"]}
        jsonschema.Draft7Validator(part).validate(content)
    else:
        assert block.mark == "" or block.is_left_to_others


@pytest.mark.parametrize("block", by_name(blocks("csv")))
def test_csv_is_a_file_whose_rows_have_as_many_cells_as_its_header(block):
    assert block.file is not None
    delimiter = ";" if ";" in block.text else ","
    header, *rows = csv.reader(block.text.splitlines(), delimiter=delimiter)
    assert rows
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize("block", by_name(blocks("promql")))
def test_every_metric_of_a_query_is_in_the_table(block):
    assert set(OF_A_METRIC.findall(block.text)) <= METRICS


@pytest.mark.parametrize("block", by_name(blocks("mermaid")))
def test_a_diagram_is_on_the_page_that_is_written_by_a_script(block):
    assert "stateDiagram-v2" in block.text
    assert (ROOT / "docs" / f"{block.page.stem}_page.py").is_file()


@pytest.mark.parametrize("block", by_name(blocks("text")))
def test_every_word_of_an_output_is_one_that_the_program_can_write(block):
    if not block.is_left_to_others:
        assert sorted(words_of(block.text) - known_words() - typed_on(block.page)) == []


def words_of(text: str) -> set[str]:
    """Return the words of a text, but for what a fleet, a machine or a time is called."""
    without_names = re.sub(r"ws://\S+|\S*\d\S*|\S+/\S+", " ", text)
    return {word.lower() for word in re.findall(r"[A-Za-z]{3,}", without_names)}


@cache
def known_words() -> set[str]:
    """Return the words of the program's texts, of what ships, and of what `make` types."""
    files = [*OF_YAML, ROOT / "Makefile"]
    return set(words_in(texts_of_the_program(), *(file.read_text("utf-8") for file in files)))


def typed_on(page: Path) -> set[str]:
    typed = (block.text for block in blocks_of(page) if block.language == "console")
    return set(words_in(*typed))


def words_in(*texts: str) -> Iterator[str]:
    for text in texts:
        yield from (word.lower() for word in re.findall("[A-Za-z]+", text))
