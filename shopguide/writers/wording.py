"""How a sentence is put together in either language, and what may stand in one."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from shopguide.text.clean import clean
from shopguide.text.injection import without_injections
from shopguide.text.language import Language
from shopguide.text.segment import HAN, words
from shopguide.text.speech import unspoken

from .base import Fact, Record

LONGEST_VALUE = 60
#: Of a value with no Chinese in it, inside a Chinese sentence: not a list of part numbers.
LONGEST_FOREIGN = 30
LONGEST_WISH = 80

#: Shops write anything into a fact. What the checks on generated text would refuse is left to the
#: table of facts on the product's own page.
_UNSAYABLE = re.compile(
    r"[{}<>`$€£¥￥!！]|\*\*|//|\]\(|www\.|\b[\w-]+\.(?:com|net|org|io|cn)\b|\d\s*[元块]|美元|人民币"
    r"|\b(?:USD|EUR|GBP|CNY|RMB|dollars?|euros?|bucks)\b"
    r"|\b(?:in|out of) stock\b|sold out|有货|缺货|售罄|现货"
    r"|cheapest|(?:least|most) expensive|(?:low|high)est[- ]pric|最便宜|价格最[低高]|最低价|最贵",
    re.I,
)
_YES = frozenset({"yes", "true", "有", "是"})
_NO = frozenset({"no", "false", "无", "否"})
#: Names, which keep their capital inside a sentence.
_PROPER = frozenset({"Bluetooth", "Android", "Windows", "Wi-Fi", "Ethernet", "Thunderbolt"})

_ASKING = re.compile(
    r"(?:(?:hi|hello|hey|please|so)\b[,.]?\s+)*(?:"
    r"i(?:['’]?m| am)\s+(?:looking|searching|shopping)\s+for|looking\s+for|searching\s+for"
    r"|i(?:['’]d| would)\s+(?:like|love)(?:\s+to\s+(?:buy|get|have))?"
    r"|i\s+(?:want|need)(?:\s+to\s+(?:buy|get|have))?"
    r"|(?:can|could|would)\s+you\s+(?:please\s+)?(?:recommend|find|suggest|show)(?:\s+me)?"
    r"|do\s+you\s+have|(?:recommend|show|find|suggest|give|get)(?:\s+me)?"
    r")\s+",
    re.I,
)
_ASKING_ZH = re.compile(
    r"(?:[您你]好|请问|麻烦)?[，,\s]*我?(?:想要|想买|要买|想找|想|需要|要|求|有没有|有什么"
    r"|(?:请|能)?(?:帮我|给我)?(?:推荐|找|选|挑))(?:一下)?买?(?:一?[部款台个件双只副把些])?"
)
_WISH = re.compile(rf"[A-Za-z{HAN}][A-Za-z{HAN} ,，、'’-]*")
_SLOT = re.compile(r"(\{P\d+\.(?:name|price|stock)\})")


def wish_of(question: str, language: Language) -> str:
    """What was asked for, without "I'm looking for"; nothing where it cannot be said again."""
    if language == "en" and re.search(f"[{HAN}]", question):
        return ""
    wish = clean(question).strip(" .?!…。？！吗呢吧")
    for asking in (_ASKING, _ASKING_ZH):
        if found := asking.match(wish):
            wish = wish[found.end() :].strip()
    is_plain = _WISH.fullmatch(wish) and not _UNSAYABLE.search(wish)
    if not is_plain or not 2 <= len(wish) <= LONGEST_WISH:
        return ""
    # An address with a question in it can be sent to anybody: what it says is not said again.
    return wish if without_injections(wish) == wish and not unspoken(wish, []) else ""


def is_sayable(fact: Fact, language: Language) -> bool:
    """Whether a fact can stand in a sentence: short, harmless, and no Chinese in an English one."""
    whole = f"{fact.label} {fact.value}"
    is_chinese = re.search(f"[{HAN}]", fact.value)
    if language == "en" and re.search(f"[{HAN}]", whole):
        return False
    if language == "zh-hans" and not is_chinese and len(fact.value) > LONGEST_FOREIGN:
        return False
    short = 0 < len(fact.value) <= LONGEST_VALUE and len(fact.label) <= LONGEST_VALUE
    return short and clean(whole) == whole and not _UNSAYABLE.search(whole)


def is_no(fact: Fact) -> bool:
    return fact.value.casefold() in _NO


def is_yes_or_no(fact: Fact) -> bool:
    return fact.value.casefold() in _YES | _NO


def with_label(fact: Fact) -> str:
    """ "weight 180 g", "no Bluetooth", and "3 year warranty" without saying warranty twice."""
    label, value = lowered(fact.label), fact.value
    if value.casefold() in _YES:
        return label
    if value.casefold() in _NO:
        return _("no %(label)s") % {"label": label}
    return value if set(words(label)) <= set(words(value)) else f"{label} {value}"


def with_value(fact: Fact, topic: frozenset[str]) -> str:
    """ "48 MP (rear camera)", or "48 MP" where the sentence has already said what of."""
    if is_yes_or_no(fact):
        return with_label(fact)
    if set(words(fact.label)) <= topic | set(words(fact.value)):
        return fact.value
    told = {"value": fact.value, "label": lowered(fact.label)}
    return _("%(value)s (%(label)s)") % told


def lowered(label: str) -> str:
    """A label inside a sentence: "Rear camera" gives way, "RAM" and "Bluetooth" do not."""
    first = label.partition(" ")[0]
    is_name = first in _PROPER or not first[1:].islower()
    return label if is_name else label[0].lower() + label[1:]


def listed(parts: Sequence[str]) -> str:
    """ "one, two and three"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": _(", ").join(parts[:-1]), "last": parts[-1]}


def quoted(word: str) -> str:
    return _("“%(word)s”") % {"word": word}


def spaced(text: str, records: Sequence[Record]) -> str:
    """``text`` with a space wherever Chinese meets a number or a Latin word, also in a slot."""
    names = {f"{{{record.ref}.name}}": record.name for record in records}
    names |= {f"{{{record.ref}.price}}": record.price for record in records}
    done = shown = ""
    for part in _SLOT.split(text):
        stands_for = names.get(part, part)
        if part in names:
            done += " " * _meet(shown[-1:], stands_for[:1]) + part
        else:
            inner = _between(part)
            done += " " * _meet(shown[-1:], inner[:1]) + inner
        shown = stands_for or shown
    return done


def _between(text: str) -> str:
    return "".join(
        " " * _meet(text[place - 1 : place], letter) + letter for place, letter in enumerate(text)
    )


def _meet(before: str, after: str) -> bool:
    return (_is_han(before) and _is_latin(after)) or (_is_latin(before) and _is_han(after))


def _is_han(letter: str) -> bool:
    return bool(re.fullmatch(f"[{HAN}]", letter))


def _is_latin(letter: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z0-9$€£¥%°]", letter))
