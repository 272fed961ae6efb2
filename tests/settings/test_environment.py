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


def test_what_kubernetes_tells_of_a_service_is_no_slip_of_the_pen():
    service = "OCPP_LOAD_MASTER"
    ends = ("SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_ZMQ", "PORT", "PORT_5557_TCP_ADDR")
    names = [f"{service}_{end}" for end in ends]
    assert not list(unread_variables(names))
    assert len(list(unread_variables(["OCPP_LOAD_METRIC_PORT"]))) == 1
