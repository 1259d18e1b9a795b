"""One question inside a conversation: what was spoken of before, and what is kept of it."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from shopguide.models import Conversation, Ticket, Turn
from shopguide.text.language import Language

from .answers import Answered
from .conversations import Asker, stored
from .names import Key, Subject

if TYPE_CHECKING:
    from .telling import Telling

#: Products of a conversation that "the third one" can name.
REMEMBERED = 8


class Talk:
    """The asker's conversation while one question of it is answered. Nothing is stored before the
    answer is whole."""

    def __init__(
        self, asker: Asker, conversation: Conversation, question: str, language: Language
    ) -> None:
        self.asker, self.conversation = asker, conversation
        self.question, self.language = question, language
        state = conversation.state
        self.products: list[Key] = [(str(g), str(pk)) for g, pk in state.get("products", [])]
        focus = state.get("focus")
        self.focus: Key | None = (str(focus[0]), str(focus[1])) if focus else None

    def spoke_of(self, subjects: Sequence[Subject], *, by_name: bool) -> None:
        """Remember what was named now: one product beside those before, several in their place."""
        keys = [each.key for each in subjects]
        if not keys:
            return
        if by_name and len(keys) > 1:
            self.products = keys
        else:
            self.products += [key for key in keys if key not in self.products]
        self.products = self.products[:REMEMBERED] if len(keys) > 1 else self._with(keys[0])
        self.focus = keys[0]

    def offered(self, subjects: Sequence[Subject]) -> None:
        """Remember a list of products as it was shown."""
        self.products = [each.key for each in subjects][:REMEMBERED]
        self.focus = self.products[0] if self.products else None

    def _with(self, key: Key) -> list[Key]:
        """The last products, ``key`` among them."""
        kept = self.products[-REMEMBERED:]
        return kept if key in kept else [*kept[1:], key]

    def keep(
        self, intent: str, telling: "Telling", *, known: bool, hand_off: bool = False
    ) -> Answered:
        """Store the turn, if the asker can have a conversation, and say that all is told."""
        turn = Turn(
            question=self.question, answer=self._answer(telling), intent=intent, known=known
        )
        kept = self.asker.is_known and self._store(turn)
        return Answered(
            writer=telling.writer,
            generative=telling.generative,
            degraded=telling.degraded,
            replaced=len(telling.failures),
            conversation=str(self.conversation.pk) if kept else "",
            turn=str(turn.pk) if kept else "",
            intent=intent,
            known=known,
            hand_off=hand_off,
            ticket=self._ticket() if kept else "",
            language=self.language,
        )

    def _store(self, turn: Turn) -> bool:
        self.conversation.language = self.language
        self.conversation.state = {
            "products": [list(key) for key in self.products],
            "focus": list(self.focus) if self.focus else None,
        }
        return stored(self.conversation, turn)

    def _ticket(self) -> str:
        open_ = self.conversation.tickets.filter(status=Ticket.Status.OPEN).first()
        return str(open_.pk) if open_ else ""

    def _answer(self, telling: "Telling") -> dict[str, Any]:
        return {
            "sentences": [
                {
                    "part": each.part,
                    "segments": [asdict(segment) for segment in each.segments],
                    "refs": list(each.refs),
                }
                for each in telling.sentences
            ],
            "sources": [asdict(each) for each in telling.sources],
            "products": [
                {"ref": each.ref, "guide": each.guide, "pk": str(each.pk), "name": each.name}
                for each in telling.products
            ],
            "writer": telling.writer,
            "generative": telling.generative,
            "degraded": list(telling.degraded),
        }
