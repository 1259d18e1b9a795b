"""What an answer of each kind is to rest on, before a word of it is written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from shopguide.text.language import Language
from shopguide.text.segment import words

from .candidates import Candidate
from .conversations import Asker
from .differences import differences
from .intents import Intent, folded
from .judge import MOST, Judged, judged
from .material import candidates
from .names import Subject
from .orders import as_candidate, asked_for, asked_number, orders_of
from .policies import policies
from .spoken_of import SpokenOf, says_it
from .words import POLICY, PRICE, SMALL_TALK, STOCK

#: Products that one answer is about at most.
SUBJECTS = 4
#: Candidates of products that are judged at most.
JUDGED = 40


@dataclass(frozen=True)
class Plan:
    """``opening`` and ``closing`` are sentences of ours around what the sources say; ``told`` are
    candidates that code alone tells, so that they reach no writer."""

    subjects: tuple[Subject, ...] = ()
    sources: tuple[Candidate, ...] = ()
    told: tuple[Candidate, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    known: bool = True
    hand_off: bool = False
    degraded: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One question with all that is known around it."""

    question: str
    language: Language
    intent: Intent
    spoken: SpokenOf
    asker: Asker


def plan_of(asked: Asked) -> Plan:
    """The plan for a question that is no request for a suggestion."""
    make = {
        "small_talk": _small_talk,
        "out_of_scope": _out_of_scope,
        "complaint": _complaint,
        "order": _order,
        "comparison": _comparison,
        "policy": _policy,
    }.get(asked.intent, _product)
    return make(asked)


def unknown(plan: Plan | None = None) -> Plan:
    """Nothing answers: it is said, and a person is offered."""
    plan = plan or Plan()
    return replace(
        plan,
        sources=(),
        opening=(_("I don't know: nothing that this shop has published answers that."),),
        closing=(_("A person of the shop can answer: hand the question over."),),
        known=False,
        hand_off=True,
    )


def _small_talk(asked: Asked) -> Plan:
    said = folded(asked.question)
    if any(word in said for word in ("thank", "谢", "thx", "cheers")):
        return Plan(opening=(_("You are welcome."),))
    if any(word in said for word in ("bye", "see you", "再见", "拜拜", "晚安")):
        return Plan(opening=(_("Goodbye, and thank you for your visit."),))
    who = ("who", "what are", "are you", "name", "是谁", "机器人", "真人", "人工", "叫什么", "是ai")
    if SMALL_TALK.search(said) and any(word in said for word in who):
        return Plan(
            opening=(
                _("I am this shop's guide, a program."),
                _("Where I do not know, I say so and a person takes over."),
            )
        )
    return Plan(
        opening=(_("Hello. Ask me about a product, your orders or how this shop does things."),)
    )


def _out_of_scope(asked: Asked) -> Plan:
    told = _("I can only help with this shop: its products, your orders and how it does things.")
    return Plan(opening=(told,), known=False)


def _complaint(asked: Asked) -> Plan:
    found = judged(asked.question, policies(asked.question), asked.language, most=2)
    return Plan(
        subjects=asked.spoken.products[:1] if asked.spoken.by in ("name", "page") else (),
        sources=found.chosen,
        opening=(_("I am sorry to hear that."),),
        closing=(_("A person of the shop should look into it: hand this conversation over."),),
        known=bool(found.chosen),
        hand_off=True,
        degraded=found.degraded,
    )


def _order(asked: Asked) -> Plan:
    """Told by code from the asker's own rows: an order never reaches a writer."""
    found = _policies(asked) if POLICY.search(folded(asked.question)) else Judged()
    if not asked.asker.user_pk:
        told = _("Please sign in, so that I can look up your own orders.")
        return Plan(
            sources=found.chosen, opening=(told,), known=bool(found.chosen), degraded=found.degraded
        )
    orders = orders_of(asked.asker.user_pk)
    named = asked.spoken.products if asked.spoken.by in ("name", "place") else ()
    chosen = asked_for(asked.question, orders, [each.key for each in named])
    if not chosen:
        told = _("You have not ordered anything here yet.")
        if orders and asked_number(asked.question):
            told = _("I find no order of yours with that number.")
        elif orders:
            told = _("I find no order of yours with that product.")
        return Plan(named, found.chosen, opening=(told,), known=True, hand_off=bool(orders))
    # A question of where it is stays open if the shop does not tell.
    blind = any(not each.status for each in chosen) and _asks_where(asked.question)
    cannot = _("How far it is I cannot see; a person of the shop can look it up.")
    return Plan(
        subjects=named,
        sources=found.chosen,
        told=tuple(as_candidate(each, asked.language) for each in chosen),
        closing=(cannot,) if blind else (),
        hand_off=blind,
        degraded=found.degraded,
    )


def _asks_where(question: str) -> bool:
    signs = (
        "where",
        "track",
        "status",
        "when will",
        "arriv",
        "ship",
        "哪",
        "物流",
        "发货",
        "到了",
        "没到",
    )
    return any(sign in folded(question) for sign in signs)


def _comparison(asked: Asked) -> Plan:
    subjects = asked.spoken.products[:SUBJECTS]
    if len(subjects) < 2:
        told = _("Which products shall I compare? Name two of them, or ask for some first.")
        return Plan(subjects, opening=(told,), known=False)
    found = differences(subjects, asked.spoken.bare or asked.question, asked.language)
    if not found.chosen:
        return unknown(Plan(subjects, degraded=found.degraded))
    return Plan(subjects, found.chosen, degraded=found.degraded)


def _policy(asked: Asked) -> Plan:
    about = asked.spoken.products if asked.spoken.by in ("name", "page", "place", "pronoun") else ()
    found = _both(_policies(asked), _of_products(asked, about[:1]))
    plan = Plan(about[:1], found.chosen, degraded=found.degraded)
    return plan if found.chosen else unknown(plan)


def _product(asked: Asked) -> Plan:
    subjects = asked.spoken.products[:SUBJECTS]
    found = _of_products(asked, subjects)
    if not found.chosen:
        found = _both(_policies(asked), found)
    plan = Plan(subjects, found.chosen, degraded=found.degraded)
    if found.chosen:
        return plan
    if not subjects and says_it(asked.question):
        told = _("Which product do you mean? Tell me its name, or ask on its page.")
        return Plan(opening=(told,), known=False)
    return unknown(plan)


def _policies(asked: Asked) -> Judged:
    return judged(asked.question, policies(asked.question), asked.language, most=3)


def _of_products(asked: Asked, subjects: Iterable[Subject]) -> Judged:
    question = asked.spoken.bare or asked.question
    found: list[Candidate] = []
    for number, subject in enumerate(subjects, start=1):
        found += candidates(subject, f"P{number}", question, asked.language)
    page = Judged(*_set_by_page(question, found))
    if page.chosen:
        return page
    asked_words = set(words(question))
    found.sort(key=lambda each: -len(asked_words & set(words(each.as_read))))
    return judged(question, found[:JUDGED], asked.language)


def _set_by_page(
    question: str, found: Iterable[Candidate]
) -> tuple[tuple[Candidate, ...], tuple[float, ...]]:
    """Price and stock, which no model is needed to recognise a question for."""
    wanted = [
        slot
        for slot, pattern in ((".price}", PRICE), (".stock}", STOCK))
        if pattern.search(folded(question))
    ]
    chosen = (
        tuple(each for each in found if each.kind == "fact" and each.value.endswith(tuple(wanted)))
        if wanted
        else ()
    )
    return chosen, (1.0,) * len(chosen)


def _both(*found: Judged) -> Judged:
    """Several lists of judged candidates as one, likeliest first."""
    pairs = [
        (score, each) for one in found for score, each in zip(one.scores, one.chosen, strict=True)
    ]
    pairs.sort(key=lambda pair: -pair[0])
    degraded = dict.fromkeys(part for one in found for part in one.degraded)
    once: dict[tuple[str, str], tuple[float, Candidate]] = {}
    for pair in pairs:
        once.setdefault((pair[1].about, pair[1].text), pair)
    best = list(once.values())[:MOST]
    return Judged(tuple(c for _, c in best), tuple(s for s, _ in best), tuple(degraded))
