"""A real HTTP server that speaks OpenAI's streamed chat completions, well or badly."""

import contextlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GOOD = {
    "opening": "{P1.name} at {P1.price} fits best.",
    "picks": [{"ref": "P1", "reason": "It takes pictures with 48 MP."}],
}


def event(text, finish=None):
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps(chunk | {'choices': [choice]})}\n\n".encode()


def usage():
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    told = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    return f"data: {json.dumps(chunk | {'choices': [], 'usage': told})}\n\n".encode()


def answer(content):
    """The bytes of a whole streamed answer."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    half = len(text) // 2
    parts = [event(text[:half]), event(text[half:]), event("", "stop"), usage()]
    return b"".join(parts) + b"data: [DONE]\n\n"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class Endpoint:
    """``behave`` gets (handler, request body) and writes what it likes; ``asked`` keeps bodies."""

    def __init__(self):
        self.asked = []
        self.behave = lambda handler, body: say(handler, GOOD)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(body)
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    outer.behave(self, body)

            def log_message(self, *args):
                pass

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *args):
        self.server.shutdown()
        self.server.server_close()


def head(handler, status=200, kind="text/event-stream", **headers):
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Connection", "close")
    handler.end_headers()


def say(handler, content):
    head(handler)
    handler.wfile.write(answer(content))


def status(code, *, param=None, **headers):
    def behave(handler, body):
        head(handler, code, "application/json", **headers)
        told = {"error": {"message": f"status {code}", "param": param}}
        handler.wfile.write(json.dumps(told).encode())

    return behave


def refuse(*options):
    """Status 400 for a request that has one of ``options``, naming it; a good answer otherwise."""

    def behave(handler, body):
        known = next((option for option in options if option in body), None)
        status(400, param=known)(handler, body) if known else say(handler, GOOD)

    return behave


UNKNOWN_IDS = {"opening": "{P77.name} fits best.", "picks": [{"ref": "P77", "reason": "Good."}]}
WRONG_PRICES = {
    "opening": "{P1.name} costs $1.",
    "picks": [{"ref": "P1", "reason": "Only $1 with 999 MP."}],
}


def content(text):
    return lambda handler, body: say(handler, text)


def html(handler, body):
    head(handler, 200, "text/html")
    handler.wfile.write(b"<html><body>Captive portal</body></html>")


def silence(handler, body):
    head(handler)
    handler.wfile.flush()
    time.sleep(3)


def _slowly(handler, text):
    for byte in text:
        handler.connection.sendall(bytes([byte]))
        time.sleep(0.05)


def drip(handler, body):
    head(handler)
    _slowly(handler, answer(GOOD))


def drip_bytes_without_an_event(handler, body):
    head(handler)
    _slowly(handler, b":" * 200)


def drip_headers(handler, body):
    _slowly(handler, b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 200)


def drip_an_error(handler, body):
    head(handler, 500, "application/json")
    _slowly(handler, b'{"error": "' + b"a" * 200)


def late_headers_then_silence(handler, body):
    time.sleep(1)
    silence(handler, body)


def endless(handler, body):
    head(handler)
    while True:
        handler.wfile.write(b"x" * 65536)


def endless_error(handler, body):
    head(handler, 500, "application/json")
    while True:
        handler.wfile.write(b"x" * 65536)


def error_in_the_stream(handler, body):
    head(handler)
    told = {"error": {"message": "overloaded\nforged log line", "type": "server_error"}}
    handler.wfile.write(event("Hal") + f"data: {json.dumps(told)}\n\n".encode())


def cut(length):
    """Close the connection after so many bytes of a good answer."""

    def behave(handler, body):
        head(handler)
        handler.wfile.write(answer({**GOOD, "opening": "这款很合适"})[:length])
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    return behave


#: As a model with the schema answers: sentences with what they rest on.
CITED = {
    "opening": [{"refs": ["P1", "P2"], "text": "{P1.name} at {P1.price} fits best."}],
    "picks": [
        {
            "ref": "P1",
            "reason": [
                {"refs": ["P1"], "text": "It takes pictures with 48 MP."},
                {"refs": ["P1"], "text": "It has 4 GB of RAM."},
            ],
        },
        {"ref": "P2", "reason": [{"refs": ["P2"], "text": "Its battery has 5000 mAh."}]},
    ],
    "difference": [{"refs": ["P1", "P2"], "text": "{P2.name} has 64 MP."}],
}
ANSWERED = {"answer": [{"refs": ["S1"], "text": "Returns are free within 30 days."}]}


def paced(content, pause, size=12):
    """Streams ``size`` characters, waits for ``pause`` to return, and goes on."""
    text = json.dumps(content, ensure_ascii=False)

    def behave(handler, body):
        head(handler)
        for start in range(0, len(text), size):
            handler.connection.sendall(event(text[start : start + size]))
            pause()
        handler.connection.sendall(event("", "stop") + usage() + b"data: [DONE]\n\n")

    return behave
