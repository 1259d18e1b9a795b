import pytest

from shopguide.evaluation.judgments import JudgmentError, read_judgments, read_wands


def written(tmp_path, text, name="judgments.csv"):
    path = tmp_path / name
    path.write_text(text)
    return path


def test_csv_in_several_headings(tmp_path):
    path = written(tmp_path, "query,docid,rating\nred shoe,1,3\nred shoe,2,0\nhat,1,1\n")
    assert read_judgments(path) == {"red shoe": {"1": 3, "2": 0}, "hat": {"1": 1}}
    path = written(tmp_path, "Q\tproduct_id\tgrade\nhat\tA\t2\n", "other.tsv")
    assert read_judgments(path) == {"hat": {"A": 2}}


def test_trec_qrels_with_topics(tmp_path):
    qrels = written(tmp_path, "7 0 A 2\n7 0 B -1\n8 0 A 1\n", "qrels.txt")
    assert read_judgments(qrels) == {"7": {"A": 2, "B": 0}, "8": {"A": 1}}
    topics = written(tmp_path, "7\tred shoe\n8\that\n", "topics.tsv")
    assert set(read_judgments(qrels, topics)) == {"red shoe", "hat"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("query,docid\nx,1\n", "rating"),
        ("query,docid,rating\nx,1,good\n", "line 2"),
        ("query,docid,rating\nx,1,1.5\n", "whole number"),
        ("query,docid,rating\n,1,1\n", "no query"),
        ("query,docid,rating\nx,1,1\nx,1,2\n", "anew"),
        ("7 0 A\n", "3 parts"),
    ],
)
def test_a_bad_file_is_told_where(tmp_path, text, said):
    with pytest.raises(JudgmentError, match=said):
        read_judgments(written(tmp_path, text))


def test_a_missing_file(tmp_path):
    with pytest.raises(JudgmentError, match="cannot be read"):
        read_judgments(tmp_path / "none.csv")


def wands(folder, label="Exact"):
    written(folder, "query_id\tquery\tquery_class\n0\tsalon chair\tMassage Chairs\n", "query.csv")
    head = "product_id\tproduct_name\tproduct_class\tcategory hierarchy"
    head += "\tproduct_description\tproduct_features"
    written(
        folder, f"{head}\n5\tChair\tChairs\tFurniture / Chairs\tA chair\tlegs:4\n", "product.csv"
    )
    written(folder, f"id\tquery_id\tproduct_id\tlabel\n0\t0\t5\t{label}\n", "label.csv")


def test_wands(tmp_path):
    wands(tmp_path)
    judgments, products = read_wands(tmp_path)
    assert judgments == {"salon chair": {"5": 2}}
    assert [(p.pk, p.name, p.category, p.features) for p in products] == [
        ("5", "Chair", "Furniture / Chairs", "legs:4")
    ]


def test_wands_with_another_label(tmp_path):
    wands(tmp_path, "Perhaps")
    with pytest.raises(JudgmentError, match="Perhaps"):
        read_wands(tmp_path)
    with pytest.raises(JudgmentError, match="three files"):
        read_wands(tmp_path / "elsewhere")
