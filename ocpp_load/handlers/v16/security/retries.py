"""How often a transfer is tried again where the central system leaves that to the station.

Security whitepaper edition 3, sections 5.9 and 5.21; the same as without the extension.
"""

RETRIES = 0
RETRY_INTERVAL_S = 60
