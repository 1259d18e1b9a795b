"""Whether a name in a sentence is the thing that is asked for, or a part of another name: a laptop
bag is no laptop, a case for a Samsung is not by Samsung, 蓝牙 is not blue."""

import re
from collections.abc import Sequence, Set

from shopguide.text.lexicon import Key, Mention, is_chinese
from shopguide.text.segment import words

from .constraint import Kind
from .names import Names
from .negation import refused_before
from .parts import AFTER, FITS_AFTER, NEAR, is_compound

#: From what is broken to what is to replace it.
FAR = 160
_DETERMINED = r"(?:\s+(?:a|an|the|my|his|her|our|your|good|great|big|long|old|new|existing))*"
#: What follows is what the thing is for, or what it comes with: not the thing itself.
_TARGET = re.compile(
    r"(?:\b(?:for|with|fits?|(?:compatible|works?|use|used|comes?|goes|paired) with|of|on|in"
    r"|inside|into|to my|my|your|his|her|(?<!would )(?<!'d )(?<!\bid )like|similar to"
    r"|alternative to|than|replace|(?:have|own|got) an?|connect(?:s|ed|ing)? to"
    rf"|via)\b{_DETERMINED}"
    r"|(?:自带|带有?|配备|含)[\u4e00-\u9fff]{0,4}|(?:适用于?|兼容|适配|匹配|搭配|(?<!标)配|支持"
    r"|给|用于|适合|装|放|我的|我有|带|比|像|类似|代替|替代|连接?|接)(?:我的|一?[个台部款只张块条双把]|我)?)\s*$",
    re.ASCII,
)
#: What a shopper has, or compares with, is not asked for.
_OWN = re.compile(
    r"\b(?:(?:compatible|works?|paired?|connects?|connected|connecting) (?:with|to)|(?:i"
    r"|we)(?:'ve)?(?: already)? (?:have|own|got|use) an?|than|similar to|alternatives? to"
    r"|same as"
    rf"|my|his|her|our|on my|(?<!would )(?<!'d )(?<!\bid )like (?:an?|my|the))\b{_DETERMINED}\s*$",
    re.ASCII,
)
#: "My phone is a Samsung", "the old one was an Acer": what there is already.
_HAD = re.compile(
    r"\b(?:my|his|her|our|the old|the last|current|previous|existing)\b"
    r"(?![^,.;]*\b(?:favou?rites?|prefer\w*|choice|pick|first)\b)[^,.;]{0,30}"
    r"(?:\b(?:is|was|are|were)|'s)\s(?:an?\s|from\s|by\s)?$",
    re.ASCII,
)
_TOO_DEAR = re.compile(
    r"(?:的?,?(?:但是?|可是?|不过|就是)?(?:都|也)?太贵)"
    r"|,?\s(?:but\s)?(?:it's |they're |it is |they are |is |are )?too (?:expensive|pricey|dear)\b",
    re.ASCII,
)
#: "Is Lenovo better than HP?" asks for neither.
_COMPARED = re.compile(
    r"\bbetter th[ae]n\b|\bdifferences? between\b|\bvs\b|\bversus\b|\bcompared? (?:to|with)\b"
    r"|有什么?(?:区别|不同)|对比|比较一下",
    re.ASCII,
)
_READ = re.compile(r"(?<=[\s\u4e00-\u9fff])\0[\0\s]*$")
#: "A pair of headphones" are headphones.
_COUNTED = re.compile(
    r"\b(?:pair|set|kind|sort|type|piece|bit|couple)s? of (?=[a-z\s]*$)", re.ASCII
)
_FOR = re.compile(
    r"\s(?:(?:that |which )?(?:is |are )?(?:to )?(?:for|fits?|holds?|carry"
    r"|compatible with))\s(?:[a-z0-9\0.\"-]+\s){0,5}",
    re.ASCII,
)
_WORN_OUT = re.compile(
    r"\s(?:just |has |have |had |finally |keeps? |kept |is |are |was |were |got |suddenly "
    r"|always |recently |getting ){0,4}"
    r"(?:broke(?:n)?|break(?:s|ing)?|died|dying|dead|dies|failed|failing|fail|stopped|stolen|lost"
    r"|gave up|giving up|too (?:old|slow|small)"
    r"|old|slow|cracked|falling apart|fell apart|worn out)\b.{0,60}?"
    r"(?:\0|\b(?:need|want|looking for|buy|get|replace|after|recommend|suggest|find)\b)"
    r".{0,30}?\b(?:one|ones|pair|replacement|it|them)\b"
    r"|.{0,6}?(?:坏|摔|丢|碎|旧|太卡|太慢|报废|老化|不行|不能用).{0,12}?(?:换|买|要|推荐|来|求"
    r"|找)(?:一|个|台|部|款|副|新)",
    re.ASCII,
)
#: What is inside a computer says nothing of who made it: "Intel Core i5".
_CHIPS = frozenset(["intel", "英特尔", "amd", "nvidia", "qualcomm"])
_INSIDE = re.compile(
    r"(?:\s?\(r\)|®)?(?:tm|™)?\s?(?:core|celeron|pentium|xeon|atom|gma|uhd|hd graphics|iris|evo"
    r"|inside|cpu|processors?|chip|i[3579]|处理器|芯片|酷睿)(?![a-z])"
)
#: Brands that are words as well, to be read with care.
_WORDS_TOO = frozenset(["sharp", "creative", "brother", "beats", "cherry"])
#: Read only where "by" stands before them, a model behind them, or nothing around them.
_SELDOM = frozenset(
    """act chief essence integral equip princess jumbo buffalo shuttle eminent speck apex attitude amazon
    lena denver arctic manhattan""".split()
)
_EATEN = re.compile(r"\s(?:juice|pie|fruit|cider|vinegar|tree|sauce)\b")
_EATEN_HAN = re.compile(r"(?:味的?)?(?:汁|醋|派|酱|干|树|酒|园|茶|味|糖|糕)")
_WORDS_TOO_HAN = frozenset(
    "兄弟 松石 远山 微光 随行 围炉 行囊 明镜 静居 花间 云雾 满格 拾光 踏风 敲敲 溜溜 暖锅 樱桃 先锋 青禾".split()
)
_BRAND_BEFORE = re.compile(
    r"(?:^|[,.;:!?/\0\u4e00-\u9fff]|\b(?:by|from|or|and|not|no|brand|except|than|but|nor|neither"
    r"|avoid|like|prefer|preferably|only|isn't))\s?$",
    re.ASCII,
)
_BY = re.compile(r"\b(?:by|from|brand|not|no|except)\s$", re.ASCII)
_MODEL = re.compile(r"\s?[a-z]{0,4}-?\d")
_OWNED = re.compile(
    r"\b(?:my|his|her|our|your|their|very|really|so|more|something|is|looks?|are)\s?$", re.ASCII
)
_BRAND_BEFORE_HAN = re.compile(r"(?:^|[^\u4e00-\u9fff]|[的要买找有荐求想是和或者、与跟])$")
_BRAND_AFTER_HAN = re.compile(r"(?:$|[^\u4e00-\u9fff]|的|家|牌|和|或|与|也|都)")
#: Before these names stands what makes another thing of them: a baby monitor shows no pictures.
_OTHERS = tuple(
    (thing, re.compile(rf"(?:{others})[\s-]?$"))
    for thing, others in (
        (r"phones?", r"\b(?:cordless|corded|landline|desk|voip|sip|ip|conference|home|toy)"),
        (
            r"monitors?",
            r"\b(?:baby|heart rate|heart|blood pressure|pressure|air quality|quality|sleep|energy|oxygen"
            r"|glucose|power)",
        ),
        (r"tablets?", r"\b(?:drawing|graphics?|pen|dishwasher|cleaning|vitamin|writing)"),
        (
            r"cameras?",
            r"\b(?:security|surveillance|dash|doorbell|cctv|backup|reversing|web|document|ip)",
        ),
        (r"keyboards?", r"\b(?:piano|midi|musical|music|electronic)"),
        (r"notebooks?", r"\b(?:spiral|paper|ruled|lined|dotted|a[456]|leather|school)"),
        (r"scanners?", r"\b(?:bar ?code|body|qr)"),
        (r"耳塞", r"隔音|防噪音?|降噪音|睡眠|睡觉|游泳|防水"),
        (r"笔记本", r"手账|纸质|横线|活页|牛皮纸?|皮面"),
    )
)
#: "To watch", and the smartwatches of some brands.
_NO_WATCH = re.compile(r"\b(?:to|can|could|and|i|will|or|we|they|apple|galaxy)\s$|\0\s$", re.ASCII)
_LONGER_COLOUR = re.compile(r"(?:dark|light|deep|pale|bright|matte?|深|浅|亮|淡|哑光?|雅)\s?$")
_COLOUR_HAN = re.compile(r"(?:色|的|或|和|、|,|\.|/|款|系|都|也|还|吧|$|\s|版|跟|与|[!?。])")
_BEFORE_COLOUR_HAN = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[要是有个的和或跟与非选爱欢除、台款部]|不要|想要|\0)$"
)
_PRINT_HAN = re.compile(r"(?:的)?(?:激光|喷墨|打印|印刷|墨|碳粉|硒鼓|复印|屏|显示|照片|铅笔|大屏)")
_PRINTS = re.compile(r"打印|复印|墨|激光|printer")
_NO_COLOUR_AFTER = re.compile(
    r"[\s-](?:friday|dead\b|yeti|bull\b|alert|widow|panther|mirror\b"
    r"|noise|tea|wine|light filter|ray|juice|hat|ops|board|paper|berry|sea"
    r"|gold(?=en)|edition\b.*\bgame|and white (?:print|photo|laser|copies)|& white)",
    re.ASCII,
)


def is_thing_itself(
    kind: Kind, known: Sequence[Mention], key: Key, at: int, end: int, names: Names
) -> bool:
    """Whether a longer term around the name still means the thing: wireless headphones are
    headphones, a laptop case is no laptop, and a laptop bag lies with what is for laptops."""
    if end - at == 1 and is_chinese(key[at]) and kind != "colour":
        return False
    for each in known:
        if not (each.start <= at and each.end >= end and each.end - each.start > end - at):
            continue
        if kind == "colour":
            return _LONGER_COLOUR.search(" ".join(key[each.start : at])) is not None
        if each.end > end:
            return False
        if kind == "category":
            before = key[each.start : at]
            if any(before[n:] in names for n in range(len(before))):
                return False
        elif is_chinese(key[at]):
            return False
    return True


def is_colour_said(text: str, start: int, end: int) -> bool:
    """Whether a name of a colour is one: not the 蓝 in 蓝牙 nor the 彩色 of a printer."""
    name, after = text[start:end], text[end : end + NEAR]
    if not is_chinese(name):
        return _NO_COLOUR_AFTER.match(after) is None
    if len(name) > 1:
        return _PRINT_HAN.match(after) is None and not (name == "彩色" and _PRINTS.search(text))
    before = text[max(0, start - 2) : start]
    return bool(_COLOUR_HAN.match(after)) and bool(_BEFORE_COLOUR_HAN.search(before))


def is_brand_said(
    text: str, start: int, end: int, known: Sequence[Mention], at: int, to: int
) -> bool:
    """Whether a brand that is a common word too is meant: "a sharp TV" but not "sharp pictures",
    兄弟打印机 but not 送兄弟. It is the pieces from ``at`` to ``to``."""
    name, before, after = (
        text[start:end],
        text[max(0, start - NEAR) : start],
        text[end : end + NEAR],
    )
    if is_chinese(name):
        if name not in _WORDS_TOO_HAN:
            return not (name == "苹果" and _EATEN_HAN.match(after))
        return bool(_BRAND_BEFORE_HAN.search(before)) and bool(
            _BRAND_AFTER_HAN.match(after) or any(each.start == to for each in known)
        )
    if name in _SELDOM:
        return bool(_BY.search(before) or not (before + after).strip(" .!?") or _MODEL.match(after))
    if name not in _WORDS_TOO or refused_before(before):
        return not (name == "apple" and _EATEN.match(after))
    if _OWNED.search(before):
        return False
    word = re.match(r"\s([a-z]+)", after)
    ends = not word or word[1] in AFTER
    if ends and (_BRAND_BEFORE.search(before) or any(each.end == at for each in known)):
        return True
    return bool(_MODEL.match(after)) or any(each.start == to for each in known)


def is_asked_for(kind: Kind, text: str, start: int, end: int, parts: Set[int]) -> bool:
    """Whether the thing, its brand or its colour is what is looked for. ``parts`` are where things
    begin that only name a part or an accessory of theirs."""
    if kind == "colour":
        return True
    before, after = text[max(0, start - NEAR) : start], text[end : end + NEAR]
    if kind == "brand" and (
        _COMPARED.search(text) or _HAD.search(before) or _TOO_DEAR.match(after)
    ):
        return False
    # A colour or a brand that was read stands between: "I have an HP printer".
    before = _COUNTED.sub("", _READ.sub(" ", before))
    if _OWN.search(before):
        return False
    target = _TARGET.search(before)
    # Chinese puts what a thing is for before it.
    if target and (is_chinese(target.group()) or _says_something(before[: target.start()])):
        return False
    if FITS_AFTER.match(after) or (text[start:end] in _CHIPS and _INSIDE.match(after)):
        return False
    if kind != "category":
        thing = end + len(after) - len(after.lstrip(" 的\0-"))
        return thing not in parts
    behind = re.search(r"\b(?:with|for|of|without)\b(?:[^,;.]|\.\d)*$", before)
    if behind and _says_something(before[: behind.start()]):
        return False
    if any(
        re.fullmatch(thing, text[start:end]) and other.search(before) for thing, other in _OTHERS
    ):
        return False
    if text[start:end] == "watch" and _NO_WATCH.search(before):
        return False
    return not is_compound(text, start, end)


def is_for(between: str) -> bool:
    """Whether one thing is for another one, by the words between: "bag for my lenovo laptop"."""
    return _FOR.fullmatch(between) is not None


def is_to_be_replaced(text: str, end: int) -> bool:
    """Whether a shopper wants another of what they have: "my earphones broke, I need a new pair"."""
    return _WORN_OUT.match(text[end : end + FAR]) is not None


def _says_something(text: str) -> bool:
    """Whether a thing may be named in ``text``: "about $60 for headphones" names none before."""
    return any(len(word) > 1 for word in words(text))
