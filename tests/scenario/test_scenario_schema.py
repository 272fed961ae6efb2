"""The JSON Schema of scenarios and the loader: what one accepts, the other accepts."""

import json
import re
from copy import deepcopy
from dataclasses import fields
from random import Random

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from support.schemas import described

from ocpp_load.errors import ScenarioError
from ocpp_load.messages.v16.actions import Action, Sender
from ocpp_load.messages.v16.enums import ChargePointErrorCode, ChargePointStatus, Reason
from ocpp_load.model.configuration.keys import STANDARD_KEYS
from ocpp_load.resources import SCENARIOS, SCHEMAS
from ocpp_load.scenario import (
    Scenario,
    Station,
    credentials,
    electrical,
    parse_scenario,
    scenario_names,
    surroundings,
)
from ocpp_load.scenario.steps import STEPS
from ocpp_load.scenario.steps.fault import FaultCode, FaultReason
from ocpp_load.scenario.steps.suspend import Suspender
from ocpp_load.scenario.variable import RESERVED

SCHEMA = json.loads((SCHEMAS / "scenario.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema_rs.Draft7Validator(SCHEMA)
STEP_OPTIONS = SCHEMA["definitions"]["stepWithOptions"]["properties"]

HEAD = 'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m, connectors: 2}\n'
STATION = 'name: x\nocpp: "1.6"\nsteps: [boot]\nstation: '


def schema_accepts(document):
    return VALIDATOR.is_valid(document)


def mistakes_of(text):
    try:
        parse_scenario(text.encode(), "x.yaml")
    except ScenarioError as error:
        return error.mistakes
    return []


def loader_accepts(text):
    return not mistakes_of(text)


def read_by_another(text):
    """Return what the library's own constructor makes of `text`."""
    return YAML(typ="safe", pure=True).load(text)


GOOD = [
    *((SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8") for name in scenario_names()),
    (
        f"{HEAD}steps: [connect, boot, heartbeat, status, plug_in, authorize, start_transaction,"
        " meter_values, stop_transaction, unplug, disconnect]"
    ),
    f"{HEAD}description: some\nsteps:\n- boot:\n- plug_in: {{}}\n- status:\n",
    *(
        f"{HEAD}steps:\n- {step}\n"
        for step in [
            "wait: 5 s",
            "wait: 0",
            "wait: 0.5",
            "wait: '30'",
            "wait: {uniform: [5 s, 1 min]}",
            "wait: {normal: {mean: 5 s, sd: 1 s}}",
            "wait: {exponential: 30}",
            "status: {connector: 0, status: Faulted, error_code: OtherError}",
            "status: {connector: 2, status: Charging, info: i, vendor_error_code: v}",
            "plug_in: {connector: 2}",
            "authorize: {id_tag: 'X{n:x}'}",
            "start_transaction: {connector: 1, id_tag: X}",
            "charge: {for: {uniform: [1 min, 2 min]}, connector: 2}",
            "charge: {until: 20 kWh}",
            "charge: {for: 1 h, until: 7400.5Wh}",
            "meter_values: {connector: 1}",
            "stop_transaction: {connector: 1, reason: PowerLoss}",
            "unplug: {connector: 1}",
            "disconnect: {code: 3000}",
            "repeat: {steps: [{repeat: {steps: [boot], times: 2}}]}",
            "status: {error_code: WeakSignal, vendor_id: v}",
            "plug_in: {connector: 1, id_tag: 'T{connector}'}",
            "present_card",
            "present_card: {connector: 2, id_tag: '{n}-{connector:02d}'}",
            "stop_transaction: {id_tag: OTHER}",
            "fault",
            "fault: {connector: 0, error_code: GroundFailure, for: 5 min, ends_transaction: false}",
            "fault: {reason: EmergencyStop, vendor_id: v, vendor_error_code: E1, info: i}",
            "reboot",
            "power_loss: {for: 30 s}",
            "power_cut: {for: '${n} s'}",
            "recover",
            "recover: {connector: 0, error_code: GroundFailure}",
            "reconnect",
            "reconnect: {after: {uniform: [1 s, 5 s]}, code: 3000}",
            "suspend: {for: 5 s}",
            "suspend: {for: '${n}', by: EVSE, connector: 2}",
            "wait: '${n * 2} s'",
            "wait: '${ {''uniform'': [1, n]} }'",
            "plug_in: {connector: '${1 + 1}', id_tag: '${station.id_tag}'}",
            "stop_transaction: {reason: '${''Other''}'}",
            "status: {connector: '${n}', status: '${''Faulted''}', error_code: '${''NoError''}'}",
            "status: {info: 'station ${n}', vendor_id: '${n}', vendor_error_code: 'E${n}'}",
            "status: {info: '$${'}",
            "status: {info: '$${ costs $5 }'}",
            "fault: {ends_transaction: '${n > 5}', for: '${n}'}",
            "disconnect: {code: '${3000 + n}'}",
            "charge: {until: '${n} kWh', for: '${n} min', connector: '${n}'}",
            "repeat: {steps: [boot], times: '${n}'}",
            "repeat: {steps: [boot], for: 5 min, until: n == 5, every: 30 s}",
            "repeat: {steps: [boot], every: 30 s, when_late: catch_up}",
            "repeat: {steps: [boot], until: '${n == 5}', every: '${n}', for: '${n}'}",
            "parallel: [[boot], [{wait: 1}, heartbeat]]",
            "parallel: {connectors: [1, 2], steps: [plug_in], id_tag: '{connector}'}",
            "parallel: {connectors: all, steps: [plug_in]}",
            "if: {condition: true, then: [boot]}",
            "if: {condition: 'not station.online', then: [boot], else: [heartbeat]}",
            "choose: [{weight: 0.5, steps: [boot]}, {steps: [heartbeat]}, {weight: 9}]",
            "choose: [{}]",
            "use: session",
            "use: {file: session.yaml, with: {charges_for: 5 s}}",
            "set: {a: 1, b_2: {c: ['${a}', null, 1.5]}}",
            "expect: station.online",
            "expect: '${station.online}'",
            "expect: false",
            "expect: {that: station.online, name: it is, clause: OCPP 1.6 4.2, within: 10 s}",
            "expect: {that: true, within: '${n}', required: true}",
            "expect: [true, {that: n == 1}]",
            "expect: {one: n == 1, another one: {that: n == 2, clause: x}}",
            "each_connector: {id_tag: 'T{connector}', steps: [plug_in, {charge: {for: 5 s}}]}",
            "call: {action: Any, payload: {a: [1, {b: null}]}}",
            "call: {action: '${''A''}', payload: {a: '${n}'}, expect: answer.a == 1}",
            "call: {action: X, expect: CallError NotSupported, save: {a: answer.b}}",
            "call: {action: X, expect: {one: answer.a == 1}, save: {}}",
            "call: {action: X, expect: [error == null, {that: answer, required: true}]}",
            "expect_call: {action: Reset}",
            "expect_call: {action: Reset, within: '${n}', where: payload.type == 'Hard', count: 2}",
            "expect_call: {action: X, where: [payload.a, answer.b, error], save: {a: '${payload}'}}",
            "expect_call: {action: Reset, name: reset, clause: '5.14', required: true}",
            "send_raw: {text: ''}",
            "send_raw: {text: '[2, ${n}'}",
            "send_raw: {binary: AAH/, expect_close: 5 s, name: x, clause: y, required: false}",
            "operator: {action: Reset, payload: {type: '${n}'}, timeout: 5}",
            "operator: {action: Reset, expect: response.status == 200, save: {a: response.body}}",
            "operator: {url: 'https://x/${n}', method: PUT, headers: {A-b: '${env.T}'}, body: null}",
            "operator: {url: '${env.URL}', body: {a: ['${n}']}, name: x, clause: y, required: true}",
            "handshake",
            "handshake: {profile: 3, closed_within: 1 s, expect: not handshake.accepted}",
            "handshake: {password: 'hex:${n}', subprotocols: [ocpp0.1, ocpp1.6], save: {a: handshake.tls}}",
            "handshake: {max_tls: 1.2, ciphers: AES128-GCM-SHA256, name: x, clause: y, required: true}",
        ]
    ),
    *(
        f"{STATION}{{vendor: v, model: m, {rest}}}"
        for rest in [
            "identity: 'größe {n}'",
            "serial_number: 'S{n:08X}'",
            "firmware_version: '{{1}}'",
            "id_tag: TAG",
            "connectors: 12",
            "connectors: 1000",
            "power: 7.4 kW",
            "power: 7400",
            "phases: 1",
            "configuration: {}",
            "configuration: {A: 1, B: true, C: x, D: ''}",
            "heartbeat_only_when_idle: true",
            "supply: DC",
            "voltage: 240",
            "voltage: 800 V",
            "frequency: 60",
            "power_factor: 0.95",
            "ev: {battery: 60 kWh}",
            "ev: null",
            "ev: {battery: 7400, soc: 100 %, max_power: 11 kW, phases: 2, tapers_from: 85.5}",
            "ev: {battery: 1 Wh, soc: {uniform: [0, 60 %]}}",
            "main_meter: true",
            "measurands: [Energy.Active.Import.Register, SoC]",
            "signed_data: OCMF|1",
            "signed_data: {SoC: x, Voltage: y}",
            "max_message_size: 16 KiB",
            "max_message_size: 1MiB",
            "max_message_size: 1073741824",
            "reconnect: {}",
            "reconnect: {minimum: 10 s, random: 0, maximum: 10}",
            "quirks: {}",
            "quirks: {heartbeat_key: HeartBeatInterval, fractional_seconds: 0}",
            "quirks: {clock_offset: +2 min, clock_drift: -1.5 s per day, utc_offset: '+13:45'}",
            "quirks: {clock_offset: -0.5, unknown_keys: [LocalAuthListEnabled]}",
        ]
    ),
    *(
        f"{HEAD}time_scale: {scale}\nsteps: [boot]"
        for scale in ["60", "0.5", "{}", "{timers: 60}", "{sessions: 10000, timers: 1}"]
    ),
]
GOOD += [
    f"{HEAD}steps: [boot]\nanswers: [{rule}]"
    for rule in [
        "{}",
        "{command: Reset, where: payload.type == 'Hard', status: Rejected, once: true}",
        "{payload: {a: '${payload}'}, carry_out: true, times: 3}",
        "{error: NotSupported, share: 20 %}",
        "{error: {code: InternalError, description: '${command}', details: {a: 1}}}",
        "{delay: {uniform: [1 s, 5 s]}, malformed: true}",
        "{malformed: '[3, ${message_id}'}",
        "{silence: true, carry_out: false}",
        "{wrong_message_id: true, status: Accepted}",
    ]
]

BAD = [
    "",
    "[]",
    "text",
    "name: x\n",
    f"{HEAD}steps: []",
    f"{HEAD}steps: boot",
    f"{HEAD}steps: [boot]\nstep: 1",
    f"{HEAD}steps: [boot]\ndescription: ''",
    'name: ""\nocpp: "1.6"\nstation: {vendor: v, model: m}\nsteps: [boot]',
    'name: "a\\nb"\nocpp: "1.6"\nstation: {vendor: v, model: m}\nsteps: [boot]',
    "name: x\nocpp: 1.6\nstation: {vendor: v, model: m}\nsteps: [boot]",
    'name: x\nocpp: "2.0.1"\nstation: {vendor: v, model: m}\nsteps: [boot]',
    *(
        f"{HEAD}steps:\n- {step}\n"
        for step in [
            "bot",
            "",
            "[boot]",
            "{}",
            "{boot: , wait: 5}",
            "boot: {x: 1}",
            "boot: 5",
            "wait",
            "wait:",
            "wait: 5 sek",
            "wait: -5",
            "wait: -5 s",
            "wait: true",
            "wait: 31536001",
            "wait: [1, 2]",
            "wait: {}",
            "wait: {uniform: [1]}",
            "wait: {uniform: [1, 2], exponential: 3}",
            "wait: {uniform: [1, {exponential: 1}]}",
            "wait: {normal: {mean: 1}}",
            "wait: {gauss: 1}",
            "status: {connector: -1}",
            "status: {connector: 0, status: Charging}",
            "status: {status: charging}",
            "status: {error_code: x}",
            f"status: {{info: {'i' * 51}}}",
            "status: {vendor_error_code: 5}",
            "plug_in: {connector: 0}",
            "plug_in: {connector: '1'}",
            "plug_in: {connector:}",
            "authorize: {id_tag: '{m}'}",
            "authorize: {id_tag: ''}",
            "authorize: {connector: 1}",
            "start_transaction: {id_tag: ÄÖÜ}",
            "charge",
            "charge: {}",
            "charge: 5 s",
            "charge: {for: 5 sek}",
            "charge: {until: 20}",
            "charge: {until: 20 %%}",
            "charge: {until: 0 kWh}",
            "charge: {until: 101 %}",
            "charge: {until: empty, for: 5 s}",
            "meter_values: {x: 1}",
            "stop_transaction: {reason: local}",
            "unplug: 1",
            "disconnect: {code: 1006}",
            "disconnect: {code: 2999}",
            "disconnect: {code: 5000}",
            "repeat",
            "repeat: {times: 2}",
            "repeat: {steps: []}",
            "repeat: {steps: [bot]}",
            "repeat: {steps: [boot], times: 0}",
            "repeat: {steps: [boot], times: 1.5}",
            "fault: {error_code: NoError}",
            "fault: {error_code: EVCommunicationError}",
            "fault: {reason: Local}",
            "fault: {ends_transaction: 1}",
            f"fault: {{vendor_id: {'v' * 256}}}",
            "fault: {for: soon}",
            "power_loss",
            "power_loss: {for: x}",
            "power_cut",
            "power_cut: {for: '${n'}",
            "recover: {error_code: NoError}",
            "recover: {connector: -1}",
            "reconnect: {code: 1006}",
            "reconnect: 5 s",
            "suspend",
            "suspend: {for: 5 s, by: ev}",
            "suspend: {for: 5 s, connector: 0}",
            "wait: '$${n}'",
            "wait: '${}'",
            "plug_in: {connector: '$${n}'}",
            "fault: {ends_transaction: 'yes'}",
            "repeat: {steps: [boot], until: 5}",
            "repeat: {steps: [boot], until: ''}",
            "repeat: {steps: [boot], every: often}",
            "repeat: {steps: [boot], every: 30 s, when_late: skip}",
            "repeat: {steps: [boot], when_late: shift}",
            "parallel: {connectors: all}",
            "parallel: {connectors: [], steps: [boot]}",
            "parallel: {connectors: [0], steps: [boot]}",
            "parallel: {connectors: [1, 1], steps: [boot]}",
            "parallel: {connectors: some, steps: [boot]}",
            "parallel: {connectors: '${n}', steps: [boot]}",
            "if",
            "if: {then: [boot]}",
            "if: {condition: true}",
            "if: {condition: true, then: []}",
            "if: {condition: 5, then: [boot]}",
            "if: {condition: ' ', then: [boot]}",
            "if: {condition: true, then: [boot], otherwise: [boot]}",
            "choose",
            "choose: []",
            "choose: [boot]",
            "choose: [{weight: 0, steps: [boot]}]",
            "choose: [{weight: 1000001}]",
            "choose: [{weight: '5'}]",
            "choose: [{steps: []}]",
            "use",
            "use: {}",
            "use: {with: {}}",
            "use: {file: session, with: []}",
            "use: {file: session, and: {}}",
            "set",
            "set: {}",
            "set: [a]",
            "set: {'5': a}",
            "set: {a b: 1}",
            "set: {if: 1}",
            "set: {'true': 1}",
            "set: {station: 1}",
            "set: {len: 1}",
            "expect",
            "expect: 5",
            "expect: []",
            "expect: {}",
            "expect: [[true]]",
            "expect: {within: 5 s}",
            "expect: {that: true, x: 1}",
            "expect: {that: true, within: soon}",
            "expect: {that: true, within: {uniform: [1, 2]}}",
            "expect: {that: true, required: 1}",
            "expect: {that: true, name: ''}",
            "expect: {one: {name: x, that: true}}",
            "expect: {one: [true]}",
            "expect: {one: {}}",
            "reboot: {for: 5 s}",
            "present_card: {id_tag: '{m}'}",
            "parallel",
            "parallel: []",
            "parallel: [boot]",
            "parallel: [[]]",
            "parallel: [[bot]]",
            "parallel: {steps: [boot]}",
            "each_connector",
            "each_connector: {steps: []}",
            "each_connector: {steps: [bot]}",
            "each_connector: [boot]",
            "each_connector: {steps: [boot], connector: 1}",
            "call",
            "call: {payload: {}}",
            "call: {action: ''}",
            "call: {action: X, payload: []}",
            "call: {action: X, payload: }",
            "call: {action: X, expect: []}",
            "call: {action: X, expect: 5}",
            "call: {action: X, save: [a]}",
            "call: {action: X, save: {n: answer}}",
            "call: {action: X, save: {a: 5}}",
            "call: {action: X, save: {a: ' '}}",
            "expect_call",
            "expect_call: {action: 5}",
            "expect_call: {action: X, where: []}",
            "expect_call: {action: X, where: {a: b}}",
            "expect_call: {action: X, count: 0}",
            "expect_call: {action: X, within: {uniform: [1, 2]}}",
            "expect_call: {action: X, name: ''}",
            "send_raw",
            "send_raw: {}",
            "send_raw: x",
            "send_raw: {text: 5}",
            "send_raw: {text: x, binary: AAAA}",
            "send_raw: {binary: AAA}",
            "send_raw: {binary: ''}",
            "send_raw: {text: x, required: true}",
            "operator",
            "operator: {}",
            "operator: {action: X, url: 'http://x'}",
            "operator: {action: X, body: 1}",
            "operator: {url: 'http://x', payload: {}}",
            "operator: {url: ftp://x}",
            "operator: {url: 'http://x', method: A B}",
            "operator: {url: 'http://x', headers: {'a b': c}}",
            "operator: {url: 'http://x', headers: {a: 5}}",
            "operator: {action: X, timeout: soon}",
            "handshake: {profile: 4}",
            "handshake: {subprotocols: []}",
            "handshake: {subprotocols: ocpp1.6}",
            "handshake: {max_tls: 1.1}",
            "handshake: {closed_within: soon}",
            "handshake: {user: x}",
        ]
    ),
    *(
        f"{STATION}{rest}"
        for rest in [
            "",
            "5",
            "{vendor: v}",
            "{vendor: v, model: ''}",
            "{vendor: v, model: 22}",
            *(
                f"{{vendor: v, model: m, {key}}}"
                for key in [
                    "x: 1",
                    "identity: 'CP{m}'",
                    "identity: 'CP{n.real}'",
                    "identity: 'CP{n'",
                    'identity: "a\\tb"',
                    "connectors: 0",
                    "connectors: 1001",
                    "connectors: 1.5",
                    "power: 0",
                    "power: 0 kW",
                    "power: 22 KW",
                    "power: -1",
                    "power: 10000001",
                    "phases: 2",
                    "phases: true",
                    "supply: ac",
                    "voltage: 0",
                    "voltage: 5 kV",
                    "frequency: 55",
                    "power_factor: 0",
                    "power_factor: 1.1",
                    "ev: {}",
                    "ev: {battery: 0 kWh}",
                    "ev: {battery: 5, soc: 101}",
                    "ev: {battery: 5, soc: {normal: [1, 2]}}",
                    "ev: {battery: 5, soc: {uniform: [1]}}",
                    "ev: {battery: 5, phases: 4}",
                    "main_meter: 1",
                    "measurands: []",
                    "measurands: [Energy]",
                    "signed_data: ''",
                    "signed_data: {Energy: x}",
                    "configuration: []",
                    "configuration: {A: []}",
                    "configuration: {A: }",
                    "configuration: {'': 1}",
                    f"configuration: {{{'K' * 51}: 1}}",
                    f"configuration: {{K: {'v' * 501}}}",
                    "configuration: {K: ÄÖÜ}",
                    "heartbeat_only_when_idle: 1",
                    "template:",
                    "template: 5",
                    "max_message_size: 1023",
                    "max_message_size: 1 KB",
                    "max_message_size: '4096'",
                    "max_message_size: 0 KiB",
                    "reconnect: {jitter: 1}",
                    "reconnect: {minimum: soon}",
                    "reconnect: {factor: 0.5}",
                    "quirks: {heartbeat_key: ''}",
                    "quirks: {unknown_keys: [Heartbeats]}",
                    "quirks: {unknown_keys: []}",
                    "quirks: {fractional_seconds: 10}",
                    "quirks: {utc_offset: 2 h}",
                    "quirks: {utc_offset: '02:00'}",
                    "quirks: {clock_offset: --1 s}",
                    "quirks: {clock_drift: 20 s}",
                    "quirks: {clock_drift: 20}",
                    "quirks: {follows_clock: never}",
                ]
            ),
        ]
    ),
    *(
        f"{HEAD}time_scale: {scale}\nsteps: [boot]"
        for scale in ["", "0", "-1", "10001", "fast", "[60]", "{heartbeats: 60}", "{timers: 0}"]
    ),
]

BAD += [
    f"{HEAD}steps: [boot]\nanswers: {rules}"
    for rules in [
        "",
        "[]",
        "{command: Reset}",
        "[{command: 5}]",
        "[{commands: Reset}]",
        "[{status: ''}]",
        "[{status: A, payload: {}}]",
        "[{silence: true, error: X}]",
        "[{silence: true, malformed: true}]",
        "[{silence: false}]",
        "[{malformed: 5}]",
        "[{malformed: true, wrong_message_id: true}]",
        "[{once: true, times: 2}]",
        "[{once: 1}]",
        "[{times: 0}]",
        "[{share: 101 %}]",
        "[{error: not one}]",
        "[{error: {description: x}}]",
        "[{payload: []}]",
        "[{delay: soon}]",
        "[{carry_out: true}]",
        "[{where: ' '}]",
    ]
]

BEYOND_JSON_SCHEMA = {
    "a state of charge without an EV": f"{HEAD}steps: [{{charge: {{until: full}}}}]",
    "states of charge in the wrong order": (
        f"{STATION}{{vendor: v, model: m, ev: {{battery: 5, soc: {{uniform: [5, 4]}}}}}}"
    ),
    "more energy than any battery holds": (
        f"{STATION}{{vendor: v, model: m, ev: {{battery: 10001 kWh}}}}"
    ),
    "a connector that the station does not have": f"{HEAD}steps: [{{plug_in: {{connector: 3}}}}]",
    "bounds in the wrong order": f"{HEAD}steps: [{{wait: {{uniform: [1 min, 5 s]}}}}]",
    "the length of a pattern once it is formatted": f"{STATION}{{vendor: {'v' * 21}, model: m}}",
    "the size of a number in text, for a duration": f"{HEAD}steps: [{{wait: 9000 h}}]",
    "the size of a number in text, for power": f"{STATION}{{vendor: v, model: m, power: 99999 kW}}",
    "a station template that there is not": f"{STATION}{{template: ac_home}}",
    "a maximum below the minimum": (
        f"{STATION}{{vendor: v, model: m, reconnect: {{minimum: 2 min, maximum: 1 min}}}}"
    ),
    "the size of a clock's drift": (
        f"{STATION}{{vendor: v, model: m, quirks: {{clock_drift: 2 h per day}}}}"
    ),
    "what a standard configuration key takes": (
        f"{STATION}{{vendor: v, model: m, configuration: {{HeartbeatInterval: soon}}}}"
    ),
    "what is no expression": f"{HEAD}steps: [{{wait: '${{n +}}'}}]",
    "what is no condition": f"{HEAD}steps: [{{expect: 'n ='}}]",
    "half a condition in braces": f"{HEAD}steps: [{{expect: '${{n}} == 5'}}]",
    "a variable that there is not": f"{HEAD}steps: [{{expect: number == 5}}]",
    "a function that there is not": f"{HEAD}steps: [{{expect: open(n) == 5}}]",
    "a file of steps that there is not": f"{HEAD}steps: [{{use: sesion}}]",
    "a parameter that there is not": f"{HEAD}steps: [{{use: {{file: session, with: {{x: 1}}}}}}]",
    "the number of a connector that is not known yet": (
        f"{HEAD}steps: [{{plug_in: {{connector: '${{n}}', id_tag: 'X{{connector}}'}}}}]"
    ),
    "the name of a variable that is known elsewhere only": (
        f"{HEAD}steps: [{{call: {{action: X, save: {{a: response.status}}}}}}]"
    ),
    "a variable in an answer": f"{HEAD}answers: [{{where: a}}]\nsteps: [{{set: {{a: 1}}}}]",
    "what has no JSON, of which JSON Schema cannot speak": (
        f"{HEAD}steps: [{{call: {{action: X, payload: {{a: 99999999999999999999}}}}}}]"
    ),
}


@pytest.mark.parametrize("text", GOOD)
def test_what_the_loader_accepts_the_schema_accepts(text):
    assert loader_accepts(text)
    assert schema_accepts(read_by_another(text))


@pytest.mark.parametrize("text", BAD)
def test_what_the_loader_rejects_the_schema_rejects(text):
    assert not loader_accepts(text)
    assert not schema_accepts(read_by_another(text))


@pytest.mark.parametrize("text", BEYOND_JSON_SCHEMA.values(), ids=BEYOND_JSON_SCHEMA)
def test_what_json_schema_cannot_say_the_loader_alone_rejects(text):
    assert not loader_accepts(text)
    assert schema_accepts(read_by_another(text))


# Every key of the language once; chosen so that no change of one value makes a scenario that
# only the loader can reject.
EVERYTHING = {
    "name": "x",
    "description": "d",
    "ocpp": "1.6",
    "time_scale": {"sessions": 60, "timers": 0.5},
    "data": {
        "cards": {
            "pattern": "C{n}",
            "first": 0,
            "rows": 5,
            "use": "once",
            "order": "random",
            "used_up": "fail",
        },
        "tariffs": {"list": ["x", 1, True], "use": "shared"},
    },
    "station": {
        "identity": "CP{n}",
        "vendor": "v",
        "model": "m",
        "serial_number": "s",
        "firmware_version": "f",
        "id_tag": "t",
        "connectors": 5,
        "power": "22 kW",
        "phases": 1,
        "configuration": {"A": "a", "B": 1, "C": True},
        "heartbeat_only_when_idle": True,
        "feature_profiles": ["Core", "RemoteTrigger", "Security"],
        "switched_off": ["UnlockConnector", "DataTransfer"],
        "security_events": True,
        "security_profile": 2,
        "password": "secret-of-{identity}",
        "message_log": 0,
        "stored_messages": 500,
        "stored_messages_first": False,
        "max_message_size": 4096,
        "reconnect": {"minimum": 0, "factor": 1.5, "random": "5 s", "maximum": "2 h"},
        "supply": "AC",
        "voltage": "230 V",
        "frequency": 50,
        "power_factor": 0.5,
        "ev": {
            "battery": "60 kWh",
            "soc": {"uniform": [0, "100 %"]},
            "max_power": 3,
            "phases": 1,
            "tapers_from": 5,
        },
        "main_meter": True,
        "measurands": ["Voltage"],
        "signed_data": {"Voltage": "s"},
        "quirks": {
            "heartbeat_key": "HeartBeatInterval",
            "unknown_keys": ["MessageTimeout"],
            "fractional_seconds": 7,
            "utc_offset": "-05:30",
            "clock_offset": -90,
            "clock_drift": "20 s per day",
            "follows_clock": False,
            "boots_on_reconnect": True,
        },
        "lock": "fails",
        "reset": {"takes": "1 min", "failures": 2},
        "remote_driver": {
            "plugs_in_after": "never",
            "charges_for": {"uniform": [0, "1 h"]},
            "unplugs_after": "5 s",
        },
        "firmware": {
            "downloads": False,
            "download_time": "5 s",
            "installation_time": 3,
            "outcome": "download_failed",
        },
        "data_transfer": [{"vendor": "v", "message": "m", "status": "Rejected", "data": "d"}],
    },
    "answers": [
        {
            "command": "X",
            "where": "n == 1",
            "share": "20 %",
            "times": 3,
            "delay": {"uniform": [0, "1 h"]},
            "status": "x",
            "carry_out": True,
            "wrong_message_id": True,
        },
        {"payload": {"a": 1}, "once": True, "malformed": "x"},
        {"error": {"code": "X", "description": "d", "details": {"a": 1}}},
        {"error": "X"},
        {"silence": True},
    ],
    "steps": [
        "connect",
        {"boot": None},
        {"wait": "5 s"},
        {"wait": {"uniform": [0, "1 h"]}},
        {"wait": {"normal": {"mean": 1, "sd": 1.5}}},
        {"wait": {"exponential": "30 s"}},
        {"heartbeat": {}},
        {
            "status": {
                "connector": 1,
                "status": "Charging",
                "error_code": "NoError",
                "info": "i",
                "vendor_id": "v",
                "vendor_error_code": "v",
            }
        },
        {"plug_in": {"connector": 1, "id_tag": "t"}},
        {"authorize": {"id_tag": "t"}},
        {"start_transaction": {"connector": 1, "id_tag": "t"}},
        {"charge": {"for": "5 s", "until": "20 kWh", "connector": 1}},
        {"meter_values": {"connector": 1}},
        {"stop_transaction": {"connector": 1, "reason": "Local", "id_tag": "t"}},
        {"unplug": {"connector": 1}},
        {"disconnect": {"code": 1000}},
        {"present_card": {"connector": 1, "id_tag": "t"}},
        {
            "fault": {
                "connector": 1,
                "error_code": "GroundFailure",
                "info": "i",
                "vendor_id": "v",
                "vendor_error_code": "v",
                "for": "5 s",
                "ends_transaction": True,
                "reason": "Other",
            }
        },
        {"reboot": {}},
        {"power_cut": {"for": "5 s"}},
        {"power_loss": {"for": "5 s"}},
        {"recover": {"connector": 1, "error_code": "GroundFailure"}},
        {"reconnect": {"after": "5 s", "code": 3000}},
        {"suspend": {"for": "5 s", "by": "EV", "connector": 1}},
        {
            "repeat": {
                "steps": ["boot", {"wait": 1}],
                "times": 2,
                "for": "5 s",
                "until": "n == 1",
                "every": "5 s",
            }
        },
        {"parallel": [["boot"], [{"wait": 1}, "heartbeat"]]},
        {"parallel": {"connectors": [1], "steps": ["boot"], "id_tag": "t"}},
        {"parallel": {"connectors": "all", "steps": ["boot"]}},
        {"if": {"condition": "n == 1", "then": ["boot"], "else": ["boot", {"wait": "${n}"}]}},
        {"choose": [{"weight": 1, "steps": ["boot"]}, {"steps": ["boot"]}]},
        {"use": "session"},
        {"use": {"file": "session", "with": {"charges_for": 5}}},
        {"set": {"a": 1, "b": {"c": [None, "${n}"]}}},
        {"expect": "n == 1"},
        {"expect": ["n == 1", {"that": True, "name": "x", "within": "5 s"}]},
        {"expect": {"one": "n == 1", "two": {"that": "n == 1", "clause": "4.2"}}},
        {
            "expect": {
                "that": "n == 1",
                "name": "x",
                "clause": "4.2",
                "within": 5,
                "required": True,
            }
        },
        {"each_connector": {"id_tag": "{connector}", "steps": ["unplug"]}},
        {"call": {"action": "X", "payload": {"a": [1, {"b": None}]}}},
        {"call": {"action": "X", "expect": "answer.x", "save": {"s": "answer.x"}}},
        {
            "expect_call": {
                "action": "X",
                "within": "5 s",
                "where": ["payload.x", True],
                "count": 3,
                "save": {"s": "payload.x"},
                "name": "x",
                "clause": "x",
                "required": True,
            }
        },
        {"send_raw": {"text": "x"}},
        {
            "send_raw": {
                "binary": "AAH/",
                "expect_close": "5 s",
                "name": "x",
                "clause": "x",
                "required": True,
            }
        },
        {
            "operator": {
                "action": "X",
                "payload": {"a": 1},
                "timeout": "5 s",
                "expect": "response.x",
                "save": {"s": "response.x"},
                "name": "x",
                "clause": "x",
                "required": True,
            }
        },
        {
            "operator": {
                "url": "http://x",
                "method": "PUT",
                "headers": {"x": "x"},
                "body": {"a": [1]},
            }
        },
        {
            "handshake": {
                "profile": 3,
                "password": "x",
                "subprotocols": ["x"],
                "ciphers": "x",
                "max_tls": "1.2",
                "closed_within": "5 s",
                "expect": "handshake.accepted",
                "save": {"h": "handshake.status"},
                "name": "x",
                "clause": "x",
                "required": True,
            }
        },
        {"take": ["cards", "tariffs"]},
    ],
    "faults": [
        "no_pong",
        {"half_open": {"name": "hangs", "after": 1, "every": {"uniform": [0, "1 h"]}}},
        {"close_without_handshake": {"after": "5 s", "every": 5, "reset": True}},
        {"close_without_handshake": {"name": "x", "only_by_event": False}},
        {"flapping": {"stays": "5 s", "reset": False, "share": "80 %"}},
        {"slow_reading": {"bytes_per_second": 5, "every": 3, "for": "5 s"}},
        {"trickled_frames": {"bytes": 1, "pause": 1, "fragmented": True}},
        {"messages_twice": {"probability": 5}},
        {"out_of_order": {"probability": "80 %", "at_most": "5 s"}},
        {"clock_off": {"by": "-5 s"}},
        {"duplicate_identity": {"share": 3}},
        {"half_open": None},
    ],
}

SCALARS = [None, True, False, 0, 1, 3, 5, -1, 0.5, 2.0, -1.5, "", " ", "x", "5 s"]
SCALARS += ["2min", "5 sek", "7", "22 kW", "3.5 W", "0 W", "CP{n}", "{n:04d}", "{m}", "{{", "}"]
SCALARS += ["Faulted", "Charging", "NoError", "WeakSignal", "Local", "1.6", "größe", "a\nb"]
SCALARS += ["connect", "boot", "wait", "charge", "a\x7fb", "2026-11-23", "true", "~", "5 s\n"]
SCALARS += ["80 %", "101 %", "20 kWh", "AC", "DC", "Voltage", "SoC", "230 V", "full %"]
SCALARS += ["${n}", "${ n } s", "$${n}", "${", "all", "EV", "session", "n == 1", "n =", "x == 1"]
KEYS = [*STEPS, "then", "else", "steps", "weight", "that", "name", "with", "until", "every", "a b"]
KEYS += ["for", "times", "connector", "status", "uniform", "normal", "x", "", "a\nb", "é"]
values = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=2)
    ),
    max_leaves=4,
)


# What an expression or another file has to be, no JSON Schema can say; these mistakes alone are so.
BEYOND = re.compile(
    r"no expression|not one expression|there is no (variable|function|expression|file|feeder)"
    r"|no } to it|is not like the first entry|has no parameter|the parameter \w+ is missing|a second fault called"
)


def places(node):
    """Return every mapping and every list of a document with each of its keys."""
    if isinstance(node, dict | list):
        keys = list(node) if isinstance(node, dict) else range(len(node))
        yield from ((node, key) for key in keys)
        for key in keys:
            yield from places(node[key])


@given(st.data())
@settings(max_examples=60)
def test_a_scenario_with_one_change_is_accepted_by_both_or_by_neither(data):
    document = deepcopy(EVERYTHING)
    node, key = data.draw(st.sampled_from(list(places(document))))
    match data.draw(st.sampled_from(["replace", "remove", "add"])):
        case "replace":
            node[key] = data.draw(values)
        case "remove":
            del node[key]
        case "add" if isinstance(node, dict):
            node.setdefault(data.draw(st.sampled_from(KEYS)), data.draw(values))
        case "add":
            node.append(data.draw(values))
    text = json.dumps(document, ensure_ascii=False)
    # JSON leaves a delete character as it is; YAML wants it escaped.
    text = text.replace("\x7f", "\\x7f")
    mistakes = mistakes_of(text)
    assume(not mistakes or not all(BEYOND.search(mistake.problem) for mistake in mistakes))
    assert (not mistakes) == schema_accepts(document)


def test_the_scenario_with_everything_has_every_step_and_every_key():
    assert loader_accepts(json.dumps(EVERYTHING))
    used = {next(iter(step)) if isinstance(step, dict) else step for step in EVERYTHING["steps"]}
    assert used == set(STEPS)
    # A template needs a file, which a text has none of.
    assert set(EVERYTHING["station"]) | {"template"} == set(
        SCHEMA["properties"]["station"]["properties"]
    )


def test_the_schema_is_of_draft_7():
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_every_key_has_a_description():
    found = dict(described(SCHEMA))
    assert len(found) > 50
    assert [path for path, has_description in found.items() if not has_description] == []


def test_every_bare_name_has_a_description():
    names = [form for form in SCHEMA["definitions"]["step"]["anyOf"] if "const" in form]
    assert all(form["description"] for form in names)
    bare = {name for name in STEPS if loader_accepts(f"{HEAD}steps: [{name}]")}
    assert {form["const"] for form in names} == bare


def test_the_schema_knows_the_steps_that_the_loader_knows():
    assert set(STEP_OPTIONS) == set(STEPS)


# What stands for the options of some is not kept under its name.
BY_VALUE = {"wait", "parallel", "each_connector", "set", "choose", "use", "expect", "take"}


@pytest.mark.parametrize("name", sorted(set(STEPS) - BY_VALUE))
def test_the_schema_knows_the_options_that_a_step_keeps(name):
    options = STEP_OPTIONS[name]
    if "$ref" in options:
        options = SCHEMA["definitions"][options["$ref"].rsplit("/", 1)[1]]
    kept = {field.name.removesuffix("_") for field in fields(STEPS[name])}
    assert set(options.get("properties", {})) == kept


def test_the_schema_knows_the_keys_that_the_model_keeps():
    found_out = {"keeps_journal", "needs_operator"}
    assert set(SCHEMA["properties"]) == {field.name for field in fields(Scenario)} - found_out
    station = {field.name for field in fields(Station)} - {"surroundings", "electrical"}
    station |= {*surroundings.KEYS, *electrical.KEYS, *credentials.KEYS}
    spelled = {
        "power_w": "power",
        "message_log_bytes": "message_log",
        "max_message_bytes": "max_message_size",
    }
    assert set(SCHEMA["properties"]["station"]["properties"]) == {
        spelled.get(name, name) for name in station
    }


@pytest.mark.parametrize(
    ("step", "option", "values"),
    [
        ("status", "status", ChargePointStatus),
        ("status", "error_code", ChargePointErrorCode),
        ("fault", "error_code", FaultCode),
        ("fault", "reason", FaultReason),
        ("recover", "error_code", FaultCode),
        ("suspend", "by", Suspender),
        ("stop_transaction", "reason", Reason),
    ],
)
def test_the_schema_lists_the_values_of_ocpp(step, option, values):
    listed, late = STEP_OPTIONS[step]["properties"][option]["anyOf"]
    assert listed == {"enum": list(values)}
    assert late == {"$ref": "#/definitions/late"}


def test_the_schema_lists_the_names_that_no_variable_may_have():
    assert SCHEMA["definitions"]["variable"]["not"]["enum"] == sorted(RESERVED)


def test_the_defaults_that_an_editor_shows_are_those_of_the_loader():
    station = parse_scenario(f"{STATION}{{vendor: v, model: m}}".encode(), "x.yaml").station
    loaded = {
        "identity": station.identity.text,
        "id_tag": station.id_tag.text,
        "connectors": station.connectors,
        "phases": station.phases,
        "supply": station.electrical.supply,
        "frequency": station.electrical.frequency_hz,
        "power_factor": station.electrical.power_factor,
        "main_meter": station.electrical.main_meter,
        "heartbeat_only_when_idle": station.heartbeat_only_when_idle,
        "security_events": station.security_events,
        "message_log": station.message_log_bytes,
        "stored_messages": station.stored_messages,
        "stored_messages_first": station.stored_messages_first,
        "lock": station.surroundings.lock,
    }
    shown = SCHEMA["properties"]["station"]["properties"]
    assert {key: shown[key]["default"] for key in shown if "default" in shown[key]} == loaded


def test_the_defaults_of_what_surrounds_a_station_are_those_of_the_loader():
    shown = SCHEMA["properties"]["station"]["properties"]

    def defaults(key):
        entries = shown[key]["properties"].items()
        return {name: entry["default"] for name, entry in entries}

    usual = parse_scenario(f"{STATION}{{vendor: v, model: m}}".encode(), "x.yaml").station
    spelled_out = json.dumps(
        {"vendor": "v", "model": "m"}
        | {key: defaults(key) for key in ("reset", "remote_driver", "firmware")}
    )
    station = parse_scenario(f"{STATION}{spelled_out}".encode(), "x.yaml").station
    assert station.surroundings.reset_takes.draw(Random(1)) == 5.0
    assert usual.surroundings.reset_takes.draw(Random(2)) == 5.0
    for name in ("lock", "reset_failures", "firmware"):
        assert getattr(station.surroundings, name) == getattr(usual.surroundings, name)
    for name in ("plugs_in_after", "charges_for", "unplugs_after"):
        drawn, expected = (
            getattr(surrounded.surroundings.remote_driver, name) for surrounded in (station, usual)
        )
        assert (drawn.low_s, drawn.high_s) == (expected.low_s, expected.high_s)


def test_the_defaults_of_back_off_and_quirks_are_those_of_the_loader():
    shown = SCHEMA["properties"]["station"]["properties"]
    spelled_out = {"vendor": "v", "model": "m"} | {
        key: {
            name: entry["default"]
            for name, entry in shown[key]["properties"].items()
            if "default" in entry
        }
        for key in ("reconnect", "quirks")
    }
    assert len(spelled_out["reconnect"]) == 4
    station = parse_scenario(f"{STATION}{json.dumps(spelled_out)}".encode(), "x.yaml").station
    usual = parse_scenario(f"{STATION}{{vendor: v, model: m}}".encode(), "x.yaml").station
    assert (station.reconnect, station.quirks) == (usual.reconnect, usual.quirks)


def test_the_configuration_keys_that_can_be_unknown_are_the_standard_ones():
    quirks = SCHEMA["properties"]["station"]["properties"]["quirks"]["properties"]
    assert quirks["unknown_keys"]["items"]["enum"] == list(STANDARD_KEYS)


def test_the_commands_that_can_be_switched_off_are_those_of_a_central_system():
    commands = SCHEMA["properties"]["station"]["properties"]["switched_off"]["items"]["enum"]
    assert commands == [a for a in Action if a.sender is not Sender.CHARGE_POINT]


LITERAL = ["$${", "A$${", "$${n}", "$${x}", "$${x}-{n}", "$${a}}", "$${{n}}", "$${ {n}", "$$${n}"]
LITERAL += ["$${ {n} }", "$${}", "$${}}}", "}$${", "{m}$${", "$${a{", "$${{n}", "$$", "$${a}$${b"]


@pytest.mark.parametrize("key", ["identity", "vendor", "serial_number", "id_tag", "password"])
@pytest.mark.parametrize("text", LITERAL)
def test_two_dollars_before_a_brace_are_accepted_by_both_or_by_neither(key, text):
    document = {"name": "x", "ocpp": "1.6", "station": {"vendor": "v", "model": "m"}}
    document["station"][key] = text
    document["steps"] = ["boot"]
    assert loader_accepts(json.dumps(document)) == schema_accepts(document)
