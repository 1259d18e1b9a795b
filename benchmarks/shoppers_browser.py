"""A simulated shopper at the demo over real HTTP, and what they remember of it."""

import json
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from http.cookiejar import CookieJar
from typing import TypeVar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener
from uuid import uuid4

Answer = TypeVar("Answer")

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PROGRAM = "python-requests/2.32"
_FIELD = re.compile(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"')
_VARIANT = re.compile(r'data-variant="([^"]*)"')
_ORDER = re.compile(r"/orders/(\d+)/$")


@dataclass(frozen=True)
class Goods:
    """A product, as whoever can buy it needs it."""

    pk: int
    sku: str
    price: Decimal


@dataclass(frozen=True)
class Plan:
    """What a shopper will do, drawn before: ``buys`` by the variant they are shown. ``late`` agrees as
    a visitor and joins afterwards; ``twice`` sends everything two times at once."""

    name: str
    seen: Sequence[Goods]
    shown: int
    clicks: int
    basket: Sequence[Goods]
    carts: bool
    buys: dict[str, bool]
    agrees: bool = True
    meets: bool = True
    program: bool = False
    late: bool = False
    twice: bool = False


@dataclass
class Memory:
    """What really happened, as the shopper saw it."""

    plan: Plan
    variants: set[str] = field(default_factory=set)
    carted: bool = False
    orders: set[str] = field(default_factory=set)

    @property
    def variant(self) -> str:
        return "/".join(sorted(self.variants)) if self.takes_part else ""

    @property
    def takes_part(self) -> bool:
        return self.plan.agrees and self.plan.meets and not self.plan.program

    @property
    def revenue(self) -> Decimal:
        return (
            sum((each.price for each in self.plan.basket), Decimal(0))
            if self.orders
            else Decimal(0)
        )


class Browser:
    """Cookies, the headers that a browser sends, and forms as they stand on the page."""

    def __init__(self, address: str, place: str, *, program: bool = False) -> None:
        self._address, self._jar = address, CookieJar()
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(self._jar))
        self._headers = {
            "User-Agent": PROGRAM if program else FIREFOX,
            "Accept-Language": "en",
            # Throttles go by address, and every shopper has their own.
            "X-Forwarded-For": place,
            "Sec-Fetch-Site": "same-origin",
        }

    def get(self, path: str) -> str:
        return self._open(Request(f"{self._address}{path}", headers=self._headers))[1]

    def post(self, path: str, form: dict[str, str]) -> tuple[str, str]:
        """Where it led to, and the page there."""
        data = urlencode({**form, "csrfmiddlewaretoken": self._token}).encode()
        return self._open(Request(f"{self._address}{path}", data, self._headers))

    def tell(self, path: str, told: object) -> None:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self._token}
        data = json.dumps(told).encode()
        self._open(Request(f"{self._address}{path}", data, {**self._headers, **headers}))

    @property
    def _token(self) -> str:
        return next((each.value or "" for each in self._jar if each.name == "csrftoken"), "")

    def _open(self, request: Request) -> tuple[str, str]:
        with self._opener.open(request, timeout=60) as answer:
            return answer.geturl(), answer.read().decode()


def live(plan: Plan, address: str, place: str) -> Memory:
    """A whole visit."""
    browser, memory = Browser(address, place, program=plan.program), Memory(plan)
    browser.get("/")
    if plan.late:
        _agree(browser, plan)
        _look(browser, memory, plan.seen[: plan.meets])
        _join(browser, plan)
    else:
        _join(browser, plan)
        _agree(browser, plan)
    if not plan.meets:
        browser.get("/help/")
        return memory
    _look(browser, memory, plan.seen)
    _point(browser, plan)
    # The page decides: this is where the effect is.
    buys = plan.buys[next(iter(memory.variants), "") or "control"]
    if plan.carts or buys:
        for each in plan.basket:
            browser.post("/cart/add/", {"sku": each.sku, "quantity": "1"})
        memory.carted = True
    if buys:
        _order(browser, memory)
    return memory


def _agree(browser: Browser, plan: Plan) -> None:
    browser.post("/ask/consent/", {"answer": "yes" if plan.agrees else "no", "next": "/help/"})


def _join(browser: Browser, plan: Plan) -> None:
    browser.get("/join/")
    word = f"lantern {plan.name} 9"
    browser.post("/join/", {"username": plan.name, "password1": word, "password2": word})


def _look(browser: Browser, memory: Memory, seen: Sequence[Goods]) -> None:
    for each in seen:
        for page in _done(memory.plan, partial(browser.get, f"/p/{each.sku}/")):
            found = _VARIANT.search(page)
            memory.variants.add(found.group(1) if found else "?")


def _point(browser: Browser, plan: Plan) -> None:
    """What was shown and clicked, as a page's script tells it."""
    kinds = ["exposure"] * plan.shown + ["click"] * plan.clicks
    told = [
        {"id": str(uuid4()), "kind": kind, "guide": "products", "product": str(plan.seen[0].pk)}
        for kind in kinds
    ]
    if told:
        _done(plan, lambda: browser.tell("/guide-api/v1/events/", {"events": told}))


def _order(browser: Browser, memory: Memory) -> None:
    given = dict(_FIELD.findall(browser.get("/checkout/")))
    form = {
        "reference": given["reference"],
        "seen": given["seen"],
        "recipient": memory.plan.name,
        "address": "1 Lantern Street, Harbour",
    }
    for where, _page in _done(memory.plan, lambda: browser.post("/checkout/", form)):
        if found := _ORDER.search(where):
            memory.orders.add(found.group(1))


def _done(plan: Plan, deed: Callable[[], Answer]) -> list[Answer]:
    """Once, or twice at the same time."""
    if not plan.twice:
        return [deed()]
    with ThreadPoolExecutor(2) as pool:
        return [each.result() for each in [pool.submit(deed), pool.submit(deed)]]
