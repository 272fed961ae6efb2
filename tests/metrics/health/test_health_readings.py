"""What is read of a process and of its machine."""

import gc
import resource
from weakref import ref

import pytest

from ocpp_load.metrics.health import UnsentMessages, local_ports, open_files_limit
from ocpp_load.metrics.health.garbage import watch_garbage
from ocpp_load.metrics.health.memory import resident_bytes
from ocpp_load.metrics.health.open_files import OpenFiles, highest_open_files_limit
from ocpp_load.metrics.health.unsent import LOOKS


def test_the_memory_is_the_peak_where_there_is_no_proc(tmp_path):
    assert resident_bytes(tmp_path / "missing") > 1_000_000
    assert resident_bytes() > 1_000_000


@pytest.fixture
def no_other_collections():
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_other_collections")
def test_garbage_is_watched_once_however_often_it_is_asked_for():
    watch = watch_garbage()
    assert watch_garbage() is watch
    assert gc.callbacks.count(watch) == 1
    before, before_s = watch.collections, watch.total_s
    watch.take_longest_s()
    gc.collect()
    assert watch.collections == before + 1
    assert 0 < watch.take_longest_s() <= watch.total_s - before_s + 1e-9
    assert watch.take_longest_s() == 0.0


class Untold(OpenFiles):
    """Of a Linux that does not tell the size of the directory."""

    __slots__ = ()

    def _told(self):
        return 0


def test_the_open_files_of_this_process_are_counted(tmp_path):
    files = OpenFiles()
    before = files.count(0.0)
    with (tmp_path / "a").open("w"), (tmp_path / "b").open("w"):
        assert files.count(0.0) == before + 2


def test_where_files_have_to_be_listed_it_is_done_twice_a_minute(tmp_path):
    files = Untold(tmp_path)
    assert files.count(10.0) == 0
    (tmp_path / "a").touch()
    assert files.count(39.9) == 0
    assert files.count(40.0) == 1


def test_where_nobody_tells_the_files_they_are_not_known(tmp_path):
    assert OpenFiles(tmp_path / "missing").count(0.0) is None


@pytest.mark.parametrize(
    ("told", "limits"),
    [((1024, 4096), (1024, 4096)), ((1024, resource.RLIM_INFINITY), (1024, None))],
)
def test_the_limits_of_open_files_are_numbers_or_none(monkeypatch, told, limits):
    monkeypatch.setattr(resource, "getrlimit", lambda which: told)
    assert (open_files_limit(), highest_open_files_limit()) == limits


@pytest.mark.parametrize(
    ("text", "count"),
    [("32768\t60999\n", 28_232), ("1024 1024", 1), ("9 8", 0), ("many", None), (None, None)],
)
def test_the_local_ports_are_those_that_the_system_tells(tmp_path, text, count):
    file = tmp_path / "ip_local_port_range"
    if text is not None:
        file.write_text(text)
    ports = local_ports(file)
    assert (None if ports is None else len(ports)) == count


class Station:
    """A station with so many messages in its queue."""

    def __init__(self, unsent_calls):
        self.unsent_calls = unsent_calls


@pytest.mark.parametrize(
    ("stations", "looks"), [(0, 1), (1, 1), (9, 9), (11, 6), (1003, 10), (5000, 10), (5501, 12)]
)
def test_unsent_messages_are_counted_a_few_stations_at_a_time(stations, looks):
    living = [Station(1 + number % 4) for number in range(stations)]
    unsent = UnsentMessages(lambda: iter(living))
    for _ in range(looks - 1):
        unsent.look()
        assert unsent.total == 0
    unsent.look()
    assert unsent.total == sum(station.unsent_calls for station in living)


def test_a_count_stands_until_the_next_round_is_over():
    living = [Station(1) for _ in range(20)]
    unsent = UnsentMessages(lambda: living)
    for _ in range(LOOKS):
        unsent.look()
    living[:] = [Station(5) for _ in range(40)]
    for look in range(LOOKS):
        assert unsent.total == 20, look
        unsent.look()
    assert unsent.total == 200


def test_stations_that_were_yet_to_be_seen_are_let_go_at_the_end():
    living = [Station(1) for _ in range(LOOKS)]
    one = ref(living[-1])
    unsent = UnsentMessages(lambda: living)
    unsent.look()
    living.clear()
    assert one() is not None
    unsent.forget()
    assert one() is None
