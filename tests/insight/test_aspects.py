"""Every number is what counting the rows by hand gives, and nothing is claimed of few reviews."""

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.insight import Scope, aspects, cons, pros
from shopguide.insight.aspects import labels
from shopguide.models import ReviewReading
from tests.shop.factories import products
from tests.shop.models import Brand, Category

from .factories import START, Said, days, read, store

NAMES = ["camera", "battery", "delivery", "other"]
OPINIONS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from([-1, 0, 1])), max_size=6)
SAID = st.builds(
    Said,
    opinions=OPINIONS,
    label=st.sampled_from([-1, 0, 1]),
    rating=st.sampled_from([None, 0.2, 0.6, 1.0]),
    written=st.sampled_from([None, START, START + days(40)]),
    verified=st.sampled_from([None, True, False]),
    language=st.sampled_from(["en", "zh-hans"]),
)
on_rows = settings(max_examples=25)


def recount(said, aspect):
    """(positive, negative, mixed, neutral, mentions) in plain Python."""
    found = [{p for a, p in each.opinions if a == aspect} for each in said]
    good = sum(1 in each for each in found)
    bad = sum(-1 in each for each in found)
    mixed = sum({1, -1} <= each for each in found)
    mentions = sum(bool(each) for each in found)
    return good, bad, mixed, mentions - (good + bad - mixed), mentions


def numbers(found):
    shares = (found.positive, found.negative, found.mixed, found.neutral, found.mentions)
    return tuple(share.count for share in shares)


@on_rows
@given(said=st.lists(SAID, max_size=25))
def test_aspects_are_what_plain_counting_gives(guide, product, said):
    ReviewReading.objects.all().delete()
    store(product, said)
    found = {each.aspect: each for each in aspects(Scope(guide, product=product.pk))}
    assert set(found) == {a for each in said for a, _ in each.opinions}
    for aspect, each in found.items():
        assert numbers(each) == recount(said, aspect)
        assert each.total == len(said)
        bought = [one for one in said if one.verified]
        of_buyers = (each.verified_positive, each.verified_negative)
        assert tuple(share.count for share in of_buyers) == recount(bought, aspect)[:2]
        assert {share.total for share in of_buyers} == {len(bought)}


@on_rows
@given(said=st.lists(SAID, min_size=1, max_size=25))
@pytest.mark.parametrize(
    ("limits", "keep"),
    [
        ({"language": "zh-hans"}, lambda each: each.language == "zh-hans"),
        ({"verified": False}, lambda each: each.verified is False),
        ({"ratings": (0.2, 0.6)}, lambda each: each.rating in (0.2, 0.6)),
        ({"since": START}, lambda each: each.written is not None),
        ({"until": START + days(40)}, lambda each: each.written == START),
        ({"shoppers": True}, lambda each: each.approved),
    ],
)
def test_every_filter_leaves_what_plain_filtering_leaves(guide, product, limits, keep, said):
    ReviewReading.objects.all().delete()
    store(product, said)
    kept = [each for each in said if keep(each)]
    scope = Scope(guide, product=product.pk, **limits)
    assert scope.readings().count() == len(kept)
    for each in aspects(scope):
        assert numbers(each) == recount(kept, each.aspect)
        assert each.total == len(kept)


def test_category_and_brand(guide):
    one, other, third = products(3)
    other.brand = Brand.objects.create(name="Nova")
    third.category = Category.objects.create(name="Laptops")
    other.save()
    third.save()
    for product, polarity in ((one, 1), (other, -1), (third, -1)):
        store(product, [Said([("camera", polarity)])] * 3)

    def camera(**limits):
        (found,) = aspects(Scope(guide, **limits))
        return found.positive.count, found.negative.count, found.total

    assert camera() == (3, 6, 9)
    assert camera(category="Smartphones") == (3, 3, 6)
    assert camera(category="Smartphones", brand="Nova") == (0, 3, 3)
    assert camera(brand="Nova", product=other.pk) == (0, 3, 3)
    assert aspects(Scope(guide, brand="Nova", product=one.pk)) == []


def test_only_the_guides_own_reader_counts(guide, product):
    store(product, [Said([("camera", 1)])] * 2)
    ReviewReading.objects.filter(pk=ReviewReading.objects.latest("pk").pk).update(reader="other")
    (found,) = aspects(Scope(guide, product=product.pk))
    assert (found.positive.count, found.total) == (1, 1)


def test_english_and_chinese_count_under_one_aspect(guide, product):
    read(product, "The camera is good.", "拍照很好。", "The camera is bad.")
    (found,) = aspects(Scope(guide, product=product.pk))
    assert (found.aspect, found.positive.count, found.negative.count) == ("camera", 2, 1)
    with override("zh-hans"):
        (found,) = aspects(Scope(guide, product=product.pk))
    assert found.label == labels(guide)["camera"] or found.label != "camera"


def test_nothing_is_claimed_below_the_minimum(guide, product, settings):
    store(product, [Said([("camera", 1), ("battery", -1)])] * 4)
    found = aspects(Scope(guide, product=product.pk))
    assert (pros(found), cons(found)) == ([], [])
    store(product, [Said()])
    found = aspects(Scope(guide, product=product.pk))
    assert [each.aspect for each in pros(found)] == ["camera"]
    assert [each.aspect for each in cons(found)] == ["battery"]
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "INSIGHT_MINIMUM": 6}
    assert pros(found) == []


def test_one_review_is_no_claim_and_other_is_none(guide, product):
    store(product, [Said([("camera", -1)]), *[Said([("other", -1)])] * 9])
    assert cons(aspects(Scope(guide, product=product.pk))) == []


def test_claims_are_ordered_by_the_share_that_they_surely_have(guide, product):
    said = [Said([("battery", -1)] * (n < 3) + [("camera", -1)] * (n < 5)) for n in range(20)]
    store(product, said)
    found = cons(aspects(Scope(guide, product=product.pk)))
    assert [each.aspect for each in found] == ["camera", "battery"]
    assert [each.aspect for each in cons(found, limit=1)] == ["camera"]
    assert [each.negative.share for each in found] == [5 / 20, 3 / 20]


def test_the_order_is_by_mentions_with_other_last(guide, product):
    store(product, [Said([("other", 1), ("camera", 0)])] * 3 + [Said([("battery", 1)])])
    found = aspects(Scope(guide, product=product.pk))
    assert [each.aspect for each in found] == ["camera", "battery", "other"]


@pytest.mark.parametrize("count", [1, 40])
def test_one_statement_however_many_reviews(guide, product, django_assert_num_queries, count):
    store(product, [Said([(name, 1) for name in NAMES])] * count)
    with django_assert_num_queries(1):
        aspects(Scope(guide, product=product.pk))


def test_a_product_that_nobody_reviewed(guide, product):
    assert aspects(Scope(guide, product=product.pk)) == []


def test_what_is_no_key_is_said(guide):
    with pytest.raises(LookupError, match="no key"):
        aspects(Scope(guide, product="x'; DROP TABLE"))


def test_what_the_guide_does_not_declare_is_said(guide, product, monkeypatch):
    monkeypatch.setattr(type(guide), "brand_field", None)
    with pytest.raises(LookupError, match="PhoneGuide declares no brand_field"):
        aspects(Scope(guide, brand="Zeta"))
