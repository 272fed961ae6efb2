"""The environment variables that are ours: which there are, and which somebody has mistyped."""

from collections.abc import Collection, Iterable, Iterator

from ocpp_load.one_line import in_one_line
from ocpp_load.settings.options import OPTIONS
from ocpp_load.settings.refusal import meant
from ocpp_load.settings.secrecy import COMMAND_VARIABLE

PREFIX = "OCPP_LOAD_"

FTP_VARIABLE = f"{PREFIX}FTP_URL"
"""Where scenarios find the FTP server of the embedded central system: `${env.OCPP_LOAD_FTP_URL}`."""

ROOT_VARIABLE = f"{PREFIX}ROOT_CERTIFICATE"
"""Where they find the root certificate, in PEM, that it has stations install."""

_IMAGE_VARIABLE = f"{PREFIX}VERSION"
"""Which image `deploy/compose.yaml` starts."""

_SERVICE_HOST = "_SERVICE_HOST"
"""Where Kubernetes tells of a service; one of ours is called ocpp-load-master."""


def unread_variables(names: Iterable[str], besides: Collection[str] = ()) -> Iterator[str]:
    """Yield a line for each variable that has our prefix, and that nothing of ours reads.

    `besides` are those that others read who are no option.
    """
    offered = [*(option.environment for option in OPTIONS), *besides]
    read = {*offered, COMMAND_VARIABLE, FTP_VARIABLE, ROOT_VARIABLE, _IMAGE_VARIABLE}
    names = sorted(names)
    services = [n.removesuffix(_SERVICE_HOST) for n in names if n.endswith(_SERVICE_HOST)]
    of_services = tuple(f"{each}_{what}" for each in services for what in ("SERVICE_", "PORT"))
    by_name = {variable.removeprefix(PREFIX): variable for variable in offered}
    for name in names:
        if not name.startswith(PREFIX) or name in read or name.startswith(of_services):
            continue
        near = [by_name[each] for each in meant(name.removeprefix(PREFIX), by_name)]
        question = f"; did you mean {' or '.join(near)}?" if near else ""
        yield in_one_line(f"{name}: is set, and is the variable of no option{question}")
