"""Handlers of the security extension (security whitepaper edition 3), one module per topic."""
