"""The hosted writer against a real server that answers well, wrongly, slowly and not at all."""

import json
import socket
import threading
import time
from email.utils import formatdate

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
        def behave(handler, body):
            asked = body["messages"][1]["content"]
            protocol.say(handler, protocol.ANSWERED if '"sources"' in asked else protocol.GOOD)

        endpoint.behave = behave
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
        (protocol.drip_bytes_without_an_event, "timeout"),
        (protocol.drip_headers, "timeout"),
        (protocol.drip_an_error, "timeout"),
        (protocol.late_headers_then_silence, "timeout"),
        (protocol.endless, "garbage"),
        (protocol.endless_error, "garbage"),
        (protocol.error_in_the_stream, "garbage"),
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
    assert "\n" not in str(caught.value)
    assert time.monotonic() - began < 2


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


def test_a_retry_after_may_be_a_date(endpoint, brief):
    def behave(handler, body):
        if len(endpoint.asked) == 1:
            date = formatdate(time.time() + 2, usegmt=True)
            protocol.status(503, Retry_After=date)(handler, body)
        else:
            protocol.say(handler, protocol.GOOD)

    endpoint.behave = behave
    began = time.monotonic()
    assert connected(endpoint.url, retries=1, timeout=5).write(brief).picks
    # A date has whole seconds.
    assert 0.9 <= time.monotonic() - began <= 3


def test_what_is_left_behind_ends(endpoint, brief):
    endpoint.behave = protocol.drip_bytes_without_an_event
    with pytest.raises(WriterError):
        connected(endpoint.url, timeout=0.3).write(brief)
    deadline = time.monotonic() + 3
    while any(thread.name == "shopguide-writer" for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_full_queue_of_connections_is_not_waited_for(brief):
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(busy.getsockname())
        with pytest.raises(WriterError) as caught:
            connected(f"http://127.0.0.1:{busy.getsockname()[1]}/v1", connect_timeout=0.3).write(
                brief
            )
        for each in waiting:
            each.close()
    assert caught.value.reason == "timeout"
    assert "0.3 s" in str(caught.value)


@pytest.mark.parametrize("content", [protocol.UNKNOWN_IDS, protocol.WRONG_PRICES])
def test_lies_in_the_schema_are_left_to_the_checks(endpoint, brief, content):
    endpoint.behave = protocol.content(content)
    assert connected(endpoint.url).write(brief).picks[0].reason == content["picks"][0]["reason"]


def formats(endpoint):
    return [body.get("response_format", {}).get("type") for body in endpoint.asked]


def test_an_endpoint_without_schemas_is_asked_without(endpoint, brief):
    endpoint.behave = protocol.refuse("response_format")
    writer = connected(endpoint.url)
    assert writer.write(brief).picks
    assert formats(endpoint) == ["json_schema", "json_object", None]
    writer.write(brief)
    assert formats(endpoint)[3:] == [None]


def test_a_model_that_counts_tokens_by_another_name(endpoint, brief):
    endpoint.behave = protocol.refuse("max_tokens", "temperature", "stream_options")
    assert connected(endpoint.url).write(brief).picks
    last = endpoint.asked[-1]
    assert last["max_completion_tokens"] == 900
    assert last["response_format"]["type"] == "json_schema"
    assert not {"max_tokens", "temperature", "stream_options"} & set(last)


def test_one_refused_question_does_not_change_the_next(endpoint, brief):
    endpoint.behave = protocol.status(400)
    writer = connected(endpoint.url)
    with pytest.raises(WriterError) as caught:
        writer.write(brief)
    assert caught.value.reason == "refused"
    endpoint.behave = protocol.content(protocol.GOOD)
    writer.write(brief)
    assert formats(endpoint)[-1] == "json_schema"


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
    assert "OPENAI_API_KEY" in str(caught.value)


def test_the_key_of_the_environment_loses_its_newline(monkeypatch, endpoint, brief):
    monkeypatch.setenv("OPENAI_API_KEY", "secret\n")
    heard = []

    def behave(handler, body):
        heard.append(handler.headers["Authorization"])
        protocol.say(handler, protocol.GOOD)

    endpoint.behave = behave
    OpenAIWriter("m", base_url=endpoint.url, timeout=5).write(brief)
    assert heard == ["Bearer secret"]


@pytest.mark.parametrize(
    ("options", "identity"),
    [
        ({"api_key": "clé"}, "shopguide.E304"),
        ({"model": ""}, "shopguide.E305"),
        ({"base_url": "api.example.com/v1"}, "shopguide.E306"),
        ({"base_url": "http://["}, "shopguide.E306"),
    ],
)
def test_what_cannot_work_is_told_at_start_up(brief, options, identity):
    writer = OpenAIWriter(**({"model": "m", "api_key": "k"} | options))
    assert [message.id for message in writer.check()] == [identity]
    with pytest.raises(WriterError) as caught:
        writer.write(brief)
    assert caught.value.reason == "missing"


def test_without_the_package(monkeypatch, brief):
    monkeypatch.setattr("shopguide.writers.openai.find_spec", lambda name: None)
    writer = OpenAIWriter("m", api_key="k")
    assert [message.id for message in writer.check()] == ["shopguide.E301"]
    with pytest.raises(WriterError) as caught:
        writer.write(brief)
    assert "pip install shopguide[openai]" in str(caught.value)
