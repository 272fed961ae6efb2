import argparse
from pathlib import Path

import pytest

from ocpp_load.central_system.arguments import options_from
from ocpp_load.central_system.command_line import add_arguments
from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.kinds import FaultKind
from ocpp_load.central_system.ftp.options import FtpFault, FtpOptions
from ocpp_load.central_system.id_tags import Refusal
from ocpp_load.central_system.latency import FixedLatency
from ocpp_load.central_system.mutants.reading import parse_mutant
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.quirks import Overlap, Quirks
from ocpp_load.errors import OptionError
from ocpp_load.messages.v16.enums import AuthorizationStatus, RegistrationStatus


def read(*words):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return options_from(parser.parse_args(words))


def test_an_empty_command_line_gives_the_default_options():
    assert read() == CentralSystemOptions()


def test_every_option_arrives():
    options = read(
        *("--host", "127.0.0.2", "--port", "9001", "--path", "/steve", "--control-port", "9002"),
        *("--tls-cert", "cert.pem", "--tls-key", "key.pem"),
        *("--boot-status", "Pending", "--pending-boots", "2", "--heartbeat-interval", "300"),
        *("--refuse-id-tag", "A=B*=Blocked", "--refuse-id-tag", "OLD?=Expired"),
        *("--id-tag-group", "FLEET-*", "--mutant", "command Reset never@CP0*"),
        *("--data-transfer-vendor", "com.example", "--no-validate"),
        *("--latency", "50ms", "--error-rate", "0.25", "--seed", "-7"),
        "--record-answers",
        *("--fault", "twice,share=0.5", "--fault", "hang", "--quirk", "ids-per-station"),
        *("--quirk", "one-message-at-a-time=drop", "--books", "books.jsonl"),
        *("--ftp", "--ftp-port", "2121", "--ftp-root", "files", "--ftp-fault", "disk-full"),
        *("--ftp-user", "me", "--ftp-password", "secret"),
        *("--commands-per-second", "2.5", "--command-mix", "mine.yaml"),
    )
    assert options == CentralSystemOptions(
        host="127.0.0.2",
        port=9001,
        path="/steve",
        control_port=9002,
        tls_cert=Path("cert.pem"),
        tls_key=Path("key.pem"),
        boot_status=RegistrationStatus.PENDING,
        pending_boots=2,
        heartbeat_interval_s=300,
        refusals=(
            Refusal("A=B*", AuthorizationStatus.BLOCKED),
            Refusal("OLD?", AuthorizationStatus.EXPIRED),
        ),
        id_tag_groups=("FLEET-*",),
        mutants=(parse_mutant("command Reset never@CP0*"),),
        data_transfer_vendors=frozenset({"ocpp_load", "com.example"}),
        validate=False,
        latency=FixedLatency(0.05),
        error_rate=0.25,
        seed=-7,
        records_answers=True,
        faults=(Fault(kind=FaultKind.TWICE, share=0.5), Fault(kind=FaultKind.HANG)),
        quirks=Quirks(ids_per_station=True, one_message_at_a_time=Overlap.DROP),
        books=Path("books.jsonl"),
        commands_per_second=2.5,
        command_mix="mine.yaml",
        ftp=FtpOptions(
            port=2121,
            root=Path("files"),
            user="me",
            password="secret",
            fault=FtpFault.DISK_FULL,
        ),
    )


def test_the_control_interface_can_be_left_out():
    assert read("--no-control", "--control-port", "9002").control_port is None


def test_an_ftp_server_is_run_where_it_is_asked_for():
    assert read().ftp is None
    assert read("--ftp").ftp == FtpOptions()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--port", "http"], "--port: 'http' is not a whole number from 0 to 65535"),
        (["--port", "70000"], "--port: '70000' is not a whole number from 0 to 65535"),
        (["--control-port=-1"], "--control-port: '-1' is not a whole number from 0 to 65535"),
        (["--path", "ocpp"], "--path: 'ocpp' is not a plain path such as /ocpp"),
        (["--path", "/a%20b"], "--path: '/a%20b' is not a plain path such as /ocpp"),
        (["--tls-key", "key.pem"], "--tls-key: needs --tls-cert"),
        (
            ["--boot-status", "accepted"],
            "--boot-status: 'accepted' is not one of Accepted, Pending, Rejected",
        ),
        (["--pending-boots", "1.5"], "--pending-boots: '1.5' is not a whole number from 0"),
        (
            ["--heartbeat-interval", "3e9"],
            "--heartbeat-interval: '3e9' is not a whole number from 0 to 2147483647",
        ),
        (["--refuse-id-tag", "BAD*"], "--refuse-id-tag: 'BAD*' is not PATTERN=STATUS"),
        (["--refuse-id-tag", "=Blocked"], "--refuse-id-tag: '=Blocked' is not PATTERN=STATUS"),
        (
            ["--refuse-id-tag", "BAD*=Gone"],
            "--refuse-id-tag: 'Gone' is not one of Blocked, Expired, Invalid, ConcurrentTx",
        ),
        (
            ["--refuse-id-tag", "A=Accepted"],
            "--refuse-id-tag: 'Accepted' is not one of Blocked, Expired, Invalid, ConcurrentTx",
        ),
        (
            ["--id-tag-group", "FLEET*"],
            "--id-tag-group: 'FLEET*' has no dash; the parent stands before it",
        ),
        (["--mutant", "command Reset"], "--mutant: 'command Reset': changes nothing"),
        (
            ["--latency", "50"],
            "--latency: '50' is no duration: write for example 50 ms, 2 s or 1 min",
        ),
        (["--error-rate", "1.5"], "--error-rate: '1.5' is not a number from 0 to 1"),
        (["--error-rate", "nan"], "--error-rate: 'nan' is not a number from 0 to 1"),
        (["--seed", "x"], "--seed: 'x' is no whole number"),
        (
            ["--ftp", "--ftp-port", "x"],
            "--ftp-port: 'x' is not a whole number from 0 to 65535",
        ),
        (
            ["--ftp", "--ftp-fault", "slow"],
            "--ftp-fault: 'slow' is not one of none, wrong-password, disk-full, hang, drop",
        ),
        (["--ftp-port", "2121"], "--ftp-port: needs --ftp"),
        (["--ftp-root", "files"], "--ftp-root: needs --ftp"),
        (["--ftp-user", "me"], "--ftp-user: needs --ftp"),
        (["--ftp-password", "secret"], "--ftp-password: needs --ftp"),
        (["--ftp-fault", "hang"], "--ftp-fault: needs --ftp"),
        (
            ["--commands-per-second", "-1"],
            "--commands-per-second: '-1' is not a number from 0 to 10000",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_its_option(words, text):
    with pytest.raises(OptionError) as refused:
        read(*words)
    assert str(refused.value) == text
