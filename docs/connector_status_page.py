"""Writes docs/connector_status.md from the table in `ocpp_load.model.connector_status`.

    .venv/bin/python docs/connector_status_page.py

The suite holds that the file is what this writes.
"""

from pathlib import Path

from ocpp_load.messages.v16.enums import ChargePointStatus
from ocpp_load.model.connector_status import COLUMNS, OF_THE_STATION, ROWS, TABLE

PAGE = Path(__file__).with_suffix("").with_name("connector_status.md")

_FAULTED = ChargePointStatus.FAULTED
_CELLS = {cell.name: cell for cell in TABLE}

_HEAD = f"""\
# The status of a connector

Every change of status that a simulated station makes is a cell of this table, OCPP 1.6 section 4.9
with errata 3.20: the row is the status before, the column the one after. A change that has no cell
is a fault of the program and is reported as one. Connector 0, the station itself, is never anything
but {", ".join(sorted(OF_THE_STATION))}.

This page is written from the table that stations follow (`ocpp_load/model/connector_status.py`) by
`docs/connector_status_page.py`.
"""

_TOLD = """\
## What the central system is told

- Every change, by StatusNotification (errata 3.19), with the time at which it happened. With
  MinimumStatusDuration, only what has lasted that many seconds; the last status is always told, and
  of two connectors the one that changed first.
- Nothing while the station is offline or not accepted. When it is back, each connector that is not
  as it was last told, in the order of the changes; after an accepted boot all of them (errata 3.22).
- With the status its `errorCode`, `info`, `vendorId` and `vendorErrorCode`. An error without
  Faulted is a warning: the connector goes on as it is.
- A connector that is mended goes back to what it would be by then without the fault: a cable that
  was pulled out, or a ChangeAvailability that came meanwhile, counts.
- A cable that is pulled out of the EV: Finishing, or SuspendedEV where
  StopTransactionOnEVSideDisconnect is false, both with the info `EV side disconnected`.
- Preparing does not last longer than ConnectionTimeOut: a card without a cable is forgotten (B1),
  at a cable without a card the connector is Finishing (B6).
"""


def page() -> str:
    """Return the page: a picture, the table, and what each cell means."""
    return "\n".join([_HEAD, _picture(), _matrix(), _meanings(), _TOLD])


def _picture() -> str:
    statuses = [status for status in ROWS.values() if status is not _FAULTED]
    faults = [cell.name for cell in TABLE if cell.new is _FAULTED]
    mended = [cell.name for cell in TABLE if cell.old is _FAULTED]
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> Available", '    state "any" as any {']
    lines += [
        f"        {cell.old} --> {cell.new}: {cell.name}"
        for cell in TABLE
        if _FAULTED not in (cell.old, cell.new)
    ]
    lines.append("    }")
    # One arrow each way stands for all of them only as long as no status is left out.
    if len(faults) == len(mended) == len(statuses):
        lines.append(f"    any --> Faulted: {faults[0]} to {faults[-1]}")
        lines.append(f"    Faulted --> any: {mended[0]} to {mended[-1]}")
    else:
        lines += [
            f"    {cell.old} --> {cell.new}: {cell.name}"
            for cell in TABLE
            if _FAULTED in (cell.old, cell.new)
        ]
    return "\n".join([*lines, "```", ""])


def _matrix() -> str:
    head = " | ".join(f"{number} {status}" for number, status in COLUMNS.items())
    lines = [f"| | {head} |", "|---|" + "---|" * len(COLUMNS)]
    for letter, status in ROWS.items():
        names = (f"{letter}{number}" for number in COLUMNS)
        cells = " | ".join(name if name in _CELLS else "" for name in names)
        lines.append(f"| **{letter}** {status} | {cells} |")
    return "\n".join([*lines, ""])


def _meanings() -> str:
    lines = ["| | from | to | when |", "|---|---|---|---|"]
    lines += [f"| {cell.name} | {cell.old} | {cell.new} | {cell.meaning} |" for cell in TABLE]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
