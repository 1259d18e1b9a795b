"""Every sentence of an answer is checked against the sources that it cites before it is shown."""

import re
from collections.abc import Sequence

from shopguide.reviews.sentences import sentences
from shopguide.text.clean import clean, fold
from shopguide.text.language import language_of
from shopguide.text.segment import HAN, words
from shopguide.text.speech import unspoken
from shopguide.writers.base import Enquiry, Line, Record, Source
from shopguide.writers.quotation import introductions
from shopguide.writers.slots import SLOT

from .intents import is_instruction
from .safe import LINK, MONEY, NEGATION, STOCK, has_markup

LONGEST = 700
#: How many of a sentence's content words must stand in what it cites.
SUPPORT = 0.5

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_LATIN_NAME = re.compile(r"(?<![\w'’])[A-Z][\w+-]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;。！？：；，,]\s*|[“\"‘(（])$")
_OF_PRODUCT = re.compile(r"^\{P\d+\.name\}[:：]\s*")
_SET_BY_PAGE = re.compile(r"\{P\d+\.(?:price|stock)\}")
_QUOTED = re.compile(r"“(.+)”")
_EXTREME = re.compile(
    r"\b(?:cheapest|(?:least|most) expensive|lowest[- ]pric\w+|highest[- ]pric\w+|best|fastest|lightest)\b"
    r"|最便宜|价格最[低高]|最低价|最贵|最好|最快|最轻",
    re.I,
)


def failed_rule(line: Line, enquiry: Enquiry) -> str | None:
    """The first rule that a sentence breaks, or None.

    Rules: length, characters, markup, instruction, reference, link, price, stock, number, name,
    comparison, negation, support, language, speech.
    """
    text = line.text
    if not text.strip() or len(text) > LONGEST:
        return "length"
    if clean(text) != text.strip():
        return "characters"
    bare = SLOT.sub(" ", text)
    if has_markup(bare):
        return "markup"
    if is_instruction(bare):
        return "instruction"
    sources = [each for each in enquiry.sources if each.ref in line.refs]
    records = [each for each in enquiry.records if each.ref in line.refs]
    if not _refs_hold(line, enquiry, sources):
        return "reference"
    told = _told(sources, records)
    if any(found.group().rstrip(".,。") not in _policies(sources) for found in LINK.finditer(bare)):
        return "link"
    if MONEY.search(bare) and not MONEY.search(told):
        return "price"
    if STOCK.search(bare) and not STOCK.search(told):
        return "stock"
    return _unsupported(bare, line, enquiry, told, records)


def _refs_hold(line: Line, enquiry: Enquiry, sources: Sequence[Source]) -> bool:
    known = {source.ref for source in enquiry.sources}
    known |= {record.ref for record in enquiry.records}
    slots = {ref for ref, _ in SLOT.findall(line.text)}
    return (
        bool(line.refs)
        and set(line.refs) <= known
        and slots <= {record.ref for record in enquiry.records}
        # A product's record says what it is; the answer must rest on a source where there is one.
        and bool(sources or not enquiry.sources)
    )


def _told(sources: Sequence[Source], records: Sequence[Record]) -> str:
    told = [part for each in sources for part in (each.title, each.text)]
    for record in records:
        told += [record.name, record.category, record.text]
        told += [part for fact in record.facts for part in (fact.label, fact.value)]
    return "\n".join(told)


def _policies(sources: Sequence[Source]) -> str:
    return "\n".join(each.text for each in sources if each.kind == "policy")


def _unsupported(
    bare: str, line: Line, enquiry: Enquiry, told: str, records: Sequence[Record]
) -> str | None:
    numbers = set(_numbers(SLOT.sub(" ", told)))
    if any(number not in numbers for number in _numbers(bare)):
        return "number"
    names = " ".join(record.name for record in enquiry.records)
    if _has_unknown_name(bare, f"{told} {names} {enquiry.question}"):
        return "name"
    # The longest run of a quotation is the source's own, in whatever language and tone.
    if _is_quotation(line.text, told):
        return None
    if (found := _EXTREME.search(bare)) and fold(found.group()) not in fold(told):
        return "comparison"
    if bool(NEGATION.search(bare)) != bool(NEGATION.search(_nearest(bare, told))):
        return "negation"
    said = set(words(bare)) - set(words(names))
    # "It costs {P1.price}": what counts is the slot, which the page fills.
    is_of_page = len(said) <= 2 and any(slot in told for slot in _SET_BY_PAGE.findall(line.text))
    if said and not is_of_page and len(said & set(words(told))) < SUPPORT * len(said):
        return "support"
    if language_of(bare) != enquiry.language and re.search(rf"[A-Za-z{HAN}]{{2,}}", bare):
        return "language"
    return "speech" if unspoken(bare, [told, names]) else None


def _is_quotation(text: str, told: str) -> bool:
    """Whether all but an introduction of ours stands in a source, word for word."""
    whole = _OF_PRODUCT.sub("", text)
    inner = _QUOTED.search(whole)
    quote = inner.group(1) if inner else ""
    if quote and whole in (intro % {"quote": quote} for intro in introductions()):
        return quote in told
    return len(whole) > 3 and (whole in told or whole.rstrip(".。") in told)


def _nearest(text: str, told: str) -> str:
    """The sentence of the sources that shares most words with ``text``."""
    asked = set(words(text))
    parts = [told[start:end] for start, end in sentences(told)] or [told]
    return max(parts, key=lambda part: len(asked & set(words(part))))


def _numbers(text: str) -> list[str]:
    """Numbers in one form: "1,024" and "1024", "5.50" and "5.5" are the same."""
    found = []
    for number in _NUMBER.findall(fold(text)):
        plain = re.sub(r",(?=\d{3}\b)", "", number).replace(",", ".")
        found.append(plain.rstrip("0").rstrip(".") if "." in plain else plain)
    return found


def _has_unknown_name(bare: str, known: str) -> bool:
    """A capitalised word inside a sentence is a name, and must stand in what is known."""
    known_words = set(re.findall(r"[^\W_]+", fold(known)))
    for found in _LATIN_NAME.finditer(bare):
        if found.group() == "I" or _SENTENCE_START.search(bare[: found.start()]):
            continue
        if any(part not in known_words for part in re.findall(r"[^\W_]+", fold(found.group()))):
            return True
    return False
