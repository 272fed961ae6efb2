"""Handlers of the Core profile."""
