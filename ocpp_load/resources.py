"""Where the files that are not Python live: `scenarios/` and `schemas/`.

`ocpp_load/data` holds links to the two folders at the top of a checkout; a wheel carries
the files themselves there.
"""

from pathlib import Path

_DATA = Path(__file__).parent / "data"

SCENARIOS = _DATA / "scenarios"
SCHEMAS = _DATA / "schemas"
