import pytest
from support.simulation import a_station

from ocpp_load.model import Registration


@pytest.fixture
def accepted_station():
    """Return a station that the central system has accepted."""
    station = a_station()
    station.registration = Registration.ACCEPTED
    return station
