"""Prices: "under $200", 三百到五百, "around 350", 预算五千, "$50-$80", 三千元档."""

import re
from collections.abc import Iterator

from shopguide.catalogue.guide import ProductGuide

from .constraint import Constraint
from .currency import amount, converted, names_money, said_currency, value_of
from .text import Sentence, number

#: How far "around" reaches.
NEAR = 0.2
#: A number that is money by its place alone is at least this.
LEAST = 10
#: A range that nothing calls money reaches at most so many times its low end.
WIDEST = 10
#: How much of the sentence before a number says what it is a number of.
BEFORE = 40

_SPEND = (
    r"(?:(?:want|like|to|be|is|it|that|going|willing|spend|spending|pay|paying|cost|costing|costs"
    r"|go|anything|something)\s+){0,5}"
)
#: "Not over 300", "can't spend more than 300".
_NO_MORE = (
    r"(?:\b(?:no|not|nothing|never|cannot|cant|dont|wont|wouldnt|without)|n't)\s+"
    + _SPEND
    + r"(?:over|above|beyond|past|more th[ae]n|higher than|pricier than|dearer than|exceed(?:ing)?)"
)
_NO_LESS = r"\b(?:no|not|nothing)\s+(?:under|below|less than|lower than|cheaper than)"
_FEWER = (
    r"\b(?:(?:(?:that |which )?costs?|costing|priced(?: at)?|prices?(?: is)?|budget(?: is)?"
    r"|going for|sold for|spend|pay|for|at|my)\s+){0,2}"
    r"(?<!\bno )(?<!\bnot )(?<!nothing )(?:under|below|beneath|sub(?=[- ]?[$€£\d])-?|less th[ae]n"
    r"|lower than|cheaper than|at (?:the )?most|up ?to|max\.?|maximum(?: of)?|(?:a )?limit (?:of"
    r"|is)"
    r"|within)|<=?|≤"
)
_GREATER = (
    r"\b(?:(?:(?:that |which )?costs?|costing|priced(?: at)?|spend|pay|from|for)\s+){0,2}"
    r"(?:over|above|more th[ae]n|higher than|at least|min\.?|minimum(?: of)?|starting (?:at|from)"
    r"|upwards of)|>=?|≥"
)
_PRICE = r"(?:价格|预算|价位|价钱|售价|总价|单价)?(?:最好|尽量|要|得|能|可以|控制|就|在|是|:){0,3}"
_HAN_FEWER = (
    r"(?:不(?:要|能|会|想|得)?(?:超过?|高于|多于|大于)|别超过?|(?<!不)(?:低于|少于|小于)(?:等于)?"
    r"|不到|便宜于|最多|至多|最高|顶多|上限|预算在?|控制在)(?:是|为|到|就|也就|只有|有|在|:){0,2}"
)
_HAN_GREATER = (
    r"(?:不低于|不少于|(?<![不别要能会想得])(?:高于|超过|大于|多于)(?:等于)?|至少|最少|起码|最低"
    r"|贵于)"
)
_UP_TO = r"(?:或|及)?(?:[以之]内|[以之]下|内(?!存|胆|置|部|衣))|封顶|为上限|顶天|不到|的?预算(?!在|是|有|内)"
_FROM = r"(?:或|及)?以上|之上|起(?!码|来|步)|起步|打底|往上"
_MAX = (
    rf"{_UP_TO}|or (?:less|under|below|cheaper|lower)\b|and (?:under|below)\b(?!\s\S?\d)"
    r"|(?:as )?(?:a |the |my )?(?:max|maximum|tops|limit)\b(?!\s\S?\d)"
    r"|at (?:the )?most\b(?!\s\S?\d)"
)

_TO = r"\s?(?:-{1,2}|–|—{1,2}|~|to|and|&|到|至|、)\s?"
_BETWEEN = re.compile(
    r"(?P<word>\b(?:priced\s+|costing\s+|price\s+(?:range\s+)?|budget\s+(?:is\s+"
    r"|of\s+)?)?(?:between|from)\s|\b(?:price(?: range)?|budget|range)(?: is| of)?:?\s"
    rf"|{_PRICE}(?:大概|大约)?)?"
    rf"{amount(1)}{_TO}{amount(2)}(?P<end>\s?(?:之间|的?价位|区间|的?预算|左右|上下|档位?"
    r"|price range\b|range\b|budget\b))?",
    re.ASCII,
)  # fmt: skip
_AT_MOST = re.compile(
    rf"(?:(?:{_NO_MORE}|{_FEWER})(?:\s(?:a|the|say|about|around))?"
    rf"|{_PRICE}{_HAN_FEWER})\s?{amount(1)}\s?(?:{_MAX})?",
    re.ASCII,
)
_AT_MOST_AFTER = re.compile(rf"(?<![a-z0-9.-]){_PRICE}\s?{amount(1)}\s?(?:{_MAX})", re.ASCII)
_AT_LEAST = re.compile(
    rf"(?:(?:{_NO_LESS}|{_GREATER})(?:\s(?:a|the))?|{_PRICE}{_HAN_GREATER})\s?{amount(1)}\s?(?:以上)?",
    re.ASCII,
)
_AT_LEAST_AFTER = re.compile(
    rf"(?<![a-z0-9.-]){_PRICE}\s?{amount(1)}\s?(?:{_FROM}|or (?:more|above|over|higher|up)\b"
    r"|and (?:up|above|over)\b(?!\s\S?\d)|plus\b|minimum\b|\+(?!\s?\d))",
    re.ASCII,
)  # fmt: skip
#: Said after an "around" it is a limit all the same: 大概300以内.
_NO_LIMIT = rf"(?!\s?(?:{_MAX}|{_FROM}))"
_AROUND = re.compile(
    r"(?:\b(?:(?:budget|price|limit)(?: is| of| would be)?:?\s+)?(?:around|about|approximately"
    r"|approx\.?|roughly|near(?:ly)?|close to|circa|ca\.|in the region of|somewhere near)"
    r"(?:\s(?:the|a|like))?\s?|\bbudget(?:\s(?:of|is|was|would be|around|about|:|=))?:?\s?"
    r"|(?<![\d~])~\s?|(?:预算|价格)?(?:在|是)?(?:大约|大概|约|差不多|接近)\s?)"
    rf"{amount(1)}(?:\s?(?:左右|上下|mark\b|range\b))?{_NO_LIMIT}",
    re.ASCII,
)
_AROUND_AFTER = re.compile(
    rf"(?<![a-z0-9.-]){_PRICE}(?:大概|大约|差不多)?\s?{amount(1)}\s?"
    r"(?:(?:左右|上下|附近|出头|差不多)|or so\b|or thereabouts\b|give or take\b|-?ish\b|的?价位"
    r"|档|(?:price )?range\b|mark\b|budget\b)",
    re.ASCII,
)
#: 两百来块 is around two hundred.
_SOME = re.compile(
    r"(?<![a-z0-9.-])(?P<sign1>¥)?(?P<number1>\d{2,5})来(?P<unit1>块钱?|元)", re.ASCII
)
_BARE_CLASS = re.compile(r"(?<!\d)(?P<power>100|1000|10000|[百千万])[元块](?P<kind>机|级|价位|档)")
_CLASSED = re.compile(
    r"(?<![\d.])(?P<digit>[1-9])(?P<power>0{2,4})[元块]?(?:的)?(?:机(?!身)|级|档)"
)

#: Before a number without money: what it is the number of.
_ATTRIBUTE = re.compile(
    r"(?:内存|运存|电池|电量|屏幕?|尺寸|续航|像素|[前后主]摄|[前后]置|存储|容量|重量|亮度|流明"
    r"|分辨率|刷新率|页数|功率|年龄|身高|评[分论价]|销量|吸力|转速|风量|噪音|寿命|承重|负重|防雨"
    r"|键数|流量|光圈|色温|硬盘|固态|变焦)(?:大小|容量)?[的在要是有]?$"
    r"|\b(?:ram|battery|storage|weight|weigh(?:s|ing)?|pages?|dpi|lumens?|brightness|resolution"
    r"|ages?|aged|rated|rating|yield|capacity|speed|rate|impedance|power|suction|range|load|count"
    r"|volume|noise)"
    r"(?:\s(?:is|of|in))?\s?$",
    re.ASCII,
)
#: Before a range that nothing calls money: sizes, models and years.
_NUMBERED = re.compile(
    r"\b(?:memory|screen|display|size|ssd|zoom|year|model|windows|office|iphone|galaxy|version"
    r"|series|lens|mark|no\.?|number|type)\s?$",
    re.ASCII,
)
_OF_MONEY = re.compile(
    r"价格|预算|价钱|售价|总价|for\b|.*\b(?:price|cost|budget|cheaper|spend|pay)", re.ASCII
)
_UNIT_AFTER = re.compile(
    r"(?:克|公斤|斤|寸|毫安|小时|分钟|像素|兆|瓦|赫|[毫厘]?米|升|页|张|人|岁|个|件|款|倍|分|星|天"
    r"|年|月|级|转|流明|[gtmw](?![a-z])|gb|mah|hz|dpi)"
)
_THINGS = (
    r"(?:smart)?phones?|mobiles?|laptops?|notebooks?|tablets?|headphones|earphones|earbuds"
    r"|headsets?|tvs?|televisions?|monitors?|printers?|scanners?|cameras?"
    r"|keyboards?|mouse|mice|speakers?|projectors?|smart ?watch(?:es)?|toys?|gifts?|presents?"
    r"|something|anything"
)
_THING_BEFORE = re.compile(rf"(?<![a-z])(?:{_THINGS}|price|budget)\s?$")
#: "2100+" behind a word that names nothing we sell is a model.
_CLAUSE_BEFORE = re.compile(
    rf"(?:^|[,;:.!?\u4e00-\u9fff]|(?<![a-z])(?:{_THINGS}|price|budget))\s?$"
)
#: 吸力5000以上 is of suction: behind other Chinese words than these a low end is of anything.
_UPWARDS = re.compile(rf"\d\s?(?:{_FROM})$")
_MONEY_BEFORE_HAN = re.compile(
    r"(?:[^\u4e00-\u9fff]|^|[的要买在是个台部款找求选])$|(?:手机|电脑|笔记本|平板|耳机|电视机?"
    r"|显示器|相机|打印机|扫描仪|键盘|鼠标|音箱|音响|投影仪|手表|手环|玩具)$"
)
_WORD_AFTER = re.compile(
    r"(?:and|or|with|for|please|pls|in|that|which|if|but|from|on|is|would|will|can|could|i|we|so"
    r"|no|not|to|thanks|thx|as|good|cheap|any|by|ideally|preferably|maybe|at|it|my|without|at"
    r"|only|per|each|apiece|total|altogether|all|including|incl|delivered|now|then|today|when"
    r"|because|since|though|while"
    rf"|{_THINGS}|price|budget)(?![a-z])"
)
_LENS = re.compile(r"\blens(?:es)?\b|镜头|\bmm\b", re.ASCII)


def read_price(guide: ProductGuide, sentence: Sentence) -> Iterator[Constraint]:
    """At most one price, from both ends where two are said."""
    if not guide.price_field:
        return
    if (classed := _class_of_price(sentence)) is not None:
        yield classed
        return
    for found in _BETWEEN.finditer(sentence.text):
        if (pair := _both(found, sentence.text)) is not None:
            yield _price(sentence.take(found), *sorted(pair))
            return
    for pattern in (_SOME, _AROUND, _AROUND_AFTER):
        if (one := _first(pattern, sentence)) is not None:
            found, value = one
            low, high = round(value * (1 - NEAR), 2), round(value * (1 + NEAR), 2)
            yield _price(sentence.take(found), low, high)
            return
    high_end = _end(sentence, _AT_MOST, _AT_MOST_AFTER)
    low_end = _end(sentence, _AT_LEAST_AFTER, _AT_LEAST)
    if low_end or high_end:
        said = " ".join(each[0] for each in (low_end, high_end) if each)
        yield _price(said, low_end and low_end[1], high_end and high_end[1])


def _class_of_price(sentence: Sentence) -> Constraint | None:
    """千元机, "a thousand-yuan phone", costs a thousand yuan and something, 三千元档 three thousand;
    in a shop of another currency without a rate they are only words for a kind of phone."""
    found = _BARE_CLASS.search(sentence.text) or _CLASSED.search(sentence.text)
    if found is None or "\0" in found.group():
        return None
    groups = found.groupdict()
    power = groups["power"]
    step = {"百": 100.0, "千": 1000.0, "万": 10_000.0}.get(power) or float("1" + power.lstrip("1"))
    yuan = step * int(groups.get("digit") or 1)
    low, high = converted(yuan, "cny"), converted(yuan + step, "cny")
    if low is None or high is None:
        return None
    if found.group().endswith("机"):
        sentence.add("手机")
    return _price(sentence.take(found), low, high)


def _price(said: str, low: float | None, high: float | None) -> Constraint:
    return Constraint("price", said, low=low, high=high)


def _end(sentence: Sentence, *patterns: re.Pattern[str]) -> tuple[str, float] | None:
    for pattern in patterns:
        if (one := _first(pattern, sentence)) is not None:
            return sentence.take(one[0]), one[1]
    return None


def _first(pattern: re.Pattern[str], sentence: Sentence) -> tuple[re.Match[str], float] | None:
    for found in pattern.finditer(sentence.text):
        value = value_of(found, 1)
        if value is not None and _is_money(found, sentence.text):
            return found, value
    return None


def _both(found: re.Match[str], text: str) -> list[float] | None:
    named = names_money(found, 1) or names_money(found, 2)
    if not named and not _is_range_of_prices(found, text):
        return None
    code = said_currency(found, 1) or said_currency(found, 2)
    values = [converted(number(found.group(f"number{n}")), code) for n in (1, 2)]
    return None if None in values else [value for value in values if value is not None]


def _is_range_of_prices(found: re.Match[str], text: str) -> bool:
    """Whether two bare numbers are money: "500 to 800" as a clause of its own, but not "70-200" of
    a lens, "2019-2021" or "between 13 and 15 inches"."""
    low, high = (number(found.group(f"number{n}")) for n in (1, 2))
    if not LEAST <= low < high <= low * WIDEST or not _is_no_unit(found, text):
        return False
    if found["word"] or found["end"]:
        return not _ATTRIBUTE.search(_before(found, text))
    before = _before(found, text)
    if re.search(r"[^\W\d_]\s?$", before, re.ASCII) and not _THING_BEFORE.search(before):
        return False
    if re.search(r"[^\s,.;:!?(，。；：！？、\0\u4e00-\u9fff]$", before) or any(
        pattern.search(before) for pattern in (_ATTRIBUTE, _NUMBERED)
    ):
        return False
    are_years = all(1950 <= each <= 2049 and each % 50 for each in (low, high))
    are_round = low % 5 == 0 and (high % 5 == 0 or high % 10 == 9)
    return are_round and not are_years and not _LENS.search(text)


def _is_money(found: re.Match[str], text: str) -> bool:
    """ "under 300" is a price, "under 300 grams" and "at least 16 GB" are not."""
    if names_money(found, 1):
        return True
    if number(found["number1"]) < LEAST or not _is_no_unit(found, text):
        return False
    if found.group().endswith("+") and not _CLAUSE_BEFORE.search(_before(found, text)):
        return False
    if _OF_MONEY.match(found.group()):
        return True
    before = _before(found, text)
    if _UPWARDS.search(found.group()) and not _MONEY_BEFORE_HAN.search(before):
        return False
    return not _ATTRIBUTE.search(before)


def _before(found: re.Match[str], text: str) -> str:
    """The text before a match, blanks at its edge included."""
    start = found.start() + len(found.group()) - len(found.group().lstrip(" "))
    return text[max(0, start - BEFORE) : start]


def _is_no_unit(found: re.Match[str], text: str) -> bool:
    """Whether what follows a number lets it be money."""
    after = text[found.end() :][:BEFORE].lstrip(" ")
    if after[:1] in ("%", '"', "”", "'", "′", "×", "°", "/") or re.match(
        r"[.+x-]\s?\d|-[a-z]", after
    ):
        return False
    if re.match(r"[a-z]", after):
        return _WORD_AFTER.match(after) is not None
    return not (found.group()[-1:].isdigit() and _UNIT_AFTER.match(after))
