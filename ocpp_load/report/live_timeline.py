"""The timeline while a run goes on: what has changed since a page saw it last."""

from collections.abc import Callable
from typing import Any

from ocpp_load.metrics import Timeline
from ocpp_load.report.timeline import Row, columns_of, row_of

MAX_ROWS = 20
"""Slices of one reading. A page that has seen none of a long run reads several times."""


class LiveTimeline:
    """Reads a timeline again and again; a slice that has not changed since is not read again.

    `pause` is called between its lines: whoever can let others work meanwhile does so there.
    """

    def __init__(self, pause: Callable[[], None]) -> None:
        self._pause = pause
        self._timeline: Timeline | None = None
        self._rows: dict[int, tuple[int, Row]] = {}

    def read(self, timeline: Timeline, since: int) -> dict[str, Any]:
        """Return slices that were changed after the revision `since`, as the summary has them.

        `revision` is what to ask with the next time, at once where `is_complete` is false; 0 asks
        from the beginning. Where `slice_s` is another than before, what came before is void.
        """
        slice_s, revision = timeline.slice_s, timeline.revision
        changed = timeline.changed_since(since if since <= revision else 0)
        if not (is_complete := len(changed) <= MAX_ROWS):
            del changed[MAX_ROWS:]
            revision = changed[-1][1].revision
        if timeline is not self._timeline:
            self._timeline, self._rows = timeline, {}
        rows = []
        for at_s, one in changed:
            known = self._rows.get(at_s)
            if known is None or known[0] != one.revision:
                # As it was before: what happens in a pause is told the next time.
                known = one.revision, row_of(at_s, one.opened(), self._pause)
                self._rows[at_s] = known
            rows.append(known[1])
        rows.sort(key=lambda row: row.at_s)
        return {"revision": revision, "is_complete": is_complete, **columns_of(slice_s, rows)}
