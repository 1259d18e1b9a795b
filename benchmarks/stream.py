"""What the chain of writers costs over the bare endpoint: the first sentence, and the whole text.

An endpoint in a process of its own streams a fixed answer, a token every ``--pace`` milliseconds, to
``--streams`` readers at once. A reader is either a bare HTTP connection that looks for the end of the
first sentence, or ``Chain.lines`` with everything it does besides: redaction, budget, circuit, log,
reading and checking the form. Rounds take turns. Milliseconds from asking, over all streams.
"""

import http.client
import json
import logging
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from endpoint import ANSWER, FIRST
from scratch import parser, say, scratch_database, tell

Times = tuple[float, float]


def main() -> int:
    options = parser(__doc__)
    options.add_argument("--streams", type=int, default=20)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--pace", type=float, default=10.0, help="milliseconds for a token")
    asked = options.parse_args()
    with scratch_database(), _endpoint(asked.pace) as port, _declared(port):
        systems: dict[str, Callable[[], Times]] = {"bare": lambda: _bare(port), "shopguide": _chain}
        taken: dict[str, list[Times]] = {name: [] for name in systems}
        for each in systems.values():
            _together(each, 2)
        for number in range(asked.rounds):
            say(f"round {number + 1} of {asked.rounds}")
            for name, each in systems.items():
                taken[name] += _together(each, asked.streams)
    rows = [_row(name, times) for name, times in taken.items()]
    for measure in ("first ms", "first p95", "whole ms", "whole p95"):
        rows[1][f"{measure} over"] = rows[1][measure] - rows[0][measure]
    tell("stream", asked.streams, rows, asked.format)
    return 0


@contextmanager
def _endpoint(pace: float) -> Iterator[int]:
    program = Path(__file__).with_name("endpoint.py")
    command = [sys.executable, str(program), str(pace / 1000)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


@contextmanager
def _declared(port: int) -> Iterator[None]:
    from django.conf import settings
    from django.test import override_settings

    # The client tells of every request.
    logging.getLogger().setLevel(logging.WARNING)
    options = {"model": "m", "base_url": f"http://127.0.0.1:{port}/v1", "api_key": "k"}
    hosted = {"BACKEND": "shopguide.writers.openai.OpenAIWriter", "OPTIONS": options}
    with override_settings(SHOPGUIDE={**settings.SHOPGUIDE, "WRITERS": {"default": hosted}}):
        yield


def _together(read: Callable[[], Times], streams: int) -> list[Times]:
    """``read`` in so many threads at once."""
    taken: list[Times] = []
    gate = threading.Barrier(streams)

    def work() -> None:
        from django.db import connection

        connection.ensure_connection()
        gate.wait()
        taken.append(read())
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(streams)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(taken) == streams
    return taken


def _bare(port: int) -> Times:
    began, first, text = time.perf_counter(), 0.0, ""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/v1/chat/completions", json.dumps({"stream": True}))
    answer = connection.getresponse()
    while (line := answer.readline()) and line != b"data: [DONE]\n":
        if line.startswith(b"data: "):
            text += json.loads(line[6:])["choices"][0]["delta"]["content"]
            if not first and len(text) >= FIRST:
                first = time.perf_counter() - began
    whole = time.perf_counter() - began
    connection.close()
    assert text == ANSWER
    return first, whole


def _chain() -> Times:
    from shopguide.writers.base import Brief, Fact, Record
    from shopguide.writers.chain import Chain

    facts = tuple(Fact(f"f{n}", f"Fact {n}", f"{n} units") for n in range(12))
    records = tuple(
        Record(f"P{n}", f"Zeta {n}", "Smartphones", "$99.00", n, True, facts, "A phone. " * 40)
        for n in range(1, 7)
    )
    brief = Brief("a budget smartphone with a good camera", "en", records, 3)
    began, first = time.perf_counter(), 0.0
    chain = Chain(shopper=str(threading.get_ident()))
    for _line in chain.lines(brief):
        first = first or time.perf_counter() - began
    whole = time.perf_counter() - began
    assert chain.generative, chain.degraded
    return first, whole


def _row(name: str, times: list[Times]) -> dict[str, Any]:
    row: dict[str, Any] = {"system": name}
    for measure, values in zip(("first", "whole"), zip(*times, strict=True), strict=True):
        row[f"{measure} ms"] = 1000 * statistics.median(values)
        row[f"{measure} p95"] = 1000 * float(np.percentile(values, 95))
    return row


if __name__ == "__main__":
    sys.exit(main())
