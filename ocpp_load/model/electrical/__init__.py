"""What flows at a connector: supply, EV, power and its limits. Pure: callers pass the time in."""
