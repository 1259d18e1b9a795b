"""Writers of events for tests: slow, failing, and aware of being left."""

import threading
import time

from shopguide.writers.events import Done, Failed, Products, Text
from shopguide.writers.slots import Segment


class Slow:
    """Events with a pause before each; knows whether it was closed and in which threads it ran."""

    def __init__(self, *events, pause=0.0):
        self.events, self.pause = events, pause
        self.threads, self.closed = set(), threading.Event()
        self.made = 0

    def __call__(self, *args, **options):
        return self._run()

    def _run(self):
        try:
            for number, event in enumerate(self.events):
                if number:
                    time.sleep(self.pause)
                self.threads.add(threading.current_thread().name)
                if isinstance(event, Exception):
                    raise event
                self.made += 1
                yield event
        finally:
            self.closed.set()


def text(said, part="opening"):
    return Text(part, (Segment("text", said),), ("P1",))


PRODUCTS = Products(())
DONE = Done("Slow", True)
FAILED = Failed("writer", "Nothing came.", True)


def read(body):
    """[(id, name, data)] and comments of a whole stream, as a program that knows the standard."""
    import json

    found, comments = [], 0
    for block in body.replace("\r\n", "\n").split("\n\n"):
        fields = {}
        for line in block.split("\n"):
            if line.startswith(":"):
                comments += 1
            elif line:
                name, _, value = line.partition(": ")
                fields[name] = value
        if fields:
            found.append((fields["id"], fields["event"], json.loads(fields["data"])))
    return found, comments
