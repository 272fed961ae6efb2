"""Handlers of the commands that a central system sends."""
