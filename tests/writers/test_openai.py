"""The hosted writer against a real server that answers well, wrongly, slowly and not at all."""

import json
import socket
import time

import pytest

from shopguide.writers.base import WriterError
from shopguide.writers.openai import OpenAIWriter
from tests.contracts.writer import WriterContract

from . import protocol


def connected(url, **options):
    defaults = {"timeout": 1.5, "connect_timeout": 0.5, "retries": 0}
    return OpenAIWriter("m", base_url=url, api_key="test", **(defaults | options))


class TestContract(WriterContract):
    @pytest.fixture
    def writer(self, endpoint):
        return connected(endpoint.url)


def test_usage_is_told(endpoint, brief):
    draft = connected(endpoint.url).write(brief)
    assert (draft.prompt_tokens, draft.completion_tokens) == (11, 7)


@pytest.mark.parametrize(
    ("behave", "reason"),
    [
        (protocol.content(""), "garbage"),
        (protocol.content("I would rather talk about the weather."), "garbage"),
        (protocol.content({"opening": "Hi"}), "garbage"),
        (protocol.content({"opening": 1, "picks": "P1"}), "garbage"),
        (protocol.content("x" * 1_000_000), "garbage"),
        (protocol.html, "garbage"),
        (protocol.silence, "timeout"),
        (protocol.drip, "timeout"),
        (protocol.cut(150), "garbage"),
        (protocol.cut(260), "garbage"),
        (protocol.status(401), "status"),
        (protocol.status(429), "status"),
        (protocol.status(500), "status"),
        (protocol.status(503), "status"),
    ],
)
def test_whatever_goes_wrong_is_a_writer_error_in_time(endpoint, brief, behave, reason):
    endpoint.behave = behave
    began = time.monotonic()
    with pytest.raises(WriterError) as caught:
        connected(endpoint.url).write(brief)
    assert caught.value.reason == reason
    assert time.monotonic() - began < 3


def test_cut_in_the_middle_of_a_character(endpoint, brief):
    whole = protocol.answer({**protocol.GOOD, "opening": "这款很合适"})
    raw = json.dumps({"a": "这"}, ensure_ascii=False).encode()

    def behave(handler, body):
        protocol.head(handler)
        handler.wfile.write(whole[:120] + b"\n\ndata: " + raw[:-3])

    endpoint.behave = behave
    with pytest.raises(WriterError) as caught:
        connected(endpoint.url).write(brief)
    assert caught.value.reason == "garbage"


def test_nobody_listens(brief):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(WriterError) as caught:
        connected(f"http://127.0.0.1:{port}/v1").write(brief)
    assert caught.value.reason == "refused"


def test_unknown_host(brief):
    with pytest.raises(WriterError) as caught:
        connected("http://no-such-host.invalid/v1").write(brief)
    assert caught.value.reason == "refused"


def test_retry_after_is_honoured(endpoint, brief):
    times = []

    def behave(handler, body):
        times.append(time.monotonic())
        if len(times) == 1:
            protocol.status(429, Retry_After="0.4")(handler, body)
        else:
            protocol.say(handler, protocol.GOOD)

    endpoint.behave = behave
    assert connected(endpoint.url, retries=1).write(brief).picks
    assert times[1] - times[0] >= 0.4


def test_a_retry_after_beyond_the_deadline_is_not_waited_for(endpoint, brief):
    endpoint.behave = protocol.status(429, Retry_After="60")
    began = time.monotonic()
    with pytest.raises(WriterError):
        connected(endpoint.url, retries=3).write(brief)
    assert time.monotonic() - began < 1


def test_an_endpoint_without_schemas_is_asked_without(endpoint, brief):
    def behave(handler, body):
        refuse = "response_format" in body
        protocol.status(400)(handler, body) if refuse else protocol.say(handler, protocol.GOOD)

    endpoint.behave = behave
    assert connected(endpoint.url).write(brief).picks
    assert "response_format" not in endpoint.asked[-1]


def test_only_declared_fields_leave(endpoint, brief):
    connected(endpoint.url).write(brief)
    sent = endpoint.asked[0]["messages"][1]["content"]
    records = json.loads(sent.removeprefix("DATA\n").removesuffix("\nEND OF DATA"))["records"]
    allowed = {"ref", "name", "category", "price_to_compare_only", "price_rank", "in_stock"}
    assert set(records[0]) == allowed | {"facts", "text"}


def test_without_a_key(monkeypatch, brief):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    writer = OpenAIWriter("m")
    assert [message.id for message in writer.check()] == ["shopguide.W302"]
    with pytest.raises(WriterError) as caught:
        writer.write(brief)
    assert caught.value.reason == "missing"
