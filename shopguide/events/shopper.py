"""Who is at the other end of a request, as far as the shop may know."""

from dataclasses import dataclass
from hashlib import sha256

#: The session's key under which a visitor's token lies. The session's own key will not do: it
#: changes at login, and with some engines at each write.
TOKEN = "shopguide"  # noqa: S105 - the name of the token

#: How the keys of the two begin.
USER, SESSION = "user:", "session:"


@dataclass(frozen=True)
class Shopper:
    """A user, or a visitor by the token of a session.

    ``personal`` is whether this shopper agreed to be remembered and no signal of the browser (Do
    Not Track, Global Privacy Control) forbids it; ``remote`` whether a question may go to a writer
    on another host. ``counted`` is False for bots and staff, whose events are no shopper's.
    """

    user_pk: str = ""
    session: str = ""
    personal: bool = False
    remote: bool = True
    counted: bool = True

    @property
    def key(self) -> str:
        """What our tables call this shopper, empty for one who cannot be told from others. A
        session is a digest, since whoever reads the table must not take the session over."""
        if self.user_pk:
            return f"{USER}{self.user_pk}"
        if self.session:
            return f"{SESSION}{self.digest}"
        return ""

    @property
    def digest(self) -> str:
        """Of a visitor's token, as conversations keep it."""
        return sha256(self.session.encode()).hexdigest() if self.session else ""

    @property
    def known(self) -> str:
        """The key, where this shopper agreed to be remembered; else empty."""
        return self.key if self.personal else ""
