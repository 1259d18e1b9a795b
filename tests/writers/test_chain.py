"""A text comes whole and in time whatever happens to the host: faults F8 to F12 of a real one."""

import json
import socket
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from shopguide.backends import writers
from shopguide.checks import check_backends
from shopguide.models import CachedAnswer, Circuit, OutboundCall, Spending
from shopguide.tasks import forget
from shopguide.writers import budget, circuit
from shopguide.writers.base import (
    Choice,
    Enquiry,
    Line,
    Source,
    Unsaid,
    Usage,
    Writer,
    WriterError,
)
from shopguide.writers.cache import cached, keep, key_of
from shopguide.writers.chain import Chain
from shopguide.writers.events import Restart
from shopguide.writers.outbound import erase_shopper
from shopguide.writers.plain import PlainWriter

from . import protocol
from .test_stream import LINES

DEADLINE = 1.0


@pytest.fixture(autouse=True)
def imported():
    """The SDK takes a second to import, which is no part of any deadline."""
    import openai  # noqa: F401


@pytest.fixture
def shop(settings, endpoint):
    """Declares the endpoint as the default writer, with other settings beside it."""

    def declare(options=(), **given):
        hosted = {
            "BACKEND": "shopguide.writers.openai.OpenAIWriter",
            "OPTIONS": {
                "model": "m", "base_url": endpoint.url, "api_key": "k", "timeout": 5,
                "connect_timeout": 0.5, "retries": 0, **dict(options),
            },
        }  # fmt: skip
        settings.SHOPGUIDE = {
            **settings.SHOPGUIDE,
            "WRITERS": {"default": hosted},
            "BREAKER": {"failures": 3, "cool_down": 0.4},
            **given,
        }

    declare()
    return declare


def last_text(events):
    """What is shown in the end: the lines after the last Restart."""
    shown = []
    for event in events:
        if isinstance(event, Restart):
            shown.clear()
        else:
            shown.append(event)
    return shown


def nobody(handler, body):
    """Closes without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def cut_late(handler, body):
    """Breaks off when sentences have been given already."""
    whole = protocol.answer(protocol.CITED)
    protocol.head(handler)
    handler.wfile.write(whole[: len(whole) // 2 + 20])
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


def drip_sentences(handler, body):
    protocol.paced(protocol.CITED, lambda: time.sleep(0.2), size=40)(handler, body)


OUTAGES = {
    "429": protocol.status(429, Retry_After="60"),
    "500": protocol.status(500),
    "503": protocol.status(503),
    "401": protocol.status(401),
    "closed": nobody,
    "silence": protocol.silence,
    "headers, late": protocol.late_headers_then_silence,
    "a byte a time": protocol.drip,
    "comments": protocol.drip_bytes_without_an_event,
    "sentences, slowly": drip_sentences,
    "cut": protocol.cut(150),
    "cut in a character": protocol.cut(197),
    "cut after sentences": cut_late,
    "error in the stream": protocol.error_in_the_stream,
    "empty": protocol.content(""),
    "a megabyte": protocol.content("x" * 1_000_000),
    "endless": protocol.endless,
    "html": protocol.html,
    "nested": protocol.content('{"opening": ' + "[" * 7_000 + '{"text": "x"}'),
    "lone surrogate": protocol.content('{"opening": "\\ud800 Hi.", "picks": [}'),
    "numbers": protocol.content('{"opening": [{"text": 1e999, "refs": [NaN]}], "picks": []}'),
    "another schema": protocol.content({"answer": "yes"}),
    "half a schema": protocol.content({"opening": "{P1.name} fits."}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", OUTAGES)
def test_an_outage_leaves_a_whole_plain_text_in_time(shop, endpoint, brief, name):
    endpoint.behave = OUTAGES[name]
    shop(options={"retries": 1})
    chain, began = Chain(deadline=DEADLINE), time.monotonic()
    shown = last_text(chain.lines(brief))
    assert time.monotonic() - began < DEADLINE + 0.2
    assert shown == list(PlainWriter().lines(brief))
    assert (chain.writer, chain.generative) == ("PlainWriter", False)
    assert chain.degraded == ("writer",)
    assert not keep(key_of(brief), shown, chain, brief)
    assert not CachedAnswer.objects.exists()
    call = OutboundCall.objects.get()
    assert call.outcome in {"timeout", "refused", "status", "garbage"}
    assert call.error


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["no-such-host.invalid", "127.0.0.1:9"])
def test_a_host_that_is_not_there(shop, brief, host):
    shop(options={"base_url": f"http://{host}/v1"})
    chain, began = Chain(deadline=DEADLINE), time.monotonic()
    assert last_text(chain.lines(brief)) == list(PlainWriter().lines(brief))
    assert time.monotonic() - began < DEADLINE + 0.2
    assert OutboundCall.objects.get().outcome == "refused"
    assert Spending.objects.get().tokens == 0


@pytest.mark.django_db
def test_a_text_that_broke_off_is_taken_back(shop, endpoint, brief):
    endpoint.behave = cut_late
    events = list(Chain(deadline=DEADLINE).lines(brief))
    at = events.index(Restart("garbage"))
    assert events[:at] == LINES[:at]
    assert at
    assert "fits best" in OutboundCall.objects.get().received


@pytest.mark.django_db
def test_a_whole_text_is_told_as_such(shop, endpoint, brief):
    endpoint.behave = protocol.content(protocol.CITED)
    shop(options={"input_price": 1, "output_price": 2})
    chain = Chain(shopper="somebody")
    assert list(chain.lines(brief)) == LINES
    assert (chain.writer, chain.generative, chain.degraded) == ("OpenAIWriter m", True, ())
    assert chain.whole
    assert chain.usage == Usage(11, 7)
    call = OutboundCall.objects.get()
    assert (call.outcome, call.purpose, call.model) == ("whole", "suggestion", "m")
    assert call.host == endpoint.url.split("/")[2]
    assert float(call.cost) == pytest.approx(0.025)
    assert "P1: It takes pictures with 48 MP. P1" in call.received
    assert call.shopper
    assert "somebody" not in call.shopper
    assert {row.tokens for row in Spending.objects.all()} == {18}
    assert Spending.objects.count() == 2
    assert erase_shopper("somebody") == 2
    assert not OutboundCall.objects.exists()


@pytest.mark.django_db
def test_the_local_writer_comes_before_the_plain_one(shop, endpoint, brief, settings):
    endpoint.behave = protocol.status(500)
    declared = settings.SHOPGUIDE["WRITERS"]
    local = {"BACKEND": "tests.writers.test_chain.Scripted"}
    shop(WRITERS={**declared, "local": local})
    chain = Chain()
    assert list(chain.lines(brief)) == [Line("opening", "Scripted.")]
    assert (chain.writer, chain.generative, chain.degraded) == ("Scripted", True, ("writer",))
    shop(WRITERS={**declared, "local": local}, FALLBACKS=[])
    assert last_text(Chain().lines(brief)) == list(PlainWriter().lines(brief))


@pytest.mark.django_db
def test_a_text_is_mended_by_whoever_wrote_it_in_what_time_is_left(shop, endpoint, brief):
    endpoint.behave = protocol.content(protocol.CITED)
    chain = Chain(deadline=2)
    list(chain.lines(brief))
    mended = {"picks": [{"ref": "P1", "reason": [{"refs": ["P1"], "text": "It has 4 GB."}]}]}
    endpoint.behave = protocol.content(mended)
    failed = (Unsaid("P1", "It has 999 MP.", "number"),)
    again = list(chain.again(replace(brief, parts=("P1",), failed=failed)))
    assert again == [Line("P1", "It has 4 GB.", ("P1",))]
    assert chain.usage == Usage(22, 14)
    asked = endpoint.asked[-1]["messages"][1]["content"]
    assert "it had a number" in asked
    schema = endpoint.asked[-1]["response_format"]["json_schema"]["schema"]
    assert schema["required"] == ["picks"]
    endpoint.behave = protocol.status(500)
    assert list(chain.again(brief)) == []
    assert chain.whole
    time.sleep(1)
    assert list(chain.again(brief)) == []
    assert len(endpoint.asked) == 3


class Scripted(Writer):
    """Says one thing, or breaks in a way that no writer may."""

    def __init__(self, error=None):
        self.error = error

    def lines(self, task):
        yield Line("opening", "Scripted.")
        if self.error:
            raise self.error


@pytest.mark.django_db
def test_a_writer_that_breaks_its_contract_breaks_no_page(brief, monkeypatch):
    monkeypatch.setitem(writers._made, "default", Scripted(ZeroDivisionError("secret")))
    events = list(Chain().lines(brief))
    assert events[1] == Restart("garbage")
    assert last_text(events) == list(PlainWriter().lines(brief))


@pytest.mark.django_db
def test_an_error_that_no_row_can_hold_is_held(brief, monkeypatch):
    error = WriterError("\0 broke \ud800", "garbage")
    monkeypatch.setitem(writers._made, "default", Scripted(error))
    assert last_text(Chain().lines(brief)) == list(PlainWriter().lines(brief))
    assert Circuit.objects.get().error == "broke"


@pytest.mark.django_db
def test_a_fallback_that_cannot_be_made_is_left_out(shop, endpoint, brief, settings):
    endpoint.behave = protocol.status(500)
    broken = {"BACKEND": "tests.writers.test_chain.Scripted", "OPTIONS": {"typo": 1}}
    shop(WRITERS={**settings.SHOPGUIDE["WRITERS"], "local": broken})
    assert last_text(Chain().lines(brief)) == list(PlainWriter().lines(brief))


class TestCircuit:
    pytestmark = pytest.mark.django_db

    def test_it_opens_and_closes(self, shop, endpoint, brief):
        endpoint.behave = protocol.status(500)
        for _ in range(5):
            list(Chain().lines(brief))
        assert len(endpoint.asked) == 3
        assert Circuit.objects.get().state == "open"
        assert "status 500" in Circuit.objects.get().error
        time.sleep(0.5)
        list(Chain().lines(brief))
        assert len(endpoint.asked) == 4, "one call tries whether it is well again"
        assert Circuit.objects.get().state == "open"
        endpoint.behave = protocol.content(protocol.CITED)
        list(Chain().lines(brief))
        assert len(endpoint.asked) == 4, "it rests again"
        time.sleep(0.5)
        chain = Chain()
        assert list(chain.lines(brief)) == LINES
        assert chain.degraded == ()
        row = Circuit.objects.get()
        assert (row.state, row.failures) == ("closed", 0)

    def test_while_it_rests_a_page_does_not_wait(self, shop, endpoint, brief):
        endpoint.behave = protocol.silence
        for _ in range(3):
            list(Chain(deadline=0.3).lines(brief))
        began = time.monotonic()
        chain = Chain(deadline=5)
        list(chain.lines(brief))
        assert time.monotonic() - began < 0.2
        assert chain.degraded == ("writer",)

    def test_one_bad_question_among_good_ones_opens_nothing(self, shop, endpoint, brief):
        for content in [protocol.CITED, "x"] * 5:
            endpoint.behave = protocol.content(content)
            list(Chain().lines(brief))
        assert len(endpoint.asked) == 10
        assert Circuit.objects.get().state == "closed"

    def test_a_writer_that_was_left_no_time_is_not_ill(self, shop, endpoint, brief, settings):
        declared = settings.SHOPGUIDE["WRITERS"]["default"]
        shop(WRITERS={"default": declared, "second": declared}, FALLBACKS=["second"])
        endpoint.behave = protocol.silence
        list(Chain(deadline=0.4).lines(brief))
        assert set(Circuit.objects.values_list("name", flat=True)) == {"default"}

    def test_closing_by_hand(self, shop, endpoint, brief):
        Circuit.objects.create(name="default", state="open", failures=3)
        circuit.close("default")
        assert circuit.admits("default")


@pytest.mark.django_db
class TestLeaving:
    def test_it_is_told_and_is_nobodys_fault(self, shop, endpoint, brief):
        endpoint.behave = protocol.paced(protocol.CITED, lambda: time.sleep(0.05))
        chain = Chain()
        lines = chain.lines(brief)
        assert next(lines) == LINES[0]
        lines.close()
        call = OutboundCall.objects.get()
        assert call.outcome == "left"
        assert call.prompt_tokens > 100
        assert not chain.whole
        assert not keep(key_of(brief), [LINES[0]], chain, brief)
        assert not Circuit.objects.exists()
        assert Spending.objects.get().tokens == call.prompt_tokens + call.completion_tokens


PERSONAL = "mail me at jo.smith@example.org or call 13812345678"


@pytest.mark.django_db
class TestWhatLeaves:
    @pytest.fixture
    def asked(self, shop, endpoint):
        def ask(task, **options):
            endpoint.behave = protocol.content(
                protocol.ANSWERED if isinstance(task, Enquiry) else protocol.CITED
            )
            list(Chain(**options).lines(task))
            return [body["messages"][1]["content"] for body in endpoint.asked]

        return ask

    def test_it_is_redacted_wherever_it_stands(self, asked, brief):
        record = replace(brief.records[0], text=PERSONAL)
        source = Source("S1", "review", PERSONAL, PERSONAL, "https://shop.example/1")
        tasks = [
            replace(brief, question=PERSONAL, records=(record, *brief.records[1:])),
            Enquiry(PERSONAL, "en", (source,), (record,), ((PERSONAL, PERSONAL),)),
        ]
        for task in tasks:
            asked(task)
        sent = asked(tasks[0])
        assert len(sent) == 3
        for text in (*sent, *OutboundCall.objects.values_list("sent", flat=True)):
            assert "[e-mail]" in text
            assert "jo.smith" not in text
            assert "13812345678" not in text

    def test_the_log_has_it_word_for_word(self, asked, brief, endpoint):
        [content] = asked(brief)
        told = json.loads(OutboundCall.objects.get().sent)
        assert told == endpoint.asked[0]["messages"]
        assert told[1]["content"] == content

    def test_without_consent_nothing_leaves(self, shop, asked, brief):
        shop(REMOTE_CONSENT=True)
        assert asked(brief, consent=False) == []
        assert not OutboundCall.objects.exists()
        chain = Chain(consent=False)
        list(chain.lines(brief))
        assert chain.degraded == ("consent",)
        assert len(asked(brief, consent=True)) == 1

    def test_a_choice_is_redacted_and_on_record_too(self, shop, endpoint):
        endpoint.behave = protocol.content({"chosen": [1]})
        choice = Choice(PERSONAL, "en", ("category: Phones", "inexpensive"))
        assert Chain(shopper="x").choose(choice) == (1,)
        call = OutboundCall.objects.get()
        assert (call.purpose, call.outcome) == ("choice", "whole")
        assert "jo.smith" not in call.sent + str(endpoint.asked)
        endpoint.behave = protocol.status(500)
        with pytest.raises(WriterError):
            Chain().choose(choice)

    @pytest.mark.django_db(transaction=True)
    def test_what_cannot_be_put_on_record_is_not_sent(self, shop, endpoint, brief):
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = on")
        try:
            chain = Chain()
            assert list(chain.lines(brief)) == list(PlainWriter().lines(brief))
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SET default_transaction_read_only = off")
        assert endpoint.asked == []
        assert chain.degraded == ("writer",)


class TestBudget:
    @pytest.mark.django_db
    def test_what_is_spent_is_spent(self, shop, endpoint, brief):
        endpoint.behave = protocol.content(protocol.CITED)
        needed = budget.tokens_in(writers["default"].sent(brief)) + 900
        shop(BUDGET={"shopper_tokens_per_day": needed + 10})
        list(Chain(shopper="a").lines(brief))
        chain = Chain(shopper="a")
        assert list(chain.lines(brief)) == list(PlainWriter().lines(brief))
        assert chain.degraded == ("budget",)
        list(Chain(shopper="b").lines(brief))
        assert len(endpoint.asked) == 2
        assert Spending.objects.get(scope="shop").tokens == 36, "what was refused was given back"

    @pytest.mark.django_db
    def test_money(self, shop, endpoint, brief):
        endpoint.behave = protocol.content(protocol.CITED)
        shop(options={"output_price": 10}, BUDGET={"money_per_day": 8.9})
        assert last_text(Chain().lines(brief)) == list(PlainWriter().lines(brief))
        shop(options={"output_price": 10}, BUDGET={"money_per_day": 9.0})
        assert list(Chain().lines(brief)) == LINES

    @pytest.mark.django_db(transaction=True)
    def test_eight_at_once_spend_no_more_than_there_is(self, shop):
        shop(BUDGET={"shop_tokens_per_day": 3 * 901, "shopper_tokens_per_day": 2 * 901})
        writer, outcomes = writers["default"], []
        start = threading.Barrier(8)

        def spend(shopper):
            start.wait()
            try:
                budget.reserve(writer, "", shopper)
                outcomes.append(shopper)
            except WriterError as error:
                outcomes.append(error.reason)
            finally:
                connection.close()

        threads = [threading.Thread(target=spend, args=("ab"[n % 2],)) for n in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert outcomes.count("budget") == 5
        spent = dict(Spending.objects.values_list("scope", "tokens"))
        assert spent.pop("shop") == 3 * 901
        assert sum(spent.values()) == 3 * 901
        assert max(spent.values()) <= 2 * 901


@pytest.mark.django_db
class TestCache:
    def whole(self, task):
        chain = Chain()
        return chain, list(chain.lines(task))

    def test_the_same_facts_give_the_same_text(self, shop, endpoint, brief):
        endpoint.behave = protocol.content(protocol.CITED)
        chain, lines = self.whole(brief)
        assert keep(key_of(brief), lines, chain, brief)
        dearer = replace(brief.records[0], price="$120.00")
        later = replace(brief, records=(dearer, *brief.records[1:]), until=1.0)
        assert cached(key_of(later)) == tuple(lines)

    @pytest.mark.parametrize(
        "change",
        [{"price_rank": 2}, {"in_stock": False}, {"facts": ()}, {"name": "Zeta"}, {"price": ""}],
    )
    def test_other_facts_do_not(self, shop, brief, change):
        other = replace(brief, records=(replace(brief.records[0], **change), *brief.records[1:]))
        assert key_of(other) != key_of(brief)
        assert cached(key_of(other)) is None

    def test_it_expires(self, shop, endpoint, brief):
        endpoint.behave = protocol.content(protocol.CITED)
        shop(ANSWER_CACHE_SECONDS=0.05)
        chain, lines = self.whole(brief)
        assert keep(key_of(brief), lines, chain, brief)
        time.sleep(0.1)
        assert cached(key_of(brief)) is None

    def test_what_is_personal_is_not_kept(self, shop, endpoint):
        order = Source("S1", "order", "Order 7", "On its way.")
        task = Enquiry("Where is it?", "en", (order,))
        assert key_of(task) == key_of(replace(task, sources=(), history=(("a", "b"),))) == ""
        endpoint.behave = protocol.content(protocol.ANSWERED)
        chain, lines = self.whole(task)
        assert not keep("", lines, chain, task)
        assert cached("") is None


@pytest.mark.django_db
def test_what_is_old_is_forgotten(settings):
    now = timezone.now()
    for days in (1, 40, 500):
        call = OutboundCall.objects.create(writer="w", purpose="answer", sent="x")
        OutboundCall.objects.filter(pk=call.pk).update(created=now - timedelta(days=days))
        day = (now - timedelta(days=days)).date()
        for scope in ("shop", "somebody"):
            Spending.objects.create(day=day, scope=scope)
        CachedAnswer.objects.create(
            key=str(days),
            writer="w",
            language="en",
            lines=[],
            expires=now + timedelta(days=2 - days),
        )
    forget()
    assert OutboundCall.objects.count() == 1
    assert sorted(Spending.objects.values_list("scope", flat=True)) == ["shop", "shop", "somebody"]
    assert [row.key for row in CachedAnswer.objects.all()] == ["1"]


@pytest.mark.parametrize(
    ("given", "identity"),
    [
        ({"FALLBACKS": ["nobody"]}, "shopguide.E307"),
        ({"BUDGET": {"tokens": 1}}, "shopguide.E308"),
        ({"BREAKER": {"tries": 1}}, "shopguide.E308"),
    ],
)
def test_a_misspelt_setting_is_told_at_start_up(settings, given, identity):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, **given}
    assert identity in [message.id for message in check_backends(None)]
