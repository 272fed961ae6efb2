"""The baseline of every speed: gevent + websocket-client + orjson, and nothing else.

A reader and a waiting greenlet for each connection; no validation, no statistics, no state. Each
module is a process of its own and prints one line of JSON.
"""
