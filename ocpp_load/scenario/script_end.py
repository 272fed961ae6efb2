"""How a script comes to an early end."""


class ScriptEnd(Exception):
    """A check that is required has failed: the station does nothing more of its script."""
