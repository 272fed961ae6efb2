"""One valid payload for each of the 78 messages of OCPP 1.6 with its security extension.

Small and as a charge point or a central system would send them. Tests must not change
them in place: `deepcopy` first.
"""

from typing import Any

Payloads = dict[str, dict[str, Any]]

NOW = "2026-11-23T01:53:32.120Z"
LATER = "2026-11-24T00:00:00Z"

_CHARGING_SCHEDULE = {
    "duration": 86400,
    "startSchedule": NOW,
    "chargingRateUnit": "A",
    "chargingSchedulePeriod": [
        {"startPeriod": 0, "limit": 32.0, "numberPhases": 3},
        {"startPeriod": 28800, "limit": 16},
    ],
    "minChargingRate": 6.0,
}

_CHARGING_PROFILE = {
    "chargingProfileId": 4,
    "stackLevel": 0,
    "chargingProfilePurpose": "TxProfile",
    "chargingProfileKind": "Recurring",
    "recurrencyKind": "Daily",
    "validFrom": NOW,
    "validTo": LATER,
    "chargingSchedule": _CHARGING_SCHEDULE,
}

_METER_VALUE = {
    "timestamp": NOW,
    "sampledValue": [
        {
            "value": "18250",
            "context": "Sample.Periodic",
            "format": "Raw",
            "measurand": "Energy.Active.Import.Register",
            "location": "Outlet",
            "unit": "Wh",
        },
        {"value": "15.9", "measurand": "Current.Import", "phase": "L1", "unit": "A"},
    ],
}

_ID_TAG_INFO = {"status": "Accepted", "expiryDate": LATER, "parentIdTag": "FLEET-7"}

_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----\n"

_CERTIFICATE_HASH_DATA = {
    "hashAlgorithm": "SHA256",
    "issuerNameHash": "0f5ab1c2",
    "issuerKeyHash": "9d3e77aa",
    "serialNumber": "4a01",
}

REQUESTS: Payloads = {
    "Authorize": {"idTag": "TAG000001"},
    "BootNotification": {
        "chargePointVendor": "ocpp_load",
        "chargePointModel": "AC-22",
        "chargePointSerialNumber": "CP000001",
        "chargeBoxSerialNumber": "BOX000001",
        "firmwareVersion": "1.4.2",
        "iccid": "89310410106543789301",
        "imsi": "204046200001",
        "meterType": "MID-3P",
        "meterSerialNumber": "M000001",
    },
    "CancelReservation": {"reservationId": 17},
    "CertificateSigned": {"certificateChain": _CERTIFICATE},
    "ChangeAvailability": {"connectorId": 0, "type": "Inoperative"},
    "ChangeConfiguration": {"key": "HeartbeatInterval", "value": "300"},
    "ClearCache": {},
    "ClearChargingProfile": {
        "id": 4,
        "connectorId": 1,
        "chargingProfilePurpose": "TxDefaultProfile",
        "stackLevel": 0,
    },
    "DataTransfer": {"vendorId": "org.example", "messageId": "Tariff", "data": '{"kWh": 0.42}'},
    "DeleteCertificate": {"certificateHashData": _CERTIFICATE_HASH_DATA},
    "DiagnosticsStatusNotification": {"status": "Uploaded"},
    "ExtendedTriggerMessage": {"requestedMessage": "MeterValues", "connectorId": 1},
    "FirmwareStatusNotification": {"status": "Downloaded"},
    "GetCompositeSchedule": {"connectorId": 1, "duration": 3600, "chargingRateUnit": "W"},
    "GetConfiguration": {"key": ["HeartbeatInterval", "MeterValueSampleInterval"]},
    "GetDiagnostics": {
        "location": "ftp://user:secret@192.0.2.7/diagnostics",
        "retries": 3,
        "retryInterval": 60,
        "startTime": NOW,
        "stopTime": LATER,
    },
    "GetInstalledCertificateIds": {"certificateType": "CentralSystemRootCertificate"},
    "GetLocalListVersion": {},
    "GetLog": {
        "log": {
            "remoteLocation": "ftp://192.0.2.7/logs",
            "oldestTimestamp": NOW,
            "latestTimestamp": LATER,
        },
        "logType": "SecurityLog",
        "requestId": 9,
        "retries": 2,
        "retryInterval": 30,
    },
    "Heartbeat": {},
    "InstallCertificate": {
        "certificateType": "ManufacturerRootCertificate",
        "certificate": _CERTIFICATE,
    },
    "LogStatusNotification": {"status": "Uploading", "requestId": 9},
    "MeterValues": {"connectorId": 1, "transactionId": 42, "meterValue": [_METER_VALUE]},
    "RemoteStartTransaction": {
        "connectorId": 2,
        "idTag": "TAG000002",
        "chargingProfile": _CHARGING_PROFILE,
    },
    "RemoteStopTransaction": {"transactionId": 42},
    "ReserveNow": {
        "connectorId": 1,
        "expiryDate": LATER,
        "idTag": "TAG000001",
        "parentIdTag": "FLEET-7",
        "reservationId": 17,
    },
    "Reset": {"type": "Soft"},
    "SecurityEventNotification": {
        "type": "StartupOfTheDevice",
        "timestamp": NOW,
        "techInfo": "power on",
    },
    "SendLocalList": {
        "listVersion": 5,
        "localAuthorizationList": [
            {"idTag": "TAG000001", "idTagInfo": _ID_TAG_INFO},
            {"idTag": "TAG000002"},
        ],
        "updateType": "Differential",
    },
    "SetChargingProfile": {
        "connectorId": 1,
        "csChargingProfiles": _CHARGING_PROFILE | {"transactionId": 42},
    },
    "SignCertificate": {"csr": "-----BEGIN CERTIFICATE REQUEST-----\nMIH1MIGc\n"},
    "SignedFirmwareStatusNotification": {"status": "SignatureVerified", "requestId": 11},
    "SignedUpdateFirmware": {
        "retries": 3,
        "retryInterval": 60,
        "requestId": 11,
        "firmware": {
            "location": "https://firmware.example/ac22-1.5.0.bin",
            "retrieveDateTime": NOW,
            "installDateTime": LATER,
            "signingCertificate": _CERTIFICATE,
            "signature": "MEUCIQDk",
        },
    },
    "StartTransaction": {
        "connectorId": 1,
        "idTag": "TAG000001",
        "meterStart": 18250,
        "reservationId": 17,
        "timestamp": NOW,
    },
    "StatusNotification": {
        "connectorId": 1,
        "errorCode": "NoError",
        "info": "cable plugged in",
        "status": "Preparing",
        "timestamp": NOW,
        "vendorId": "org.example",
        "vendorErrorCode": "0",
    },
    "StopTransaction": {
        "idTag": "TAG000001",
        "meterStop": 26900,
        "timestamp": LATER,
        "transactionId": 42,
        "reason": "Local",
        "transactionData": [_METER_VALUE],
    },
    "TriggerMessage": {"requestedMessage": "StatusNotification", "connectorId": 1},
    "UnlockConnector": {"connectorId": 1},
    "UpdateFirmware": {
        "location": "http://firmware.example/ac22-1.5.0.bin",
        "retries": 3,
        "retrieveDate": NOW,
        "retryInterval": 60,
    },
}

RESPONSES: Payloads = {
    "Authorize": {"idTagInfo": _ID_TAG_INFO},
    "BootNotification": {"status": "Accepted", "currentTime": NOW, "interval": 300},
    "CancelReservation": {"status": "Accepted"},
    "CertificateSigned": {"status": "Accepted"},
    "ChangeAvailability": {"status": "Scheduled"},
    "ChangeConfiguration": {"status": "RebootRequired"},
    "ClearCache": {"status": "Accepted"},
    "ClearChargingProfile": {"status": "Unknown"},
    "DataTransfer": {"status": "Accepted", "data": "0.42"},
    "DeleteCertificate": {"status": "NotFound"},
    "DiagnosticsStatusNotification": {},
    "ExtendedTriggerMessage": {"status": "NotImplemented"},
    "FirmwareStatusNotification": {},
    "GetCompositeSchedule": {
        "status": "Accepted",
        "connectorId": 1,
        "scheduleStart": NOW,
        "chargingSchedule": _CHARGING_SCHEDULE,
    },
    "GetConfiguration": {
        "configurationKey": [
            {"key": "HeartbeatInterval", "readonly": False, "value": "300"},
            {"key": "NumberOfConnectors", "readonly": True, "value": "2"},
        ],
        "unknownKey": ["LightIntensity"],
    },
    "GetDiagnostics": {"fileName": "CP000001-diagnostics.zip"},
    "GetInstalledCertificateIds": {
        "status": "Accepted",
        "certificateHashData": [_CERTIFICATE_HASH_DATA],
    },
    "GetLocalListVersion": {"listVersion": 5},
    "GetLog": {"status": "Accepted", "filename": "CP000001-security.log"},
    "Heartbeat": {"currentTime": NOW},
    "InstallCertificate": {"status": "Accepted"},
    "LogStatusNotification": {},
    "MeterValues": {},
    "RemoteStartTransaction": {"status": "Accepted"},
    "RemoteStopTransaction": {"status": "Rejected"},
    "ReserveNow": {"status": "Occupied"},
    "Reset": {"status": "Accepted"},
    "SecurityEventNotification": {},
    "SendLocalList": {"status": "VersionMismatch"},
    "SetChargingProfile": {"status": "Accepted"},
    "SignCertificate": {"status": "Accepted"},
    "SignedFirmwareStatusNotification": {},
    "SignedUpdateFirmware": {"status": "InvalidCertificate"},
    "StartTransaction": {"idTagInfo": _ID_TAG_INFO, "transactionId": 42},
    "StatusNotification": {},
    "StopTransaction": {"idTagInfo": _ID_TAG_INFO},
    "TriggerMessage": {"status": "Accepted"},
    "UnlockConnector": {"status": "Unlocked"},
    "UpdateFirmware": {},
}
