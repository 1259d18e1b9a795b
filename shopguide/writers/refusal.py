"""What an endpoint's refusal means: another try, a plainer question, or no."""

import time
from email.utils import parsedate_to_datetime
from typing import Any

#: Answers of the endpoint that are worth another try.
PASSING = {408, 409, 429, 500, 502, 503, 504}
#: Answers that say that the request itself is not understood.
MISUNDERSTOOD = {400, 422}


class Passing(Exception):
    """A failure that another try may not meet."""

    def __init__(self, message: str, reason: str, retry_after: float | None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after = retry_after


class Misunderstood(Exception):
    """The endpoint refused the request; ``option`` is the part that it named, if any."""

    def __init__(self, message: str, option: str | None) -> None:
        super().__init__(message)
        self.option = str(option or "").partition(".")[0]


def plainer(options: dict[str, Any], refused: str) -> dict[str, Any] | None:
    """Options for an endpoint that refused these; None when there is nothing left to leave out."""
    named = refused in options and refused != "response_format"
    if not named and "response_format" not in options:
        return None
    dropped = refused if named else "response_format"
    rest = {name: value for name, value in options.items() if name != dropped}
    if dropped == "max_tokens":
        # Models that think before they answer count both under another name.
        return rest | {"max_completion_tokens": options["max_tokens"]}
    if dropped == "response_format" and options[dropped]["type"] == "json_schema":
        return rest | {"response_format": {"type": "json_object"}}
    return rest


def retry_after_of(headers: Any) -> float | None:
    """Seconds of Retry-After, which is a number or a date (RFC 9110, 10.2.3)."""
    told = headers.get("retry-after", "")
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except ValueError:
        return None
