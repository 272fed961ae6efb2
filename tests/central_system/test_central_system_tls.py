import ssl

import pytest
import trustme
from support.central_system_peers import FakeStation, central_system, run

from ocpp_load.errors import OptionError


def test_a_station_connects_over_tls(tmp_path):
    authority = trustme.CA()
    pem = tmp_path / "server.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(pem)
    context = ssl.create_default_context()
    authority.configure_trust(context)

    async def scene():
        async with central_system(tls_cert=pem) as csms:
            assert csms.url.startswith("wss://")
            station = await FakeStation.connect(csms.url, ssl_context=context)
            assert "currentTime" in await station.result_of("Heartbeat", {})

    run(scene())


@pytest.mark.parametrize("content", [None, "this is no certificate"])
def test_a_certificate_that_cannot_be_used_is_told_with_its_option(tmp_path, content):
    pem = tmp_path / "server.pem"
    if content is not None:
        pem.write_text(content)

    async def scene():
        with pytest.raises(
            OptionError, match=r"--tls-cert: .*server.pem and its key cannot be used"
        ):
            async with central_system(tls_cert=pem):
                pass

    run(scene())
