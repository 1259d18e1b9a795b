"""Phrases with shares that are what SQL counts, in each of their states."""

import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from shopguide.catalogue.registry import registry
from shopguide.models import AspectOpinion, Job, ReviewReading
from shopguide.widgets.highlights import highlights_context
from shopguide.widgets.review_list import review_list_context
from tests.shop.factories import products
from tests.shop.models import Review

from .conftest import read


def render(product, query="", options=""):
    request = RequestFactory().get(f"/p/1/?{query}")
    template = Template(f"{{% load shopguide %}}{{% review_highlights product {options} %}}")
    return template.render(Context({"request": request, "product": product}))


def texts(context, side):
    return [each.text for each in context[side]]


def test_every_phrase_carries_its_share(reviewed):
    context = highlights_context(reviewed)
    assert context["state"] == "told"
    assert texts(context, "pros") == ["Camera praised in 6 of 11 reviews"]
    assert texts(context, "cons") == ["Battery criticised in 5 of 11 reviews"]
    assert context["summary"] == [*context["pros"], *context["cons"]]


def test_a_phrase_opens_as_many_reviews_as_it_counts(reviewed):
    context = highlights_context(reviewed)
    for told in context["summary"]:
        assert told.address.endswith("#reviews")
        opened = QueryDict(told.address.removeprefix("?").partition("#")[0])
        listed = review_list_context(reviewed, parameters=opened)
        assert listed["total"] == told.phrase.share.count


def test_a_chosen_phrase_leads_back(reviewed):
    context = highlights_context(
        reviewed, parameters=QueryDict("aspect=camera&polarity=positive&page=3&colour=red")
    )
    (camera,) = context["pros"]
    assert camera.chosen
    assert camera.address == "?colour=red#reviews"
    assert not context["cons"][0].chosen
    page = render(reviewed, "aspect=camera&polarity=positive")
    assert page.count('aria-current="true"') == 2
    assert "show all reviews again" in page


def test_what_the_page_says(reviewed):
    page = render(reviewed, options='anchor="opinions"')
    assert "Camera praised in 6 of 11 reviews" in page
    assert page.count("AI") == 1
    assert "Found by AI in 11 reviews" in page
    assert '?aspect=camera&amp;polarity=positive#opinions"' in page
    assert "style=" not in page


def test_a_few_reviews_claim_nothing(product, write):
    write("The camera is good.", "The camera is great.", "Good camera.")
    read()
    page = render(product, options='write="#write"')
    assert "Highlights are shown from 5 reviews on; so far there are 3." in page
    assert "praised" not in page
    assert 'href="#write"' in page


def test_none_at_all(product):
    assert "There are no reviews to sum up yet." in render(product)


def test_many_that_say_nothing(product, write):
    write(*(f"Arrived on day {n}." for n in range(6)))
    read()
    assert "In 6 reviews nothing is praised or criticised often enough" in render(product)


def test_reviews_that_wait_are_told(reviewed, write):
    write("The camera is good.", "And again good camera.")
    page = render(reviewed)
    assert "Reading 2 new reviews." in page
    assert "6 of 11" in page
    read()
    page = render(reviewed)
    assert "Reading" not in page
    assert "8 of 13" in page


def test_a_hidden_review_does_not_count_and_does_not_wait(reviewed):
    (hidden,) = Review.objects.filter(approved=False)
    hidden.save()
    assert highlights_context(reviewed)["waiting"] == 0
    praising = Review.objects.filter(body__startswith="The camera is good on day 1").get()
    Review.objects.filter(pk=praising.pk).update(approved=False)
    assert texts(highlights_context(reviewed), "pros") == ["Camera praised in 5 of 10 reviews"]


def test_a_dead_job_is_not_waited_for(reviewed, write):
    write("The camera is good.")
    Job.objects.update(dead=True)
    assert highlights_context(reviewed)["waiting"] == 0


def test_ones_own_review(reviewed, write):
    (own,) = write("The camera is good.")
    page = render(reviewed, options=f"written={own.pk}")
    assert "data-sg-waiting" in page
    assert "Your review is being read." in page
    read()
    page = render(reviewed, options=f"written={own.pk}")
    assert "data-sg-waiting" not in page
    assert "Your review has been read and counts here." in page


@pytest.mark.parametrize("written", ["0", "x", "9" * 30, "", "'; --"])
def test_a_review_that_is_not_there_is_not_ones_own(reviewed, written):
    assert highlights_context(reviewed, written=written)["own"] == ""


def test_another_products_review_is_not_ones_own(reviewed):
    (other,) = products(1, name="Other")
    theirs = Review.objects.create(product=other, body="The camera is good.")
    assert highlights_context(reviewed, written=theirs.pk)["own"] == ""


def test_our_tables_are_behind(reviewed):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shopguide_aspectopinion RENAME TO shopguide_later")
    page = render(reviewed)
    assert "Highlights cannot be shown just now." in page
    assert "Try again" in page
    # The transaction of the page around it lives on.
    assert Review.objects.count() == 12


def test_in_chinese(reviewed):
    with translation.override("zh-hans"):
        context = highlights_context(reviewed)
    assert len(context["summary"]) == 2


@pytest.mark.parametrize("reviews", [6, 60])
def test_the_number_of_queries_is_the_same(product, write, django_assert_num_queries, reviews):
    write(*(f"The camera is good and number {n} is bad for the battery." for n in range(reviews)))
    read()
    # A savepoint and its end, the counts, and what waits.
    with django_assert_num_queries(4):
        render(product)


def test_a_product_without_a_guide(db):
    with pytest.raises(LookupError, match="register one in guides"):
        highlights_context(Review())


def test_another_readers_opinions_do_not_count(reviewed):
    ReviewReading.objects.update(reader="earlier")
    assert AspectOpinion.objects.exists()
    assert highlights_context(reviewed)["highlights"].total == 0


def test_a_guide_without_reviews_names_the_remedy(reviewed, monkeypatch):
    monkeypatch.setattr(type(registry.get("phone")), "reviews", None)
    with pytest.raises(LookupError, match="declares no reviews"):
        render(reviewed)


def test_ids_are_whole(reviewed):
    ids = re.findall(r' id="([^"]+)"', render(reviewed))
    assert len(ids) == len(set(ids))
