"""Which stations Locust is to stop at the end, and which have left by then."""

from types import SimpleNamespace

from ocpp_load.locust_glue.stopping import pass_over_who_has_left


class Station:
    def __init__(self, *args):
        self.args = args


def test_a_station_that_has_left_is_none_that_locust_has_to_stop():
    stays, has_left = Station("user"), Station()
    seen = []
    runner = SimpleNamespace(user_greenlets={stays, has_left})
    runner.stop_users = lambda count: seen.append((count, set(runner.user_greenlets)))
    pass_over_who_has_left(runner)
    runner.stop_users({"ChargePointUser": 1})
    assert seen == [({"ChargePointUser": 1}, {stays})]
