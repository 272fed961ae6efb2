"""Variables that look like ours, and are the variable of no option."""

from ocpp_load.settings import OPTIONS
from ocpp_load.settings.environment import FTP_VARIABLE, ROOT_VARIABLE, unread_variables
from ocpp_load.settings.secrecy import COMMAND_VARIABLE

PASSWORD = "OCPP_LOAD_PASSWORD"


def test_what_something_reads_is_not_told():
    ours = [option.environment for option in OPTIONS]
    names = [*ours, COMMAND_VARIABLE, FTP_VARIABLE, ROOT_VARIABLE, "PATH", PASSWORD]
    assert not list(unread_variables(names, [PASSWORD]))


def test_a_mistyped_variable_is_told_with_what_was_meant():
    names = ["OCPP_LOAD_PASWORD", "OCPP_LOAD_CAMPAING", "OCPP_LOAD_ZZZ", "HOME"]
    told = ": is set, and is the variable of no option"
    assert list(unread_variables(names, [PASSWORD])) == [
        f"OCPP_LOAD_CAMPAING{told}; did you mean OCPP_LOAD_CAMPAIGN?",
        f"OCPP_LOAD_PASWORD{told}; did you mean OCPP_LOAD_PASSWORD?",
        f"OCPP_LOAD_ZZZ{told}",
    ]
