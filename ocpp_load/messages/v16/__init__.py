"""Messages of OCPP 1.6 with its security extension."""
