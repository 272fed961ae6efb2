"""Figures of a run that never was, for thresholds to be judged by."""

from dataclasses import dataclass, field

from ocpp_load.metrics import Direction, Recorder


@dataclass
class FiguresOf:
    """What a recorder has counted, so many seconds after it began, and counts of the fleet."""

    recorder: Recorder
    duration_s: float = 100.0
    is_final: bool = True
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def marks(self):
        return self.recorder.marks

    def line(self, direction, name, scope):
        return self.recorder.line(
            Direction(direction), name, group=scope.group, before=scope.before, since=scope.since
        )

    def struck(self, group):
        return self.recorder.struck_of(group)

    def counted(self, what):
        return self.counts.get(what, (0, 0))
