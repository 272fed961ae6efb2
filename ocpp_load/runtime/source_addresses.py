"""Whether connections can come from the addresses that were named, told before the first has to."""

import socket
from dataclasses import replace

from ocpp_load.errors import OptionError
from ocpp_load.settings import Settings
from ocpp_load.transport.source import family_of, is_ours

OPTION = "--source-addresses"

_OWN_ONES = "`ip address` lists those that it has"

_VERSIONS: dict[int, str] = {socket.AF_INET: "IPv4", socket.AF_INET6: "IPv6"}


def check_source_addresses(settings: Settings) -> None:
    """Raise `OptionError` for one that is not this machine's, or that the host has no partner for."""
    sources = settings.source_addresses
    if not sources:
        return
    if foreign := [address for address in sources if not is_ours(address)]:
        others = f" and {len(foreign) - 1:,} more" if len(foreign) > 1 else ""
        raise OptionError(OPTION, f"this machine has no address {foreign[0]}{others}; {_OWN_ONES}")
    families = _families_of(settings)
    for address in sources:
        if families and family_of(address) not in families:
            version = _VERSIONS[family_of(address)]
            raise OptionError(
                OPTION,
                f"{address} reaches {version} only, and {settings.endpoint.hostname} has no address"
                f" of that; name addresses of {_VERSIONS[min(families)]}",
            )


def one_of_each_family(settings: Settings) -> tuple[str, ...]:
    """Return, of the source addresses, the first of IPv4 and the first of IPv6."""
    first: dict[int, str] = {}
    for address in settings.source_addresses:
        first.setdefault(family_of(address), address)
    return tuple(first.values())


def with_own_addresses(settings: Settings) -> Settings:
    """Return the settings with those source addresses that are this machine's.

    Workers on several machines are all sent the same list. Raise `OptionError` where none is.
    """
    if not settings.source_addresses:
        return settings
    own = tuple(address for address in settings.source_addresses if is_ours(address))
    if not own:
        raise OptionError(OPTION, f"this machine has none of these addresses; {_OWN_ONES}")
    return replace(settings, source_addresses=own)


def _families_of(settings: Settings) -> set[int]:
    """Return the families of the central system's addresses; none where it cannot be looked up."""
    try:
        found = socket.getaddrinfo(
            settings.endpoint.hostname, settings.port, type=socket.SOCK_STREAM
        )
    except OSError:
        return set()
    return {int(family) for family, *_ in found}
