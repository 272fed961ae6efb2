"""The embedded central system, shared by the tests of this folder."""

import pytest

from ocpp_load.central_system.process import EmbeddedCentralSystem


@pytest.fixture(scope="module")
def central_system():
    with EmbeddedCentralSystem() as running:
        yield running
