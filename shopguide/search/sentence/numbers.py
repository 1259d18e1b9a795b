"""Numbers in words and in short made digits: 一万二, 两三千, 4千, "two hundred", "1.5k", "2-3k"."""

import re

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALE = {"百": 100, "千": 1000, "万": 10_000, "w": 10_000, "k": 1000}
_ONE = "一二三四五六七八九两"
#: What counts money, as it follows a number.
_MONEY_HAN = (
    r"多?[元块刀]|美[元金刀]|欧元|英镑|人民币|[以之]?[内下上]|封顶|打底|左右|上下|不到|附近|出头"
    r"|来[块元]|价位|档|起(?!码|来)"
)
_UNIT_HAN = (
    r"英?寸|吋|厘米|毫米|米|克|千克|公斤|斤|毫安|小时|分钟|天|星以上|星及|星好评|分以上|倍|升|毫升|千?瓦"
    r"|[万亿]像素|[gt]b?(?![a-z])|gb"
)
_TO = r"\s?(?:到|至|~|-|–|—+|、)\s?"
#: 百元耳机 is of the class of a hundred yuan, as 千元机 is of a thousand.
_CLASS_HAN = re.compile(
    rf"(?<![\d{_ONE}十几多])(?<![a-z0-9]\s)([百千万])元(?![以之左右上内起封到至])(?=[\u4e00-\u9fff]{{0,2}}(?:手机"
    r"|耳机|平板|笔记本|相机|音箱|键盘|鼠标|手[表环]|投影|显示器|电视|打印机))"
)
#: "8百万像素" is no price, nor is 千克, 千瓦 or 千兆.
_NO_SCALE = r"(?!克|瓦|兆|赫|卡|米|[百千万]?(?:像素|主摄|[前后]摄|摄|镜头|[前后]置))"
_HAN_APART = re.compile(
    rf"(?<![{_ONE}十百千万几])([{_ONE}])([二三四五六七八九])([百千万]){_NO_SCALE}"
)
_HAN_SHARED = re.compile(
    rf"(?<![十百千万\d])([{_ONE}])(?:到|至|~|-|、)([{_ONE}])([百千万]){_NO_SCALE}"
)
_HAN_NUMBER = re.compile(
    rf"(?<![第几\d.])(?:[{_ONE}][百千万][零〇{_ONE}十百千万]{{0,10}}{_NO_SCALE}"
    rf"(?=\s?(?:$|[^\w\s]|\s|[的或就能够吧呢预买]|之间|区间|范围|{_MONEY_HAN}|{_UNIT_HAN}|[到至]))"
    rf"|[零〇{_ONE}十百千万]{{1,12}}(?:点[零{_ONE}]{{1,4}})?(?=\s?(?:{_MONEY_HAN}|{_UNIT_HAN}"
    rf"|[到至~-]\s?[\d{_ONE}])))"
)
_STARS_HAN = re.compile(
    r"(评分|评价|好评|星级)(在|要|至少|不低于|高于|是)?([一二三四五])(?=[星分])"
    r"|([一二四五])(?=星(?:级|的|评|$|[^\w]))"
)
#: 前置3200万 counts pixels, 5000万主摄 too.
_PIXELS_HAN = re.compile(
    r"((?:[前后]置|[前后主]摄|像素)(?:摄像头|镜头|像素)?(?:至少|不低于|要"
    r"|有)?\s?)(\d{2,5})万(?!像素)|(?<![\d.])(\d{3,5})万(?=[前后主][摄置]|镜头|摄像|拍照)"
)
_MILLIONS = re.compile(r"(?<![\d.])(\d{1,3})百万像素")
_SHORT_SHARED = re.compile(
    r"(?<![a-z0-9.-])(?<!\d,)(\d{1,3}(?:\.\d)?)\s?(?:-|~|–|—+|to|到"
    rf"|至)\s?(\d{{1,3}}(?:\.\d)?)\s?([k百千万w]){_NO_SCALE}(?![a-z0-9])",
    re.ASCII,
)
_SHORT_HAN = re.compile(
    rf"(?<![a-z0-9.])(?<!\d,)(\d{{1,4}}(?:\.\d{{1,2}})?)\s?([百千万])([1-9])?{_NO_SCALE}(?![\d.百千万])",
    re.ASCII,
)
_SHORT_W = re.compile(
    rf"(?<![a-z0-9.])(?<!\d,)([1-9](?:\.\d{{1,2}})?)\s?(w)()(?={_MONEY_HAN}|\s?(?:到|至|-|~)\s?\d(?:\.\d)?w)",
    re.ASCII,
)
_SHORT_K = re.compile(r"(?<![a-z0-9.])(?<!\d,)(\d{1,3}(?:\.\d{1,2})?)\s?k(?![a-z0-9])", re.ASCII)
#: What a "4k" is of that is no price.
_PIXELS = re.compile(
    r"[\s-]?(?:tv|television|monitor|display|screen|resolution|uhd|ultra|video|hdr|camera|webcam"
    r"|projector|laptop|oled|led|高清|超清|显示|电视|屏|分辨|视频|摄|投影|画质|hz|分)"
)
_BEFORE_K = re.compile(
    r"(?:[$¥€£]|\b(?:under|below|than|over|above|around|about|most|least|to|max|maximum|of|is"
    r"|budget|within|from|between|and|near|roughly|spend)"
    r"|预算|不超过|超过|低于|高于|少于|大概|大约|不到|约|最多|至少|到|至|[-~])\s?$",
    re.ASCII,
)
_AFTER_K = re.compile(
    rf"\s?(?:{_MONEY_HAN}|预算|的预算|到|至|[-~]|to\b|or (?:less|more|under|over|below|above)\b"
    r"|max\b|tops\b|budget\b|dollars?\b|bucks\b|euros?\b|yuan\b|rmb\b|usd\b)",
    re.ASCII,
)

_ENGLISH = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * n
    for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_POWERS = {"hundred": 100, "thousand": 1000, "grand": 1000}
_WORD = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_POWER = "|".join(_POWERS)
_ENGLISH_SHARED = re.compile(rf"\b({_WORD}) (?:to|or|and|-) ({_WORD}) ({_POWER})\b", re.ASCII)
_COUNTED = (
    r"dollars?|bucks|quid|euros?|pounds?|yuan|rmb|inch|inches|grams?|kilos?|kilograms?|kgs?|gb"
    r"|gigs?|gigabytes?|tb"
    r"|terabytes?|hours?|stars?|mp|megapixels?|mah|or (?:less|more|under)"
)
_ENGLISH_NUMBER = re.compile(
    rf"\b(?:(?:(?:{_WORD}"
    rf"|a)(?:[ -](?:{_WORD}))?[ -])?(?:{_POWER})"
    rf"(?:[ -](?:and[ -])?(?:{_WORD})(?:[ -](?:{_WORD}))?(?![ -](?:{_POWER})\b))?"
    rf"|(?:{_WORD})(?:[ -](?:{_WORD}))?(?![ -](?:{_POWER})\b)"
    rf"|a(?=[ -](?:kilo|kilogram|terabyte|gigabyte|tb|kg)\b))(?![a-z])",
    re.ASCII,
)
_COMPARED_BEFORE = re.compile(
    r"\b(?:under|below|than|over|above|around|about|at most|at least|up to|max|maximum|within"
    r"|budget of|budget is|between|from|roughly|spend|exceed|nearly)\s$"
)
_COUNTED_AFTER = re.compile(rf"[ -](?:{_COUNTED})\b")
#: "Twenty to thirty dollars" counts both.
_RANGE_AFTER = re.compile(rf"[ -](?:to|and)[ -](?:{_WORD})(?:[ -](?:{_WORD}))?[ -](?:{_COUNTED})\b")
_ENDS = re.compile(
    r"(?:[ -](?:to|and)[ -](?:\d|"
    + _WORD
    + r")|\s?(?:$|[,.;!?])|\s(?:max|or|tops|and|with|for|please|in|that|which)\b)"
)
#: How much of the sentence is looked at around a number.
NEAR = 24


def in_digits(text: str) -> str:
    """Folded ``text`` with its numbers as digits."""
    text = _ENGLISH_SHARED.sub(_both_english, text)
    text = _ENGLISH_NUMBER.sub(_one_english, text)
    text = _CLASS_HAN.sub(lambda found: f"{found[1]}元级", text)
    text = _STARS_HAN.sub(_stars, text)
    text = _HAN_APART.sub(_apart, text)
    text = _HAN_SHARED.sub(_shared_han, text)
    text = _HAN_NUMBER.sub(lambda found: written(_han(found.group())), text)
    text = _MILLIONS.sub(lambda found: f"{found[1]}00万像素", text)
    text = _PIXELS_HAN.sub(lambda found: f"{found[1] or ''}{found[2] or found[3]}万像素", text)
    text = _SHORT_SHARED.sub(_shared, text)
    text = _SHORT_HAN.sub(_scaled, text)
    text = _SHORT_W.sub(_scaled, text)
    return _SHORT_K.sub(_thousands, text)


def written(number: float) -> str:
    return f"{number:.15g}" if number < 1e15 else "0"


def _scale(number: str, sign: str) -> float:
    return round(float(number) * _SCALE[sign], 6)


def _stars(found: re.Match[str]) -> str:
    digit = _DIGITS[found[3] or found[4]]
    return f"{found[1] or ''}{found[2] or ''}{digit}"


def _apart(found: re.Match[str]) -> str:
    """两三千 is from two to three thousand; 三五百 from three to five hundred."""
    low, high, scale = _DIGITS[found[1]], _DIGITS[found[2]], _SCALE[found[3]]
    return f"{low * scale}到{high * scale}" if low < high <= low + 2 else found.group()


def _shared_han(found: re.Match[str]) -> str:
    low, high, scale = _DIGITS[found[1]], _DIGITS[found[2]], _SCALE[found[3]]
    return f"{low * scale}到{high * scale}" if low < high else found.group()


def _shared(found: re.Match[str]) -> str:
    """ "2-3k" shares its thousands; "5-4k" is something else."""
    if float(found[1]) >= float(found[2]) or (
        found[3] == "k" and _PIXELS.match(found.string, found.end())
    ):
        return found.group()
    return f"{written(_scale(found[1], found[3]))}-{written(_scale(found[2], found[3]))}"


def _scaled(found: re.Match[str]) -> str:
    value = _scale(found[1], found[2])
    if found[3]:
        value += int(found[3]) * _SCALE[found[2]] / 10
    return written(value)


def _thousands(found: re.Match[str]) -> str:
    """ "Under 3k" and "3k以下" are of money, "a 4k tv" is not."""
    text = found.string
    before = text[max(0, found.start() - NEAR) : found.start()]
    if _PIXELS.match(text, found.end()):
        return found.group()
    if _BEFORE_K.search(before) or _AFTER_K.match(text, found.end()):
        return written(_scale(found[1], "k"))
    return found.group()


def _han(text: str) -> float:
    whole, _, decimals = text.partition("点")
    total, section, digit = 0, 0, 0
    for sign in whole:
        if sign in _DIGITS:
            is_run = digit and section == 0 and total == 0
            digit = digit * 10 + _DIGITS[sign] if is_run else _DIGITS[sign]
        elif sign in _TENS:
            section += (digit or 1) * _TENS[sign]
            digit = 0
        elif sign == "万":
            total, section, digit = (total + section + digit) * 10_000 or 10_000, 0, 0
    if len(whole) > 2 and whole[-1] in _DIGITS and whole[-2] in _SCALE:
        # 一万二 is 12,000 and 一千五 is 1,500.
        digit *= _SCALE[whole[-2]] // 10
    value: float = total + section + digit
    if decimals:
        value += float("0." + "".join(str(_DIGITS[sign]) for sign in decimals))
    return value


def _both_english(found: re.Match[str]) -> str:
    low, high = _ENGLISH[found[1]], _ENGLISH[found[2]]
    scale = _POWERS[found[3]]
    return f"{low * scale} to {high * scale}" if low < high else found.group()


def _one_english(found: re.Match[str]) -> str:
    """Digits where it is a number of something: "one of the best" stays as it is."""
    said, text = found.group(), found.string
    before = text[max(0, found.start() - NEAR) : found.start()]
    counted = _COUNTED_AFTER.match(text, found.end())
    has_power = any(power in said for power in _POWERS)
    if has_power and said in _POWERS:
        is_number = bool(counted or _COMPARED_BEFORE.search(before))
    elif has_power or counted or said == "a" or _RANGE_AFTER.match(text, found.end()):
        is_number = True
    else:
        is_number = bool(_COMPARED_BEFORE.search(before) and _ENDS.match(text, found.end()))
    return written(_english(said)) if is_number else said


def _english(text: str) -> float:
    total = current = 0
    for word in re.split(r"[ -]", text):
        if word == "a":
            current = 1
        elif word in _POWERS:
            current = (current or 1) * _POWERS[word]
            if _POWERS[word] == 1000:
                total, current = total + current, 0
        elif word in _ENGLISH:
            current += _ENGLISH[word]
    return float(total + current)
