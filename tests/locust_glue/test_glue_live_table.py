"""A run on a terminal: the live table while it goes on, and nothing of it when it is over."""

import os
import pty
import subprocess
import sys
import threading

from support.locust_process import LOCUSTFILE, quick_session
from support.terminal_screen import screen

SHOW_CURSOR = "\x1b[?25h"


def all_of(descriptor):
    """Return what was written to a terminal until all who had it open have closed it."""
    written = b""
    while True:
        try:
            more = os.read(descriptor, 65536)
        except OSError:
            return written  # EIO: nobody has it open any more
        written += more


def test_a_run_on_a_terminal_is_a_table_that_leaves_nothing_but_the_report(
    tmp_path, central_system
):
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "90", "LINES": "30"}
    for name in ("CI", "NO_COLOR", "OCPP_LOAD_PROGRESS"):
        environment.pop(name, None)
    words = ("-H", central_system.url, "--scenario", quick_session(tmp_path))
    words += ("-u", "5", "-r", "5", "-t", "3s", "--loglevel", "WARNING")
    words += ("--reports", str(tmp_path), "--headless", "--compact")
    process = subprocess.Popen(
        [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), *words],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    patience = threading.Timer(60, process.kill)
    patience.start()
    try:
        written = all_of(ours)
        assert process.wait(timeout=10) == 0, written.decode()
    finally:
        patience.cancel()
        process.kill()
        os.close(ours)
    written = written.decode()
    frames = written.partition(SHOW_CURSOR)[0].split("quick session against ")[1:]
    assert len(frames) > 2
    assert any("5 started · 0 connecting · 5 connected · 5 accepted" in one for one in frames)
    assert any("→ BootNotification " in one for one in frames)
    assert "00:01 of 00:03" in written
    left = screen(written)
    assert left[0].startswith("PASSED")
    assert "→ BootNotification 5 0" in [" ".join(row.split()[:4]) for row in left]
    assert not [row for row in left if "connecting" in row]
