"""Personal data taken out of a text before it leaves this machine.

"mail me at li@example.com" becomes "mail me at [e-mail]": the placeholders are of no language. What a
shop sells stays as it is: model numbers, sizes, prices, years, EAN codes, and order numbers too, which
say nothing without the shop's own tables. Meant for what shoppers type and for reviews, not for a
policy, whose telephone number is the shop's own.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from shopguide.text.addresses import addresses
from shopguide.text.clean import without_unseen
from shopguide.text.identifiers import is_iban

from .digits import numbers
from .names import names

#: (start, end, placeholder); of two that overlap, the one that begins first and then the longer.
Found = tuple[int, int, str]

_HOST = re.compile(
    r"\s?[A-Za-z0-9-]{1,63}(?:\s?(?:\.|\[dot\]|\(dot\)|\sdot\s)\s?[A-Za-z0-9-]{1,63}){1,6}", re.I
)
_AT = re.compile(
    r"@|\s?[\[(]\s?at\s?[\])]\s?|\sat\s(?=[a-z0-9-]{1,63}\s?(?:\sdot\s|\[dot\]|\(dot\)))", re.I
)
_MAILBOX = re.compile(r"[A-Za-z0-9À-ɏ.!#$%&'*+/=?^_`{|}~-]{1,64}\Z")
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?(?![A-Za-z0-9])",
    re.I,
)
_ACCOUNT = re.compile(
    r"(?:微信号?|薇信|威信|加v信?|vx|wechat(?:\sid)?|weixin|qq号?码?|telegram|whatsapp|line id|支付宝账?号?)"
    r"\s?(?:号码|账号|id)?\s?(?:is|是|为|[:：=])?\s?(@?[A-Za-z0-9][A-Za-z0-9_.-]{4,29})",
    re.I,
)
_SECRET = re.compile(
    r"(?:password|passcode|passwd|pwd|verification code|security code|one-time code|otp|pin(?: code)?"
    r"|cvv2?|cvc"
    r"|api key|access token|secret key|支付密码|登录密码|密码|口令|验证码|校验码|动态码|安全码)"
    r"\s?(?:(?:is|was|are)\s|[:：=]\s?|[是为]\s?)([\x21-\x7e]{3,64})",
    re.I,
)
_KEY = re.compile(
    r"(?<![A-Za-z0-9])(?:sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|AKIA[0-9A-Z]{16}"
    r"|eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}|xox[abp]-[A-Za-z0-9-]{10,})"
)
_PAPERS = re.compile(
    r"(?:passport(?:\s(?:number|no\.?))?|driver'?s licen[cs]e(?:\s(?:number|no\.?))?"
    r"|national insurance(?: number)?|id (?:card )?number|护照号?码?|驾照号?码?"
    r"|驾驶证号?码?|身份证号?码?|证件号码?|社保卡?号码?)"
    r"\s?(?:is|是|为|[:：#])?\s?((?=[A-Z]{0,3}[0-9])[A-Z0-9]{2,12}(?:\s?[0-9]{2,6}){0,3}[A-Z]?)(?![A-Za-z0-9])",
    re.I,
)
#: A National Insurance number, an identity card of Hong Kong, a number plate of the mainland.
_BY_FORM = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s[0-9]{2}\s[0-9]{2}\s[0-9]{2}\s[A-D]"
    r"|[A-Z]{1,2}[0-9]{6}\([0-9A]\)"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·•\s]?(?=[A-Z]{0,5}[0-9])[A-HJ-NP-Z0-9]{5,6})"
    r"(?![A-Za-z0-9])"
)


def redact(text: str) -> str:
    """``text`` with e-mail addresses, telephone numbers, cards, accounts, identity numbers, postal
    addresses, names and passwords replaced by "[e-mail]" and the like. Unseen characters go too, since
    they would part a number from itself."""
    text = without_unseen(text)
    plain = _halved(text)
    done, end = [], 0
    for start, stop, placeholder in sorted(_found(plain), key=lambda each: (each[0], -each[1])):
        if start >= end:
            done += [text[end:start], placeholder]
            end = stop
        elif stop > end:
            # The rest of an overlap is personal as well.
            end = stop
    return "".join([*done, text[end:]])


def _found(plain: str) -> Iterator[Found]:
    yield from _mails(plain)
    yield from numbers(plain)
    for found in _IBAN.finditer(plain):
        if is_iban(re.sub("[ -]", "", found.group())):
            yield *found.span(), "[card]"
    for pattern, placeholder, accepts in _PATTERNS:
        for found in pattern.finditer(plain):
            place = 1 if pattern.groups else 0
            if accepts(found[place]):
                yield *found.span(place), placeholder
    for start, end in addresses(plain):
        yield start, end, "[address]"
    for start, end in names(plain):
        yield start, end, "[name]"


def _mails(plain: str) -> Iterator[Found]:
    """From each "@" outwards, so that a long text without one costs nothing."""
    for at in _AT.finditer(plain):
        host = _HOST.match(plain, at.end())
        box = _MAILBOX.search(plain, max(0, at.start() - 64), at.start())
        if host and box and re.search(r"[A-Za-z]", host.group().rpartition(".")[2]):
            yield box.start(), host.end(), "[e-mail]"


def _has_digit(value: str) -> bool:
    return any(letter.isdigit() for letter in value)


def _is_secret(value: str) -> bool:
    """ "password is wrong" tells no password."""
    return not value.strip(".,!?'\"").isalpha() and not value.startswith("[")


#: What stands in the group, or the whole match.
_PATTERNS: tuple[tuple["re.Pattern[str]", str, Callable[[str], bool]], ...] = (
    (_ACCOUNT, "[account]", _has_digit),
    (_SECRET, "[secret]", _is_secret),
    (_KEY, "[secret]", bool),
    (_PAPERS, "[id]", _has_digit),
    (_BY_FORM, "[id]", bool),
)


def _halved(text: str) -> str:
    """``text`` with digits, letters and marks of any width in their plain form, each in its place."""
    if text.isascii():
        return text
    return text.translate({ord(letter): _half(letter) for letter in set(text) if letter > "\x7f"})


@lru_cache(maxsize=4096)
def _half(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if unicodedata.category(letter) == "Pd":
        return "-"
    if letter in "。．｡":
        # A full stop of a sentence, but also of "qq。com".
        return letter if letter == "。" else "."
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 else letter
