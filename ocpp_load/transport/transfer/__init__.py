"""File transfers on gevent: FTP, FTPS, HTTP and HTTPS, to and from where a peer says."""

from ocpp_load.transport.transfer.outcome import TransferError
from ocpp_load.transport.transfer.policy import TransferPolicy
from ocpp_load.transport.transfer.transfers import Transfers

__all__ = ["TransferError", "TransferPolicy", "Transfers"]
