"""What a shopper agreed to: the last word on a purpose holds, for the wording it was said to."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from shopguide.backends import writers
from shopguide.conf import settings
from shopguide.models import Consent

from .disown import disown
from .shopper import SESSION

PERSONALISATION = Consent.Purpose.PERSONALISATION.value
REMOTE_WRITER = Consent.Purpose.REMOTE_WRITER.value


def purposes() -> list[str]:
    """The purposes in which a shopper of this shop has a say."""
    found = [PERSONALISATION] if settings["PERSONALISATION"] != "never" else []
    if settings["REMOTE_CONSENT"] and writers["default"].remote:
        found.append(REMOTE_WRITER)
    return found


def asked() -> list[str]:
    """Those of ``purposes()`` that need a yes; of the others it is enough not to say no."""
    always = settings["PERSONALISATION"] == "always"
    return [each for each in purposes() if not (always and each == PERSONALISATION)]


def words(shopper: str) -> dict[str, Consent]:
    """The last word on each purpose of the shopper of this key, where it was said to the wording
    that the shop has now."""
    if not shopper:
        return {}
    rows = Consent.objects.filter(shopper=shopper).order_by("purpose", "-id").distinct("purpose")
    version = str(settings["CONSENT_VERSION"])
    return {row.purpose: row for row in rows if row.version == version}


def agreed(shopper: str, purpose: str) -> bool:
    """Whether the shopper of this key said yes, to the wording that the shop has now."""
    if not shopper:
        return False
    said = Consent.objects.filter(shopper=shopper, purpose=purpose).order_by("-id")
    last = said.values_list("given", "version").first()
    return last == (True, str(settings["CONSENT_VERSION"]))


def may_remember(shopper: str) -> bool:
    """Whether the shop's rule and the word of the shopper of this key let what they do be remembered
    as theirs."""
    if not shopper:
        return bool(settings["PERSONALISATION"] == "always")
    return shopper in remembered({shopper})


def remembered(shoppers: set[str]) -> set[str]:
    """Those whom the shop's rule and their own word let be known, in one query."""
    rule, version = settings["PERSONALISATION"], str(settings["CONSENT_VERSION"])
    if rule == "never" or not shoppers:
        return set()
    said = Consent.objects.filter(shopper__in=shoppers, purpose=PERSONALISATION)
    rows = said.order_by("shopper", "-id").distinct("shopper")
    last = {
        shopper: (given, to)
        for shopper, given, to in rows.values_list("shopper", "given", "version")
    }
    if rule == "always":
        # A no holds, whatever wording it was said to.
        return {each for each in shoppers if last.get(each, (True, ""))[0]}
    return {each for each in shoppers if last.get(each) == (True, version)}


def refused(shopper: str) -> bool:
    """Whether the last word of the shopper of this key on being remembered was no: a no to an earlier
    wording is one too."""
    if not shopper:
        return False
    said = Consent.objects.filter(shopper=shopper, purpose=PERSONALISATION).order_by("-id")
    return said.values_list("given", flat=True).first() is False


def forbids(request: Any) -> bool:
    """Whether the browser says for its user that nobody may be tracked: by Do Not Track, or by
    Global Privacy Control."""
    headers = getattr(request, "headers", {})
    return "1" in (headers.get("DNT"), headers.get("Sec-GPC"))


def record(shopper: str, purpose: str, given: bool) -> None:
    """Keep a shopper's word, beside those that were said before. Who takes personalisation back has
    no profile any more, and what they did belongs to nobody."""
    with transaction.atomic():
        Consent.objects.create(
            shopper=shopper,
            purpose=purpose,
            given=given,
            version=str(settings["CONSENT_VERSION"]),
        )
        if purpose == PERSONALISATION and not given:
            disown(shopper)


def say(shopper: str, purpose: str, given: bool) -> bool:
    """Record a word that is not the last one already. Returns whether it was recorded."""
    before = words(shopper).get(purpose)
    if before is not None and before.given == given:
        return False
    record(shopper, purpose, given)
    return True


def unagreed(rows: "QuerySet[Any, Any]") -> set[str]:
    """Keys of shoppers in ``rows`` who may not be remembered by the shop's rule: who never said yes,
    to any wording, or have taken it back; who said no; or all of them."""
    known = rows.exclude(shopper="").order_by()
    last = Consent.objects.filter(pk__in=_last(), purpose=PERSONALISATION)
    if settings["PERSONALISATION"] == "always":
        known = known.filter(shopper__in=last.filter(given=False).values("shopper"))
    elif settings["PERSONALISATION"] == "asked":
        known = known.exclude(shopper__in=last.filter(given=True).values("shopper"))
    return set(known.values_list("shopper", flat=True).distinct())


def forget_consents() -> int:
    """Delete words that are older than SHOPGUIDE["PROFILE_DAYS"]: all of visitors, whose session is
    over, and those of users that a later one replaced."""
    before = timezone.now() - timedelta(days=settings["PROFILE_DAYS"])
    old = Consent.objects.filter(created__lt=before)
    replaced = Q(shopper__startswith=SESSION) | ~Q(pk__in=_last())
    return old.filter(replaced).delete()[0]


def _last() -> "QuerySet[Any, Any]":
    """The keys of the last word of each shopper on each purpose."""
    rows = Consent.objects.order_by().values("shopper", "purpose")
    return rows.annotate(last=Max("id")).values("last")
