"""A suggestion event by event: products first, then sentences that hold, then what they rest on."""

from decimal import Decimal

import pytest

from shopguide.backends import writers
from shopguide.models import CheckTally, FailedCheck, ReviewReading
from shopguide.search import QueryError
from shopguide.suggest import stream_suggestion, suggest
from shopguide.writers.base import Draft, Line, Pick, Writer, WriterError
from shopguide.writers.events import Done, Products, Restart, Sources, Text
from tests.shop.models import Product, Review

QUESTION = "I'm looking for a budget smartphone with a good camera."


class Streaming(Writer):
    """Gives the sentences that a test tells it to, and others when asked again."""

    def __init__(self, lines, again=()):
        self.told, self.again, self.tasks, self.closed = lines, again, [], False

    def lines(self, task):
        self.tasks.append(task)
        try:
            for line in self.again if task.failed else self.told:
                if isinstance(line, Exception):
                    raise line
                yield line() if callable(line) else line
        finally:
            self.closed = True

    def write(self, brief):
        return Draft("", (Pick("P1", ""),), "Streaming")


@pytest.fixture
def stream(guide, monkeypatch):
    def run(*lines, again=(), question=QUESTION):
        writer = Streaming(lines, again)
        monkeypatch.setitem(writers._made, "default", writer)
        return writer, stream_suggestion(guide, question)

    return run


def said(events, part):
    texts = [each for each in events if isinstance(each, Text) and each.part == part]
    return ["".join(segment.text for segment in text.segments) for text in texts]


def test_products_come_before_anything_is_written(stream):
    writer, events = stream(Line("P1", "Good."))
    first = next(events)
    assert isinstance(first, Products)
    assert {pick.product.name for pick in first.picks} <= {"Zeta Lite", "Zeta Mini", "Zeta Plus"}
    assert first.results.total
    assert writer.tasks == []


def test_a_sentence_is_told_as_soon_as_it_is_written(stream):
    writer, events = stream(Line("opening", "Take {P1.name}."), WriterError("never", "timeout"))
    next(events)
    text = next(events)
    assert isinstance(text, Text)
    assert text.refs == ("P1",)
    assert text.segments[1].kind == "name"
    assert not writer.closed


def test_the_order_is_products_text_sources_done(stream):
    _writer, events = stream(Line("opening", "Take {P1.name}."))
    kinds = [type(each) for each in events]
    assert kinds[0] is Products
    assert kinds[-2:] == [Sources, Done]
    assert set(kinds[1:-2]) == {Text}


def test_leaving_closes_the_writer(stream):
    writer, events = stream(Line("opening", "Take {P1.name}."), Line("P1", "Good."))
    next(events)
    next(events)
    events.close()
    assert writer.closed


def test_a_writer_that_breaks_off_begins_anew(stream):
    _writer, events = stream(Line("opening", "Take {P1.name}."), WriterError("gone", "garbage"))
    told = list(events)
    restart = next(n for n, each in enumerate(told) if isinstance(each, Restart))
    assert told[restart].reason == "garbage"
    assert said(told[restart:], "opening")
    assert told[-1].degraded == ("writer",)
    assert not told[-1].generative


def test_a_failing_sentence_is_written_again_once(stream):
    lines = [Line("P1", "It is waterproof."), Line("P1", "A good camera.")]
    again = [Line("P1", "It is easy to carry.")]
    writer, events = stream(*lines, again=again)
    told = list(events)
    assert said(told, "P1") == ["It is easy to carry.", "A good camera."]
    assert len(writer.tasks) == 2
    assert writer.tasks[1].parts == ("P1",)
    assert [(each.text, each.rule) for each in writer.tasks[1].failed] == [
        ("It is waterproof.", "attribute")
    ]
    assert told[-1].replaced == 0
    assert FailedCheck.objects.get().mended


def test_what_fails_again_is_said_plainly(stream):
    _writer, events = stream(
        Line("P1", "It is waterproof."), again=[Line("P1", "It is shark-proof.")]
    )
    told = list(events)
    assert said(told, "P1")
    assert "proof" not in " ".join(said(told, "P1"))
    assert told[-1].replaced == 1
    assert not FailedCheck.objects.get().mended


def test_checks_are_counted_by_day_writer_and_rule(stream, settings):
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "ANSWER_CACHE_SECONDS": 0}
    for _ in range(2):
        list(stream(Line("opening", "Take {P1.name}."), Line("P1", "It costs $1."))[1])
    rows = {row.rule: (row.checked, row.failed) for row in CheckTally.objects.all()}
    assert rows == {"": (4, 2), "price": (4, 2)}


def test_a_price_is_that_of_the_moment(stream):
    def reprice():
        Product.objects.update(price=Decimal("55.50"))
        return Line("P1", "It costs {P1.price}.")

    _writer, events = stream(Line("opening", "Take {P1.name}."), reprice)
    assert said(list(events), "P1") == ["It costs $55.50."]


def test_a_product_that_is_hidden_meanwhile_is_told_of_no_more(stream):
    def hide():
        Product.objects.update(is_public=False)
        return Line("P1", "A good camera.")

    _writer, events = stream(hide)
    assert not said(list(events), "P1")


def test_references_that_were_not_given_fail(stream):
    _writer, events = stream(Line("opening", "A good choice.", ("P9",)), Line("P9", "Good."))
    told = list(events)
    assert told[-1].replaced == 2
    assert set(FailedCheck.objects.values_list("rule", flat=True)) == {"reference"}


def test_nothing_found_is_done_at_once(stream):
    Product.objects.all().delete()
    _writer, events = stream(Line("opening", "Hello."))
    assert [type(each) for each in events] == [Products, Done]


def test_a_query_that_cannot_be_searched_is_told_before_the_stream(guide):
    with pytest.raises(QueryError):
        stream_suggestion(guide, "")


@pytest.fixture
def reviewed(guide):
    """Zeta Lite with ten public reviews, three of which blame the battery, and hidden ones."""
    product = Product.objects.get(name="Zeta Lite")
    for number in range(7):
        Review.objects.create(product=product, body=f"The camera is good on day {number}.")
    for number in range(3):
        Review.objects.create(product=product, body=f"The battery is bad on day {number}.")
    for number in range(9):
        Review.objects.create(
            product=product, body=f"The battery is bad, hidden {number}.", approved=False
        )
    from shopguide.delivery import drain

    drain()
    assert ReviewReading.objects.exists()
    return product


def test_what_reviews_say_is_told_with_its_share(guide, reviewed):
    suggestion = suggest(guide, "smartphone with a good camera Zeta Lite", size=2)
    pick = next(each for each in suggestion.picks if each.product == reviewed)
    reason = "".join(segment.text for segment in pick.reason)
    assert "7 of 10 reviews praise the camera." in reason
    assert "3 of 10 reviews criticise the battery." in reason
    assert suggestion.replaced == 0


def test_few_reviews_say_nothing(guide, reviewed):
    Review.objects.filter(body__contains="camera").delete()
    from shopguide.delivery import drain

    drain()
    suggestion = suggest(guide, "smartphone with a good camera Zeta Lite")
    shown = "".join(segment.text for each in suggestion.sentences for segment in each.segments)
    assert "reviews" not in shown


def test_how_the_first_two_differ(guide):
    suggestion = suggest(guide, QUESTION)
    text = "".join(segment.text for segment in suggestion.difference)
    first, second = suggestion.picks[:2]
    for pick in (first, second):
        assert pick.product.name in text
        assert f"camera {pick.product.camera_mp}" in text
