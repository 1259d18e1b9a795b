"""What is wrong with a file or an option is told in one sentence, and the command ends with 2."""

import pytest
from django.core.management import CommandError, call_command

from shopguide.evaluation.judgments import JudgmentError, read_judgments, read_wands
from shopguide.evaluation.search import known_judgments
from tests.shop.factories import phone_guide, products


@pytest.fixture
def path(db, tmp_path):
    products(3)
    path = tmp_path / "judgments.csv"
    path.write_text("query,docid,rating\nphone,Phone 1,3\n")
    return path


def command(*arguments):
    with pytest.raises(CommandError) as caught:
        call_command("shopguide_evaluate", "search", "--guide", "phone", *map(str, arguments))
    assert caught.value.returncode == 2
    return str(caught.value)


def test_a_key_that_is_no_column(path):
    assert "--key" in command("--judgments", path, "--key", "nope")


def test_a_folder_that_cannot_be_written(path):
    said = command("--judgments", path, "--key", "name", "--systems", "random", "--save", path)
    assert "--save" in said


def test_topics_that_are_not_there(path, tmp_path):
    qrels = tmp_path / "qrels"
    qrels.write_text("1 0 A 2\n")
    assert "none" in command("--judgments", qrels, "--topics", tmp_path / "none")


def test_two_products_under_one_key(path):
    products(1, name="Phone 1")
    with pytest.raises(JudgmentError, match="Phone 1"):
        known_judgments(phone_guide(), {"phone": {"Phone 1": 3}}, "name")


def test_a_key_that_some_products_share_serves_where_they_are_not_judged(path):
    products(2, name="Twin")
    known, unknown = known_judgments(phone_guide(), {"phone": {"Phone 1": 3}}, "name")
    assert (len(known["phone"]), unknown) == (1, 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("query,docid,rating\nx,1,inf\n", "line 2.*whole number"),
        ("query,docid,rating\nx,1,\n", "line 2.*whole number"),
        ("query,docid,rating\n", "empty below its header"),
        ('query,docid,rating\n"two\nlines",1,1\nz,2,no\n', "line 4"),
        ("\nquery,docid,rating\nx,1,no\n", "line 3"),
    ],
)
def test_the_line_is_told(tmp_path, text, said):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(JudgmentError, match=said):
        read_judgments(path)


def test_what_is_odd_but_well_formed_is_read(tmp_path):
    path = tmp_path / "file"
    path.write_text("\n\nquery,docid,rating\na\u2028b,1,1\n")
    assert read_judgments(path) == {"a\u2028b": {"1": 1}}
    path.write_text("7\t0\tA,1\t2\n")
    assert read_judgments(path) == {"7": {"A,1": 2}}


@pytest.mark.parametrize(
    ("topics", "said"),
    [(b"8\that\n", "has no query '7'"), (b"7 hat\n", "line 1"), (b"7\tcaf\xe9\n", "UTF-8")],
)
def test_topics_that_do_not_fit(tmp_path, topics, said):
    (tmp_path / "qrels").write_text("7 0 A 2\n")
    (tmp_path / "topics").write_bytes(topics)
    with pytest.raises(JudgmentError, match=said):
        read_judgments(tmp_path / "qrels", tmp_path / "topics")


WANDS = {
    "query.csv": "query_id\tquery\tquery_class\n0\tsalon chair\tChairs\n1\tred rug\tRugs\n",
    "product.csv": "product_id\tproduct_name\tproduct_class\tcategory hierarchy"
    "\tproduct_description\tproduct_features\trating_count\taverage_rating\treview_count\n"
    "5\tChair\tChairs\tFurniture / Chairs\tA chair\tlegs:4\t15.0\t4.5\t15.0\n"
    "6\tRug\tRugs\t\t\t\t\t\t\n",
    "label.csv": "id\tquery_id\tproduct_id\tlabel\n"
    "0\t0\t5\tExact\n1\t0\t6\tIrrelevant\n2\t1\t6\tPartial\n",
}


def wands(folder, **changed):
    for name, text in WANDS.items():
        (folder / name).write_text(changed.get(name.removesuffix(".csv"), text))
    return read_wands(folder)


def test_wands_in_its_whole_form(tmp_path):
    judgments, found = wands(tmp_path)
    assert judgments == {"salon chair": {"5": 2, "6": 0}, "red rug": {"6": 1}}
    assert [(each.pk, each.category, each.rating) for each in found] == [
        ("5", "Furniture / Chairs", 4.5),
        ("6", "Rugs", None),
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"label": WANDS["label.csv"] + "3\t0\t5\tPartial\n"}, "label.csv, line 5 grades '5' anew"),
        (
            {"label": "id\tquery_id\tproduct_id\tlabel\n0\t0\t5\n"},
            "label.csv, line 2 has no 'label'",
        ),
        ({"label": "id\tquery_id\tlabel\n0\t0\tExact\n"}, "label.csv has no column 'product_id'"),
        ({"label": "id\tquery_id\tproduct_id\tlabel\n"}, "label.csv is empty"),
        ({"product": "product_id\tname\n5\tChair\n"}, "product.csv has no column 'product_name'"),
        ({"query": "query_id,query\n0,chair\n"}, "query.csv has no column 'query_id'"),
    ],
)
def test_wands_that_is_not_as_published(tmp_path, changed, said):
    with pytest.raises(JudgmentError, match=said):
        wands(tmp_path, **changed)
