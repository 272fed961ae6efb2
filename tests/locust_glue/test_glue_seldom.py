"""What takes long to read is read less often; the clock is the test's."""

from types import SimpleNamespace

from ocpp_load.locust_glue import seldom
from ocpp_load.locust_glue.seldom import Seldom


def test_what_takes_long_is_not_read_again_before_it_was_worth_it(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(seldom, "time", SimpleNamespace(perf_counter=lambda: now[0]))
    asked = []

    def read(text):
        asked.append(text)
        now[0] += 0.1  # twenty seconds make that 0.5 %
        return len(asked)

    value = Seldom(read)
    assert [value.read("first"), value.read("at once")] == [1, 1]
    now[0] += 19.9
    assert value.read("too early") == 1
    now[0] += 0.2
    assert value.read("due") == 2
    assert asked == ["first", "due"]
