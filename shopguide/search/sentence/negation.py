"""How a sentence says that something is not wanted."""

import re

#: How much before and behind a name may refuse it.
NEAR = 48
#: Ends where what is not wanted begins: "not", "anything but", "isn't", 不要, 除了.
NOT = re.compile(
    r"(?:(?:\b(?:but\s+)?(?:(?<!why )not(?! only| just)|no|non|neither|nor|without"
    r"|except(?: for)?|excluding|exclude|excludes|other than|apart from|aside from"
    r"|nothing (?:from|by|made by)"
    r"|avoid(?:ing)?|minus|never|hate|dislike|skip|can'?t stand|don'?t recommend"
    r"|rather not(?: have)?|not a fan of|no fan of|tired of|sick of|instead of"
    r"|(?:don'?t|do not|doesn'?t|wouldn'?t|not) (?:really )?(?:want|like|need|consider|show me"
    r"|care for|buy|trust|be|have to be|wanting|interested in|looking for)"
    r"|(?:is|are|was|were)(?:n'?t| not)|any(?:thing|one)?(?: (?:brand|colou?r|make|one"
    r"|model))?s? (?:but|except|besides)|all(?: brands| colou?rs)? (?:but|except))\b)"
    r"[- ]?(?:(?:any|an?|the|from|by|made by|in|of|at all|anything|something|one|ones|those|brand"
    r"|colou?r|want|that is|it in)\b[- ]?)*"
    r"|(?:(?<!要)不要|不想要?|不喜欢|(?<!是)不是|不用|不考虑|不选|不买|不推荐|不爱|不含|别要|别买"
    r"|别是|别选|别来|别给我|别推荐|讨厌|避开|剔除|除了?|排除|拒绝|(?<![是除])非|不带|(?<!有)没有"
    r"|不接受)"
    r"(?:推荐|买|看|用|选|是|给我|考虑|带)?(?:任何|那种|这种|什么|牌子)?的?)\s*$",
    re.ASCII,
)
#: Stands behind what is not wanted: 三星除外, 苹果的不要, "Sony excluded".
NOT_AFTER = re.compile(
    r"\s?(?:(?:都|就)?除外|(?:的|牌|家|牌子|系)*(?:都|就|也|请)?(?:不要|不考虑|不喜欢|排除|免谈"
    r"|算了|不想要|勿扰|不行|不用)(?:了|的|推荐)?(?=$|[\s,.!?;。、])"
    r"|(?:(?:is|are) )?(?:excluded|not an option|no thanks|no thank you|out of the question)\b)",
    re.ASCII,
)
#: 粉色红色的手机都不要 refuses the colours before the thing, not phones.
MODIFIES = re.compile(r"\s?色?(?:的|系|牌|家)*\s?")
_LIST = re.compile(
    r"\s*(?:/|、|或者?|和|以及|跟|与|还有|,?\s*(?:or|nor|and)\b|(?P<comma>,))\s*(?:(?:any|an?|the"
    r"|not|no)\b\s*)*(?:的)?\s*",
    re.ASCII,
)
_LIST_ENDS = re.compile(r"\s*(?:$|[.;!?。、]|,?\s*(?:or|nor|and)\b|或|和|please\b)", re.ASCII)


def refused_before(text: str) -> "re.Match[str] | None":
    """What at the end of ``text`` refuses what follows."""
    return NOT.search(text)


def is_listed(between: str, after: str) -> bool:
    """Whether a name goes on a list of what is not wanted: "no A or B", 不要A、B."""
    found = _LIST.fullmatch(between)
    if not found:
        return False
    return not found["comma"] or _LIST_ENDS.match(after) is not None
