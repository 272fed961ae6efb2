from support.gevent_fixtures import connect, link_to, nothing_is_left, serve, warm_hub

__all__ = ["connect", "link_to", "nothing_is_left", "serve", "warm_hub"]
