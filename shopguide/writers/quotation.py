"""An answer with no language model: the sources that answer best, in their own words."""

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from shopguide.text.segment import words

from .base import Enquiry, Line, Source
from .quoting import quotable

#: Sources that are quoted, and sentences of the policy that answers best, and of another.
SOURCES = 3
SENTENCES, FURTHER = 3, 1


def extracted(enquiry: Enquiry) -> Iterator[Line]:
    """The sentences of the best sources as they stand, each with its reference."""
    with translation.override(enquiry.language):
        said: set[str] = set()
        for source in enquiry.sources[:SOURCES]:
            for text in _said(source, enquiry):
                if text not in said:
                    said.add(text)
                    yield Line("answer", text, (source.ref,))


def introductions() -> tuple[str, str]:
    """What a quotation from a review, and one from a description, begins with."""
    return _("A review says: “%(quote)s”"), _("The description says: “%(quote)s”")


def _said(source: Source, enquiry: Enquiry) -> list[str]:
    if source.kind in ("review", "text"):
        of_review, of_text = introductions()
        quote = {"quote": _best(source.text, enquiry, 1)[0]}
        return [(of_review if source.kind == "review" else of_text) % quote]
    if source.kind == "policy":
        is_first = source == next(s for s in enquiry.sources if s.kind == "policy")
        return _best(source.text, enquiry, SENTENCES if is_first else FURTHER)
    if source.kind == "fact":
        return [_ended(_of_product(source, enquiry), enquiry)]
    return [source.text]


def _of_product(source: Source, enquiry: Enquiry) -> str:
    """A fact is said with the product's name where more than one is spoken of."""
    refs = [record.ref for record in enquiry.records if record.name == source.title]
    if len(enquiry.records) < 2 or not refs:
        return source.text
    told = {"product": f"{{{refs[0]}.name}}", "fact": source.text}
    return _("%(product)s: %(fact)s") % told


def _ended(text: str, enquiry: Enquiry) -> str:
    stop = "。" if enquiry.language == "zh-hans" else "."
    return text if text[-1:] in ".。!！?？" else text + stop


def _best(text: str, enquiry: Enquiry, most: int) -> list[str]:
    """The sentence nearest to the question with what follows it; all of a short text."""
    cut = quotable(text) or [text]
    if len(cut) <= most:
        return cut
    asked = set(words(enquiry.question))
    shared = [len(asked & set(words(each))) for each in cut]
    best = max(range(len(cut)), key=lambda n: (shared[n], -n))
    return cut[best : best + most]
