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

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
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


def status(code, **headers):
    def behave(handler, body):
        head(handler, code, "application/json", **headers)
        handler.wfile.write(json.dumps({"error": {"message": f"status {code}"}}).encode())

    return behave


def content(text):
    return lambda handler, body: say(handler, text)


def html(handler, body):
    head(handler, 200, "text/html")
    handler.wfile.write(b"<html><body>Captive portal</body></html>")


def silence(handler, body):
    head(handler)
    handler.wfile.flush()
    time.sleep(3)


def drip(handler, body):
    head(handler)
    for byte in answer(GOOD):
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.05)


def cut(length):
    """Close the connection after so many bytes of a good answer."""

    def behave(handler, body):
        head(handler)
        handler.wfile.write(answer({**GOOD, "opening": "这款很合适"})[:length])
        handler.wfile.flush()
        handler.connection.shutdown(socket.SHUT_RDWR)

    return behave
