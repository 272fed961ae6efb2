"""Where charge points meet Locust: user, options, listeners, web UI. Nothing else imports it."""
