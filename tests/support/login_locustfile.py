"""Our locustfile with a login in the way that Locust documents: one user, one password."""

from flask import Blueprint, redirect, request, session, url_for
from flask_login import UserMixin, login_user
from locust import events

from ocpp_load.locust_glue.locustfile import ChargePointUser

__all__ = ["ChargePointUser"]

USER, PASSWORD = "operator", "charge"


class Known(UserMixin):
    def __init__(self, name):
        self.id = name


@events.init.add_listener
def add_login(environment, **_):
    if environment.web_ui is None or not environment.web_ui.web_login:
        return
    web_ui, base = environment.web_ui, environment.parsed_options.web_base_path
    web_ui.app.config["SECRET_KEY"] = "known to this test"
    web_ui.login_manager.user_loader(Known)
    web_ui.auth_args = {"username_password_callback": f"{base}/login_submit"}
    pages = Blueprint("login", __name__, url_prefix=base or None)

    @pages.post("/login_submit")
    def login_submit():
        if (request.form["username"], request.form["password"]) == (USER, PASSWORD):
            login_user(Known(USER))
        else:
            session["auth_error"] = "unknown"
        return redirect(url_for("locust.index"))

    web_ui.app.register_blueprint(pages)
