"""Links between pages lead somewhere: on a forge here, in the site by `make docs`."""

import pytest
from support.pages import PAGES, ROOT, anchors, links

BY_NAME = {str(page.relative_to(ROOT)): page for page in PAGES}


@pytest.mark.parametrize("name", BY_NAME)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(name):
    lost = [
        f"{link.path}#{link.anchor}"
        for link in links(BY_NAME[name])
        # The site has no listing of a directory.
        if not link.target.is_file() or (link.anchor and link.anchor not in anchors(link.target))
    ]
    assert lost == []


def test_every_page_of_docs_can_be_reached_from_the_readme():
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            ahead += [link.target for link in links(page) if link.target.suffix == ".md"]
    assert (
        sorted(page.name for page in PAGES if page.parent.name == "docs" and page not in reached)
        == []
    )
