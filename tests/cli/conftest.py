"""Streams that commands write to."""

import errno
import io

import pytest


class Unread(io.StringIO):
    """A pipe whose reader has left: what is written fails with `error`.

    `spare` is the file that its descriptor belongs to, at `path`.
    """

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.spare = path.open("w", encoding="utf-8")
        self.error = BrokenPipeError(errno.EPIPE, "Broken pipe")

    def flush(self):
        raise self.error

    def fileno(self):
        return self.spare.fileno()


@pytest.fixture
def unread(tmp_path):
    stream = Unread(tmp_path / "unread")
    yield stream
    stream.spare.close()
