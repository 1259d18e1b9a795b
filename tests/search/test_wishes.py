"""What should be good about a thing, ranked by what reviews say of it, and explained."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from shopguide.catalogue.guide import Aspect
from shopguide.delivery import drain
from shopguide.models import AspectTally, Exposure, FusionWeights
from shopguide.search import search
from shopguide.search.explain import explain, record_exposure, replay
from shopguide.search.index import count_terms
from shopguide.search.statement import RRF_K
from shopguide.search.wishes import ENOUGH, PRIOR
from shopguide.suggest import suggest
from shopguide.widgets.search import search_context
from tests.shop.factories import phone_guide
from tests.shop.models import Brand, Category, Product, Review

pytestmark = pytest.mark.django_db

ASKED = "smartphone with a good camera"
#: What "reviews" weighs unless a shop says otherwise, on the scale of the fused score.
MOST = 0.5 / (RRF_K + 1)


@pytest.fixture
def phones(db):
    """Forty phones that are all the same to words and meaning, so that they stand by their keys."""
    category = Category.objects.create(name="Smartphones")
    made = [
        Product.objects.create(
            name="Smartphone", description="A smartphone with a camera", category=category,
            price=100 + n,
        )
        for n in range(40)
    ]  # fmt: skip
    drain()
    count_terms(phone_guide())
    return made


def tally(product, positive, negative, aspect="camera", reviews=None):
    return AspectTally.objects.create(
        guide="phone", object_id=str(product.pk), aspect=aspect, positive=positive,
        negative=negative, reviews=positive + negative + 5 if reviews is None else reviews,
    )  # fmt: skip


def order(query=ASKED, limit=100, **given):
    return [hit.pk for hit in search(phone_guide(), query, limit=limit, **given).hits]


def given(results, product):
    return next(hit for hit in results.hits if hit.pk == product.pk).opinions["camera"].given


class TestRanking:
    def test_praise_lifts_and_complaints_lower(self, phones):
        plain = order()
        assert plain == [phone.pk for phone in phones]
        tally(phones[6], 45, 5)
        tally(phones[2], 5, 45)
        after = order()
        assert after[0] == phones[6].pk
        assert after.index(phones[2].pk) > 10
        rest = [pk for pk in after if pk not in (phones[6].pk, phones[2].pk)]
        assert rest == [pk for pk in plain if pk in rest]

    def test_the_numbers_are_those_of_the_rows(self, phones):
        for n, (positive, negative) in enumerate([(30, 10), (2, 20), (0, 0), (1, 0)]):
            tally(phones[n], positive, negative)
        results = search(phone_guide(), ASKED, limit=100)
        usual = 33 / 63
        for hit in results.hits:
            row = AspectTally.objects.filter(object_id=str(hit.pk)).first()
            told = explain(hit, results.fusion, guide=phone_guide())
            assert sum(told.parts.values()) == pytest.approx(hit.score)
            if row is None:
                assert hit.opinions == {}
                assert "aspect:camera" not in told.parts
                continue
            said, spoken = hit.opinions["camera"], row.positive + row.negative
            assert (said.positive, said.negative) == (row.positive, row.negative)
            assert said.reviews == row.reviews
            share = (row.positive + PRIOR * usual) / (spoken + PRIOR)
            assert told.parts["aspect:camera"] == pytest.approx(MOST * (share - usual))
        assert given(results, phones[2]) == 0

    def test_few_reviews_shrink(self, phones):
        tally(phones[20], 300, 100)
        for n, reviews in ((1, 1), (2, 10), (3, 100)):
            tally(phones[n], reviews, 0)
        results = search(phone_guide(), ASKED, limit=100)
        one, ten, hundred = (given(results, phones[n]) for n in (1, 2, 3))
        assert 0 < one < ten < hundred < MOST
        # All of one review say less than nine tenths of a hundred.
        tally(phones[4], 90, 10)
        assert given(search(phone_guide(), ASKED, limit=100), phones[4]) > one

    def test_the_far_less_relevant_does_not_pass(self, phones):
        """However much it is praised, a thing that hardly fits stays behind those that do."""
        cable = Product.objects.create(
            name="Cable", description="for a camera and many other things"
        )
        drain()
        count_terms(phone_guide())
        plain = order()
        tally(phones[0], 400, 100)
        tally(cable, 5000, 0)
        tally(phones[39], 5000, 0)
        results = search(phone_guide(), ASKED, limit=100)
        assert all(abs(said.given) < MOST for hit in results.hits for said in hit.opinions.values())
        after = [hit.pk for hit in results.hits]
        assert set(after) == set(plain)
        assert after.index(phones[39].pk) > 10
        if cable.pk in after:
            assert after.index(cable.pk) > 20

    def test_pages_are_stable_and_the_total_and_facets_are_unchanged(self, phones):
        plain = search(phone_guide(), ASKED, facets=True, ignore=["aspect:camera"])
        for n, phone in enumerate(phones[::3]):
            tally(phone, n, 13 - n)
        whole = search(phone_guide(), ASKED, facets=True, limit=100)
        seen = []
        for offset in range(0, whole.total, 7):
            seen += order(limit=7, offset=offset)
        assert seen == [hit.pk for hit in whole.hits] != [phone.pk for phone in phones]
        assert len(set(seen)) == whole.total == plain.total
        assert whole.answer.facts == plain.answer.facts
        assert whole.answer.prices == plain.answer.prices
        assert whole.answer.stars == plain.answer.stars
        assert order(sort="-price") == [phone.pk for phone in reversed(phones)]

    def test_taken_off_it_counts_no_more(self, phones):
        tally(phones[6], 45, 5)
        assert order(ignore=["aspect:camera"]) == [phone.pk for phone in phones]

    def test_several_wishes_weigh_as_much_as_one(self, phones):
        said = "smartphone with a good camera and battery"
        tally(phones[20], 10, 10), tally(phones[20], 10, 10, "battery")
        tally(phones[6], 50, 0), tally(phones[6], 50, 0, "battery")
        results = search(phone_guide(), said, limit=100)
        hit = next(hit for hit in results.hits if hit.pk == phones[6].pk)
        assert set(hit.opinions) == {"camera", "battery"}
        assert sum(each.given for each in hit.opinions.values()) == pytest.approx(
            given(search(phone_guide(), ASKED, limit=100), phones[6])
        )

    def test_what_is_usual_is_that_of_the_category_where_enough_is_said(self, phones):
        cameras = Category.objects.create(name="Lamps")
        others = [Product.objects.create(name="Lamp", category=cameras) for _ in range(3)]
        drain()
        for other in others:
            tally(other, 100, 0)
        tally(phones[1], ENOUGH // 2 - 1, ENOUGH // 2)
        few = search(phone_guide(), ASKED, limit=100)
        spoken = ENOUGH - 1
        share = (300 + ENOUGH // 2 - 1) / (300 + spoken)
        expected = MOST * (ENOUGH // 2 - 1 - share * spoken) / (spoken + PRIOR)
        assert given(few, phones[1]) == pytest.approx(expected)
        tally(phones[2], 1, 0)
        enough = search(phone_guide(), ASKED, limit=100)
        assert given(enough, phones[1]) == pytest.approx(
            MOST * (ENOUGH // 2 - 1 - 0.5 * spoken) / (spoken + PRIOR)
        )

    def test_the_weight_is_the_shops(self, phones, settings):
        tally(phones[6], 45, 5), tally(phones[20], 5, 45)
        default = given(search(phone_guide(), ASKED), phones[6])
        all_ = {"lexical": 1.0, "vector": 0.25, "reviews": 1.0}
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "FUSION": {"all": all_}}
        assert given(search(phone_guide(), ASKED), phones[6]) == pytest.approx(2 * default)
        # What was learned of words and meaning leaves it as it is.
        FusionWeights.objects.create(
            guide="phone", weights={"all": {"lexical": 1.0, "vector": 0.1}}, source="x", in_use=True
        )
        assert given(search(phone_guide(), ASKED), phones[6]) == pytest.approx(2 * default)
        FusionWeights.objects.update(in_use=False)
        settings.SHOPGUIDE = {**settings.SHOPGUIDE, "FUSION": {"all": {**all_, "reviews": 0}}}
        off = search(phone_guide(), ASKED, limit=100)
        assert [hit.pk for hit in off.hits] == [phone.pk for phone in phones]
        assert off.reading.one("aspect") is None

    def test_cheap_is_cheap_of_the_same_category_whatever_reviews_say(self, phones):
        """ "Cheap" is a price of what most of the best hits are; praise does not vote."""
        lamps = Category.objects.create(name="Lamps")
        for n in range(30):
            lamp = Product.objects.create(
                name="Lamp", description="with a camera", category=lamps, price=900 + n
            )
            tally(lamp, 500, 0)
        tally(phones[0], 0, 500)
        drain()
        count_terms(phone_guide())
        said = "something cheap, good camera quality, for taking along"
        with_wish = search(phone_guide(), said)
        without = search(phone_guide(), said, ignore=["aspect:camera"])
        assert with_wish.reading.one("aspect")
        assert with_wish.filters == without.filters
        assert with_wish.total == without.total


class TestWithoutWish:
    def test_nothing_is_asked_and_nothing_changes(self, phones):
        """Whatever reviews say, a sentence without a wish runs the same SQL and gives the same."""
        search(phone_guide(), "warm up")
        for query in ("smartphone", "smartphone with a camera", "smartphone under $120", "手机"):
            before, plain = captured(query)
            AspectTally.objects.all().delete()
            for n, phone in enumerate(phones):
                tally(phone, n, 40 - n)
            after, again = captured(query)
            assert after == before
            assert again == plain
            assert not any("aspecttally" in sql for sql in after)

    def test_a_wish_that_no_review_speaks_of_is_only_words(self, phones):
        tally(phones[3], 9, 1, "battery")
        results = search(phone_guide(), ASKED)
        assert results.reading.one("aspect") is None
        assert order() == [phone.pk for phone in phones]
        # Neither praised nor blamed: nothing is usual.
        tally(phones[3], 0, 0)
        assert search(phone_guide(), ASKED).reading.one("aspect") is None

    def test_a_wish_costs_few_queries(self, phones):
        tally(phones[3], 9, 1)
        search(phone_guide(), ASKED)
        plain, _ = captured("smartphone with a camera")
        wished, _ = captured(ASKED)
        assert len(wished) - len(plain) <= 2


def captured(query):
    """The SQL of a search, its values left out, and what it found."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        results = search(phone_guide(), query, limit=100, facets=True)
    found = [(hit.pk, hit.score, hit.parts, hit.ranks, hit.opinions) for hit in results.hits]
    return [each["sql"] for each in queries.captured_queries], (results.total, found)


class TestExplained:
    @pytest.fixture
    def results(self, phones):
        tally(phones[0], 12, 3, reviews=40)
        tally(phones[1], 0, 0, reviews=7)
        return search(phone_guide(), ASKED)

    def test_the_sentence_has_the_counts(self, results):
        why = explain(results.hits[0], results.fusion, guide=phone_guide()).sentences
        assert "What its reviews say of the camera: praise in 12 of 40, complaints in 3." in why
        by_pk = {hit.pk: hit for hit in results.hits}
        for hit in list(by_pk.values())[1:]:
            told = explain(hit, results.fusion, guide=phone_guide()).sentences
            assert not any("reviews" in sentence for sentence in told)

    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_the_card_says_why_in_both_languages(self, results, language):
        with translation.override(language):
            context = search_context(ASKED, "phone")
            why = " ".join(context["cards"][0].why)
            assert {"12", "40", "3"} <= set(why.replace(".", " ").replace(",", " ").split()) or (
                "40" in why and "12" in why and "3" in why
            )
            chip = next(chip for chip in context["chips"] if chip.key == "aspect:camera")
            assert "ignore=aspect%3Acamera" in chip.remove

    def test_the_chip_calls_it_as_the_guide_does(self, results, monkeypatch):
        labels = {chip.label for chip in search_context(ASKED, "phone")["chips"]}
        assert "well reviewed: camera" in labels
        own = Aspect("camera", "photos", ["camera"])
        monkeypatch.setattr(type(phone_guide()), "aspects", [own])
        labels = {chip.label for chip in search_context(ASKED, "phone")["chips"]}
        assert "well reviewed: photos" in labels

    def test_what_was_shown_is_replayed_word_for_word(self, results):
        exposure = record_exposure(results)
        shown = [explain(hit, results.fusion, guide=phone_guide()) for hit in results.hits]
        AspectTally.objects.all().delete()
        stored = Exposure.objects.get(pk=exposure.pk)
        assert [why for _, why in replay(stored)] == shown
        assert "aspect:camera" in stored.terms["constraints"]
        assert stored.terms["fusion"]["reviews"] == 0.5

    def test_records_from_before_are_replayed_too(self, results):
        exposure = record_exposure(results)
        for each in exposure.shown:
            del each["opinions"]
        del exposure.terms["fusion"]["reviews"]
        exposure.save()
        assert len(replay(Exposure.objects.get(pk=exposure.pk))) == len(results.hits)

    def test_the_api_has_the_parts_and_the_counts(self, results):
        query = {"q": ASKED, "guide": "phone", "explain": "1"}
        answer = Client().get("/guide-api/v1/search/", query).json()
        wish = next(each for each in answer["constraints"] if each["kind"] == "aspect")
        assert (wish["key"], wish["hard"], wish["said"]) == ("aspect:camera", False, "good camera")
        first = answer["results"][0]
        told = first["explanation"]
        assert told["reviews"]["camera"] == {"positive": 12, "negative": 3, "reviews": 40}
        assert sum(told["parts"].values()) == pytest.approx(first["score"])
        assert told["parts"]["aspect:camera"] == results.hits[0].opinions["camera"].given


@pytest.fixture
def small_shop(db):
    zeta = Brand.objects.create(name="Zeta")
    category = Category.objects.create(name="Smartphones")
    made = [
        Product.objects.create(
            name=name, brand=zeta, category=category, price=price,
            description="A budget smartphone with a good camera",
        )
        for name, price in (("Zeta One", 90), ("Zeta Two", 95), ("Zeta Three", 99), ("Zeta Four", 400))
    ]  # fmt: skip
    drain()
    count_terms(phone_guide())
    return made


def test_the_suggestion_names_what_reviews_praise_first(small_shop):
    said = "I'm looking for a budget smartphone with a good camera."
    one, two = small_shop[:2]
    plain = suggest(phone_guide(), said, size=2)
    assert plain.picks[0].product.pk == one.pk
    tally(one, 3, 60)
    tally(two, 60, 3)
    suggestion = suggest(phone_guide(), said, size=2)
    assert suggestion.picks[0].product.pk == two.pk
    assert suggestion.opening
    assert suggestion.replaced == 0


def test_reviews_that_are_written_move_nothing_before_they_are_read(small_shop):
    Review.objects.create(product=small_shop[1], body="The camera is great", rating=5)
    assert search(phone_guide(), ASKED).reading.one("aspect") is None


@pytest.mark.parametrize(
    "query",
    ["good " * 99, "拍照好" * 160, "not a good camera " * 27, "quiet, " * 70, "很" * 499 + "好"],
)
def test_whatever_is_wished_is_searched(small_shop, query):
    tally(small_shop[0], 5, 1)
    assert search(phone_guide(), query).total >= 0
