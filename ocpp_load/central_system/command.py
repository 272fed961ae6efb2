"""What `ocpp-load csms` runs: the central system as a process, from options to exit code.

Signals, the ready line and the life of the process are here; nothing of OCPP is.
"""

import argparse
import asyncio
import os
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import orjson
import uvloop

from ocpp_load.central_system.arguments import options_from
from ocpp_load.central_system.command_line import add_arguments
from ocpp_load.central_system.control import ControlInterface
from ocpp_load.central_system.ftp.server import FtpServer
from ocpp_load.central_system.http_server import HttpServer
from ocpp_load.central_system.listening import listening_port, option_at_fault
from ocpp_load.central_system.mix.situation import FileServer
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.parent import when_gone
from ocpp_load.central_system.server import CentralSystem
from ocpp_load.central_system.tls import with_test_authority
from ocpp_load.errors import OptionError, UserInputError

__all__ = ["add_arguments", "run"]

_LOOPBACK = "127.0.0.1"


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM, SIGINT or POST /stop; return the exit code."""
    try:
        options = with_test_authority(options_from(arguments))
        parent = _parent(arguments.exit_with_parent)
        ready_file = Path(arguments.ready_file) if arguments.ready_file else None
        _allow_many_connections()
        uvloop.run(_serve(options, ready_file, parent))
    except UserInputError as error:
        print(f"ocpp-load csms: {error}", file=sys.stderr)
        return 2
    return 0


async def _serve(
    options: CentralSystemOptions, ready_file: Path | None, parent: int | None
) -> None:
    async with AsyncExitStack() as stack:
        central_system = await stack.enter_async_context(CentralSystem(options))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, central_system.request_stop)
        ftp = None
        if options.ftp is not None:
            ftp = stack.enter_context(
                FtpServer(options.host, options.ftp, options.tls_cert, options.tls_key)
            )
            await central_system.mix.use_files(FileServer(ftp.url, ftp.firmware()))
        control_url = None
        if options.control_port is not None:
            server = HttpServer(ControlInterface(central_system, ftp).handle)
            with option_at_fault(_LOOPBACK, options.control_port, "--control-port"):
                port = listening_port(await server.listen(_LOOPBACK, options.control_port))
            stack.push_async_callback(server.close)
            control_url = f"http://{_LOOPBACK}:{port}"
        if parent is not None:
            watch = asyncio.create_task(when_gone(parent, central_system.request_stop))
            stack.callback(watch.cancel)
        addresses = {"url": central_system.url, "control": control_url}
        _tell_ready({**addresses, "ftp": ftp.url if ftp else None}, ready_file)
        await central_system.stop_requested()


def _tell_ready(addresses: Mapping[str, str | None], ready_file: Path | None) -> None:
    line = orjson.dumps({**addresses, "pid": os.getpid()}).decode()
    if ready_file is not None:
        # Whoever waits for the file never sees half of it.
        draft = ready_file.with_name(f".{ready_file.name}.{os.getpid()}")
        try:
            draft.write_text(line)
            draft.replace(ready_file)
        except OSError as error:
            raise OptionError("--ready-file", f"cannot be written: {error}") from error
    print(line, flush=True)


def _parent(text: str | None) -> int | None:
    if text is None:
        return None
    if not text:
        return os.getppid()
    if not text.isdecimal():
        raise OptionError("--exit-with-parent", f"{text!r} is no process id")
    return int(text)


def _allow_many_connections() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    # Some systems allow fewer than the hard limit says; then what there is has to do.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
