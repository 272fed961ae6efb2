"""A way between two processes that can be held: connections stand, and nothing passes."""

import select
import socket
import threading


class StillProxy:
    """Passes TCP on to a port of this machine, in a thread of its own; a context manager."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._peers: dict[socket.socket, socket.socket] = {}
        self._is_held = threading.Event()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._pass_on, daemon=True)

    def hold(self) -> None:
        """Let nothing pass from now on."""
        self._is_held.set()

    def let_go(self) -> None:
        """Let pass what was held back, and what comes."""
        self._is_held.clear()

    @property
    def waiting(self) -> int:
        """Return how many bytes of the side that connected wait at this moment."""
        waiting = 0
        for own in list(self._peers)[::2]:
            try:
                waiting += len(own.recv(1 << 16, socket.MSG_PEEK | socket.MSG_DONTWAIT))
            except BlockingIOError:
                continue
        return waiting

    def __enter__(self) -> "StillProxy":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        for each in (self._listening, *self._peers):
            each.close()

    def _pass_on(self) -> None:
        while not self._is_over.is_set():
            held = self._is_held.is_set()
            sockets = [self._listening] if held else [self._listening, *self._peers]
            for ready in select.select(sockets, [], [], 0.02)[0]:
                if ready is self._listening:
                    self._connect()
                else:
                    self._forward(ready)

    def _connect(self) -> None:
        own, _ = self._listening.accept()
        try:
            other = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            own.close()  # nobody listens yet
            return
        self._peers |= {own: other, other: own}

    def _forward(self, ready: socket.socket) -> None:
        other = self._peers[ready]
        try:
            data = ready.recv(1 << 16)
            other.sendall(data)
        except OSError:
            data = b""
        if not data:
            for each in (ready, other):
                self._peers.pop(each, None)
                each.close()
