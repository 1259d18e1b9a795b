"""What a thing is wanted for: a wish that moves the ranking and excludes nothing."""

import re
from collections.abc import Iterator

from .constraint import Constraint
from .text import Sentence

#: Purpose → how it is said in English after "for", and in Chinese.
PURPOSES: dict[str, tuple[str, str]] = {
    "travel": (r"travel(?:l?ing)?|trips?|business trips?|a trip|commut(?:e|ing)", "旅行|旅游|出差|出门|通勤"),
    "gaming": (r"gaming|(?:playing )?(?:video )?games|gamers?", "(?:玩|打)?游戏|电竞|吃鸡"),
    "work": (r"(?:the )?office|work(?:ing)?(?: from home)?|business|home office", "办公|工作|商务|上班"),
    "study": (r"school|college|university|students?|study(?:ing)?|homework|online classes", "学习|上学|学生|网课|上课"),
    "sport": (r"running|sports?|(?:the )?gym|workouts?|exercise|jogging|fitness|cycling", "跑步|运动|健身|锻炼|骑行"),
    "outdoors": (r"hiking|camping|(?:the )?outdoors?|climbing", "户外|徒步|露营|爬山|登山"),
    "children": (r"(?:my |the )?(?:kids?|child(?:ren)?|son|daughter|toddlers?)", "孩子|儿童|小孩|小朋友|宝宝"),
    "elderly": (r"(?:my |the )?(?:elderly|seniors?|parents|grandparents|grandma|grandpa|mom|dad|mother|father)", "老人|长辈|爸妈|父母|爸爸|妈妈|爷爷|奶奶"),
    "gift": (r"(?:a )?(?:gifts?|presents?|birthday)", "送礼|送人|礼物|生日"),
    "photography": (r"photography|(?:taking )?photos|selfies|vlogging|pictures", "拍照|摄影|自拍|拍视频"),
    "video": (r"(?:watching )?(?:movies|videos?|films|netflix)|streaming|video (?:calls?|editing)|zoom calls?", "看视频|追剧|看电影|视频会议|剪辑|直播"),
    "music": (r"(?:listening to )?music|podcasts", "听歌|听音乐|音乐"),
    "home": (r"(?:the )?(?:home|house|bedroom|living room|kitchen)(?: use)?", "家用|家庭|居家|卧室|客厅|厨房"),
    "driving": (r"(?:the |my )?(?:car|driving)", "开车|车载|车用"),
}  # fmt: skip
#: Said without "for".
_ALSO = {
    "gift": r"|\b(?:as )?an? (?:gift|present)\b|送人|送礼|礼物",
    "home": "|家用",
    "driving": "|车载|车用",
}
_PATTERNS = [
    (
        name,
        re.compile(
            rf"\b(?:for|suitable for|good for|ideal for|to use (?:at|in|on)|while|when)\s+(?:{english})\b(?!\s+(?:case|bag|cover|charger|accessor))"
            rf"|(?:适合|用于|用来|给|想|能|可以|方便)?(?:{chinese})(?:时)?(?:用的?|使用|的|专用)"
            rf"|(?:适合|用于|用来|送)(?:{chinese})" + _ALSO.get(name, "")
        ),
    )
    for name, (english, chinese) in PURPOSES.items()
]


def read_purposes(sentence: Sentence) -> Iterator[Constraint]:
    for name, pattern in _PATTERNS:
        if found := pattern.search(sentence.text):
            said = sentence.take(found, drop=False)
            yield Constraint("purpose", said, hard=False, name=name)
