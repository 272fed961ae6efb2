"""DataTransfer from the central system (OCPP 1.6 sections 4.3 and 5.6).

Who answers is decided by vendor and message: a function of a user's module that is marked with
`@answers_data_transfer` first, then what the scenario says, then nobody.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import TypeVar

from ocpp_load.errors import DuplicateHandlerError
from ocpp_load.handlers.command import Command
from ocpp_load.handlers.registry import Handler, handles, name_of
from ocpp_load.handlers.reply import Refusal, Reply
from ocpp_load.messages.v16.actions import Action, FeatureProfile
from ocpp_load.messages.v16.enums import DataTransferStatus
from ocpp_load.model import DataTransferAnswer, Station

_HandlerT = TypeVar("_HandlerT", bound=Handler)

_MARK = "_ocpp_load_answers_data_transfer"


@dataclass(frozen=True, slots=True)
class _Topic:
    vendor_id: str
    message_id: str | None


def answers_data_transfer(
    vendor_id: str, message_id: str | None = None
) -> Callable[[_HandlerT], _HandlerT]:
    """Mark a handler of DataTransfer for a vendor's message, or for all of its others.

    Both ids are case insensitive. The handler returns `Reply({"status": …, "data": …})`.
    """

    def mark(handler: _HandlerT) -> _HandlerT:
        setattr(handler, _MARK, _topic(vendor_id, message_id))
        return handler

    return mark


def answers_of(module: ModuleType) -> list[Handler]:
    """Return the functions of a module that `@answers_data_transfer` has marked."""
    return [
        each for each in vars(module).values() if isinstance(getattr(each, _MARK, None), _Topic)
    ]


def data_transfer_handler(modules: Iterable[ModuleType] = ()) -> Handler:
    """Return the handler of DataTransfer with the marked functions of these modules.

    Raises `DuplicateHandlerError` where two of them answer the same message.
    """
    marked = _marked(modules)
    vendors = {topic.vendor_id for topic in marked}

    @handles(
        Action.DATA_TRANSFER,
        profile=FeatureProfile.CORE,
        switched_off={"status": DataTransferStatus.UNKNOWN_VENDOR_ID},
    )
    def on_data_transfer(station: Station, command: Command) -> Reply | Refusal:
        topic = _topic(command.payload["vendorId"], command.payload.get("messageId"))
        of_all_messages = _Topic(topic.vendor_id, None)
        handler = marked.get(topic) or marked.get(of_all_messages)
        if handler is not None:
            return handler(station, command)
        scripted = {
            _topic(answer.vendor_id, answer.message_id): answer
            for answer in station.type.surroundings.data_transfers
        }
        answer = scripted.get(topic) or scripted.get(of_all_messages)
        if answer is not None:
            return Reply(_payload(answer))
        if topic.vendor_id in vendors | {known.vendor_id for known in scripted}:
            return Reply({"status": DataTransferStatus.UNKNOWN_MESSAGE_ID})
        return Reply({"status": DataTransferStatus.UNKNOWN_VENDOR_ID})

    return on_data_transfer


def _marked(modules: Iterable[ModuleType]) -> dict[_Topic, Handler]:
    marked: dict[_Topic, Handler] = {}
    for module in modules:
        for handler in answers_of(module):
            topic: _Topic = getattr(handler, _MARK)
            if topic in marked:
                action = f"DataTransfer of {topic.vendor_id}/{topic.message_id or '*'}"
                raise DuplicateHandlerError(action, name_of(marked[topic]), name_of(handler))
            marked[topic] = handler
    return marked


def _topic(vendor_id: str, message_id: str | None) -> _Topic:
    return _Topic(vendor_id.casefold(), None if message_id is None else message_id.casefold())


def _payload(answer: DataTransferAnswer) -> dict[str, str]:
    payload = {"status": answer.status}
    if answer.data is not None:
        payload["data"] = answer.data
    return payload
