import json
from pathlib import Path

import pytest

from shopguide.assist import Asker
from shopguide.backends import writers
from shopguide.catalogue.registry import registry
from shopguide.delivery import drain
from shopguide.writers.base import Writer, WriterError
from storefront.models import Policy
from tests.insight.factories import read
from tests.shop.models import Brand, Category, Product

DATA = Path(__file__).resolve().parents[2] / "storefront" / "data"
PHONES = [
    (
        "Zeta Lite",
        "A budget smartphone with a good camera. It has NFC and a headphone jack.",
        99,
        12,
    ),
    (
        "Zeta Plus",
        "A smartphone with a large battery of 6000 mAh. The case is of aluminium.",
        199,
        48,
    ),
    ("Zeta Ultra", "The flagship smartphone with the best camera. It is dust-proof.", 999, 108),
    ("青禾 Note 8", "入门价位的拍照手机，电池容量5000毫安时，支持快充。", 139, 50),
]


@pytest.fixture
def policies(db):
    """The policies of the demo, indexed."""
    rows = (DATA / "policies_written_by_us.jsonl").read_text().splitlines()
    made = [Policy.objects.create(**json.loads(row)) for row in rows]
    drain()
    return {(each.slug, each.language): each for each in made}


@pytest.fixture
def phones(db):
    """Four phones by name, indexed, the first two with reviews."""
    category = Category.objects.create(name="Smartphones")
    zeta = Brand.objects.create(name="Zeta")
    own = Brand.objects.create(name="青禾")
    made = {
        name: Product.objects.create(
            name=name, brand=own if "青" in name else zeta, category=category, description=text,
            price=price, camera_mp=camera, screen_size=6.1,
        )
        for name, text, price, camera in PHONES
    }  # fmt: skip
    drain()
    read(made["Zeta Lite"], "The charger gets warm. The screen is good.", "I like the screen.")
    read(made["Zeta Lite"], "The supplier cheats everyone.", approved=False)
    return made


@pytest.fixture
def guide(phones):
    return registry.get("phone")


@pytest.fixture
def visitor():
    return Asker(session="a visitor's session")


@pytest.fixture
def told():
    """An answer as a shopper reads it."""

    def read_(answer):
        return " ".join("".join(s.text for s in each.segments) for each in answer.sentences)

    return read_


class Scripted(Writer):
    """Says what a test tells it to: lines, or an error."""

    def __init__(self, lines):
        self.said, self.enquiries = lines, []

    def write(self, brief):
        raise WriterError("It only answers.", "missing")

    def lines(self, enquiry):
        self.enquiries.append(enquiry)
        for line in self.said(enquiry) if callable(self.said) else self.said:
            if isinstance(line, Exception):
                raise line
            yield line


@pytest.fixture
def script(monkeypatch):
    """Puts a scripted writer in the place of the default one, and gives it back."""

    def put(*lines):
        writer = Scripted(lines[0] if len(lines) == 1 and callable(lines[0]) else lines)
        monkeypatch.setitem(writers._made, "default", writer)
        return writer

    return put
