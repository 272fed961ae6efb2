"""The first look at the central system: what is advised where it cannot be reached."""

import pytest

from ocpp_load.errors import OptionError
from ocpp_load.runtime.plan import check_reachable
from ocpp_load.settings import settings_from


@pytest.mark.parametrize(
    ("host", "advice"),
    [
        ("no-such-host.invalid:9000", "look at the host's name, and whether this machine can"),
        ("127.0.0.1:1", "start the central system, or look at host and port"),
    ],
)
def test_what_is_advised_follows_from_what_went_wrong(host, advice):
    with pytest.raises(OptionError, match=f"cannot be reached: .*; {advice}"):
        check_reachable(settings_from({}, f"ws://{host}/ocpp"))
