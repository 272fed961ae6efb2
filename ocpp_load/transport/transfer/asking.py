"""What an operator asks of a web server, beside OCPP: any request, and whatever is answered.

Where it goes is the scenario author's business, and no policy's. What fails never shows a part
of the request: there may be secrets in it.
"""

import gevent
import h11

from ocpp_load.charge_point.activity import HttpRequest, HttpResponse
from ocpp_load.transport.transfer.connecting import TlsClient
from ocpp_load.transport.transfer.http_exchange import exchange_with, request_head
from ocpp_load.transport.transfer.location import Location
from ocpp_load.transport.transfer.outcome import TIMED_OUT, TransferError
from ocpp_load.transport.transfer.tally import Tally

UNSENDABLE = "request cannot be sent"
RESPONSE_TOO_BIG = "response too big"

_MOST_BYTES = 1 << 20


def ask(request: HttpRequest, location: Location, tls: TlsClient | None) -> HttpResponse:
    """Return what is answered, whatever its status; raise `TransferError` where nothing is.

    A response of more than 1 MiB is given up.
    """
    content = request.body or b""
    headers = list(request.headers)
    if request.body is not None:
        headers.append(("Content-Length", str(len(content))))
    try:
        head = request_head(request.method, location, headers)
        with (
            gevent.Timeout(request.timeout_s, TransferError(TIMED_OUT)),
            exchange_with(location, tls, request.timeout_s) as exchange,
        ):
            exchange.send(head)
            exchange.send_content(content, Tally(_MOST_BYTES))
            status = exchange.read_status()
            answered = bytearray()
            for block in exchange.content():
                answered += block
                if len(answered) > _MOST_BYTES:
                    raise TransferError(RESPONSE_TOO_BIG)
    except (h11.LocalProtocolError, UnicodeEncodeError):
        raise TransferError(UNSENDABLE) from None
    return HttpResponse(status, bytes(answered))
