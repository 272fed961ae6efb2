"""Handlers of a user's own: loaded from a file, a module or a package, and what can go wrong."""

import textwrap

import pytest
from support.simulation import VALIDATOR

from ocpp_load.errors import DuplicateHandlerError, HandlerError, OptionError
from ocpp_load.handlers import Command
from ocpp_load.handlers.extensions import load_extensions
from ocpp_load.handlers.v16 import make_registry

HEAD = """
from ocpp_load.handlers import Reply, handles
from ocpp_load.handlers.v16.core.data_transfer import answers_data_transfer
"""


@pytest.fixture
def extension(tmp_path):
    def write(text, name="mine.py"):
        file = tmp_path / name
        file.write_text(HEAD + textwrap.dedent(text))
        return str(file)

    return write


def registered(*names):
    return make_registry(VALIDATOR, extensions=load_extensions(names))


def test_a_file_adds_a_command_that_ocpp_does_not_know(extension, accepted_station):
    file = extension(
        """
        @handles("MakeCoffee", profile="Kitchen")
        def on_make_coffee(station, command):
            return Reply({"cups": command.payload["cups"], "by": station.identity})
        """
    )
    reply = registered(file).dispatch(
        accepted_station, Command("MakeCoffee", {"cups": 2}, 0.0, 0.0)
    )
    assert reply.payload == {"cups": 2, "by": accepted_station.identity}


def test_a_file_replaces_the_answer_to_a_command(extension, accepted_station):
    file = extension(
        """
        @handles("ClearCache", profile="Core", replaces=True)
        def on_clear_cache(station, command):
            return Reply({"status": "Rejected"})
        """
    )
    reply = registered(file).dispatch(accepted_station, Command("ClearCache", {}, 0.0, 0.0))
    assert reply.payload == {"status": "Rejected"}


def test_two_handlers_of_one_command_are_an_error_that_names_both(extension):
    handler = """
        @handles("Reset", profile="Core")
        def on_reset_mine(station, command):
            return Reply({})
        """
    with pytest.raises(
        DuplicateHandlerError, match=r"Reset is handled twice: by on_reset .* and by on_reset_mine"
    ):
        registered(extension(handler))


def test_two_replacements_of_one_command_are_an_error(extension):
    handler = """
        @handles("Reset", profile="Core", replaces=True)
        def on_reset(station, command):
            return Reply({})
        """
    with pytest.raises(DuplicateHandlerError, match=r"Reset is handled twice"):
        registered(extension(handler, "one.py"), extension(handler, "two.py"))


def test_an_action_under_the_profile_of_another_is_an_error(extension):
    file = extension(
        """
        @handles("Reset", profile="SmartCharging", replaces=True)
        def on_reset(station, command):
            return Reply({})
        """
    )
    with pytest.raises(
        HandlerError,
        match=r"on_reset .*mine.py:5.*: Reset belongs to the profile Core, not to SmartCharging",
    ):
        registered(file)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x = 1\n", "mine.py: has no handler at its top level"),
        (
            """
            @handles("ClearCahce", profile="Core", replaces=True)
            def f(station, command):
                return Reply({})
            """,
            "ClearCahce is no action of OCPP: name a profile of your own",
        ),
        (
            """
            @handles("ClearCahce", profile="Mine", replaces=True)
            def f(station, command):
                return Reply({})
            """,
            "there is no handler of ClearCahce that it could replace",
        ),
        (
            """
            @handles("MakeCoffee", profile="Mine")
            def f(station):
                return Reply({})
            """,
            r"a handler takes \(station, command\)",
        ),
    ],
)
def test_a_handler_that_would_never_be_called_is_an_error(extension, text, problem):
    with pytest.raises(HandlerError, match=problem):
        registered(extension(text))


def test_the_handler_of_data_transfer_can_be_replaced_as_a_whole(extension, accepted_station):
    file = extension(
        """
        @handles("DataTransfer", profile="Core", replaces=True)
        def on_data_transfer(station, command):
            return Reply({"status": "Rejected"})
        """
    )
    reply = registered(file).dispatch(
        accepted_station, Command("DataTransfer", {"vendorId": "x"}, 0.0, 0.0)
    )
    assert reply.payload == {"status": "Rejected"}


def test_a_file_answers_the_data_transfers_of_a_vendor(extension, accepted_station):
    file = extension(
        """
        @answers_data_transfer("com.example", "Price")
        def price(station, command):
            return Reply({"status": "Accepted", "data": "42"})
        """
    )
    dispatch = registered(file).dispatch

    def status(payload):
        return dispatch(accepted_station, Command("DataTransfer", payload, 0.0, 0.0)).payload

    assert status({"vendorId": "COM.example", "messageId": "price"}) == {
        "status": "Accepted",
        "data": "42",
    }
    assert status({"vendorId": "com.example", "messageId": "x"}) == {"status": "UnknownMessageId"}
    assert status({"vendorId": "com.other"}) == {"status": "UnknownVendorId"}


def test_a_message_of_a_vendor_that_two_files_answer_is_an_error(extension):
    handler = """
        @answers_data_transfer("com.example", "Price")
        def price(station, command):
            return Reply({"status": "Accepted"})
        """
    with pytest.raises(DuplicateHandlerError, match=r"DataTransfer of com.example/price"):
        registered(extension(handler, "one.py"), extension(handler, "two.py"))


def test_a_dotted_name_is_a_module():
    [module] = load_extensions(["json.tool"])
    assert module.__name__ == "json.tool"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("def (:\n", r"--handlers: .*mine.py:4: invalid syntax"),
        ("import no_such_module\n", r"mine.py:4: ModuleNotFoundError: .*no_such_module"),
        ("1 / 0\n", r"mine.py:4: ZeroDivisionError: division by zero"),
    ],
)
def test_a_file_that_cannot_be_imported_is_told_with_its_line(extension, text, problem):
    with pytest.raises(OptionError, match=problem):
        load_extensions([extension(text)])


@pytest.mark.parametrize("name", ["/no/such/file.py", "no_such_module_at_all"])
def test_what_does_not_exist_is_told(name):
    with pytest.raises(OptionError, match=name.rpartition("/")[2]):
        load_extensions([name])
