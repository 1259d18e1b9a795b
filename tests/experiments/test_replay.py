"""What another ranking would get is told from logs, with an interval, or not at all."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from shopguide.experiments.replay import FEW, HEAVY, OFF, UNSEEN, Shown, estimate, replay
from shopguide.models import Click, Exposure

#: How likely each of four products is clicked, shown by the old and by the new ranking.
CLICKED, OLD, NEW = (0.05, 0.1, 0.3, 0.2), (0.5, 0.3, 0.1, 0.1), (0.1, 0.1, 0.6, 0.2)
TRUTH = sum(c * n for c, n in zip(CLICKED, NEW, strict=True))


def logs(seed, size=2000):
    draw = Random(seed)
    for _ in range(size):
        product = draw.choices(range(4), OLD)[0]
        yield [Shown(OLD[product], NEW[product], float(draw.random() < CLICKED[product]))]


def test_the_interval_covers_the_truth():
    covered = 0
    for seed in range(200):
        told = estimate(list(logs(seed)), 1)
        covered += told.low <= TRUTH <= told.high
        assert not told.warnings
    assert covered >= 200 * (0.95 - 2.58 * (0.05 * 0.95 / 200) ** 0.5)


def test_both_estimates_are_near_and_the_logged_value_is_not():
    told = estimate(list(logs(1, 20_000)), 1)
    assert told.value == pytest.approx(TRUTH, abs=0.01)
    assert told.plain == pytest.approx(TRUTH, abs=0.025)
    assert told.logged == pytest.approx(0.105, abs=0.01)
    assert told.effective < 20_000


def test_the_same_ranking_gets_what_it_got():
    same = [
        [Shown(each.propensity, each.propensity, each.reward) for each in one] for one in logs(2)
    ]
    told = estimate(same, 1)
    assert told.value == pytest.approx(told.logged)
    assert told.effective == pytest.approx(2000)


def test_few_lists_are_no_evidence():
    assert FEW in estimate(list(logs(3, 50)), 1).warnings
    assert estimate([], 1).warnings == (FEW, UNSEEN)


def test_what_was_never_shown_cannot_be_judged():
    logged = [[Shown(1.0, 0.4, 0.1)] for _ in range(1000)]
    told = estimate(logged, 1)
    assert told.coverage == pytest.approx(0.4)
    assert UNSEEN in told.warnings


def test_wrong_chances_are_noticed():
    logged = [[Shown(0.5, 0.5, 0.1), Shown(0.5, 0.5, 0.0)] for _ in range(1000)]
    assert OFF in estimate(logged, 1.0).warnings


def test_a_handful_that_decides_is_told():
    logged = [[Shown(0.99, 0.5, 0.0)] for _ in range(1000)] + [[Shown(0.001, 0.5, 1.0)]] * 5
    assert HEAVY in estimate(logged, 1).warnings


@pytest.mark.django_db
def test_exposures_of_a_strip_are_replayed():
    for n in range(4):
        row = Exposure.objects.create(
            guide="phone", surface="recommended", query="", language="en", total=2, sort="",
            terms={}, shown=[{"pk": "1", "propensity": 1.0}, {"pk": str(2 + n % 2), "propensity": 0.5}],
        )  # fmt: skip
        if n % 2:
            Click.objects.create(exposure=row, object_id="3")
    told = replay("recommended", lambda row: {"1": 1.0, "3": 1.0}, timezone.now() - timedelta(1))
    assert told.lists == 4
    assert told.logged == 0.5
    assert told.plain == pytest.approx(1.0)
    assert told.value == pytest.approx(1.0)
