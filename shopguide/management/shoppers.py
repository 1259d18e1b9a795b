"""Which user a command is about."""

from contextlib import suppress
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import CommandError, CommandParser

from shopguide.events.shopper import Shopper


def add_user_argument(parser: CommandParser) -> None:
    parser.add_argument("user", help="username, or the key of the user's row")
    parser.add_argument(
        "--by",
        choices=["username", "pk"],
        help="which of the two it is; with pk the user may be gone already",
    )


def named_shopper(named: str, by: str | None) -> Shopper:
    """Raises CommandError with exit code 2 where no user, or more than one, is meant."""
    users = get_user_model()
    manager: Any = users._default_manager
    found = dict[str, str]()
    if by != "pk" and (user := manager.filter(**{users.USERNAME_FIELD: named}).first()):
        found["username"] = str(user.pk)
    if by == "pk":
        found["pk"] = named
    elif by is None:
        # What looks like no key of this shop's users is none.
        with suppress(ObjectDoesNotExist, ValueError, TypeError, ValidationError):
            found["pk"] = str(manager.values_list("pk", flat=True).get(pk=named))
    if len(set(found.values())) > 1:
        raise CommandError(
            f"{named!r} is the username of one user and the key of another; "
            "say which with --by username or --by pk.",
            returncode=2,
        )
    if not found:
        raise CommandError(
            f"No user has the username or key {named!r}; for a user who is gone already give the "
            "key with --by pk.",
            returncode=2,
        )
    return Shopper(user_pk=next(iter(found.values())))
