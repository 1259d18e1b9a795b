"""Programs that say so: what they fetch is nobody's taste."""

import re

_BOTS = re.compile(
    r"(?<!cu)bot\b|(?<!cu)bot[/_;-]|crawl|spider|slurp|facebookexternalhit|embedly|preview|headless|lighthouse"
    r"|pingdom|uptime|monitor|python-requests|python-urllib|httpx|aiohttp|scrapy|curl/|wget/"
    r"|go-http-client|okhttp|java/|libwww|apache-httpclient|phantomjs|archiver",
    re.IGNORECASE,
)


def is_bot(user_agent: str) -> bool:
    """Whether a User-Agent names a program. One that names nothing is a server of the shop's own,
    or a person who hides: neither is taken for a bot."""
    return bool(_BOTS.search(user_agent))
