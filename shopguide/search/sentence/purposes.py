"""What a thing is wanted for: a wish that moves the ranking and excludes nothing."""

import re
from collections.abc import Iterator

from .constraint import Constraint
from .text import Sentence

#: Purpose → how it is said in English, behind "for" and the like, and in Chinese.
PURPOSES: dict[str, tuple[str, str]] = {
    "gift": (
        r"gifts?|presents?|birthdays?|christmas|xmas|valentine'?s(?: day)?|(?:mother"
        r"|father)'?s day|anniversary|graduation",
        r"送礼物?|送人|礼物|生日(?:礼物)?|情人节|母亲节|父亲节|圣诞节?|教师节|儿童节",
    ),
    "children": (
        r"kids?|child(?:ren)?|sons?|daughters?|toddlers?|bab(?:y|ies)|boys?|girls?|grand(?:son"
        r"|daughter|child|children|kids?)|nephews?|nieces?|little ones?|(?:\d{1,2}|one|two|three"
        r"|four|five|six|seven|eight|nine|ten)[ -]?(?:years?|yrs?|months?)[ -]?olds?",
        r"小?孩子?们?|儿童|小朋友们?|宝宝|宝贝|儿子|女儿|闺女|娃娃?|小学生|男孩|女孩|孙子|孙女"
        r"|侄子|侄女|外甥女?|幼儿",
    ),
    "elderly": (
        r"elderly(?: (?:people|person|parents?|man|woman|relatives?))?|old(?:er)? (?:people"
        r"|person|folks|man|lady)|seniors?|parents|grandparents|grand(?:ma|pa|mother|father)"
        r"|gran(?:ny|dad|ddad)?|nana?"
        r"|mom|mum(?:my)?|mommy|dad(?:dy)?|mother|father|pensioners?|in-laws",
        r"老年?人家?|长辈|爸妈|父母|爸爸|妈妈|老爸|老妈|爷爷|奶奶|外公|外婆|姥姥|姥爷|岳父|岳母"
        r"|公公|婆婆|丈母娘|父亲|母亲|我爸|我妈|他爸|她妈|爸|妈",
    ),
    "travel": (
        r"travel(?:l?ing|l?ers?)?|(?:business |road |day |weekend |work )?trips?|commut(?:e|ing"
        r"|ers?)|vacations?|holidays?|backpacking",
        r"旅行|旅游|出差|出门|通勤|出国|出行|度假|旅途",
    ),
    "gaming": (
        r"gaming|(?:playing |play |pc |video |online |mobile )?games?|gamers?|esports",
        r"(?:玩|打)?(?:手机|电脑|手|网|单机)?游戏|打?电竞|吃鸡|打王者|玩王者|玩原神|打机|打lol",
    ),
    "study": (
        r"school(?:work)?|college|uni(?:versity)?|students?|study(?:ing)?|studies|homework"
        r"|(?:online )?(?:class(?:es)?|lessons?|courses?|lectures?)|learning|high school",
        r"学习|上学|(?:大|中|高中|初中)?学生|(?:上|看)?网课|上课|读书|考研|写作业|做作业|写论文"
        r"|记笔记|做笔记|学校|备考|(?:上|读)(?:大学|高中|初中|小学)",
    ),
    "work": (
        r"(?:home )?office(?: (?:work|use))?|work(?:ing)?(?: (?:from home|use))?"
        r"|business(?: use)?|meetings|my job|remote work",
        r"办公室?|工作|商务|上班|开会|公司|居家办公|日常办公",
    ),
    "sport": (
        r"running|sports?|(?:the )?gym|work(?:ing )?outs?|exercis(?:e|ing)|jogging|fitness"
        r"|cycling|biking|training|runners?|yoga|swimming",
        r"跑步|夜跑|晨跑|运动|健身房?|锻炼|骑行|骑车|打球|瑜伽|游泳|马拉松",
    ),
    "outdoors": (
        r"hiking|hikes?|camping|(?:the )?outdoors?(?: (?:use|activities|adventures))?|climbing"
        r"|trekking|mountaineering",
        r"户外(?:活动)?|徒步|露营|野营|爬山|登山|野餐|郊游",
    ),
    "photography": (
        r"photography|(?:taking |take )?(?:photos?|pictures?|selfies?|pics)|vlog(?:s|ging)?|photographers?",
        r"拍照片?|摄影|自拍|拍视频|拍?vlog|拍风景|拍人像|拍娃|街拍|旅拍",
    ),
    "video": (
        r"(?:watching |watch )?(?:movies?|videos?|films?|netflix|youtube|tv shows|series)"
        r"|streaming|video (?:calls?|calling|editing|conferenc(?:es|ing))|zoom(?: calls?"
        r"| meetings)?",
        r"(?:看|刷|剪|剪辑)视频|追剧|看电影|看剧|刷剧|看片|视频会议|视频通话|剪辑|剪片子?|直播|看直播",
    ),
    "music": (
        r"(?:listening to |listen to )?(?:music|podcasts?|audiobooks?)|musicians?",
        r"听歌|听(?:古典|流行|摇滚|轻|民)?(?:音乐|乐)|音乐|听播客|听书|听曲|听戏",
    ),
    "home": (
        r"(?:the |my )?(?:home|house|apartment|flat|bedroom|living ?room|kitchen"
        r"|kids room)(?: use)?|household use",
        r"家用|家里|家庭|居家|在家|卧室|客厅|厨房|书房",
    ),
    "driving": (r"(?:the |my )?(?:car|truck)|driving|drivers?", r"开车|车载|车用|车上|车里|自驾|车内"),
}  # fmt: skip
_NAMES = list(PURPOSES)
_ITEM = "|".join(f"(?P<{name}>{english})" for name, (english, _) in PURPOSES.items())
#: What leads to a purpose in English.
_OPENER = re.compile(
    r"\b(?:for|suit(?:able|ed) (?:for|to)|while|when(?: i'?m| you'?re)?|during|as|to (?=watch"
    r"|play|listen|study|work\b|take|travel)|to (?:make|do|edit) (?=video)"
    r"|(?:use|used|using|take|taking|wear|wearing|bring|bringing)(?: it| them| this)? (?:in|at|on"
    r"|to|for|while|when|during|with)"
    r"|(?:in|inside) (?=(?:the |my )?(?:car|living|bedroom|kitchen|office)\b)|at (?=(?:the "
    r"|my )?(?:gym|office|home|work|school|university|uni|college)\b))\s?",
    re.ASCII,
)
#: "For work calls", "for gaming sessions".
_DOINGS = (
    r"(?:\s(?:(?:video |phone |zoom |conference )?calls?|meetings?|sessions?|stuff|things|tasks?"
    r"|projects?|days?|activities|needs?))?"
)
#: Words before the purpose: "for listening to classical music", "for my little son".
_FILLER = (
    r"(?:(?!(?:with|under|and|or|but|that|which|below|around|about|over|less|i|who|whose|up"
    r"|between|not|no|in|from|it|is|are|was|ps[345]|xbox)\b)[a-z']+\s){0,3}?"
)
#: What may stand behind a purpose; a noun there makes it a part of a name.
_END = (
    r"(?=\s?(?:$|[^\w\s-]|[\u4e00-\u9fff]|\0|\d)|\s(?:and|or|but|with|without|under|below|around"
    r"|about|that|which|who|whose|to|in|on|at|from|please|pls|i|my|we|is|it|its|no|not|less|up"
    r"|between"
    r"|max|over|more|prefer\w*|ideal\w*|use|uses|purposes?|as|so|only|mainly|mostly|he|she|they"
    r"|any|priced?|costing|cheaper|if|because|since|when|while|not|maybe|by|of|for|budget|cheap"
    r"|thanks|thx|too|aged?|age|within|his|her|this|next|would|should|can|could|both|together"
    r"|alone|outside|outdoors|indoors|anywhere|everywhere|abroad|tonight|tomorrow|often|sometimes"
    r"|later|all|every|each|during|regularly|again|instead|there|here|also|really|plus|every ?day"
    r"|you|has|have|will)\b)"
)
_FIRST = re.compile(
    r"(?:(?:an?|the|my|our|his|her|your|their|some|use|everyday|daily"
    rf"|doing)\s){{0,2}}{_FILLER}(?:\d{{1,2}}[ -]?(?:years?|yrs?"
    rf"|months?)[ -]?olds?\s)?(?:{_ITEM}){_DOINGS}{_END}",
    re.ASCII,
)
#: "… and travel", "…, gaming".
_NEXT = re.compile(
    r"(?:\s?(?:,|/|&)\s?(?:and |or )?|\s(?:and|or)\s)(?:for\s)?(?:(?:an?|the|my"
    r"|some)\s)?(?:(?:occasional|light|some|casual|business|online|watching|playing"
    rf"|listening to)\s)?(?:{_ITEM}){_DOINGS}{_END}",
    re.ASCII,
)
_GIFT = re.compile(
    r"\b(?:as )?an? (?:nice |good |great |small |little |perfect |birthday |christmas |xmas "
    r"|wedding |graduation |anniversary )*(?:gift|present)\b(?!\s(?:card|box|bag|wrap|set"
    r"|basket))"
    r"|\b(?:birthday|christmas|xmas|wedding|anniversary|graduation|retirement"
    r"|valentine'?s) (?:gift|present)s?\b|\bfor (?:[a-z']+\s){1,3}(?:birthday|christmas"
    r"|anniversary|graduation)\b|\bgifts? (?:for|ideas?)\b|\bpresents? for\b|\bto (?:gift"
    r"|give) (?:to )?(?:my|him|her|a)\b",
    re.ASCII,
)
#: "Gift for my son" and "birthday present for my mum" say for whom as well.
_HAN = {name: chinese for name, (_, chinese) in PURPOSES.items()}
_ALL_HAN = "|".join(chinese for name, chinese in _HAN.items())
_TAIL_HAN = (
    r"(?:时候?|中|途中|期间)?(?:的时候)?(?:专?用的?|使用|的(?!话|时)|专用|需要|戴|穿|带|拿"
    r"|听(?!音)|看(?!电)|需求|场景|买|选|挑)"
)
#: Persons who get something that is not for work: 送老公, 送客户.
_GIVEN = re.compile(
    r"送给?(?:我|自己的?|他|她)?的?(?:女朋友|男朋友|女友|男友|老公|老婆|太太|先生|媳妇|妻子|丈夫"
    r"|对象|另一半|女神|闺蜜|闺密|兄弟|朋友|哥们|同学|同事|客户|领导|老板|上司|老师|恩师|亲戚"
    r"|家人|姐姐?|妹妹?|哥哥?|弟弟?|她|他|人)|给我?(?:女朋友|男朋友|女友|男友|老公|老婆|太太|媳妇"
    r"|对象|闺蜜|朋友|同学|同事|客户|领导|老师|[^\W\d_]{1,4}?)(?:选|挑|送)(?:个|一|份|点|件|礼)"
)
#: 送爸爸 is a gift as well; 送给爸妈的手机 says whose phone it is.
_GIVEN_FAMILY = re.compile(
    rf"(?:送|孝敬)(?:我|他|她)?(?:家|的)?(?={_HAN['elderly']}|{_HAN['children']})"
)


_PRINTED = re.compile(
    r"\b(?:print\w*|scan\w*|frames?|albums?|paper|ink)\b|打印|扫描|相框|相册|冲印", re.ASCII
)


def read_purposes(sentence: Sentence) -> Iterator[Constraint]:
    found: dict[str, str] = {}
    _english(sentence, found)
    _chinese(sentence, found)
    if _PRINTED.search(sentence.whole):
        # What a printer or a frame is for is pictures, not the taking of them.
        found.pop("photography", None)
    for name in _NAMES:
        if name in found:
            yield Constraint("purpose", found[name], hard=False, name=name)


def _english(sentence: Sentence, found: dict[str, str]) -> None:
    if match := _GIFT.search(sentence.text):
        found.setdefault("gift", sentence.whole[match.start() : match.end()])
    for opener in _OPENER.finditer(sentence.text):
        start, match = opener.start(), _FIRST.match(sentence.text, opener.end())
        while match:
            name = next(name for name in _NAMES if match[name])
            found.setdefault(name, sentence.whole[start : match.end()])
            sentence.take_span(start, match.end(), drop=False, ends=True)
            start = match.end()
            match = _NEXT.match(sentence.text, start)


def _chinese(sentence: Sentence, found: dict[str, str]) -> None:
    for pattern in (_GIVEN, _GIVEN_FAMILY):
        if match := pattern.search(sentence.text):
            found.setdefault("gift", match.group())
    # One place may say two: 给孩子上网课用 is for children and for study.
    text = sentence.text
    for name, pattern in [*_HAN_PATTERNS, *_MIXED_PATTERNS]:
        if match := pattern.search(text):
            found.setdefault(name, match.group())
            sentence.take(match, drop=False)


def _han_pattern(name: str, chinese: str) -> re.Pattern[str]:
    """适合五岁小孩, 跑步用, 给我妈买, 打游戏的: led to, or led from, or both."""
    also = {
        "gift": r"|送礼|送人|礼物(?!盒|袋|包)|生日送|送[她他]?(?:什么|点|个)",
        "home": r"|家里?用|放在?(?:卧室|客厅|厨房|书房|家里)",
        "driving": "|车用",
    }.get(name, "")
    filler = r"(?:[\u4e00-\u9fff\d]{0,4}?)"
    persons = name in ("children", "elderly")
    between = r"(?:[\u4e00-\u9fff]{0,4}?)" if persons else f"(?:{_ALL_HAN})?"
    item = chinese.removesuffix("|爸|妈")
    led = rf"(?:给|帮|为|送给?|孝敬)(?:我|咱|他|她|家里?)?的?(?:{chinese})" if persons else r"(?!)"
    day = rf"(?:{item})的?(?:过?生日|礼物)" if persons else r"(?!)"
    return re.compile(
        rf"{led}|{day}|(?:适合|适用于|用于|用来|拿来|用在|用作|给|供){filler}(?:{item})(?!壳|包"
        r"|膜|机|本|器|卡|配件|柄|品|化|衣|鞋|裤)"
        rf"|(?:{item}){between}{_TAIL_HAN}" + also
    )


def _mixed_pattern(english: str) -> re.Pattern[str]:
    """Gaming 用的, 适合 travel: English among Chinese."""
    return re.compile(
        rf"(?<![a-z])(?:{english})(?![a-z])\s?(?:时候?|的时候)?(?:使?用(?!户|料)|专用|需要)"
        rf"|(?:适合|适用于|用于|用来|拿来|用在|用作|给)\s?(?:我的?)?\s?(?:{english})(?![a-z])"
        r"(?!\s(?:pc|laptop|phone|mouse|keyboard|headset|monitor|chair|console)\b)",
        re.ASCII,
    )


_MIXED_PATTERNS = [(name, _mixed_pattern(english)) for name, (english, _) in PURPOSES.items()]
_HAN_PATTERNS = [(name, _han_pattern(name, chinese)) for name, chinese in _HAN.items()]
