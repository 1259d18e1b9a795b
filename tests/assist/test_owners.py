"""Nobody reads, continues, hands over or erases what is another's: anonymous, A, B and staff."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from shopguide.assist import (
    Asker,
    answer,
    conversation_of,
    conversations_of,
    erase,
    erase_conversation,
    export,
    hand_off,
)
from shopguide.models import Conversation, Ticket, Turn

QUESTION = "Is there a student discount?"


@pytest.fixture
def askers(anna, ben):
    staff = User.objects.create_user("staff", is_staff=True)
    return {
        "anna": Asker(user_pk=str(anna.pk), session="one browser"),
        "ben": Asker(user_pk=str(ben.pk), session="one browser"),
        "staff": Asker(user_pk=str(staff.pk), session="another browser"),
        "visitor": Asker(session="one browser"),
        "stranger": Asker(session="a third browser"),
        "nobody": Asker(),
    }


OWNERS = ["anna", "ben", "staff", "visitor", "stranger"]


@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("other", [*OWNERS, "nobody"])
def test_a_conversation_is_its_owners_alone(policies, askers, owner, other):
    own, theirs = askers[owner], askers[other]
    made = answer(QUESTION, asker=own)
    hand_off(own, made.conversation, contact="anna@shop.example")
    if owner == other:
        assert conversation_of(own, made.conversation).pk
        assert [str(each.pk) for each in conversations_of(own)] == [made.conversation]
        return
    assert list(conversations_of(theirs)) == []
    assert export(theirs) == {"conversations": [], "tickets": []}
    for refused in (conversation_of, erase_conversation, hand_off):
        with pytest.raises(LookupError):
            refused(theirs, made.conversation)
    found = answer("And what is it?", asker=theirs, conversation=made.conversation)
    assert (found.error != "", found.sentences, found.conversation) == (True, [], "")
    assert erase(theirs) == 0
    assert Turn.objects.count() == 1
    assert Ticket.objects.count() == 1


def test_an_unknown_conversation_looks_like_anothers(policies, askers):
    made = answer(QUESTION, asker=askers["anna"])
    for conversation in (made.conversation, str(uuid4()), "not an id", ""):
        with pytest.raises(LookupError, match=r"^That is no conversation of yours\.$"):
            conversation_of(askers["ben"], conversation)


def test_whoever_has_no_session_gets_an_answer_that_is_not_kept(policies, askers):
    found = answer(QUESTION, asker=askers["nobody"])
    assert found.known
    assert (found.conversation, found.turn) == ("", "")
    assert not Conversation.objects.exists()


def test_the_key_of_a_session_is_not_stored(policies, askers):
    answer(QUESTION, asker=askers["visitor"])
    (row,) = Conversation.objects.values()
    assert "one browser" not in str(row)


def test_turns_go_on_and_are_exported(policies, askers):
    first = answer(QUESTION, asker=askers["anna"])
    second = answer("学生有优惠吗", asker=askers["anna"], conversation=first.conversation)
    assert second.conversation == first.conversation
    (told,) = export(askers["anna"])["conversations"]
    assert [turn["question"] for turn in told["turns"]] == [QUESTION, "学生有优惠吗"]
    assert told["turns"][0]["answer"]["sources"][0]["title"] == "Student discount"
    (kept,) = conversations_of(askers["anna"])
    assert (kept.asked, kept.language) == (2, "zh-hans")


def test_erasing_leaves_nothing_of_one_and_all_of_another(policies, askers):
    for name in ("anna", "ben"):
        made = answer(QUESTION, asker=askers[name])
        hand_off(askers[name], made.conversation)
    assert erase(askers["anna"]) == 1
    assert list(conversations_of(askers["anna"])) == []
    assert not Ticket.objects.filter(user_id=askers["anna"].user_pk).exists()
    assert len(export(askers["ben"])["tickets"]) == 1
    erase_conversation(askers["ben"], made.conversation)
    assert not Ticket.objects.exists()
    assert not Turn.objects.exists()


def test_a_deleted_user_leaves_no_conversation(policies, askers, anna):
    made = answer(QUESTION, asker=askers["anna"])
    hand_off(askers["anna"], made.conversation)
    answer(QUESTION, asker=askers["ben"])
    anna.delete()
    assert Conversation.objects.count() == 1
    assert not Ticket.objects.exists()


def test_what_was_erased_meanwhile_stays_erased(policies, askers):
    from shopguide.assist import ask

    made = answer(QUESTION, asker=askers["anna"])
    steps = ask("学生有优惠吗", asker=askers["anna"], conversation=made.conversation)
    next(steps)
    erase(askers["anna"])
    done = list(steps)[-1]
    assert (done.conversation, done.turn) == ("", "")
    assert not Conversation.objects.exists()


def test_an_answer_that_is_broken_off_is_not_kept(policies, askers):
    from shopguide.assist import ask

    steps = ask(QUESTION, asker=askers["anna"])
    next(steps)
    steps.close()
    assert not Conversation.objects.exists()
