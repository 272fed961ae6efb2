"""Feeders: the data that a scenario or a campaign brings along, and who gets which row of it."""
