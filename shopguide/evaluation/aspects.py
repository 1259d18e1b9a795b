"""Aspects in sentences that people marked: the polarity of given terms, and the terms themselves."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from shopguide.catalogue.guide import Aspect
from shopguide.reviews.base import Reader, Reading, Span
from shopguide.text.language import Language, language_of

from .agreement import accuracy, f1, find_units, label_units, macro_f1, precision, recall
from .annotated import Annotated
from .mining import mined
from .resampling import Measured
from .terms import matches

#: Texts that are given to a reader at once.
PART = 128
Progress = Callable[[Iterable[Any]], Iterable[Any]]
POLARITY = {"accuracy": accuracy, "macro-F1": macro_f1}
EXTRACTION = {"F1": f1, "precision": precision, "recall": recall}


class Peer(Protocol):
    """A plain way to judge English text: scores above 0 praise, below 0 blame."""

    name: str

    def sentiment(self, text: str) -> float: ...

    def polarity(self, text: str, span: Span) -> float: ...


def read_all(
    reader: Reader, texts: Sequence[str], aspects: Sequence[Aspect], progress: Progress = iter
) -> list[Reading]:
    """One reading per text, a part of them at a time."""
    found: list[Reading] = []
    for start in progress(range(0, len(texts), PART)):
        found += reader.read(texts[start : start + PART], aspects)
    return found


def language_of_all(texts: Iterable[str]) -> Language:
    """The language that most of the texts are in."""
    return Counter(map(language_of, texts)).most_common(1)[0][0]


def sign(score: float) -> int:
    return (score > 0) - (score < 0)


def polarity_measured(
    sentences: Sequence[Annotated],
    readers: Mapping[str, Reader],
    peers: Sequence[Peer] = (),
    progress: Progress = iter,
) -> list[Measured]:
    """The polarity of every marked term that stands in its sentence, by the most frequent one, by
    each peer and by each reader. Two-way where nothing is marked neutral: the likelier of negative
    and positive, and positive where a peer finds neither."""
    given = [each for each in sentences if _spans(each)]
    truth = [mark.polarity for each in given for mark in each.marks if mark.span]
    places = [place for place, each in enumerate(given) for _ in _spans(each)]
    classes = (-1, 0, 1) if 0 in truth else (-1, 1)
    often = Counter(truth).most_common(1)[0][0]
    said: dict[str, list[int]] = {"majority": [often] * len(truth)}
    for peer in peers:
        signs = [sign(peer.polarity(each.text, span)) for each in given for span in _spans(each)]
        said[peer.name] = signs if 0 in classes else [one or 1 for one in signs]
    for name, reader in readers.items():
        said[name] = _judged(reader, given, classes, progress)
    return [
        Measured(name, label_units(truth, labels, classes, places), POLARITY)
        for name, labels in said.items()
    ]


def _spans(sentence: Annotated) -> list[Span]:
    return [mark.span for mark in sentence.marks if mark.span]


def _judged(
    reader: Reader, given: Sequence[Annotated], classes: Sequence[int], progress: Progress
) -> list[int]:
    found: list[int] = []
    for start in progress(range(0, len(given), PART)):
        part = given[start : start + PART]
        answers = reader.judge([each.text for each in part], [_spans(each) for each in part])
        for each, answer in zip(part, answers, strict=True):
            for _, probabilities in zip(_spans(each), answer, strict=True):
                likely = dict(zip((-1, 0, 1), probabilities, strict=True))
                # The last of equals, so that a reader that cannot tell says positive, as peers do.
                found.append(max(reversed(classes), key=likely.__getitem__))
    return found


def extraction_measured(
    sentences: Sequence[Annotated],
    readers: Mapping[str, Reader],
    aspects: Sequence[Aspect],
    progress: Progress = iter,
) -> list[Measured]:
    """The explicit terms of each sentence, by frequent nouns where the text is English and by each
    reader: those on which it read an opinion, as the annotation has no others, and all that it read."""
    texts = [each.text for each in sentences]
    there = [[mark.term for mark in each.explicit] for each in sentences]
    found: dict[str, list[list[str]]] = {}
    if language_of_all(texts) == "en":
        found["frequent nouns"] = _mined(sentences)
    for name, reader in readers.items():
        readings = read_all(reader, texts, aspects, progress)
        found[name] = _terms(texts, readings, neutral=False)
        found[f"{name}, mentions too"] = _terms(texts, readings)
    return [Measured(name, _found_units(terms, there), EXTRACTION) for name, terms in found.items()]


def _found_units(found: Sequence[Sequence[str]], there: Sequence[Sequence[str]]) -> Any:
    counts = [matches(ours, theirs) for ours, theirs in zip(found, there, strict=True)]
    return find_units(*map(list, zip(*counts, strict=True)))


def _terms(
    texts: Sequence[str], readings: Sequence[Reading], *, neutral: bool = True
) -> list[list[str]]:
    return [
        [text[slice(*each.span)] for each in reading.opinions if neutral or each.polarity]
        for text, reading in zip(texts, readings, strict=True)
    ]


def _mined(sentences: Sequence[Annotated]) -> list[list[str]]:
    by_product: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(sentences):
        by_product[each.product].append(place)
    found: list[list[str]] = [[] for _ in sentences]
    for places in by_product.values():
        texts = [sentences[place].text for place in places]
        for place, text, spans in zip(places, texts, mined(texts), strict=True):
            found[place] = [text[slice(*span)] for span in spans]
    return found
