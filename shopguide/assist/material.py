"""What the shop has on one product: facts as sentences, its text, and what its reviews say."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shopguide.catalogue.facts import declared_paths, facts_in, is_in_stock, shown_label, url_of
from shopguide.catalogue.reading import first, read
from shopguide.insight import Scope, highlights
from shopguide.insight.highlights import Phrase
from shopguide.reviews.sentences import sentences
from shopguide.search import Hit
from shopguide.suggest.records import as_read, records
from shopguide.suggest.slots import Live, shortened
from shopguide.text.clean import clean
from shopguide.text.injection import without_injections
from shopguide.text.language import Language
from shopguide.text.money import format_price
from shopguide.text.product import texts_of
from shopguide.text.segment import words
from shopguide.writers.base import Record

from .candidates import Candidate, harmless
from .names import Subject
from .passages import chunks

#: Reviews of a product that are looked through, latest first, and sentences of them that are
#: judged.
REVIEWS = 200
REVIEW_SENTENCES = 16
FACTS = 48
TEXTS = 12


def candidates(subject: Subject, ref: str, question: str, language: Language) -> list[Candidate]:
    """Everything on one product that may answer, in no order of worth."""
    values = read(subject.guide, [subject.pk], declared_paths(subject.guide)).get(subject.pk, {})
    return [
        *_facts(subject, ref, values, language),
        *_texts(subject, ref),
        *_insight(subject, ref),
        *_reviews(subject, ref, question),
    ]


def live_of(subject: Subject, language: Language) -> Live:
    """Name, price and stock as they are now."""
    guide = subject.guide
    values = read(guide, [subject.pk], declared_paths(guide)).get(subject.pk, {})
    return Live(
        name=subject.title,
        price=format_price(first(values, guide.price_field), language),
        in_stock=is_in_stock(guide, values),
        url=url_of(subject.product),
    )


def records_of(subjects: tuple[Subject, ...], language: Language) -> tuple[Record, ...]:
    """Numbered records of the products; prices are compared within one guide alone."""
    hits = [Hit(each.pk, each.product, n, 0.0, {}) for n, each in enumerate(subjects, 1)]
    if len({each.guide.name for each in subjects}) == 1:
        return records(subjects[0].guide, hits, language)
    return tuple(
        replace(records(each.guide, [hit], language)[0], ref=f"P{n}", price_rank=0)
        for n, (each, hit) in enumerate(zip(subjects, hits, strict=True), 1)
    )


def _facts(
    subject: Subject, ref: str, values: dict[str, list[Any]], language: Language
) -> Iterator[Candidate]:
    guide = subject.guide
    about = {"title": subject.title, "url": url_of(subject.product), "about": ref}
    live = live_of(subject, language)
    if live.price:
        yield _fact(_("Price"), f"{{{ref}.price}}", about, live.price)
    if live.stock:
        yield _fact(_("Availability"), f"{{{ref}.stock}}", about, live.stock)
    for path in filter(None, (guide.brand_field, guide.category_field)):
        if (value := first(values, path)) is not None:
            yield _fact(shown_label(guide, path), clean(str(value), 120), about)
    for fact in facts_in(guide, values)[:FACTS]:
        label = clean(str(guide.fact_labels.get(fact.name) or fact.label), 120)
        value = as_read(fact.value, language)
        if harmless(f"{label}: {value}") and "{" not in value:
            yield _fact(label, value, about)


def _fact(label: str, value: str, about: dict[str, str], read_: str = "") -> Candidate:
    told = {"label": label, "value": value}
    return Candidate(
        kind="fact",
        text=_("%(label)s: %(value)s") % told,
        read=_("%(label)s: %(value)s") % {**told, "value": read_} if read_ else "",
        label=label,
        value=value,
        value_read=read_ or value,
        **about,
    )


def _texts(subject: Subject, ref: str) -> Iterator[Candidate]:
    guide = subject.guide
    short = {guide.title_field, guide.brand_field, guide.category_field, *guide.facts}
    texts = texts_of(guide, [subject.pk]).get(subject.pk, ())
    told = [t for path, t in zip(guide.text_fields, texts, strict=False) if path not in short]
    for chunk in [chunk for text in told for chunk in chunks(without_injections(text))][:TEXTS]:
        if kept := harmless(chunk):
            yield Candidate("text", subject.title, kept, url_of(subject.product), about=ref)


def _insight(subject: Subject, ref: str) -> Iterator[Candidate]:
    found = highlights(subject.guide, subject.pk)
    title = _("Reviews of %(product)s") % {"product": shortened(subject.title)}
    for phrase in found.phrases:
        yield Candidate("insight", title, _share(phrase), url_of(subject.product), about=ref)


def _share(phrase: Phrase) -> str:
    told = {
        "count": phrase.share.count,
        "total": phrase.share.total,
        "aspect": str(phrase.label),
    }
    if phrase.polarity > 0:
        return (
            ngettext(
                "%(count)d of %(total)d reviews praises this: %(aspect)s.",
                "%(count)d of %(total)d reviews praise this: %(aspect)s.",
                phrase.share.count,
            )
            % told
        )
    return (
        ngettext(
            "%(count)d of %(total)d reviews criticises this: %(aspect)s.",
            "%(count)d of %(total)d reviews criticise this: %(aspect)s.",
            phrase.share.count,
        )
        % told
    )


def _reviews(subject: Subject, ref: str, question: str) -> Iterator[Candidate]:
    """Sentences of reviews that shoppers may read, those that share words with the question
    first."""
    declared = subject.guide.reviews
    if declared is None:
        return
    rows = Scope(subject.guide, product=subject.pk, shoppers=True).own_reviews()
    order = [f"-{declared.when}"] if declared.when else []
    texts = rows.order_by(*order, "-pk").values_list(*declared.text)[:REVIEWS]
    asked = set(words(question))
    said: list[tuple[int, str]] = []
    for fields in texts:
        for text in fields:
            whole = without_injections(clean(str(text or "")))
            for start, end in sentences(whole):
                if sentence := harmless(whole[start:end]):
                    said.append((len(asked & set(words(sentence))), sentence))
    said.sort(key=lambda pair: -pair[0])
    title = _("A review of %(product)s") % {"product": shortened(subject.title)}
    seen: set[str] = set()
    for _shared, sentence in said:
        if sentence in seen:
            continue
        seen.add(sentence)
        yield Candidate("review", title, sentence, url_of(subject.product), about=ref)
        if len(seen) == REVIEW_SENTENCES:
            return
