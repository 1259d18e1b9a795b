"""Names that go on: 手机壳 and "laptop bag" only begin with the thing, "Samsung Galaxy A51 case" with
a brand."""

import re

from shopguide.text.lexicon import is_chinese
from shopguide.text.stopwords import CHINESE

#: How much of the sentence is looked at before and behind a name.
NEAR = 80
FITS_AFTER = re.compile(
    r"\s*(?:[能可上]?用的(?=[\u4e00-\u9fff])|专用|适用|兼容|可用|通用|的?配件|compatible|-compatible)"
)
_MODEL_PART = re.compile(
    r"(?:\s[a-z]{1,10}){0,2}\s?[a-z-]{0,4}\d[a-z0-9+-]{0,6}(?:\s(?:pro|max|plus|ultra|mini|lite"
    r"|[a-z]?\d[a-z0-9]{0,4})){0,3}"
    r"(?:\s(?:phone |silicone |leather |clear |flip |wallet |protective |replacement |laptop "
    r"|camera )?(?:cases?|covers?|(?:screen )?protectors?|chargers?|batter(?:y|ies)|straps?"
    r"|skins?|sleeves?|bumpers?|bands?|bags?|tempered glass|film)\b"
    r"|\s?[\u4e00-\u9fff]{0,4}?(?:[保护外软硬后]{0,2}壳|[保护皮]{0,2}套|[贴钢化护保屏幕]{0,3}膜|充电"
    r"|数据线|电池|表带))",
    re.ASCII,
)
#: 电脑 names no category.
_COMPUTER = re.compile(r"\s?的?电脑")
_MODEL_USED = re.compile(
    r"\s?(?:(?:[a-z]{1,10}[ -]?){0,2}\d[a-z0-9+-]{0,8})?(?:\s?(?:pro|max|plus|ultra|mini|lite))*"
    r"\s?(?:系列|打印机|一体机|手机|相机|电脑|笔记本|平板|耳机|手表|型号)?\s?"
    r"(?:[能可上]?用的(?=[\u4e00-\u9fff])(?!人|久|时)|专用|适用|兼容|可用|通用)",
    re.ASCII,
)
_PARTS_HAN = (
    r"电池|充电|数据线|[保护外软硬后]{0,2}壳|[保护皮内]{0,2}套|[贴钢化护保屏幕]{0,3}膜|镜头|墨"
    r"|硒鼓|碳粉|色带|支架|[的]?配件|[^\W\d_]{0,2}包|适配器|电源|底座|遥控器|滤镜|表带|耳塞套"
    r"|键盘膜|散热|扩展坞|挂架|挂件|挂绳|三脚架|存储卡|内存[卡条]|卡针|笔(?!记)|架|纸|垫|柜|桌|椅"
    r"|盒|袋|线|屏|键帽|灯泡|幕布|硬盘|主板|维修|回收|游戏|软件|贴纸|座|罩|带(?!指|有|个|大)"
)
_PART_AFTER_HAN = re.compile(rf"\s?(?:[a-z]?\d[a-z0-9]{{0,5}})?\s?的?(?:{_PARTS_HAN})", re.ASCII)
#: Words that may follow the thing that is asked for, in English.
AFTER = frozenset(
    """with for under below over above that thats which who whose in on at by from and or but to of as is
    are was were be please pls plz thanks thank thx between around about within without not no nor
    neither has have had having costing costs cost priced made less more than cheaper cheap budget i im
    my me you we they he she it its your our now today like such up max maximum min minimum at ideally
    preferably prefer preferred suitable suited compatible maybe also too only just can could should
    would will must may might do does did dont need needs want wants when while if because since so
    deals deal sale offers offer online recommendations recommendation recommended recommend suggestions
    options there here available weighing weighs lighter bigger larger smaller heavier rated anything
    something except excluding other apart any all using used refurbished new good great nice best
    lightweight light wireless bluetooth wired portable small big large quiet silent fast smart
    waterproof foldable slim thin dual quad core mainly mostly either both where what how why dont
    doesnt isnt each apiece capable able ready black white noise wifi touchscreen premium high low out
    one ones then perhaps again delivered urgently asap right already currently intel amd nvidia ryzen
    windows android snapdragon roughly approx approximately instead specifically usable curved ultrawide
    mechanical ergonomic rgb backlit oled qled led 5g 4g gps bigger unlocked hd uhd full""".split()
)
#: "Camera 10x zoom" and "laptop ram 16gb" limit the thing and go on with no name.
_SIZED = re.compile(r"(?:ram|ssd|hdd|memory|storage|screen|display|battery)\s\0", re.ASCII)
_SIZED_BEFORE = re.compile(
    r"[\s\0]*\0\s?(?:optical zoom|zoom|ram|memory|storage|ssd|hdd|screen|display|battery|camera"
    r"|rear|front|hard drive)\b",
    re.ASCII,
)
_AFTER_HAN = frozenset(
    "多几怎值的吗呢吧啊有要价最比什哪送给用适能可与不和或及推求买想、。!?;且但需希预评现里就都也还来会没别非除一两三四五六七八九十我你他她它"
    "另越是只请麻谢主颜性便低高轻安好品牌口无防款呀嘛么重续这那该到在从被让拿做当跟按支拍看打玩追办开旅出上下左右左同跳听唱写做放学降"
)
_OPEN_HAN = re.compile(
    r"支(?!持)|放(?=大|映|音)|学(?=习机|生|校)|大(?!一点|概|约|的|些|屏)|上(?!网|班|课|学)"
    r"|开(?!车)|打(?!游戏|电)|安(?!静)|重(?!量)|防(?!水|抖|尘)|性(?!能|价)|高(?!端|清)|一体"
    r"|主(?!要)|品(?!牌)|款式|看(?!电影|剧|视频)|无(?!线|所)"
)
#: 手机存储至少256G limits the thing.
_SIZED_HAN = re.compile(
    r"的?(?:内存|运存|存储|屏幕|电池|续航|重量|摄像头|像素|[前后]置|[前后主]摄)(?:容量"
    r"|大小)?(?:要|至少|不低于|在|有|得)*[\d\0]"
)


def is_of_model(text: str, end: int) -> bool:
    """Whether a brand only says whose device something is for: "Samsung Galaxy A51 case",
    爱普生L3158用的墨水."""
    after = text[end : end + NEAR]
    computer = _COMPUTER.match(after)
    return bool(
        _MODEL_PART.match(after)
        or _MODEL_USED.match(after)
        or (computer and _PART_AFTER_HAN.match(after, computer.end()))
    )


def is_part(text: str, start: int, end: int) -> bool:
    """Whether a thing is named for what belongs to it: 手机壳, or 手机用的耳机."""
    return is_compound(text, start, end) or bool(FITS_AFTER.match(text[end : end + NEAR]))


def is_compound(text: str, start: int, end: int) -> bool:
    """Whether the name only begins a longer one: 手机壳, "laptop bag", 相机的电池."""
    after = text[end : end + NEAR]
    if is_chinese(text[start:end]):
        return _goes_on_in_chinese(after)
    rest = after.lstrip(" \0-")
    following = re.match(r"[^\W_]+", rest)
    if (
        not following
        or _SIZED_BEFORE.match(after)
        or after.startswith(" - ")
        or after[:1] in ",.;!?:。、/()"
    ):
        return False
    word = following.group()
    if is_chinese(word[0]):
        return _goes_on_in_chinese(rest)
    return not (word in AFTER or any(map(str.isdigit, word)) or _SIZED.match(rest))


def _goes_on_in_chinese(after: str) -> bool:
    """Whether a Chinese noun goes on: 手机壳 is not asked for by 手机."""
    if _SIZED_HAN.match(after):
        return False
    if _PART_AFTER_HAN.match(after):
        return True
    sign = after[:1]
    if not sign or not is_chinese(sign):
        return False
    if _OPEN_HAN.match(after):
        return True
    return not (sign in _AFTER_HAN or sign == "大" or sign in CHINESE or after[:2] in CHINESE)
