"""One recipe per command: a payload that makes sense for the station it goes to."""

from collections.abc import Mapping
from typing import Final

from ocpp_load.central_system.mix.recipes import (
    core,
    firmware,
    local_list,
    remote_trigger,
    reservation,
    security,
    smart_charging,
)
from ocpp_load.central_system.mix.situation import Recipe
from ocpp_load.messages.v16.actions import Action

RECIPES: Final[Mapping[str, Recipe]] = {
    Action.CANCEL_RESERVATION: reservation.cancel_reservation,
    Action.CHANGE_AVAILABILITY: core.change_availability,
    Action.CHANGE_CONFIGURATION: core.change_configuration,
    Action.CLEAR_CACHE: core.clear_cache,
    Action.CLEAR_CHARGING_PROFILE: smart_charging.clear_charging_profile,
    Action.DATA_TRANSFER: core.data_transfer,
    Action.DELETE_CERTIFICATE: security.delete_certificate,
    Action.EXTENDED_TRIGGER_MESSAGE: remote_trigger.extended_trigger_message,
    Action.GET_COMPOSITE_SCHEDULE: smart_charging.get_composite_schedule,
    Action.GET_CONFIGURATION: core.get_configuration,
    Action.GET_DIAGNOSTICS: firmware.get_diagnostics,
    Action.GET_INSTALLED_CERTIFICATE_IDS: security.get_installed_certificate_ids,
    Action.GET_LOCAL_LIST_VERSION: local_list.get_local_list_version,
    Action.GET_LOG: security.get_log,
    Action.INSTALL_CERTIFICATE: security.install_certificate,
    Action.REMOTE_START_TRANSACTION: core.remote_start_transaction,
    Action.REMOTE_STOP_TRANSACTION: core.remote_stop_transaction,
    Action.RESERVE_NOW: reservation.reserve_now,
    Action.RESET: core.reset,
    Action.SEND_LOCAL_LIST: local_list.send_local_list,
    Action.SET_CHARGING_PROFILE: smart_charging.set_charging_profile,
    Action.SIGNED_UPDATE_FIRMWARE: security.signed_update_firmware,
    Action.TRIGGER_MESSAGE: remote_trigger.trigger_message,
    Action.UNLOCK_CONNECTOR: core.unlock_connector,
    Action.UPDATE_FIRMWARE: firmware.update_firmware,
}
"""Every command of a central system but CertificateSigned, which only answers a station."""
