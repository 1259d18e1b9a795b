"""A shopper gets the same variant at every visit, in every process, and shares are kept."""

import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace

import pytest

from shopguide.experiments.assign import Choice, RunningTest, belongs, drawn, fraction
from shopguide.experiments.ratio import BROKEN, ratio_p

from .conftest import known

TEST = RunningTest(
    pk=1, name="t", salt="salt", variants=(Choice(1, "control", 1), Choice(2, "new", 3))
)
SHOPPERS = [f"user:{n}" for n in range(40_000)]


def names(test, shoppers=SHOPPERS):
    return [found.name if (found := drawn(test, each)) else "" for each in shoppers]


def test_shares_are_those_of_the_weights():
    counts = Counter(names(TEST))
    assert counts["new"] > counts["control"]
    assert ratio_p([counts["control"], counts["new"]], [1, 3]) > BROKEN


def test_another_process_draws_the_same():
    code = (
        "import django; django.setup()\n"
        "from tests.experiments.test_assign import TEST, names\n"
        "print(names(TEST, ['user:1', 'session:2', 'user:3', 'user:4']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert done.stdout.strip() == str(names(TEST, ["user:1", "session:2", "user:3", "user:4"]))


def test_a_share_that_grows_moves_nobody():
    few, many = names(replace(TEST, share=0.2)), names(replace(TEST, share=0.7))
    assert sum(map(bool, few)) == pytest.approx(8000, abs=400)
    assert sum(map(bool, many)) == pytest.approx(28000, abs=400)
    assert all(before in ("", after) for before, after in zip(few, many, strict=True))


def test_who_takes_part_says_nothing_of_the_variant():
    counts = Counter(names(replace(TEST, share=0.3)))
    assert ratio_p([counts["control"], counts["new"]], [1, 3]) > BROKEN


def test_two_tests_know_nothing_of_each_other():
    other = replace(TEST, salt="pepper")
    both = Counter(zip(names(TEST), names(other), strict=True))
    expected = [1, 3, 3, 9]
    cells = [both[a, b] for a in ("control", "new") for b in ("control", "new")]
    assert ratio_p(cells, expected) > BROKEN


def test_tests_of_one_group_never_meet():
    left = replace(TEST, group="home", room=0.5)
    right = replace(TEST, salt="pepper", group="home", begins_at=0.5, room=0.5)
    pairs = list(zip(names(left), names(right), strict=True))
    assert not any(a and b for a, b in pairs)
    assert all(a or b for a, b in pairs)


@pytest.mark.parametrize(
    ("shopper", "test", "language", "expected"),
    [
        (known(), TEST, "en", True),
        (replace(known(), personal=False), TEST, "en", False),
        (replace(known(), counted=False), TEST, "en", False),
        (known(), replace(TEST, languages=frozenset({"zh-hans"})), "en", False),
        (known(), replace(TEST, languages=frozenset({"zh-hans"})), "zh-hans", True),
        (known(), replace(TEST, visitors="users"), "en", True),
        (known(), replace(TEST, visitors="visitors"), "en", False),
        (known(user=False), replace(TEST, visitors="visitors"), "en", True),
        (known(user=False), replace(TEST, visitors="users"), "en", False),
    ],
)
def test_whom_a_test_is_for(shopper, test, language, expected):
    assert belongs(test, shopper, language) is expected


def test_fractions_are_even():
    counts = Counter(int(10 * fraction("x", each)) for each in SHOPPERS)
    assert set(counts) == set(range(10))
    assert ratio_p(list(counts.values()), [1] * 10) > BROKEN


def test_a_draw_takes_a_fraction_of_a_millisecond():
    began = time.perf_counter()
    for each in SHOPPERS[:5000]:
        drawn(replace(TEST, group="home"), each)
    assert (time.perf_counter() - began) / 5000 < 0.0002
