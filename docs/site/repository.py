"""Has links that leave docs/, such as `../README.md`, hold in the site as they do on a forge.

A forge shows the whole repository, the site docs/ alone. So a file outside that a page links to is
taken into the site, below `repository/`, with the files that this one links to in turn, and the
links are turned to where things lie there. Also writes the style sheet of highlighted code.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from pygments.formatters import HtmlFormatter

ROOT = Path(__file__).parents[2]
_LINK = re.compile(r"(?<=\]\()(?!\w+:|#)(?P<path>[^)#\s]+)")
_DOCS, _BESIDE = "docs/", "repository/"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take in what pages link to outside docs/, and what that links to."""
    for file in files.documentation_pages():
        _take_in(file, files, config)
    style = "\n".join(
        f"[data-bs-theme={mode}] {rule}"
        for mode, name in (("light", "default"), ("dark", "github-dark"))
        for rule in HtmlFormatter(style=name, cssclass="codehilite").get_style_defs().splitlines()
    )
    files.append(File.generated(config, "code.css", content=style))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Turn each link to where its target lies in the site."""
    source = _in_repository(page.file.src_uri)

    def turned(match: re.Match[str]) -> str:
        target = _in_site(_joined(source, match["path"]))
        return posixpath.relpath(target, posixpath.dirname(page.file.src_uri) or ".")

    return _LINK.sub(turned, markdown)


def _take_in(page: File, files: Files, config: MkDocsConfig) -> None:
    for path in _links(page):
        uri = _in_site(path)
        if path.startswith(_DOCS) or files.get_file_from_path(uri) or not (ROOT / path).is_file():
            continue
        taken = File.generated(config, uri, abs_src_path=str(ROOT / path))
        files.append(taken)
        if taken.is_documentation_page():
            _take_in(taken, files, config)


def _links(page: File) -> Iterator[str]:
    source = _in_repository(page.src_uri)
    for match in _LINK.finditer(page.content_string):
        yield _joined(source, match["path"])


def _joined(source: str, link: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), link))


def _in_repository(uri: str) -> str:
    return uri.removeprefix(_BESIDE) if uri.startswith(_BESIDE) else f"{_DOCS}{uri}"


def _in_site(path: str) -> str:
    return path.removeprefix(_DOCS) if path.startswith(_DOCS) else f"{_BESIDE}{path}"
