"""Every way by which generated text reaches somebody. A door takes an attack and gives what is
``written`` by a writer, and the ``whole`` answer with everything else in it."""

import json

from django.template import Context, Template
from django.test import Client, RequestFactory

from shopguide.assist import Asker, answer
from shopguide.assist.passages import KnowledgeWork
from shopguide.catalogue.knowledge import Knowledge, knowledge
from shopguide.catalogue.registry import registry
from shopguide.delivery import drain
from shopguide.suggest import suggest
from tests.shop.models import Product, Review


class Door:
    """Puts the text of an attack where it comes in, and takes it away again."""

    def set(self, attack):
        for product in Product.objects.filter(category__name="Smartphones"):
            if attack.kind in ("description", "policy"):
                text = f"{product.description}. {attack.text}"
                Product.objects.filter(pk=product.pk).update(description=text)
            elif attack.kind == "review":
                Review.objects.create(product=product, body=attack.text, rating=2)
        if attack.kind == "review":
            drain()

    def clear(self):
        """What no rollback takes away."""

    def shown(self, attack):
        """(written, whole)"""
        raise NotImplementedError


class Suggestions(Door):
    """``suggest()``: sentences and reasons in segments."""

    def shown(self, attack):
        texts = []
        for question in (*attack.turns[:-1], attack.question):
            texts += _texts(suggest(registry.get("phone"), question))
        return "\n".join(texts), "\n".join(texts)


class Page(Door):
    """What ``{% guide_suggestions %}`` draws."""

    def shown(self, attack):
        template = Template('{% load shopguide %}{% guide_suggestions query "phone" %}')
        request = RequestFactory().get("/", {"q": attack.question, "whole": "1"})
        return "", template.render(Context({"query": attack.question, "request": request}))


class Api(Door):
    """``suggestions/`` in JSON."""

    def shown(self, attack):
        asked = {"q": attack.question, "guide": "phone"}
        answer = Client().get("/guide-api/v1/suggestions/", asked).json()
        texts = [answer["text"]]
        for pick in answer["picks"]:
            texts += [segment["text"] for segment in pick["reason"]]
        return "\n".join(texts), json.dumps(answer, ensure_ascii=False)


class Answers(Door):
    """``assist.answer``: customer service, over several turns and a policy of the shop's own."""

    def set(self, attack):
        super().set(attack)
        if attack.kind != "policy":
            return
        row = Product.objects.create(name="Policy", description=attack.text, is_public=False)
        declared = Knowledge(
            Product, text=["description"], title="name",
            visible=lambda rows: rows.filter(name="Policy"), name="policies", url=lambda row: "/",
        )  # fmt: skip
        knowledge.register(declared)
        work = KnowledgeWork("default")
        work.write(declared, work.prepare(declared, [row.pk]), [row.pk])

    def clear(self):
        knowledge.unregister("policies")

    def shown(self, attack):
        asker, conversation, texts = Asker(session="s" * 32), None, []
        product = Product.objects.get(name="Zeta Lite")
        for turn in (*attack.turns[:-1], self._asked(attack)):
            given = answer(
                turn, asker=asker, conversation=conversation, product=("phone", product.pk)
            )
            conversation = given.conversation
            texts += [
                "".join(segment.text for segment in sentence.segments)
                for sentence in given.sentences
            ]
        return "\n".join(texts), "\n".join(texts)

    def _asked(self, attack):
        if attack.kind != "policy":
            return attack.question
        return attack.text.partition("：" if attack.language == "zh-hans" else ":")[0]


DOORS = {"suggest": Suggestions, "page": Page, "api": Api, "assist": Answers}


def _texts(suggestion):
    parts = [suggestion.opening, *(pick.reason for pick in suggestion.picks)]
    return ["".join(segment.text for segment in part) for part in parts]
