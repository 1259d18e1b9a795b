"""What belongs to another thing, and the words that only say to which: "camera" in "camera lens".

Both languages put the thing itself last, so a word before one of these names no camera.
"""

import re

from .clean import fold
from .segment import HAN, is_han, words

ENGLISH = frozenset(
    """case cover bag sleeve pouch holster skin shell jacket folio wallet briefcase backpack holder
    stand mount bracket arm cradle dock docking base pedestal cart trolley cabinet rack shelf tray
    hook clip cable cord lead wire adapter adaptor converter charger battery inverter extender
    splitter switch hub connector plug socket lens filter flash hood cap strap lanyard tripod remote
    pad mat rest cushion protector film guard lock security cartridge toner ink drum fuser roller
    ribbon belt paper label nozzle maintenance kit spare part accessory replacement refill module
    upgrade enclosure housing bay caddy cleaner cleaning cloth wipe card reader controller software
    license licence warranty service support stylus pen sticker tip cooler cooling fan""".split()
)
CHINESE = (
    "保护壳 保护套 保护膜 钢化膜 贴膜 壳 套 膜 包 袋 支架 底座 充电器 充电线 数据线 电源线 线 适配器 "
    "转接头 转换器 电池 镜头 滤镜 闪光灯 三脚架 遮光罩 墨盒 硒鼓 墨水 碳粉 色带 打印纸 贴纸 标签 垫 "
    "腕托 锁 挂绳 表带 耳塞套 耳罩 配件 零件 备件 维修 清洁剂 清洁布 散热器 散热垫 硬盘盒 机箱 扩展坞 "
    "读卡器 遥控器 触控笔 手写笔 延保 保修"
).split()
#: A title is no longer, in characters.
LONGEST_TITLE = 500
#: How many words before one of these say what it is for.
REACH = 3
#: The same in Chinese characters.
_HAN_REACH = 6
_STEMS = frozenset(stem for word in ENGLISH for stem in words(word))
_TOKEN = re.compile(rf"[{HAN}]+|[^\W\d_{HAN}]+|\d+|[^\w\s]")
_CHINESE = re.compile("|".join(sorted(CHINESE, key=len, reverse=True)))
#: What follows these is what a thing is for: "battery for laptops".
_FOR = frozenset({"for", "fits", "compatible"})
_FOR_REACH = 6
#: A compound does not go on past these.
_ENDS = frozenset({"for", "with", "and", "in", "to", "w"})


def modifiers(title: str) -> frozenset[str]:
    """Index words of ``title`` that name, wherever they stand in it, what something else is for."""
    said: dict[str, bool] = {}
    tokens = _TOKEN.findall(fold(title[:LONGEST_TITLE]))
    for at, token in enumerate(tokens):
        if is_han(token):
            found = _han(token)
        elif token.isalpha():
            modifies = _is_modifier(tokens, at)
            found = dict.fromkeys(words(token), modifies)
        else:
            continue
        for word, modifies in found.items():
            said[word] = said.get(word, True) and modifies
    return frozenset(word for word, modifies in said.items() if modifies)


def _is_modifier(tokens: list[str], at: int) -> bool:
    for token in tokens[at + 1 : at + 1 + REACH]:
        if not token.isalpha() or token in _ENDS or is_han(token):
            break
        if token != tokens[at] and _STEMS & set(words(token)):
            return True
    return bool(_FOR & set(tokens[max(0, at - _FOR_REACH) : at]))


def _han(run: str) -> dict[str, bool]:
    """Words of a run of Chinese → whether something they belong to follows each time."""
    starts = [found.start() for found in _CHINESE.finditer(run) if found.start()]
    found: dict[str, bool] = {}
    for word in words(run):
        ends = [place.end() for place in re.finditer(re.escape(word), run)]
        found[word] = all(any(end <= start <= end + _HAN_REACH for start in starts) for end in ends)
    return found
