"""The security extension (security whitepaper edition 3): certificates, signatures, events."""
