"""Names of a shop's brands, categories and colours, as sentences may say them: what the shop and
the lexicon call them, less what is a word of something else, and more where a name has two parts."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from shopguide.text.lexicon import Key, is_chinese, key_of
from shopguide.text.segment import Piece, pieces

from ..vocabulary import Vocabulary

Names = dict[Key, tuple[int, ...]]

#: Words that are one kind of thing each: a category is named by all of a line where its name, or
#: one side of the "and" in it, is one of them.
_THINGS: tuple[tuple[str, ...], ...] = (
    ("smartphones", "phone", "mobile phone", "mobile", "cell phone", "cellphone", "cell", "手机", "智能手机"),
    ("laptops", "laptop", "notebook", "notebook pc", "ultrabook", "笔记本电脑", "笔记本", "笔电",
     "手提电脑", "轻薄本", "游戏本", "商务本", "手提"),
    ("tablets", "tablet", "tablet pc", "平板电脑", "平板"),
    ("computers", "computer", "desktop", "desktop computer", "desktop pc", "pc", "台式电脑", "台式机", "台式"),
    ("headphones", "headphone", "headset", "earbuds", "earbud", "earphones", "耳机", "耳麦", "耳塞",
     "真无线耳机", "头戴耳机"),
    ("speakers", "speaker", "loudspeaker", "音箱", "音响", "扬声器", "喇叭"),
    ("projectors", "projector", "beamer", "投影仪", "投影机"),
    ("smartwatches", "smartwatch", "smart watch", "fitness tracker", "activity tracker", "智能手表",
     "智能手环", "手环"),
    ("watches", "watch", "wristwatch", "手表", "腕表"),
    ("televisions", "television", "tv", "telly", "tv set", "电视", "电视机"),
    ("monitors", "monitor", "显示器", "显示屏"),
    ("cameras", "camera", "相机", "照相机", "数码相机", "单反", "微单"),
    ("players", "mp3 player", "mp4 player", "music player", "media player", "dvd player", "播放器"),
    ("printers", "printer", "打印机"),
    ("scanners", "scanner", "扫描仪"),
    ("keyboards", "keyboard", "键盘"),
    ("mice", "mouse", "鼠标"),
    ("toys", "toy", "玩具"),
    ("shoes", "shoe", "鞋", "鞋子"),
    ("tea", "茶叶"),
)  # fmt: skip
#: Departments whose names, or words that mean the same, say other things as well: a "home" is no
#: request for the department "Home", nor is 电脑 always a desktop computer.
_VAGUE = frozenset(
    """home office beauty storage power kitchen sport sports other 其他 其它 gaming game games network
    networking components component books outdoors garden health auto car business music video food
    drink fabric household pretty 游戏 电竞 打游戏 办公 办公室 家居 家庭 家用 厨房 运动 体育 存储
    存储空间 存储容量 好看 美观 漂亮 电脑 计算机 个人电脑 布料 面料 包 包包 茶""".split()
) | {"good looking", "office use", "storage capacity", "personal computer"}
#: Words behind a brand's name that shoppers leave out.
_OF_COMPANY = re.compile(
    r"[\s.]+(?:technology|technologies|electronics|interactive|entertainment|europe|alaris|inc\.?"
    r"|corp\.?|corporation|ltd\.?|com)$",
    re.I,
)
#: Names of colours that mean something else more often: "clear sound", a steel kettle, "colour printer".
_NO_COLOUR = frozenset(
    """colour color coloured colored colourful colorful 颜色 clear 不锈钢 metallic metal wood titanium
    platinum pearl plain natural chrome aluminium aluminum assorted mint 木 钛 铝 铝合金 铂 铬 木头 木质
    金属 薄荷 inox 钛合金 木制 timber wooden 珍珠""".split()
) | {"stainless steel", "see through", "aluminum alloy", "aluminium alloy"}
#: Brands that make the things themselves that accessories are for: the charger of a "Lenovo laptop
#: charger" may be anyone's, a "Targus laptop bag" is by Targus.
MAKERS = frozenset(
    """samsung apple huawei lenovo hp dell asus acer msi canon sony nikon toshiba lg epson brother motorola
    oppo vivo realme nokia xiaomi fujitsu gigabyte alienware panasonic sharp oki lexmark xerox kyocera
    dymo nec honor google microsoft""".split()
)
COLOUR = frozenset(["colour", "color", "颜色"])


@lru_cache(maxsize=1)
def things() -> frozenset[Key]:
    """Names that say all of what a thing is, whatever it is for: unlike a bag's or a cable's."""
    return frozenset(key_of(name) for names in _THINGS for name in names)


def is_colour(vocabulary: Vocabulary, path: str) -> bool:
    label = vocabulary.label(path).casefold()
    return label in COLOUR or label.removeprefix("product ") in COLOUR


def written(cut: Iterable[Piece]) -> Key:
    """Words as they stand, not stemmed: "equipment" is nothing by Equip."""
    return tuple(piece.text for piece in cut)


@lru_cache(maxsize=8)
def brands(vocabulary: Vocabulary) -> Names:
    """Names of brands, by ``written``: their own, those of the lexicon, and short ones."""
    found: dict[Key, list[int]] = defaultdict(list)
    values = vocabulary.by_path.get(vocabulary.guide.brand_field or "", ())
    short = [(value.pk, (_OF_COMPANY.sub("", value.text),)) for value in values]
    # The own name of one brand goes before what another one may be called.
    for own in ([(value.pk, (value.text, *value.aliases)) for value in values], short):
        names: dict[Key, list[int]] = defaultdict(list)
        for pk, said in own:
            for name in {other for each in said for other in (each, *vocabulary.lexicon.of(each))}:
                names[written(pieces(name))].append(pk)
        for key, pks in names.items():
            if key and key not in found:
                found[key] = pks
    return {key: tuple(pks) for key, pks in found.items()}


@lru_cache(maxsize=8)
def colours(vocabulary: Vocabulary) -> Names:
    paths = {path for path in vocabulary.by_path if is_colour(vocabulary, path)}
    unsaid = set(map(key_of, _NO_COLOUR))
    return {key: pks for key, pks in _of(vocabulary, paths).items() if key not in unsaid}


@lru_cache(maxsize=8)
def categories(vocabulary: Vocabulary) -> Names:
    path = vocabulary.guide.category_field
    vague = set(map(key_of, _VAGUE))
    found = {
        key: pks
        for key, pks in _of(vocabulary, {path} if path else set()).items()
        if key not in vague
    }
    more: dict[Key, list[int]] = defaultdict(list)
    for value in vocabulary.by_path.get(path or "", ()):
        sides = {key for name in (value.text, *value.aliases) for key in _sides(name)}
        for things in _THINGS:
            keys = list(map(key_of, things))
            if sides.intersection(keys):
                for key in keys:
                    more[key].append(value.pk)
    return {**{key: tuple(pks) for key, pks in more.items()}, **found}


def _of(vocabulary: Vocabulary, paths: set[str]) -> Names:
    """Names of values of ``paths``; no single Han character but of a colour names a thing."""
    found = {}
    for key in vocabulary.named:
        if pks := tuple(vocabulary.named_in(key, paths)):
            found[key] = pks
    return found


def _sides(name: str) -> list[Key]:
    """ "Speakers and audio" is named by its sides, "Music and video players" by "players" too."""
    sides = re.split(r"\s+(?:and|&)\s+|[与和、]", name)
    keys = [key_of(side) for side in sides]
    if len(keys) > 1:
        keys += [key[-1:] for key in keys if not is_chinese("".join(key))]
    return [key for key in keys if key]
