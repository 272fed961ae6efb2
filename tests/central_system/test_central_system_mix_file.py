from pathlib import Path

import pytest
from support.command_mix import VALIDATOR

from ocpp_load.central_system.mix.command_mix import CommandMix, MixEntry
from ocpp_load.central_system.mix.mix_file import (
    CommandMixError,
    load_mix,
    mix_names,
    parse_mix,
)
from ocpp_load.errors import OptionError
from ocpp_load.messages.v16.actions import Action

MIX = """\
# Comments are welcome.
name: mine
disrupted_share: 0.1
commands:
  - {action: TriggerMessage, weight: 10}
  - action: ReserveNow
    weight: 0.5
    payload:
      connectorId: 1
      expiryDate: 2030-01-01T00:00:00Z
      idTag: "007"
      reservationId: 0x10
  - {action: Reset, weight: 1, payload: {type: Warm, why: null}, validate: false}
  - {action: CertificateSigned, weight: 1e-2, payload: {certificateChain: PEM}}
  - {action: ClearCache, weight: 0}
"""


def parse(text):
    return parse_mix(text, "mix.yaml", VALIDATOR)


def mistakes_of(text):
    with pytest.raises(CommandMixError) as refused:
        parse(text)
    return [str(mistake) for mistake in refused.value.mistakes]


def commands(*lines):
    return "name: m\ncommands:\n" + "".join(f"  - {line}\n" for line in lines)


def test_a_mix_comes_out_as_it_was_written():
    assert parse(MIX) == CommandMix(
        "mine",
        (
            MixEntry(Action.TRIGGER_MESSAGE, 10.0),
            MixEntry(
                Action.RESERVE_NOW,
                0.5,
                {
                    "connectorId": 1,
                    "expiryDate": "2030-01-01T00:00:00Z",
                    "idTag": "007",
                    "reservationId": 16,
                },
            ),
            MixEntry(Action.RESET, 1.0, {"type": "Warm", "why": None}),
            MixEntry(Action.CERTIFICATE_SIGNED, 0.01, {"certificateChain": "PEM"}),
        ),
        0.1,
    )


def test_json_is_a_mix_too():
    text = (
        '{"name": "m", "commands": [{"action": "Reset", "weight": 1, "payload": {"type": "Soft"}}]}'
    )
    assert parse(text) == CommandMix("m", (MixEntry(Action.RESET, 1.0, {"type": "Soft"}),), 1.0)


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("", ["mix.yaml:1:1: the file is empty"]),
        ("name: [1", ["mix.yaml:1:9: expected ',' or ']', but got '<stream end>'"]),
        ("name: a\nname: b\ncommands: []", ["mix.yaml:2:1: name stands here twice"]),
        (
            "7",
            ["mix.yaml:1:1: a mix must be a mapping with the keys name, disrupted_share, commands"],
        ),
        ("{}", ["mix.yaml:1:1: a mix needs name and commands"]),
        ("? [a]\n: b", ["mix.yaml:1:3: a key must be plain text"]),
        ("name: &a [*a]", ["mix.yaml:1:7: contains itself"]),
        ("[" * 1000, ["mix.yaml:1:1: is nested too deep"]),
        ("name: \x07", ["mix.yaml:1:1: is not YAML: unacceptable character #x0007"]),
        (
            "name: 7\ncommands: {}",
            [
                "mix.yaml:1:7: the name must be text",
                "mix.yaml:2:11: commands must be a list of at least one command",
            ],
        ),
        (
            "name: m\ndisrupted_share: 2\nextra: 1\n"
            + commands("{action: ClearCache, weight: 1}")[8:],
            [
                "mix.yaml:2:18: must be from 0 to 1",
                "mix.yaml:3:8: extra is no key of a mix: there are name, disrupted_share, commands",
            ],
        ),
        (
            commands("Reset"),
            [
                "mix.yaml:3:5: a command must be a mapping with the keys action, weight,",
            ],
        ),
        (commands("{action: Reset}"), ["mix.yaml:3:5: a command needs weight"]),
        (
            commands("{action: Rset, weight: 1}"),
            ["mix.yaml:3:14: 'Rset' is no command of a central system; did you mean Reset?"],
        ),
        (
            commands("{action: [Reset], weight: 1}"),
            ["mix.yaml:3:14: ['Reset'] is no command of a central system; did you mean Reset?"],
        ),
        (
            commands("{action: CertificateSigned, weight: 1}"),
            ["mix.yaml:3:5: CertificateSigned needs a payload: none is made for it"],
        ),
        (
            commands("{action: Reset, weight: -1}", "{action: Reset, weight: often}"),
            ["mix.yaml:3:29: must be from 0", "mix.yaml:4:29: must be a number"],
        ),
        (commands("{action: Reset, weight: true}"), ["mix.yaml:3:29: must be a number"]),
        (
            commands("{action: Reset, weight: .inf}"),
            ["mix.yaml:3:29: .inf is no number; put text in quotes"],
        ),
        (
            commands("{action: Reset, weight: 1, payload: {type: Warm}}"),
            ["mix.yaml:3:41: payload: type breaks enum"],
        ),
        (
            commands("{action: Reset, weight: 1, payload: Soft}"),
            ["mix.yaml:3:41: the payload must be a mapping"],
        ),
        (
            commands("{action: ClearCache, weight: 1, validate: maybe}"),
            ["mix.yaml:3:47: validate is neither true nor false"],
        ),
        (commands("{action: Reset, weight: 0}"), ["mix.yaml:3:3: all weights are 0"]),
    ],
)
def test_a_mix_that_cannot_be_fired_is_told_what_is_wrong_and_where(text, mistakes):
    told = mistakes_of(text)
    assert len(told) == len(mistakes)
    for mistake, expected in zip(told, mistakes, strict=True):
        assert mistake.startswith(expected)


def test_an_action_that_is_like_no_other_gets_the_list_of_all():
    (mistake,) = mistakes_of(commands("{action: Heartbeat, weight: 1}"))
    assert "'Heartbeat' is no command of a central system: CancelReservation, Cert" in mistake


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_its_lines():
    text = commands(
        "{action: Rset, weight: -1}", "{action: ClearCache}", "{action: Reset, weight: x}"
    )
    assert [mistake.split(":")[1] for mistake in mistakes_of(text)] == ["3", "3", "4", "5"]


def test_a_mix_that_ships_is_found_by_its_name():
    assert mix_names() == ["default"]
    assert load_mix("default", VALIDATOR).name == "default"


def test_a_mix_of_ones_own_is_found_by_its_path(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(MIX, "utf-8")
    assert load_mix(str(file), VALIDATOR).name == "mine"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("none.yaml", None, "none.yaml:1:1: cannot be read: No such file or directory"),
        ("bytes.yaml", b"\xff", "bytes.yaml:1:1: cannot be read: 'utf-8' codec"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(tmp_path, name, content, problem):
    file: Path = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandMixError) as refused:
        load_mix(str(file), VALIDATOR)
    assert problem in str(refused.value)


def test_a_name_that_is_none_says_which_there_are():
    with pytest.raises(OptionError) as refused:
        load_mix("usual", VALIDATOR)
    assert str(refused.value) == (
        "--command-mix: there is no mix 'usual'; give the path of a YAML file, or one of: default"
    )


def test_a_command_of_a_vendor_is_sent_as_it_stands_where_nothing_is_to_be_checked(tmp_path):
    file = tmp_path / "vendor.yaml"
    entry = "{action: SetDisplay, weight: 1, payload: {text: Hi}, validate: false}"
    file.write_text(f"name: x\ncommands:\n  - {entry}\n")
    [loaded] = load_mix(str(file), VALIDATOR).entries
    assert (loaded.action, loaded.payload) == ("SetDisplay", {"text": "Hi"})
