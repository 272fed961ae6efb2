"""What a charge point does over time: one module per activity, all of them generators."""

from ocpp_load.charge_point.activities.authorization import authorize
from ocpp_load.charge_point.activities.booting import boot
from ocpp_load.charge_point.activities.cable import plug_in, unplug
from ocpp_load.charge_point.activities.card import present_card, stop_with_card
from ocpp_load.charge_point.activities.charging import ChargeTarget, charge
from ocpp_load.charge_point.activities.connection import connect, disconnect
from ocpp_load.charge_point.activities.farewell import say_good_bye
from ocpp_load.charge_point.activities.faults import recover, suffer
from ocpp_load.charge_point.activities.heartbeats import send_heartbeat, start_heartbeats
from ocpp_load.charge_point.activities.metering import send_meter_values
from ocpp_load.charge_point.activities.misbehaving import begin_fault, end_fault, have_faults
from ocpp_load.charge_point.activities.resetting import lose_power, reboot
from ocpp_load.charge_point.activities.status import change_status, notify_status
from ocpp_load.charge_point.activities.suspending import suspend
from ocpp_load.charge_point.activities.transactions import start_transaction, stop_transaction

__all__ = [
    "ChargeTarget",
    "authorize",
    "begin_fault",
    "boot",
    "change_status",
    "charge",
    "connect",
    "disconnect",
    "end_fault",
    "have_faults",
    "lose_power",
    "notify_status",
    "plug_in",
    "present_card",
    "reboot",
    "recover",
    "say_good_bye",
    "send_heartbeat",
    "send_meter_values",
    "start_heartbeats",
    "start_transaction",
    "stop_transaction",
    "stop_with_card",
    "suffer",
    "suspend",
    "unplug",
]
