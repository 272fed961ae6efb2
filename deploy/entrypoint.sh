#!/bin/sh
# Options alone are Locust's: so its own image is used, and so its operators start it. A word is a
# command of ocpp-load. Either takes the place of this shell, and gets the signals that end it.
set -eu

case "${1:-}" in
    -*) exec locust "$@" ;;
    locust | ocpp-load) exec "$@" ;;
    *) exec ocpp-load "$@" ;;
esac
