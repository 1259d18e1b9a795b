"""Streams on real servers in processes of their own: gunicorn for WSGI, uvicorn for ASGI."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from .doubles import read

REPOSITORY = Path(__file__).resolve().parent.parent.parent
STREAMS = 20
COMMANDS = {
    "gunicorn": ["gunicorn", "tests.api.served:wsgi", "--threads", "24", "--bind", "{}"],
    "uvicorn": ["uvicorn", "tests.api.served:asgi", "--log-level", "warning", "--port", "{}"],
}


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module", params=list(COMMANDS))
def server(request, database_url):
    port = free_port()
    place = f"127.0.0.1:{port}" if request.param == "gunicorn" else str(port)
    command = [sys.executable, "-m", *(each.format(place) for each in COMMANDS[request.param])]
    mark = "&" if "?" in database_url else "?"
    environment = {**os.environ, "DATABASE_URL": f"{database_url}{mark}application_name=served"}
    running = subprocess.Popen(command, cwd=REPOSITORY, env=environment)
    until = time.monotonic() + 60
    while True:
        try:
            state(port)
            break
        except OSError:
            assert running.poll() is None
            assert time.monotonic() < until
            time.sleep(0.2)
    yield port
    running.send_signal(signal.SIGTERM)
    running.wait(20)


def connect(port):
    return HTTPConnection("127.0.0.1", port, timeout=20)


def state(port):
    connection = connect(port)
    connection.request("GET", "/state")
    told = json.loads(connection.getresponse().read())
    connection.close()
    return told


def asked(port, question):
    """(connection, response) with the head read."""
    connection = connect(port)
    path = f"/guide-api/v1/suggestions/?{urlencode({'q': question, 'guide': 'phone'})}"
    headers = {"Accept": "text/event-stream", "Accept-Encoding": "gzip", "Host": "localhost"}
    connection.request("GET", path, headers=headers)
    return connection, connection.getresponse()


def whole(port, question):
    connection, response = asked(port, question)
    body = response.read().decode()
    connection.close()
    return read(body)


def test_products_at_once_then_heartbeats_then_text(server):
    connection, response = asked(server, "silent")
    assert response.status == 200
    assert response.headers["X-Accel-Buffering"] == "no"
    assert response.headers["Cache-Control"] == "no-store"
    began = time.monotonic()
    first = response.read1(4096).decode()
    assert "event: products" in first
    assert time.monotonic() - began < 0.5
    # Whatever frames the body, nothing in it is out of place: http.client would stumble over it.
    events, comments = read(first + response.read().decode())
    assert [name for _, name, _ in events] == ["products", "text", "done"]
    assert comments >= 4
    connection.close()


def test_twenty_streams_cost_no_more_than_a_thread_each(server):
    whole(server, "failed")
    with ThreadPoolExecutor(STREAMS + 1) as pool:
        before = state(server)["threads"]
        began = time.monotonic()
        streams = [pool.submit(whole, server, "many") for _ in range(STREAMS)]
        time.sleep(0.9)
        during = state(server)["threads"]
        ended = [stream.result() for stream in streams]
    assert all(events[-1][1] == "done" for events, _ in ended)
    # A step waits half a second; one after another they would take half a minute.
    assert time.monotonic() - began < 6
    # One more is the heart of them all, one the thread that told the state.
    assert during - before <= STREAMS + 2


def test_a_client_that_leaves_stops_the_writer(server):
    connection, response = asked(server, "steady")
    assert b"products" in response.read1(4096)
    connection.sock.shutdown(socket.SHUT_RDWR)
    connection.close()
    response.close()
    until = time.monotonic() + 8
    while not state(server)["scripts"]["steady"]["closed"]:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert state(server)["scripts"]["steady"]["made"] < 90


@pytest.mark.parametrize(
    ("question", "code", "retry"),
    [("failed", "writer", True), ("raising", "failed", True), ("broken", "broken", True)],
)
def test_an_error_is_told_and_never_done(server, question, code, retry):
    events, _ = whole(server, question)
    names = [name for _, name, _ in events]
    assert names[0] == "products"
    assert names[-1] == "error"
    assert "done" not in names
    assert events[-1][2]["code"] == code
    assert events[-1][2]["retry"] is retry
    assert events[-1][2]["message"]
    assert "secret" not in events[-1][2]["message"]


def test_no_connection_is_held_while_the_writer_thinks(server, database_url):
    def held(watch):
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'served'"
        return watch.execute(query).fetchone()[0]

    with psycopg.connect(database_url, autocommit=True) as watch:
        connection, response = asked(server, "asking")
        assert b"products" in response.read1(4096)
        time.sleep(0.4)
        assert held(watch) == 0
        response.read()
        connection.close()
        time.sleep(0.3)
        assert held(watch) == 0
