"""Quotes are what the shop's own rows say now, with the spans where they belong."""

import logging

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from shopguide.delivery import drain
from shopguide.insight import Scope, quotes, quotes_for
from shopguide.insight.passages import LONGEST, cut, passage
from shopguide.models import AspectOpinion
from tests.shop.models import Review

from .factories import read


def marked(quote, mark):
    return [part.text for part in quote.parts if part.mark == mark]


def test_the_span_marks_the_term_and_the_words_the_opinion(guide, product):
    read(product, "I bought it last week. The battery life is really good! Fine box.")
    (quote,) = quotes(Scope(guide, product=product.pk), "battery", 1)
    assert quote.text == "The battery life is really good!"
    assert marked(quote, "term") == ["battery life"]
    assert marked(quote, "words") == ["good"]
    assert "".join(part.text for part in quote.parts) == quote.text
    assert (quote.product, quote.polarity) == (str(product.pk), 1)
    assert quote.review == str(Review.objects.get().pk)


def test_chinese_is_marked_by_characters(guide, product):
    read(product, "昨天到货。拍照真的很好，晚上也清楚。")
    (quote,) = quotes(Scope(guide, product=product.pk), "camera", 1)
    assert marked(quote, "term") == ["拍照"]
    assert (quote.language, quote.text) == ("zh-hans", "拍照真的很好，晚上也清楚。")


def test_the_title_is_quoted_with_spans_of_its_own(guide, product):
    Review.objects.create(product=product, title="Bad camera", body="Else all well.")
    drain()
    (quote,) = quotes(Scope(guide, product=product.pk), "camera", -1)
    assert (quote.text, marked(quote, "term")) == ("Bad camera", ["camera"])


def test_text_that_has_changed_is_not_quoted_but_counted_in_the_log(guide, product, caplog):
    old, other = read(product, "The camera is good.", "A good camera for the price of it.")
    Review.objects.filter(pk=old.pk).update(body="The camera was good. EDIT: it broke.")
    with caplog.at_level(logging.INFO, "shopguide"):
        found = quotes(Scope(guide, product=product.pk), "camera", 1)
    assert [quote.review for quote in found] == [str(other.pk)]
    assert "1 reviews are not quoted" in caplog.text


def test_deleted_and_hidden_reviews_are_not_quoted_to_shoppers(guide, product):
    gone, hidden, kept = read(
        product, "The camera is good.", "Such a good photo of my cat!", "好相机，拍照很好看。"
    )
    gone.delete()
    Review.objects.filter(pk=hidden.pk).update(approved=False)
    shown = quotes(Scope(guide, product=product.pk, shoppers=True), "camera", 1)
    assert {quote.review for quote in shown} == {str(kept.pk)}
    told = quotes(Scope(guide, product=product.pk), "camera", 1)
    assert {quote.review for quote in told} == {str(kept.pk), str(hidden.pk)}
    type(product).objects.update(is_public=False)
    assert quotes(Scope(guide, product=product.pk, shoppers=True), "camera", 1) == []


def test_own_language_comes_first(guide, product):
    read(product, "The camera is good.", "拍照很好。")
    scope = Scope(guide, product=product.pk)
    assert [q.language for q in quotes(scope, "camera", 1, language="zh-hans")] == ["zh-hans", "en"]
    assert [q.language for q in quotes(scope, "camera", 1, language="en")] == ["en", "zh-hans"]
    with override("zh-hans"):
        assert quotes(scope, "camera", 1, limit=1)[0].language == "zh-hans"


def test_a_review_is_quoted_once_however_often_it_says_it(guide, product):
    flood = " ".join(f"The camera of phone {n} is good." for n in range(200))
    read(product, flood, "Quite a good lens for such a small thing.")
    found = quotes(Scope(guide, product=product.pk), "camera", 1)
    assert len({quote.review for quote in found}) == len(found) == 2


def test_copies_of_a_sentence_are_quoted_once(guide, product):
    read(product, *[f"This camera is very good{mark}" for mark in (".", "!", "!!")])
    read(product, "Photos at night are good as well.")
    found = quotes(Scope(guide, product=product.pk), "camera", 1)
    assert len(found) == 2


def test_a_sentence_of_fair_length_comes_before_a_bare_one(guide, product):
    read(product, "Good camera.", "The camera is good even after the sun has gone down.")
    found = quotes(Scope(guide, product=product.pk), "camera", 1)
    assert [quote.text[:3] for quote in found] == ["The", "Goo"]


def test_the_surest_comes_first(guide, product):
    unsure, sure = read(
        product, "The camera is good in the evening.", "My photos of the sea came out good."
    )
    AspectOpinion.objects.filter(reading__review_id=str(unsure.pk)).update(probability=0.5)
    found = quotes(Scope(guide, product=product.pk), "camera", 1)
    assert [quote.review for quote in found] == [str(sure.pk), str(unsure.pk)]


def test_a_long_sentence_is_cut_around_the_term(guide, product):
    read(product, f"{'word ' * 200}the camera is good {'and so on ' * 200}")
    (quote,) = quotes(Scope(guide, product=product.pk), "camera", 1)
    assert len(quote.text) < LONGEST
    assert quote.text.startswith("…word")
    assert quote.text.endswith("…")
    assert marked(quote, "term") == ["camera"]
    assert marked(quote, "words") == ["good"]


def test_markup_of_a_review_stays_text(guide, product):
    read(product, "A good camera & 5 < 6 <script>alert(1)</script> said me.")
    (quote,) = quotes(Scope(guide, product=product.pk), "camera", 1)
    assert "&" in quote.text
    assert all(type(part.text) is str for part in quote.parts)


def test_every_claim_gets_its_own_and_an_unknown_one_none(guide, product):
    read(product, "The camera is good.", "The battery is bad.", "A bad camera.")
    claims = [("camera", 1), ("camera", -1), ("battery", -1), ("taste", 1)]
    found = quotes_for(Scope(guide, product=product.pk), claims)
    assert {claim: [q.text for q in each] for claim, each in found.items()} == {
        ("camera", 1): ["The camera is good."],
        ("camera", -1): ["A bad camera."],
        ("battery", -1): ["The battery is bad."],
        ("taste", 1): [],
    }


@pytest.mark.parametrize("count", [1, 30])
def test_three_statements_however_many_claims(guide, product, django_assert_num_queries, count):
    read(product, *[f"Camera {n} is good. Battery {n} is bad." for n in range(count)])
    claims = [("camera", 1), ("battery", -1)]
    with django_assert_num_queries(3):
        quotes_for(Scope(guide, product=product.pk), claims)


@pytest.mark.parametrize("edge", [(0, 0, 10**6), (5, 900, 950)])
def test_spans_outside_the_text_are_not_quoted(guide, product, edge):
    read(product, "The camera is good.")
    start, end, last = edge
    AspectOpinion.objects.update(start=start, end=end, sentence_end=last)
    assert quotes(Scope(guide, product=product.pk), "camera", 1) == []


SPANS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted).map(tuple)


@given(st.text(max_size=40), SPANS, st.lists(SPANS, max_size=4))
def test_parts_join_to_the_text_and_the_term_wins(text, term, words):
    parts = cut(text, term, words)
    assert "".join(part.text for part in parts) == text
    assert "".join(part.text for part in parts if part.mark == "term") == text[slice(*term)]


@given(
    st.text(alphabet="ab 好。", min_size=1, max_size=2000),
    st.data(),
)
def test_a_passage_keeps_the_term_whatever_is_cut(whole, data):
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, min(len(whole), start + 80)))
    term = (start, end)
    told = passage(whole, (0, len(whole)), term, [term])
    if whole[start:end] == whole[start:end].strip():
        assert told is not None
    if told is not None:
        assert told.text[slice(*told.term)] == whole[start:end]
        assert [told.text[slice(*span)] for span in told.words] == [whole[start:end]]
        assert len(told.text) <= LONGEST + 82
