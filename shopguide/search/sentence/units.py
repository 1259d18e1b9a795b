"""What a number with a unit cannot be, by the words around it."""

import re
from collections.abc import Container

#: Words that are looked at around a number.
NEAR = 40
_IN_AFTER = re.compile(
    r"\.?\s?(?:$|[,;]|(?:laptop|notebook|screen|monitor|tv|television|tablet|display|phone"
    r"|smartphone|touchscreen)\b)",
    re.ASCII,
)
_GENERATION = frozenset(["2g", "3g", "4g", "5g", "6g"])
_MEMORY_NEAR = re.compile(r"(?:ram|memory|内存|运存|运行|\+)", re.ASCII)
#: From so many pounds on it is money that is counted.
MOST_POUNDS = 20
_CARRIES = (
    r"\b(?:bags?|sleeves?|cases?|backpacks?|rucksacks?|stands?|covers?|mounts?|arms?|brackets?"
    r"|hard (?:drives?|disks?)|hdd|ssd|suitcases?|luggage|pans?|filters?|frames?|protectors?"
    r"|wheels?|bikes?)\b"
    r"|包|(?<!音)箱|壳|套|支架|膜|锅|自行车|单车|蛋糕|相框|挂架"
)
_CARRIER_AFTER = re.compile(
    rf"\s?(?:[a-z]+\s){{0,2}}(?:{_CARRIES})|[\u4e00-\u9fff]{{0,7}}?(?:{_CARRIES})|(?:移动|机械)?硬盘|固态",
    re.ASCII,
)
_CARRIER_BEFORE = re.compile(rf"(?:{_CARRIES})\s?(?:for\s)?(?:[a-z]+\s){{0,2}}$", re.ASCII)
#: What is carried in these says nothing of a screen, wherever they stand.
_BAGS = re.compile(
    r"双肩包|背包|电脑包|内胆包|手提包|公文包|行李箱|拉杆箱|登机箱|旅行箱|自行车|单车|蛋糕|炒锅"
    r"|煎锅|\b(?:backpacks?|rucksacks?|sleeves?|briefcases?|messenger bags?|suitcases?|luggage"
    r"|bikes?|bicycles?|pans?)\b",
    re.ASCII,
)
_DAYS = frozenset(["天", "day", "days"])
_RUNS = re.compile(
    r"\b(?:batter(?:y|ies)|lasts?|lasting|runtime|playback|playtime|play time|listening"
    r"|standby)\b|续航|待机|电池|能用|可用|播放|撑",
    re.ASCII,
)
_RUNS_DAYS = re.compile(
    r"\b(?:batter(?:y|ies)|lasts?|lasting|runtime|standby)\b|续航|待机|电池|能用|撑", re.ASCII
)
#: Gigabytes without a noun: this many and more are storage, fewer are memory.
STORAGE_FROM = 64
#: Of a phone or a tablet.
STORAGE_FROM_MOBILE = 32
_STICK = re.compile(
    r"\b(?:usb (?:stick|drive|key)|flash drive|pen ?drive|thumb drive|memory (?:card|stick)"
    r"|(?:micro ?)?sd(?:xc|hc)?(?: card)?|stick)s?\b|u盘|优盘|闪存盘|内存卡|存储卡|tf卡|sd卡",
    re.ASCII,
)
_DRIVE = re.compile(r"\b(?:hard (?:drive|disk)|ssd|hdd)s?\b|硬盘|固态", re.ASCII)
#: What has memory beside its drive.
_COMPUTER = re.compile(
    r"\b(?:laptops?|notebooks?|computers?|pcs?|desktops?|ultrabooks?|chromebooks?)\b"
    r"|笔记本|电脑|台式|游戏本|轻薄本|一体机",
    re.ASCII,
)
_MOBILE = re.compile(
    r"\b(?:smart)?phones?\b|\bmobiles?\b|\btablets?\b|手机|平板|\bipad\b", re.ASCII
)
#: What is told of these is what is in them, or what they bear.
_NO_WEIGHT = re.compile(
    r"\b(?:mounts?|brackets?|stands?|arms?|shel(?:f|ves)|chairs?|scales?|tea|coffee|beans?|sugar|flour"
    r"|rice|nuts?|cream|powder|soap|yarn|clay)\b"
    r"|支架|挂架|椅|架子|秤|茶(?!轴|色)|咖啡(?!色)|豆|大米|糖|零食|坚果|面粉|奶粉|面霜|护手霜|膏",
    re.ASCII,
)
_CAMERA = re.compile(r"\b(?:digital |compact )?cameras?\b|相机", re.ASCII)


def is_unit(found: re.Match[str]) -> bool:
    """Whether the unit of a match is one: "5g" is a network, "2 in 1" no length, and two hundred
    pounds are money."""
    text, unit = found.string, found["unit"]
    after = text[found.end("unit") : found.end("unit") + NEAR]
    if unit == "in":
        return _IN_AFTER.match(after) is not None
    if unit in ("pound", "pounds"):
        return float(found["number"].replace(",", "")) < MOST_POUNDS
    if found["number"] + unit in _GENERATION:
        near = text[max(0, found.start() - 6) : found.start()] + after[:6]
        return bool(_MEMORY_NEAR.search(near))
    if unit == "两":
        return not re.match(r"[\d个款台部]", after)
    return True


def is_of_screen(found: re.Match[str], text: str, inches: Container[str]) -> bool:
    """Whether a length is that of a screen: inches, but not those of a bag or a drive."""
    after = text[found.end("unit") : found.end("unit") + NEAR]
    before = text[max(0, found.start() - NEAR) : found.start()]
    if found["unit"] not in inches or _BAGS.search(text):
        return False
    return not _CARRIER_AFTER.match(after) and not _CARRIER_BEFORE.search(before)


def is_weight(text: str) -> bool:
    """Whether a bare mass is what a thing weighs: not that of tea, nor what a wall mount bears."""
    return _NO_WEIGHT.search(text) is None


def is_of_camera(text: str) -> bool:
    """Whether pixels are those of a camera, not of one in a phone."""
    return _CAMERA.search(text) is not None and not _MOBILE.search(text)


def is_said_of_time(found: re.Match[str], text: str) -> bool:
    """Whether hours or days are those that a battery lasts, not those of a delivery."""
    near = text[max(0, found.start() - NEAR) : found.end() + NEAR]
    return (_RUNS_DAYS if found["unit"] in _DAYS else _RUNS).search(near) is not None


def storage_from(text: str) -> int:
    """How many gigabytes without a noun are storage in this sentence."""
    if _STICK.search(text) or (_DRIVE.search(text) and not _COMPUTER.search(text)):
        return 0
    return STORAGE_FROM_MOBILE if _MOBILE.search(text) else STORAGE_FROM


def is_storage_of_mobile(gigabytes: float, text: str) -> bool:
    """Whether the "memory" of a phone is what it stores: nobody sells one with 128 GB of RAM."""
    return gigabytes >= STORAGE_FROM and _MOBILE.search(text) is not None
