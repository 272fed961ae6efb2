"""DataTransfer from the central system, answered as a scenario says (OCPP 1.6 section 4.3)."""

import pytest
from support.commands import booted

from ocpp_load.model import DataTransferAnswer, Surroundings

ANSWERS = (
    DataTransferAnswer("com.example", "Price", data="42"),
    DataTransferAnswer("com.example", "Refund", status="Rejected"),
    DataTransferAnswer("com.other", data="anything"),
)


@pytest.mark.parametrize(
    ("payload", "answer"),
    [
        (
            {"vendorId": "com.example", "messageId": "Price"},
            {"status": "Accepted", "data": "42"},
        ),
        (
            {"vendorId": "COM.EXAMPLE", "messageId": "price"},
            {"status": "Accepted", "data": "42"},
        ),
        ({"vendorId": "com.example", "messageId": "Refund"}, {"status": "Rejected"}),
        ({"vendorId": "com.example", "messageId": "Tariff"}, {"status": "UnknownMessageId"}),
        ({"vendorId": "com.example"}, {"status": "UnknownMessageId"}),
        ({"vendorId": "com.other"}, {"status": "Accepted", "data": "anything"}),
        (
            {"vendorId": "com.other", "messageId": "X"},
            {"status": "Accepted", "data": "anything"},
        ),
        ({"vendorId": "com.nobody"}, {"status": "UnknownVendorId"}),
    ],
)
def test_the_answer_is_chosen_by_vendor_and_message(payload, answer):
    simulation = booted(type_fields={"surroundings": Surroundings(data_transfers=ANSWERS)})
    assert simulation.command("DataTransfer", payload) == answer


def test_without_a_word_of_the_scenario_no_vendor_is_known():
    answer = booted().command("DataTransfer", {"vendorId": "com.example"})
    assert answer == {"status": "UnknownVendorId"}
