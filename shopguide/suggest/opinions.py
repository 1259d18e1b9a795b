"""What is said of reviews must be what their shares say."""

import re
from collections.abc import Callable, Sequence

from shopguide.text.clean import fold
from shopguide.text.quantities import in_text
from shopguide.text.segment import HAN, words
from shopguide.writers.base import ReviewFact

from .ground import NUMBER, Ground, plain_number

_SAYING = (
    r"(?:say|says|said|praise|like|love|enjoy|complain|criticis|criticiz|report|find|found|rave|agree"
    r"|mention|appreciate|hate|dislike|note|call|rate|recommend|feel)"
)
_OF_REVIEWS = re.compile(
    r"\b(?:reviews?|reviewers?|ratings?|rated|stars?|testimonials?|feedback)\b"
    rf"|\b(?:customers?|buyers?|owners?|users?|people|shoppers?|everyone|they)\b(?:\s\w+)?\s{_SAYING}"
    r"|\b(?:praised|criticised|criticized|loved|acclaimed)\b"
    r"|评价|评论|好评|差评|口碑|评分|星级|\d\s?星"
    r"|(?:买家|用户|顾客|网友|大家)[^，。；]{0,6}(?:说|称赞|喜欢|夸|抱怨|反映|反馈|认为|吐槽|觉得|表示|不满|推荐)",
    re.I,
)
_GOOD = re.compile(
    r"prais|\blik(?:e|ed)\b|\blov|\bgood\b|\bgreat\b|positive|favou?rabl|appreciat|happy|satisf|enjoy"
    r"|recommend|well|称赞|好评|喜欢|满意|夸|认可|推荐",
    re.I,
)
_BAD = re.compile(
    r"critici[sz]|complain|negativ|dislik|\bpoor|\bweak|\bbad\b|unhappy|fault|disappoint|against|problem"
    r"|hate|差评|抱怨|不满|批评|吐槽|不好|问题|缺点",
    re.I,
)
_PAIR = re.compile(r"(\d[\d,]*)\s?(?:of|out of|in|/)\s?(?:the |its |all )?(\d[\d,]*)")
_PAIR_HAN = re.compile(
    r"(\d[\d,]*)\s?[条篇个位](?:评价|评论|买家|用户)?[中里]?[，,]?有?\s?(\d[\d,]*)"
)
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?(?:%|percent|per cent)|百分之\s?(\d+)")
#: How much a word claims, as the least and the greatest share.
_AMOUNTS: tuple[tuple[str, float, float], ...] = (
    (r"\b(?:nearly|almost) (?:all|every|everyone)\b|几乎(?:所有|全部|都)", 0.85, 1.0),
    (r"\b(?:most|mostly|majority|generally|largely|overwhelmingly)\b|多数|大部分|普遍", 0.5001, 1.0),
    (r"\bhalf\b|一半", 0.4, 0.6),
    (r"\b(?:many|lots?|plenty|often|frequently|widely)\b|不少|许多|很多|常", 0.2, 1.0),
    (r"(?<!\ba )\b(?:few|hardly|rarely|seldom)\b|少数|很少|极少", 0.0, 0.2),
    (r"\b(?:all|every|everyone|always|unanimous\w*|universal\w*)\b|所有|全部|一致|人人", 1.0, 1.0),
)  # fmt: skip


def speaks_of_reviews(text: str) -> bool:
    return bool(_OF_REVIEWS.search(text))


def wrong_reviews(text: str, about: Sequence[Ground]) -> bool:
    """Whether ``text``, which speaks of reviews, says what no record's shares say. What a source
    says in its own words is its own."""
    if any(ground.quotes_reviews for ground in about):
        return False
    folded = fold(text)
    facts = [fact for ground in about for fact in ground.reviews if _names(fact, folded)]
    good, bad = bool(_GOOD.search(folded)), bool(_BAD.search(folded))
    if good != bad:
        facts = [fact for fact in facts if fact.polarity == (1 if good else -1)]
    return not facts or not (good or bad) or not _amounts_hold(folded, facts)


def _names(fact: ReviewFact, folded: str) -> bool:
    stems = set(words(folded))
    for term in map(fold, fact.terms):
        if re.search(f"[{HAN}]", term):
            if term in folded:
                return True
        elif set(words(term)) and set(words(term)) <= stems:
            return True
    return False


def _amounts_hold(folded: str, facts: Sequence[ReviewFact]) -> bool:
    rest = folded
    for pattern, holds in _CHECKS:
        for found in pattern.finditer(folded):
            if not any(holds(found, fact) for fact in facts):
                return False
        rest = pattern.sub(" ", rest)
    measured = {found.start() for found, _meant in in_text(rest)}
    for found in NUMBER.finditer(rest):
        if found.start() in measured:
            # "5000 mAh" is for the check of numbers.
            continue
        number = plain_number(found.group())
        if not any(number in (str(fact.count), str(fact.total)) for fact in facts):
            return False
    for word, least, most in _AMOUNTS:
        if re.search(word, rest) and not any(
            least <= fact.count / fact.total <= most for fact in facts
        ):
            return False
    return True


def _is_pair(found: re.Match[str], fact: ReviewFact) -> bool:
    return [plain_number(each) for each in found.groups()] == [str(fact.count), str(fact.total)]


def _is_pair_han(found: re.Match[str], fact: ReviewFact) -> bool:
    return [plain_number(each) for each in found.groups()] == [str(fact.total), str(fact.count)]


def _is_percent(found: re.Match[str], fact: ReviewFact) -> bool:
    said = float(found.group(1) or found.group(2))
    return abs(said - 100 * fact.count / fact.total) <= 0.51


_CHECKS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], ReviewFact], bool]], ...] = (
    (_PAIR, _is_pair),
    (_PAIR_HAN, _is_pair_han),
    (_PERCENT, _is_percent),
)


def without_shares(text: str) -> str:
    """``text`` without the numbers that ``wrong_reviews`` has looked at."""
    for pattern, _holds in _CHECKS:
        text = pattern.sub(" ", text)
    return text
