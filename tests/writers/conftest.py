import pytest

from shopguide.writers.base import Brief, Enquiry, Fact, Record, Source

from .protocol import Endpoint

RECORDS = (
    Record(
        "P1", "Zeta Lite", "Smartphones", "$99.00", 1, True,
        (Fact("specs__camera", "Camera", "48 MP"), Fact("specs__ram", "RAM", "4 GB")),
        "A budget smartphone with a good camera", ("budget", "smartphone", "camera"),
    ),
    Record(
        "P2", "Zeta Plus", "Smartphones", "$199.00", 2, True,
        (Fact("specs__camera", "Camera", "64 MP"), Fact("specs__battery", "Battery", "5000 mAh")),
        "A smartphone with a large battery", ("smartphone",),
    ),
    Record("P3", "Orion", "Smartphones", "", 0, None, (), "", ()),
)  # fmt: skip


@pytest.fixture
def brief():
    question = "I'm looking for a budget smartphone with a good camera."
    return Brief(question, "en", RECORDS, 2)


@pytest.fixture
def chinese():
    return Brief("想买一部便宜、拍照好的手机", "zh-hans", RECORDS, 2)


RETURNS = Source("S1", "policy", "Returns", "Returns are free within 30 days. Keep the receipt.")
SHIPPING = Source("S2", "policy", "Shipping", "We ship on the same day. Parcels take two days.")


@pytest.fixture
def enquiry():
    return Enquiry("Are returns free?", "en", (RETURNS, SHIPPING))


@pytest.fixture
def endpoint():
    """A running OpenAI-compatible server; set its ``behave``."""
    with Endpoint() as running:
        yield running
