"""Smart charging (OCPP 1.6 section 3.13): profiles, and the limits that come of them."""
