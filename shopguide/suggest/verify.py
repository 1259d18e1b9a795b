"""Every sentence of generated text is checked in code before a word of it is shown."""

import re
from collections.abc import Iterable, Sequence

from shopguide.search.vocabulary import Vocabulary
from shopguide.text.clean import clean, fold
from shopguide.text.language import language_of
from shopguide.text.lexicon import key_of, packaged
from shopguide.text.segment import HAN
from shopguide.writers.base import Brief, Enquiry, Record, Source

from .claims import ordinary_words, unsaid
from .comparisons import wrong_comparison
from .ground import Ground, clauses, grounds
from .numbers import wrong_number
from .opinions import speaks_of_reviews, without_shares, wrong_reviews
from .slots import SLOT

LONGEST = 700

_BRACES = re.compile(r"[{}]")
_MARKUP = re.compile(
    r"https?:|www\.|//|[<>`]|\]\(|\*\*|^\s*#|\b[\w-]+\.(?:com|net|org|io|cn|shop|store|co|ru|top|xyz)\b",
    re.I,
)
_MONEY = re.compile(
    r"[$€£¥￥]|\b(?:USD|EUR|GBP|CNY|RMB|dollars?|euros?|bucks|yuan|quid|cents)\b|\d\s*[元块]|美元|人民币"
    r"|[一二两三四五六七八九十百千万几]+\s*(?:元|块钱)|\b\d+(?:\.\d+)?k\b(?=\s*(?:$|[.,;!?]))"
    r"|\b(?:costs?|priced at|price of|only|just|for)\s+\d+(?:[.,]\d+)*(?=\s*(?:$|[.,;!?]))",
    re.I,
)
_STOCK = re.compile(
    r"\b(?:in|out of|low) stock\b|sold out|\bleft in stock\b|\b(?:only|just)\s\w+\s(?:left|remaining)\b"
    r"|\bavailable (?:now|today|immediately|again)\b|\bunavailable\b|\bback ?order\w*|\bpre-?order\w*"
    r"|\bships? (?:today|now|tomorrow|within)\b|\b(?:while|last) (?:stocks?|supplies)\b"
    r"|有货|缺货|售罄|现货|断货|库存|仅剩|只剩|补货|预售|脱销",
    re.I,
)
_LATIN_NAME = re.compile(r"(?<![\w'’])[A-Z][\w+-]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;。！？：；，,]\s*|[“\"‘(（])$")
_QUOTED = re.compile(r"[“\"「『《]([^“”\"「」『』《》]{1,120})[”\"」』》]")
#: Where the shopper's own words are said again.
_WISH = re.compile(r"^\s*(?:For|按|针对|对于)\s*$", re.I)


def failed_rule(
    text: str,
    task: Brief | Enquiry,
    about: Iterable[Record | Source],
    vocabulary: Vocabulary | None = None,
) -> str | None:
    """The first rule that a sentence breaks, or None. ``task`` holds the products that are named,
    ``about`` those records and sources that this sentence may rest on, ``vocabulary`` the words that
    the shop's products are described in.

    Rules: length, markup, characters, reference, price, stock, reviews, number, name, attribute,
    comparison, language.
    """
    found = list(about)
    if not text.strip() or len(text) > LONGEST:
        return "length"
    if _MARKUP.search(text):
        return "markup"
    if clean(text) != text.strip():
        return "characters"
    bare = SLOT.sub(" ", text)
    refs = {record.ref for record in task.records}
    if _BRACES.search(bare) or any(ref not in refs for ref, _ in SLOT.findall(text)):
        return "reference"
    if _MONEY.search(bare):
        return "price"
    if _STOCK.search(bare):
        return "stock"
    return _wrong_claim(text, task, found, vocabulary)


def _wrong_claim(
    text: str,
    task: Brief | Enquiry,
    about: Sequence[Record | Source],
    vocabulary: Vocabulary | None,
) -> str | None:
    """The first rule that what the sentence says of its products breaks."""
    # A product that is named by its slot is spoken of, wherever the sentence stands.
    about = [*about, *(r for r in task.records if f"{{{r.ref}." in text and r not in about)]
    known = grounds(about)
    claimed = _without_quotes(text, task.question, known)
    if claimed is None:
        return "name"
    if speaks_of_reviews(claimed):
        if any(
            wrong_reviews(each.text, each.about) for each in _parted(claimed, known, whole=True)
        ):
            return "reviews"
        claimed = without_shares(claimed)
    bare = SLOT.sub(" ", claimed)
    parts = _parted(claimed, known)
    if any(wrong_number(each.text, bare, each.about, len(task.records)) for each in parts):
        return "number"
    words = _known_words(task.question, known)
    if _has_unknown_name(bare, words):
        return "name"
    if any(unsaid(each.text, each.about, vocabulary) for each in parts):
        return "attribute"
    records = [each for each in about if isinstance(each, Record)]
    if wrong_comparison(claimed, task.records, records):
        return "comparison"
    return "language" if _is_other_language(SLOT.sub(" ", text), task.language, words) else None


class _Part:
    """A clause with what it may rest on."""

    def __init__(self, text: str, about: list[Ground]) -> None:
        self.text, self.about = text, about


def _parted(text: str, known: Sequence[Ground], *, whole: bool = False) -> list[_Part]:
    """The clauses of a sentence, each with the grounds of the products that it names; ``whole``
    leaves sentences about one product together."""
    refs = [ground.ref for ground in known]
    found = clauses(text, refs)
    named = {ref for clause in found for ref in clause.refs}
    sources = [ground for ground in known if ground.record is None]
    if whole and len(named) <= 1:
        return [_Part(text, list(known))]
    return [
        _Part(
            clause.text,
            [ground for ground in known if ground.ref in clause.refs and ground.record] + sources,
        )
        for clause in found
    ]


def _without_quotes(text: str, question: str, known: Sequence[Ground]) -> str | None:
    """``text`` without what it quotes of the records, and of the question where it says what was
    asked for; None for a quotation of something else."""
    whole = " ".join(ground.whole for ground in known)
    kept = text
    for found in _QUOTED.finditer(text):
        quoted = fold(found.group(1)).strip()
        asked = quoted in fold(question) and _WISH.match(text[: found.start()])
        if not asked and quoted not in whole:
            return None
        kept = kept.replace(found.group(), " ")
    return kept


def _known_words(question: str, known: Sequence[Ground]) -> set[str]:
    """Words that the question and the records give leave to."""
    asked = re.findall(rf"[^\W\d_{HAN}]+", fold(question))
    return {*asked, *(word for ground in known for word in ground.words)}


def _has_unknown_name(bare: str, known: set[str]) -> bool:
    """A capitalised word is a name, and a name must come from the records; the first word of a
    sentence may be any common word."""
    for found in _LATIN_NAME.finditer(bare):
        word = fold(found.group())
        pieces = re.split(r"[+-]", word)
        if word == "i" or word in known or all(piece in known for piece in pieces):
            continue
        if not _SENTENCE_START.search(bare[: found.start()]) or not _is_common(word):
            return True
    return False


def _is_common(word: str) -> bool:
    """Whether an ordinary sentence may begin with a word."""
    if word in ordinary_words() or word in _STARTS or word.endswith(("ly", "ing", "ed")):
        return True
    return bool(packaged().mentions(key_of(word)))


_STARTS = frozenset(
    "close its it's both among if while although however also overall choose pick take consider expect "
    "compared unlike thanks given since even either neither another besides beyond despite though "
    "according reviewers reviews shoppers customers buyers owners users photographers students people "
    "parents beginners families travellers travelers gamers commuters anyone everyone nobody nothing "
    "everything here hello hi welcome sure yes well perfect ideal suited suitable designed made built "
    "great good decent solid strong nice handy useful light compact slim small large fast slow quiet "
    "easy hard note please remember keep get buy find see look try let go come one two three first "
    "second third next last less more most least many few some several such all any each every two-in-one "
    "enough extra plus minus per via like near about above across after against along around before "
    "behind below beneath beside between by down during except for from in inside into of off on onto "
    "out outside over past through throughout to toward towards under until up upon with within without "
    "storage memory battery camera screen display weight size sound price colour color design quality "
    "performance charging warranty comfort resolution capacity power wireless speed zoom lens "
    "downsides drawbacks pros cons shop stock asked wanted wants needs need".split()
)


def _is_other_language(bare: str, language: str, known: set[str]) -> bool:
    """A list of facts is of no language: "Camera: 48 MP" may stand in a Chinese answer."""
    if language_of(bare) == language:
        return False
    if language == "zh-hans":
        return any(word not in known for word in re.findall(r"[^\W\d_]+", fold(bare)))
    return bool(re.search(f"[{HAN}]", bare))
