"""The names of a test authority: its two files, and the organization in its certificates."""

ORGANIZATION = "ocpp_load"
ROOT_FILE, KEY_FILE = "ca.pem", "ca.key"
