"""TLS as it is spoken at this moment: as it should be, or as a mutant has it.

The context stays the same object, and so counts for a server that listens already; connections
that stand keep what they began with.
"""

import ssl
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives.serialization import Encoding

from ocpp_load.central_system.mutants.mutant import Fate, Mutant, WrongCertificate
from ocpp_load.central_system.options import CentralSystemOptions
from ocpp_load.central_system.tls import hosts_of, server_context
from ocpp_load.credentials import Issuer
from ocpp_load.credentials.issuer import pem_of_key, write_private

_ANOTHER_HOST = "elsewhere.invalid"
_TWO_YEARS_S = 2 * 365 * 86_400.0


class ServerTls:
    """The context that new connections are secured with. `options` have a certificate."""

    def __init__(self, options: CentralSystemOptions) -> None:
        assert options.tls_cert is not None  # noqa: S101
        self._options = options
        self._certificate = options.tls_cert
        self.context = server_context(
            options.tls_cert,
            options.tls_key,
            options.tls_client_ca,
            requires_client=options.requires_client_cert,
        )
        self._verify_mode = self.context.verify_mode
        self._ciphers = ":".join(each["name"] for each in self.context.get_ciphers())
        self._mutant: Mutant | None = None

    def follow(self, mutant: Mutant | None) -> None:
        """Break that rule from the next connection on, and no other; None keeps all of them."""
        if mutant == self._mutant:
            return
        self._mutant, context = mutant, self.context
        context.verify_mode = self._verify_mode
        context.set_ciphers(self._ciphers)
        context.load_cert_chain(self._certificate, self._options.tls_key)
        if mutant is None:
            return
        if mutant.fate is Fate.ADMIT and context.verify_mode is ssl.CERT_REQUIRED:
            context.verify_mode = ssl.CERT_OPTIONAL
        if mutant.ciphers is not None:
            context.set_ciphers(mutant.ciphers)
        if mutant.certificate is not None:
            self._load(mutant.certificate)

    def _load(self, wrong: WrongCertificate) -> None:
        """Show a certificate that no station is to trust.

        Without a test authority it is signed by one that nobody knows, whatever else is wrong.
        """
        now = time.time()
        issuer = self._options.issuer
        if issuer is None or wrong is WrongCertificate.UNTRUSTED:
            issuer = Issuer.make("ocpp_load unknown root", now)
        hosts = hosts_of(self._options.host)
        if wrong is WrongCertificate.EXPIRED:
            now -= _TWO_YEARS_S
        elif wrong is WrongCertificate.OTHER_HOST:
            hosts = [_ANOTHER_HOST]
        issued = issuer.issue_to_server(hosts, now)
        chain = issued.certificate.public_bytes(Encoding.PEM) + issuer.pem.encode()
        with TemporaryDirectory(prefix="ocpp-load-") as directory:
            file = Path(directory) / "wrong.pem"
            write_private(file, chain + pem_of_key(issued.private_key))
            self.context.load_cert_chain(file)
