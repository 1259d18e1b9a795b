"""What a sentence says that its products are, have and are praised for must stand in their records."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from shopguide.search.vocabulary import Vocabulary
from shopguide.text.clean import fold
from shopguide.text.lexicon import Key, Lexicon, key_of, packaged
from shopguide.text.opinions import opinion_words
from shopguide.text.segment import Piece, is_han, pieces, words
from shopguide.text.stopwords import ENGLISH

from .ground import NO, Ground, of_each, speaks_of
from .slots import SLOT

_NEGATED = re.compile(
    r"(?:\b(?:no|not|without|lacks?|lacking|never|non|isn['’]t|doesn['’]t|aren['’]t|don['’]t)\b"
    r"(?:\s[\w'’-]+){0,3}\s*-?|[无没不非未](?:[有带支持具备是含配]|配备){0,3}"
    r"(?:\s*[a-z][\w'’-]*){0,3})\s*$",
    re.I,
)
#: What follows or leads a word that makes any noun an attribute.
_MADE = re.compile(
    r"\b[a-z]+(?:-| )?(?:proof|resistant|certified|approved|grade|rated|tested|compatible|ready"
    r"|repellent)\b|\b[a-z]+-free\b|[防抗耐](?![止心范得不着])[\u4e00-\u9fff]"
)
#: Words of the lists that are said of anything.
_ORDINARY = frozenset(
    "budget cheap brand long short large small big thick thin heavy new old pair set bundle case stand match "
    "cover light quick price value stock store shop review good great best nice phone key note page "
    "plus run share play press show fit cap watch box date file top fan match order gift mode type "
    "one smart simple easy basic standard regular general normal main home name number yes no other "
    "men women man woman kid kids adult male female everyday daily travel product item use used".split()
) | frozenset(
    "便宜 预算 大 小 长 短 新 旧 轻 薄 厚 品牌 价格 商品 产品 款 个 手机 轻便 实用 好".split()
)
#: What a shop promises beyond a product, and marks of quality that somebody else gives.
_PROMISES = (
    ("free shipping", "free delivery", "ships free", "包邮", "免邮", "免运费"),
    ("next-day delivery", "same-day delivery", "fast delivery", "express delivery", "次日达", "当日达"),
    ("warranty", "guarantee", "guaranteed", "保修", "质保", "包换", "三包"),
    ("money back", "refund", "refundable", "returns", "退款", "退货", "包退"),
    ("free", "complimentary", "gift included", "免费", "赠送", "赠品", "白送"),
    ("discount", "discounted", "on sale", "coupon", "promo", "voucher", "half price", "cashback",
     "打折", "折扣", "优惠", "促销", "特价", "降价", "满减", "返现"),
    ("bestseller", "best seller", "best-selling", "bestselling", "top-selling",
     "热销", "畅销", "爆款", "销量"),
    ("award", "award-winning", "prize", "获奖", "大奖"),
    ("limited edition", "exclusive", "限量", "限定", "独家"),
    ("certified", "certificate", "certification", "认证"),
    ("official", "officially", "authentic", "genuine", "官方", "正品", "行货"),
    ("patented", "patent", "专利"),
    ("made in", "imported", "产地", "进口", "国产", "原装"),
    ("recommended by", "endorsed", "doctor", "dermatologist", "专家推荐", "医生推荐", "代言"),
    ("launch", "launched", "newly released", "just released", "发布", "上市", "新品"),
    ("fingerprint", "face recognition", "face id", "face unlock", "指纹", "人脸识别", "面部识别"),
    ("5g", "五g"), ("4g", "lte"), ("esim",), ("dual sim", "dual-sim", "双卡"),
    ("headphone jack", "audio jack", "耳机孔", "耳机接口"),
    ("satellite", "卫星"), ("night mode", "night vision", "夜视", "夜景模式"),
    ("graphene", "石墨烯"), ("sapphire", "蓝宝石"), ("diamond", "钻石"), ("gold plated", "镀金"),
    ("military", "军用", "军工", "军规"), ("aerospace", "航天", "航空级"), ("medical", "医用", "医疗级"),
    ("unbreakable", "indestructible", "摔不坏"), ("self-healing", "自修复"),
    ("holographic", "hologram", "全息"), ("quantum", "量子"), ("nuclear", "核动力"),
    ("artificial intelligence", "ai", "人工智能"), ("lifetime", "终身"),
)  # fmt: skip


#: Pieces of the longest value of a fact that is looked for.
LONGEST_VALUE = 6


@cache
def _promises() -> Lexicon:
    return Lexicon(_PROMISES)


def unsaid(text: str, about: Sequence[Ground], vocabulary: Vocabulary | None) -> bool:
    """Whether ``text`` says of its products what none of their records says: a feature, a colour, a
    material, a brand, another kind of product, a promise."""
    folded = fold(SLOT.sub(" ", text))
    holds = all if of_each(text, about) else any
    whole = " ".join(ground.whole for ground in about)
    for found in _MADE.finditer(folded):
        if found.group() not in whole and not says(about, found.group()):
            return True
    cut = pieces(folded)
    for start, end, names in _named(folded, cut, vocabulary):
        is_denied = bool(_NEGATED.search(folded[: cut[start].start]))
        stems = set(words(folded[cut[start].start : cut[end - 1].end]))
        said = [
            _says(ground, names, is_denied) or (not is_denied and _labels(ground, stems))
            for ground in about
        ]
        if not said or not holds(said):
            return True
    return False


def _named(
    folded: str, cut: list[Piece], vocabulary: Vocabulary | None
) -> Iterator[tuple[int, int, set[Key]]]:
    """Things that a text names, from piece to piece, with every way to name them: the longest, since
    a "phone case" is no phone."""
    key = tuple(piece.stem for piece in cut)
    for lexicon in (packaged(), _promises()):
        for each in lexicon.mentions(key):
            if not _is_ordinary(folded[cut[each.start].start : cut[each.end - 1].end]):
                terms = (term for n in each.concepts for term in lexicon.concepts[n])
                yield each.start, each.end, set(map(key_of, terms))
    if vocabulary is not None:
        yield from _values(folded, cut, key, vocabulary)


def _values(
    folded: str, cut: list[Piece], key: Key, vocabulary: Vocabulary
) -> Iterator[tuple[int, int, set[Key]]]:
    """Values that facts of the shop's products have, in words."""
    at = 0
    while at < len(key):
        for end in range(min(len(key), at + LONGEST_VALUE), at, -1):
            pks = vocabulary.named.get(key[at:end])
            surface = folded[cut[at].start : cut[end - 1].end]
            if pks and _is_telling(surface, key[at:end]):
                known = (vocabulary.values[pk] for pk in pks)
                names = {key_of(name) for each in known for name in (each.text, *each.aliases)}
                yield at, end, names | vocabulary.lexicon.of_key(key[at:end]) | {key[at:end]}
                at = end - 1
                break
        at += 1


def _is_telling(surface: str, key: Key) -> bool:
    """Whether a value says something by itself: not "1" nor "good" nor 有."""
    if any(map(str.isdigit, surface)):
        return False
    if is_han(surface):
        return len(key) > 1 and surface not in _ORDINARY
    return len(surface) > 2 and not all(word in ordinary_words() for word in surface.split())


def says(about: Sequence[Ground], text: str) -> bool:
    """Whether a record has ``text``, or another word for it."""
    key = key_of(text)
    names = {key} | packaged().of_key(key)
    return any(_says(ground, names, is_denied=False) for ground in about)


def _labels(ground: Ground, stems: set[str]) -> bool:
    """Whether a fact is of what is named: 拍照 of a "Camera"."""
    return any(speaks_of(stems, fact.stems) for fact in ground.facts if fact.value not in NO)


def _says(ground: Ground, names: set[Key], is_denied: bool) -> bool:
    for line, is_no in ground.lines:
        cut = ground.cut[line]
        key = tuple(piece.stem for piece in cut)
        for name in names:
            for at in range(len(key) - len(name) + 1 if name else 0):
                if key[at : at + len(name)] == name:
                    missing = is_no or bool(_NEGATED.search(line[: cut[at].start]))
                    if missing == is_denied:
                        return True
    return False


@cache
def ordinary_words() -> frozenset[str]:
    """Words that any sentence may have, whatever it is about."""
    return _ORDINARY | ENGLISH | frozenset(opinion_words())


def _is_ordinary(word: str) -> bool:
    return bool({word, word.removesuffix("s")} & (_ORDINARY | ENGLISH))
