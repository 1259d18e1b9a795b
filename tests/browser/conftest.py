"""A real chromium on real pages of the demo: Debian's where there is one, else Playwright's own."""

import os
import shutil

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

from tests.storefront.conftest import load_shop

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}
#: What it says of itself, else "HeadlessChrome": that is a bot, whose events are not counted.
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36"
ARGUMENTS = [
    f"--user-agent={PERSON}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium():
    # Playwright runs a loop of its own in this thread, in which Django would refuse its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        yield running
        running.close()
        # What tests after the first in a browser opened lies in that loop, and nobody else closes it.
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def address(transactional_db, live_server, settings):
    """Where the demo is open, with its own policy."""
    policy = "storefront.middleware.ContentSecurityPolicy"
    if policy not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [policy, *settings.MIDDLEWARE]
    load_shop()
    return live_server.url


@pytest.fixture
def visit(chromium, address):
    """Opens pages as one visitor and keeps what a visitor should never have."""

    class Visitor:
        def __init__(self):
            self.contexts, self.faults = [], []

        def context(self, language="en", size="desktop", scheme="light", **options):
            made = chromium.new_context(
                viewport=SIZES[size], color_scheme=scheme, base_url=address, **options
            )
            made.add_cookies([{"name": "django_language", "value": language, "url": address}])
            self.contexts.append(made)
            return made

        def page(self, *args, **options):
            page = self.context(*args, **options).new_page()
            page.on("console", lambda message: self.faults.append(message.text))
            page.on("pageerror", lambda error: self.faults.append(str(error)))
            page.on("request", self.check_host)
            return page

        def check_host(self, request):
            if not request.url.startswith((address, "data:")):
                self.faults.append(f"left the shop for {request.url}")

    visitor = Visitor()
    yield visitor
    for context in visitor.contexts:
        context.close()
