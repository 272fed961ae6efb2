"""The pages that people read, as tests want them: fenced blocks with their marks, links, anchors.

A block says by its language how it is checked. Where that is not enough, a comment right above it
says what it is:

    <!-- snippet: part of a scenario -->        what the checks of tests/docs call such a block
    <!-- snippet: file drivers.csv -->          it lies under this name beside the page's YAML
    <!-- snippet: excerpt of FILE -->           so it stands in that file of the repository
    <!-- snippet: checked by FILE -->           that test looks at it
    <!-- snippet: not checked, REASON -->       nothing here can check it, and why

All `file` blocks of a page lie in one folder, so that one can name the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "reports" / "README.md"])

_FENCE = re.compile(r"^( *)```([^\n`]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_MARK = re.compile(r"<!-- snippet: (.+?) -->\n\Z")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_CODE = re.compile(r"`[^`]*`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
CHECKED_BY, EXCERPT_OF, NOT_CHECKED = "checked by ", "excerpt of ", "not checked, "


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block. `mark` is what the comment above it says, `line` that of its fence."""

    page: Path
    line: int
    language: str
    mark: str
    text: str

    @property
    def name(self) -> str:
        """Return where it stands."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def is_left_to_others(self) -> bool:
        """Tell whether the mark says that it is no matter of its language's check."""
        return self.mark.startswith((CHECKED_BY, EXCERPT_OF, NOT_CHECKED))

    @property
    def file(self) -> str | None:
        """Return the name that it lies under, if it is a file."""
        return self.mark.removeprefix("file ") if self.mark.startswith("file ") else None


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page to somewhere in the repository; `anchor` is empty where it has none."""

    page: Path
    path: str
    anchor: str

    @property
    def target(self) -> Path:
        """Return the file that is meant."""
        return (self.page.parent / self.path).resolve() if self.path else self.page


@cache
def text_of(page: Path) -> str:
    """Return a page."""
    return page.read_text("utf-8")


@cache
def blocks_of(page: Path) -> tuple[Block, ...]:
    """Return the fenced blocks of a page."""
    return tuple(_blocks(page, text_of(page)))


def blocks(language: str) -> list[Block]:
    """Return all blocks of a language."""
    return [block for page in PAGES for block in blocks_of(page) if block.language == language]


def prose(page: Path) -> str:
    """Return a page without its blocks."""
    return _FENCE.sub("", text_of(page))


def inline_code(page: Path) -> list[str]:
    """Return what stands between single backticks."""
    return [code.strip("`") for code in _CODE.findall(prose(page))]


def links(page: Path) -> Iterator[Link]:
    """Yield the links of a page that stay in the repository."""
    for where in _LINK.findall(_CODE.sub("", prose(page))):
        if not re.match(r"\w+:", where):
            path, _, anchor = where.partition("#")
            yield Link(page, path, anchor)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as a forge makes them."""
    found: set[str] = set()
    for heading in _HEADING.findall(prose(page)):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        number = 0
        while (name := f"{anchor}-{number}" if number else anchor) in found:
            number += 1
        found.add(name)
    return found


def commands(block: Block) -> list[str]:
    """Return the command lines of a console block, each with what it continues on."""
    joined = block.text.replace("\\\n", " ")
    return re.findall(r"^(?:\w+)?\$ (.*)$", joined, re.MULTILINE)


def _blocks(page: Path, text: str) -> Iterator[Block]:
    for fence in _FENCE.finditer(text):
        before = text[: fence.start()]
        mark = _MARK.search(before)
        indent, language, content = fence.groups()
        yield Block(
            page,
            before.count("\n") + 1,
            language,
            mark[1] if mark else "",
            re.sub(f"^{indent}", "", content, flags=re.MULTILINE),
        )
