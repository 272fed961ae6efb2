"""What all processes of a fleet call a feeder: by where it stands in their common order.

Not by its key: where its file lies may differ from machine to machine.
"""


def row_name(index: int, name: str) -> str:
    """Return what the feeder with that index and name is called."""
    return f"{index} {name}"


def name_of(row_name: str) -> str:
    """Return the name of the feeder."""
    return row_name.partition(" ")[2]
