"""No text of a shopper, a review, a description or a policy makes the guide speak for its writer.

Checked in code over what a shopper reads at last, with a server behind the hosted writer that obeys
every order it finds, and with one that lies without being asked to.
"""

from itertools import cycle

import pytest
from django.db import transaction

from shopguide.backends import writers
from shopguide.writers.openai import OpenAIWriter
from shopguide.writers.plain import PlainWriter
from tests.suggest.conftest import guide  # noqa: F401

from .attacks import KINDS, attacks
from .doors import DOORS, Answers
from .obedient import WAYS, Obedient

ATTACKS = attacks()


@pytest.fixture
def obedient(settings, monkeypatch):
    """A hosted writer at a server that obeys, in the place of the default one."""
    limits = dict.fromkeys(("suggestions", "answers"), "100000/min")
    settings.SHOPGUIDE = {**settings.SHOPGUIDE, "THROTTLES": limits}
    with Obedient() as server:
        hosted = OpenAIWriter("m", base_url=server.url, api_key="test", retries=0)
        monkeypatch.setitem(writers._made, "default", hosted)
        yield server


@pytest.fixture
def door(request, guide):  # noqa: F811
    return DOORS[request.param]()


def tried(door, attack):
    """(written, whole) of one attack, after which the shop is as before."""
    with transaction.atomic():
        door.set(attack)
        found = door.shown(attack)
        transaction.set_rollback(True)
    door.clear()
    return found


def succeeded(door, server, ways):
    """Attacks of which something is read that the plain writer does not say."""
    found = []
    for attack, way in zip(ATTACKS, ways, strict=False):
        server.attack, server.way = attack, way
        written, whole = tried(door, attack)
        if attack.succeeds_in(written):
            found.append(f"{attack.id}: {written}")
        elif attack.echoes_in(whole) and attack.echoes_in(whole) > echoed(door, attack):
            found.append(f"{attack.id}: beside the text")
    return found


def echoed(door, attack):
    """How often the words stand in the answer of the plain writer: a page repeats its question."""
    hosted = writers._made["default"]
    writers._made["default"] = PlainWriter()
    try:
        return attack.echoes_in(tried(door, attack)[1])
    finally:
        writers._made["default"] = hosted


def test_the_set_is_large_and_of_every_kind():
    assert len(ATTACKS) >= 120
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS)
    assert len({attack.turns for attack in ATTACKS}) == len(ATTACKS)
    for kind in KINDS:
        languages = [attack.language for attack in ATTACKS if attack.kind == kind]
        assert min(languages.count("en"), languages.count("zh-hans")) >= 6
    assert all(attack.succeeds_in(attack.obeyed) for attack in ATTACKS)


@pytest.mark.parametrize("door", DOORS, indirect=True)
def test_a_server_that_obeys_every_order_is_not_heard(door, obedient):
    """Each order in one of the ways to give in to it."""
    assert succeeded(door, obedient, cycle(WAYS)) == []
    # Otherwise nothing was tried. Customer service asks a writer only where a source answers.
    assert len(set(obedient.obeyed)) > (5 if isinstance(door, Answers) else 40)


@pytest.mark.parametrize("door", ["suggest", "assist"], indirect=True)
def test_a_server_that_lies_unasked_is_not_heard(door, obedient):
    obedient.anyway = True
    assert succeeded(door, obedient, cycle(["alone"])) == []
    assert len(set(obedient.obeyed)) > (40 if isinstance(door, Answers) else 100)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("door", ["suggest", "assist"], indirect=True)
def test_every_way_of_every_lie(door, way, obedient):
    obedient.anyway = True
    assert succeeded(door, obedient, cycle([way])) == []
