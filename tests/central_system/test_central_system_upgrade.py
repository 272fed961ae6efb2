from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocpp_load.central_system.upgrade import identity_in, offers_subprotocol


@pytest.mark.parametrize(
    ("target", "path", "identity"),
    [
        (b"/ocpp/CP1", "/ocpp", "CP1"),
        (b"/ocpp/CP1", "/ocpp/", "CP1"),
        (b"/CP1", "/", "CP1"),
        (b"/a/b/CP1", "/a/b", "CP1"),
        (b"/ocpp/CP%201%2F2", "/ocpp", "CP 1/2"),
        (b"/ocpp/S%C3%A4ule", "/ocpp", "Säule"),
        (b"/ocpp/CP1?token=x", "/ocpp", "CP1"),
        (b"/ocpp", "/ocpp", None),
        (b"/ocpp/", "/ocpp", None),
        (b"/ocpp/a/b", "/ocpp", None),
        (b"/ocppCP1", "/ocpp", None),
        (b"/other/CP1", "/ocpp", None),
        (b"/ocpp/%FF", "/ocpp", None),
    ],
)
def test_the_identity_is_the_last_segment_of_the_path(target, path, identity):
    assert identity_in(target, path) == identity


@given(st.text(min_size=1))
def test_every_identity_comes_back_from_its_percent_encoding(identity):
    assert identity_in(b"/ocpp/" + quote(identity, safe="").encode(), "/ocpp") == identity


@pytest.mark.parametrize(
    ("headers", "offered"),
    [
        (["ocpp1.6"], True),
        (["ocpp2.0.1, ocpp1.6"], True),
        (["ocpp2.0.1", "ocpp1.6"], True),
        (["ocpp2.0.1"], False),
        (["ocpp1.60"], False),
        ([], False),
    ],
)
def test_our_subprotocol_is_found_among_the_offers(headers, offered):
    assert offers_subprotocol(headers) is offered
