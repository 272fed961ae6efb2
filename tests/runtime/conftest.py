import gevent
import pytest
from support.gevent_fixtures import connect, link_to, nothing_is_left, serve, warm_hub
from support.pump_harness import PumpUnderTest

__all__ = ["connect", "link_to", "nothing_is_left", "run", "serve", "warm_hub"]


@pytest.fixture
def run(serve, central_system):
    """Return what runs a station: `pump, greenlet, peer = run(script)`."""
    started = []

    def start(script, **options):
        pump = PumpUnderTest(serve(central_system.serve), **options)
        started.append(pump.start(script))
        return pump, started[-1], central_system.connections.get()

    yield start
    gevent.killall(started)
