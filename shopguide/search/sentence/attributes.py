"""Facts of a shop that are amounts, under all the names that shoppers and merchants give them."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache

from shopguide.text.lexicon import Key, key_of

from ..vocabulary import Vocabulary

#: What shoppers call the attributes that they limit most, by dimension, beside what the lexicon
#: says: labels of two languages that stand in one line are one attribute.
_CALLED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("data", ("ram", "memory", "internal memory", "内存", "运存", "运行内存")),
    (
        "data",
        (
            "storage", "internal storage", "storage capacity", "存储", "存储空间", "储存", "机身存储",
            "hard drive", "hard disk", "ssd", "hdd", "rom", "硬盘", "固态", "固态硬盘", "机械硬盘", "闪存",
        ),
    ),
    ("data", ("capacity", "容量")),
    ("length", ("display", "screen", "screen size", "diagonal", "屏幕", "屏", "屏幕尺寸", "尺寸")),
    ("length", ("cable length", "cable", "cord", "线长", "线", "线缆")),
    ("mass", ("weight", "weighs", "weighing", "weigh", "heavy", "重量", "重", "净重")),
    ("charge", ("battery", "battery capacity", "电池", "电池容量", "电量")),
    (
        "time",
        ("battery life", "battery", "battery time", "runtime", "playback", "playtime", "standby",
         "续航", "续航时间", "电池", "待机", "播放"),
    ),
    (
        "pixels",
        ("rear camera", "rear", "back camera", "main camera", "primary camera", "后置", "后摄", "主摄",
         "主摄像头", "后置摄像头", "后置镜头"),
    ),
    (
        "pixels",
        ("front camera", "front", "selfie", "selfie camera", "front facing camera", "前置", "前摄",
         "前置摄像头", "前置镜头", "自拍"),
    ),
    ("zoom", ("optical zoom", "zoom", "光学变焦", "变焦", "光变", "光学")),
)  # fmt: skip


@dataclass(frozen=True)
class Attribute:
    """A declared fact that is an amount: the label of its commonest path and the dimension of its
    values. ``paths`` are all that say the same thing, ``names`` what it is called."""

    path: str
    label: str
    key: Key
    dimension: str
    documents: int
    paths: tuple[str, ...]
    names: tuple[Key, ...]

    def is_called(self, words: tuple[str, ...]) -> bool:
        return any(key_of(word) == self.key for word in words)


@lru_cache(maxsize=8)
def attributes(vocabulary: Vocabulary) -> tuple[Attribute, ...]:
    """Facts whose values are amounts, those that most products have first; those of one meaning,
    such as "RAM" and 内存, are one."""
    found: list[Attribute] = []
    for each in sorted(_declared(vocabulary), key=lambda each: -each.documents):
        same = next((n for n, other in enumerate(found) if _is_same(each, other)), None)
        if same is None:
            found.append(each)
        else:
            other = found[same]
            names = tuple(sorted({*other.names, *each.names}))
            found[same] = replace(other, paths=(*other.paths, each.path), names=names)
    return tuple(found)


def _declared(vocabulary: Vocabulary) -> list[Attribute]:
    found = []
    for path, values in vocabulary.by_path.items():
        counted: Counter[str] = Counter()
        for value in values:
            counted[value.dimension if value.number is not None else ""] += max(1, value.documents)
        dimension, most = counted.most_common(1)[0]
        if dimension and dimension != "count":
            label = vocabulary.label(path)
            key = key_of(label)
            names = tuple(sorted(_names(vocabulary, key, dimension)))
            found.append(Attribute(path, label, key, dimension, most, (path,), names))
    return found


def _names(vocabulary: Vocabulary, key: Key, dimension: str) -> set[Key]:
    names = {key} | vocabulary.lexicon.of_key(key)
    for kind, words in _CALLED:
        keys = set(map(key_of, words))
        if kind == dimension and key in keys:
            names |= keys
    return names


def _is_same(one: Attribute, other: Attribute) -> bool:
    return one.dimension == other.dimension and (one.key in other.names or other.key in one.names)
