"""Configuration keys (OCPP 1.6 chapter 9): which there are, what fits them, what is in force."""
