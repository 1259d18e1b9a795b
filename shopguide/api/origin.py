"""Whether a form was sent by a page of this very site, as the browser says."""

from urllib.parse import urlsplit

from django.http import HttpRequest


def is_same_origin(request: HttpRequest) -> bool:
    """By Fetch Metadata, which no page can forge; in older browsers by Origin or Referer. False where
    none of them is sent."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    sent = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(sent).netloc == request.get_host()
    except ValueError:
        return False
