import json
from math import log2

import pytest
from django.core.management import CommandError, call_command

from shopguide.delivery import drain
from shopguide.evaluation.measures import bootstrap, duel, head_and_tail, measured, ndcg
from shopguide.evaluation.search import evaluate, known_judgments, systems_of
from shopguide.evaluation.tune import (
    GRID,
    fused,
    judgments_from_clicks,
    learn,
    store,
    use,
)
from shopguide.models import FusionWeights
from shopguide.search import search
from shopguide.search.explain import record_click, record_exposure
from shopguide.search.index import count_terms
from shopguide.search.weights import Fusion, kind_of
from tests.shop.factories import phone_guide
from tests.shop.models import Product

JUDGED = {"a": {"1": 3, "2": 1, "3": 0}, "b": {"1": 0}}


def test_measures_as_worked_out_by_hand():
    values = measured({"a": ["9", "2", "1"], "b": ["1"]}, JUDGED)
    ideal = 3 / log2(2) + 1 / log2(3)
    assert values["nDCG@10"]["a"] == pytest.approx((1 / log2(3) + 3 / log2(4)) / ideal)
    assert values["nDCG@10 judged"]["a"] == pytest.approx((1 / log2(2) + 3 / log2(3)) / ideal)
    assert values["recall@100"]["a"] == 1.0
    assert values["MRR"]["a"] == 0.5
    assert values["nDCG@10"]["b"] == 0.0


def test_our_ndcg_is_that_of_ir_measures():
    ranking = ["3", "1", "7", "2"]
    assert ndcg(ranking, JUDGED["a"]) == pytest.approx(
        measured({"a": ranking, "b": []}, JUDGED)["nDCG@10"]["a"]
    )
    assert ndcg(["1"], JUDGED["b"]) == 0.0


def test_an_interval_is_seeded_and_holds_the_mean():
    sample = [0.1, 0.5, 0.9, 0.4, 0.6] * 20
    low, high = bootstrap(sample)
    assert (low, high) == bootstrap(sample)
    assert low < 0.5 < high
    assert high - low == pytest.approx(2 * 1.96 * 0.263 / 10, rel=0.2)


def test_wins_and_losses():
    told = duel({"a": 1.0, "b": 0.2, "c": 0.5}, {"a": 0.5, "b": 0.4, "c": 0.5})
    assert (told["wins"], told["losses"], told["ties"]) == (["a"], ["b"], 1)
    assert told["difference"] == pytest.approx(0.1)


def test_head_and_tail_by_length():
    parts = head_and_tail({"phone": {}, "red phone": {}, "a phone for my son": {}})
    assert parts == {"head": ["phone"], "middle": ["red phone"], "tail": ["a phone for my son"]}


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("wireless mouse", "en words"),
        ("a light laptop for travel", "en sentence"),
        ("无线鼠标", "zh words"),
        ("想买一部便宜拍照好的手机", "zh sentence"),
    ],
)
def test_kinds_of_query(query, kind):
    assert kind_of(query) == kind


@pytest.fixture
def guide(db):
    for number in range(30):
        Product.objects.create(name=f"Lamp {number}", description="a lamp", price=number + 1)
        Product.objects.create(name=f"Chair {number}", description="a chair", price=number + 1)
    drain()
    count_terms(phone_guide())
    return phone_guide()


def judged_by_name():
    lamp, chair = (Product.objects.get(name=name) for name in ("Lamp 3", "Chair 4"))
    return {"Lamp 3": {lamp.name: 3}, "Chair 4": {chair.name: 2, lamp.name: 0}, "sofa": {"Sofa": 1}}


def test_ours_beats_random(guide):
    known, unknown = known_judgments(guide, judged_by_name(), "name")
    assert unknown == 1
    found = evaluate(known, systems_of(guide, depth=50))
    rows = {row["system"]: row for row in found.rows()}
    assert rows["shopguide"]["nDCG@10"] == pytest.approx(2 / 3)
    assert rows["random"]["nDCG@10"] < 0.4
    assert found.duels()["random"]["losses"] == []


def test_the_command(guide, tmp_path, capsys):
    path = tmp_path / "judgments.csv"
    path.write_text("query,docid,rating\nLamp 3,Lamp 3,3\nChair 4,Chair 4,2\n")
    arguments = ["search", "--judgments", str(path), "--guide", "phone", "--key", "name"]
    call_command(
        "shopguide_evaluate", *arguments, "--format", "json", "--save", str(tmp_path / "r")
    )
    told = json.loads(capsys.readouterr().out)
    assert told["task"] == "search"
    assert {row["system"] for row in told["rows"]} >= {
        "random",
        "lexical",
        "vector",
        "rrf",
        "shopguide",
    }
    saved = sorted(each.suffix for each in (tmp_path / "r").iterdir())
    assert saved == [".html", ".json"]
    call_command("shopguide_evaluate", *arguments, "--systems", "random,shopguide", "--by-query")
    told = capsys.readouterr().out
    assert "against" in told
    assert "Lamp 3   0.000   1.000" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["--judgments", "none.csv", "--guide", "phone"],
        ["--judgments", "{path}", "--guide", "none"],
        ["--judgments", "{path}", "--guide", "phone"],
        ["--judgments", "{path}", "--guide", "phone", "--key", "name", "--systems", "none"],
        ["--wands", "none", "--guide", "phone"],
    ],
)
def test_bad_input_ends_with_two(guide, tmp_path, arguments):
    path = tmp_path / "judgments.csv"
    path.write_text("query,docid,rating\nLamp 3,Lamp 3,3\n")
    with pytest.raises(CommandError) as error:
        call_command("shopguide_evaluate", "search", *(a.format(path=path) for a in arguments))
    assert error.value.returncode == 2


def test_what_is_learned_is_stored_used_and_taken_back(guide):
    known, _ = known_judgments(guide, judged_by_name(), "name")
    learned = learn(guide, known)
    assert [each.kind for each in learned] == ["all"]
    assert learned[0].fusion in GRID
    assert 0 <= learned[0].low <= learned[0].held_out <= learned[0].high <= 1
    first = FusionWeights.objects.create(
        guide=guide.name, weights={"all": {"lexical": 1.0, "vector": 0.0}}, source="one"
    )
    second = FusionWeights.objects.create(
        guide=guide.name, weights={"en words": {"lexical": 0.5, "vector": 2.0}}, source="two"
    )
    use(first)
    assert search(guide, "Lamp 3").fusion == Fusion(1.0, 0.0)
    assert "vector" not in search(guide, "Lamp 3").hits[0].parts
    use(second)
    assert search(guide, "Lamp 3").fusion == Fusion(0.5, 2.0)
    use(first)
    assert search(guide, "Lamp 3").fusion == Fusion(1.0, 0.0)
    assert FusionWeights.objects.filter(in_use=True).count() == 1
    assert store(guide, learned, "judged").report["all"]["queries"] == 3


def test_fused_ranks_are_those_of_search(guide):
    legs = {}
    for leg, fusion in (("lexical", Fusion(1, 0)), ("vector", Fusion(0, 1))):
        hits = search(guide, "Lamp 3", limit=1000, fusion=fusion).hits
        legs[leg] = {str(hit.pk): hit.rank for hit in hits}
    both = Fusion(1.0, 0.5)
    ours = [str(hit.pk) for hit in search(guide, "Lamp 3", limit=20, fusion=both).hits]
    assert fused(legs, both)[:20] == ours


def test_clicks_teach(guide):
    for _ in range(3):
        results = search(guide, "lamp")
        record_click(record_exposure(results), str(results.hits[2].pk))
    judged = judgments_from_clicks(guide)["lamp"]
    assert judged == {
        str(results.hits[0].pk): 0, str(results.hits[1].pk): 0, str(results.hits[2].pk): 3,
    }  # fmt: skip
    assert learn(guide, {"lamp": judged})[0].queries == 1


def test_the_command_that_tunes(guide, tmp_path, capsys):
    path = tmp_path / "judgments.csv"
    path.write_text("query,docid,rating\nLamp 3,Lamp 3,3\nChair 4,Chair 4,2\n")
    call_command("shopguide_tune", "--judgments", str(path), "--guide", "phone", "--key", "name")
    assert "held out" in capsys.readouterr().out
    assert FusionWeights.objects.get().in_use is False
    with pytest.raises(CommandError) as error:
        call_command("shopguide_tune", "--clicks", "--guide", "phone")
    assert error.value.returncode == 2
