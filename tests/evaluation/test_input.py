"""What is wrong with a file or an option is told in one sentence, and the command ends with 2."""

import pytest
from django.core.management import CommandError, call_command

from shopguide.evaluation.judgments import JudgmentError
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
