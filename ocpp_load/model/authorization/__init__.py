"""What a station knows of idTags by itself (OCPP 1.6 section 3.5)."""
