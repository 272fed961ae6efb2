"""The embedded central system: a process of its own for the demo, the tests and the benchmarks.

It speaks OCPP 1.6 through `ocpp_load.ocppj`, as the charge points do, and shares nothing else
with them. `server.CentralSystem` is the server on an asyncio loop, `command` is what
`ocpp-load csms` runs. Importing this package loads neither asyncio nor picows.
"""

from ocpp_load.central_system.process import CentralSystemStartError, EmbeddedCentralSystem

__all__ = ["CentralSystemStartError", "EmbeddedCentralSystem"]
