"""Ours in Locust's web UI: a page of the run as it goes, and a guard at the start form."""

from ocpp_load.locust_glue.web_ui.routes import add_page
from ocpp_load.locust_glue.web_ui.start_form import guard_start

__all__ = ["add_page", "guard_start"]
