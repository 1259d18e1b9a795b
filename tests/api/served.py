# ruff: noqa: E402 - Django is set up before its models are imported.
"""The demo under a real server, with a writer whose pace the question sets: "silent", "steady", …"""

import json
import os
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

django_wsgi, django_asgi = get_wsgi_application(), get_asgi_application()

from django.db import connection

from shopguide.api import suggestions
from shopguide.conf import settings

from .doubles import DONE, FAILED, PRODUCTS, Slow, text

settings._load()["HEARTBEAT"] = 0.3
settings._load()["THROTTLES"] = {}


class Asking(Slow):
    """Asks the database before each event, as a real writer's checks do."""

    def _run(self):
        for event in super()._run():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            yield event


SCRIPTS = {
    "silent": Slow(PRODUCTS, text("Late."), DONE, pause=1.0),
    "steady": Slow(PRODUCTS, *(text(f"{n}.") for n in range(100)), DONE, pause=0.1),
    "many": Slow(PRODUCTS, text("One."), text("Two."), DONE, pause=0.5),
    "failed": Slow(PRODUCTS, FAILED),
    "raising": Slow(PRODUCTS, text("Half a"), RuntimeError("a secret of the server")),
    "broken": Slow(PRODUCTS, text("Half a")),
    "asking": Asking(PRODUCTS, text("One."), DONE, pause=1.0),
}
suggestions.stream_suggestion = lambda guide, query, **options: SCRIPTS[query]()


def state():
    return json.dumps(
        {
            "threads": threading.active_count(),
            "scripts": {
                name: {"closed": each.closed.is_set(), "made": each.made}
                for name, each in SCRIPTS.items()
            },
        }
    ).encode()


def wsgi(environ, start_response):
    if environ["PATH_INFO"] == "/state":
        start_response("200 OK", [("Content-Type", "application/json")])
        return [state()]
    return django_wsgi(environ, start_response)


async def asgi(scope, receive, send):
    if scope["type"] == "http" and scope["path"] == "/state":
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": state()})
    elif scope["type"] == "http":
        await django_asgi(scope, receive, send)
