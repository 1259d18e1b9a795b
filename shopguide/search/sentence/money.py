""" "Cheap" and "premium", stars and stock."""

import re
from collections.abc import Iterator

from shopguide.catalogue.guide import ProductGuide
from shopguide.text.clean import fold

from .constraint import Constraint, Level
from .text import Sentence

#: Behind these words "budget" is a sum of money, before them it is no adjective.
_BUDGET = (
    r"(?<!my )(?<!our )(?<!your )(?<!the )(?<!his )(?<!her )(?<!in )(?<!within )(?<!over )"
    r"\bbudget(?=[ -](?!is\b"
    r"|of\b|was\b|would\b|around\b|about\b|under\b|max|up\b|for\b|between\b|from\b|and\b"
    r"|to\b)[a-z]|\s?$|\s?[,.;!]|[\u4e00-\u9fff])"
    r"|\b(?:low|small|tight|limited|tiny|student) budget\b|\bon a budget\b"
    r"|\bbudget[- ](?:friendly|conscious|wise)\b|\bbudget (?:is|'s) (?:low|small|tight|limited)\b"
)
_LOW = re.compile(
    rf"{_BUDGET}|\b(?:cheap(?:er|est|ish|o)?|affordable|affordably|inexpensive|low[- ](?:cost"
    r"|priced?)|low-end|lower[- ](?:cost|priced?)|bargain|economical|entry[- ]level)\b"
    r"|\b(?:good |great |best )?value for (?:the )?money\b|\b(?:good|great|best) value\b"
    r"|\breasonably priced\b|\breasonable price\b|\bbreak the bank\b|\bcosts? a fortune\b"
    r"|(?:\b(?:not|nothing|never)|n't)(?: be)? (?:(?:too|very|so|that|overly|crazy|super"
    r"|cost) )?(?:expensive|pricey|much money)\b"
    r"|(?:不要|不用|不是|别|不能)(?:太|那么|很|特别)?贵|不(?:太|算|是很)?贵|最?便宜|实惠|平价"
    r"|高?性价比高?|低价|低端|廉价|划算|经济型|入门级?|白菜价|物美价廉|物超所值|亲民"
    r"|(?:预算|budget|价格|价位)(?:要|比较|有点|不)?(?:低|少|有限|不高|不多|紧张|紧|不要太高)(?:一?点|一些)?",
    re.ASCII,
)
#: "Premium" behind a name or a noun is a part of the name: "Windows 7 Home Premium".
_WANTED = (
    r"(?:^|(?<=[,.;:!?\0\u4e00-\u9fff])\s?|(?<=\b(?:an|my|or))\s|(?<=\b(?:the|any|for|new|and|but"
    r"|big|tvs))\s|(?<=\b(?:some|want|need|good|nice|more|very|real|most))\s|(?<=\ba)\s"
    r"|(?<=\b(?:black|white|buy a))\s)"
)
_HIGH = re.compile(
    rf"{_WANTED}(?:premium|deluxe|luxury)\b|\b(?:high[- ]?end|luxurious|flagship"
    r"|top[- ]of[- ]the[- ](?:line|range)|top[- ](?:end|tier)|upscale|upmarket|high[- ]class)\b"
    r"|高端|旗舰|高档|豪华|顶级|奢华|顶配",
    re.ASCII,
)
#: "Not cheap", 不要便宜货: what is said of the level is not what is wanted.
_LEVEL_REFUSED = re.compile(
    r"(?:\b(?:not|no|nothing|isn't|aren't|don't want|without)(?: (?:the|a|an|any|too|very|some"
    r"|something|so))*\s|(?:不要|别|不想要|不是|不考虑)(?:太|那么|这种|那种)?)$",
    re.ASCII,
)
_STAR = r"(?:and (?:up|above|over|higher|more|better)|or (?:more|above|better|higher|up|over))"
_STARS = re.compile(
    r"(?:\b(?:at least|minimum(?: of)?|min|over|above|more than)\s+(?:an? )?)?(?:\brat(?:ed"
    r"|ings?)\s+(?:of\s+|is\s+)?(?:at least\s+|above\s+|over\s+|higher than\s+)?)?"
    r"(?<![\d.])(?P<stars>[1-5](?:\.\d)?)\s?(?:\+\s?)?-?stars?(?:\s+(?:ratings?|rated"
    rf"|reviews?))?(?:\s*(?:\+|{_STAR}|at least|minimum|plus\b))?"
    r"|\b(?:rat(?:ed|ings?)|review scores?|scores?)\s+(?:of\s+|is\s+)?(?:at least|above|over"
    r"|higher than|better than|more than)?\s?(?P<rated>[1-5](?:\.\d)?)(?![\d.,]\d|\d)\s?(?:\+"
    rf"|{_STAR})?(?:\s?out of (?:5|five))?"
    r"|(?:评分|评价|好评|星级)(?:在|要|至少|不低于|高于|是"
    r"|大于)?\s?(?P<score>[1-5](?:\.\d)?)(?![\d.]*\d)\s?[星分]?(?:及?以上|\+)?(?:的?好?评)?"
    r"|(?:至少|不低于|高于)?\s?(?<![\d.])(?P<xing>[1-5](?:\.\d)?)\s?(?:星|分(?!钟))(?:及?以上"
    r"|好评|评价|级|的|\+|(?=$|[\s,。!]))(?:的?(?:评分|好评|评价))?",
    re.ASCII,
)
_WELL_RATED = re.compile(
    r"\b(?:highly|top|best|well|good)[- ](?:rated|reviewed)\b|\b(?:good|great|excellent|positive"
    r"|nice|best|amazing|strong) (?:customer |user |buyer |online )?(?:reviews|ratings?"
    r"|feedback)\b"
    r"|\breviews? (?:are|is) (?:good|great|excellent|positive)\b"
    r"|(?:评分|评价|口碑|评论)(?:要|比较|都|很|最|得)?(?:高|好|不错|棒)|高评分|好评(?:率高|多"
    r"|如潮)?|口碑(?:好|佳)?",
    re.ASCII,
)
_STOCK = re.compile(
    r"(?<!not )(?<!out of )\b(?:(?:that|which) (?:is|are) )?(?:currently |now )?(?:in[- ]stock"
    r"|on stock)\b(?: now)?|\bavailable (?:now|right now|right away|immediately|today"
    r"|straight away)\b"
    r"|\b(?:currently|immediately) available\b|\bready to (?:ship|go out)\b|\bships? (?:now|today"
    r"|immediately)\b"
    r"|(?:要|有没有|有|是)?现货|(?<!没)(?:有没有货|有货(?!架|柜|车|运)|有库存|库存充足)|(?:能"
    r"|可以|可)?(?:马上|立刻|立即|现在就?能?)发货",
    re.ASCII,
)


#: How much before a level may refuse it.
BEFORE = 24


def read_stars(guide: ProductGuide, sentence: Sentence) -> Iterator[Constraint]:
    if guide.reviews is None or not guide.reviews.score:
        return
    if found := _STARS.search(sentence.text):
        stars = next(filter(None, found.groupdict().values()))
        yield Constraint("rating", sentence.take(found), low=float(stars))
    elif found := _WELL_RATED.search(sentence.text):
        yield Constraint("rating", sentence.take(found), low=4.0)


def read_stock(guide: ProductGuide, sentence: Sentence) -> Iterator[Constraint]:
    if guide.stock_field and (found := _STOCK.search(sentence.text)):
        yield Constraint("stock", sentence.take(found))


def read_level(guide: ProductGuide, sentence: Sentence) -> Iterator[Constraint]:
    """Read after prices: "budget of $300" is a price."""
    if not guide.price_field:
        return
    levels: tuple[tuple[Level, re.Pattern[str]], ...] = (("low", _LOW), ("high", _HIGH))
    for level, pattern in levels:
        for found in pattern.finditer(sentence.text):
            if _LEVEL_REFUSED.search(sentence.text[max(0, found.start() - BEFORE) : found.start()]):
                continue
            yield Constraint("level", sentence.take(found), hard=False, level=level)
            return


def level_said(text: str) -> Level | None:
    """The level of price in a text, where it says one."""
    folded = fold(text)
    return "low" if _LOW.search(folded) else "high" if _HIGH.search(folded) else None
