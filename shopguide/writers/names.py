"""Names that people give of themselves: "my name is …", 我叫……, 收件人：……"""

import re
from collections.abc import Iterator

from shopguide.text.segment import HAN

_DOUBLE = tuple("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯".split())
_SURNAMES = "|".join(_DOUBLE) + (
    "|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕"
    "丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴"
    "莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童"
    "凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连"
    "芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩"
    "明佘池查麻苑迟邝]"
)
#: What follows a name at once in a sentence without a comma.
_NOT_GIVEN = "想要买在住是的我您你请问需和跟就有电手地，。、！？"
_SELF_ZH = re.compile(
    rf"(?:我叫|我的名字叫|我名叫|我的?名字是|姓名|收件人|收货人|联系人|签收人|户名)\s?(?:是|为|叫|:|：)?\s?"
    rf"((?:{_SURNAMES})[{HAN}]{{0,2}}|[{HAN}]{{2,10}}·[{HAN}]{{2,10}})"
)
_TITLED = re.compile(
    rf"(?:我是|我姓|免贵姓|这里是)((?:{_SURNAMES}))(?=先生|女士|小姐|太太|[{HAN}]?(?:，|。|,|$))"
)
_SELF_EN = re.compile(
    r"\b(?:my\s(?:full\s|first\s|last\s)?name\sis|my\sname's|(?:recipient|cardholder|full\sname|name|attn)\s?:|signed,?)\s?"
    r"((?:[^\W\d_][\w'’-]{0,24}\.?)(?:\s[^\W\d_][\w'’-]{0,24}\.?){0,3})",
    re.I,
)
_SMALL = frozenset(
    "on not in wrong written misspelled misspelt spelled spelt the a an and i but from my with who "
    "looking need want can is at for to it this that do does have has was are you your please of "
    "also so what how when where shown missing required too very already printed engraved needed".split()
)


def names(text: str) -> Iterator[tuple[int, int]]:
    for found in _SELF_ZH.finditer(text):
        start, end = found.span(1)
        if "·" in found[1]:
            yield start, end
            continue
        # The surname is always part of it; a given name ends where the sentence goes on.
        least = start + (2 if found[1].startswith(_DOUBLE) else 1)
        place = next((p for p in range(least, end) if text[p] in _NOT_GIVEN), end)
        if place > least or end == least:
            yield start, place
    for found in _TITLED.finditer(text):
        yield found.span(1)
    for found in _SELF_EN.finditer(text):
        start, end = found.span(1)
        said = list(re.finditer(r"\S+", text[start:end]))
        count = next((n for n, word in enumerate(said) if _goes_on(word.group())), len(said))
        if count:
            yield start, start + said[count - 1].end()


def _goes_on(word: str) -> bool:
    """A word of the sentence, not of the name."""
    return word.casefold().strip(".") in _SMALL
