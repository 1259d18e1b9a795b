"""Is a small model on this machine better than no model? Thirty questions, side by side.

``python benchmarks/writers.py --out docs/local_gpt.md`` asks the plain writer and the packaged GPT, run
in several ways, for a reason to name the product nearest to each question, checks every sentence as a page
would, and prints the share that passes, the share that is the model's own words, and the seconds. Chinese
questions are the plain writer's in every row: the packaged model knows no Chinese.
"""

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
PRODUCTS = HERE.parent / "storefront" / "data" / "products.jsonl.gz"
OURS = HERE.parent / "storefront" / "data" / "written_by_us.jsonl"
QUERIES = HERE / "queries_writers.tsv"
PICKS = 2
FACTS = 5
#: Facts that constrained decoding chooses from.
CHOICE = 12


@dataclass
class Row:
    """One way of writing. ``own``: sentences that passed and are not the plain writer's."""

    system: str
    n: int = 0
    passed: int = 0
    own: int = 0
    seconds: float = 0.0

    def told(self) -> dict[str, Any]:
        return {
            "system": self.system,
            "n": self.n,
            "pass rate": round(self.passed / max(1, self.n), 3),
            "own": round(self.own / max(1, self.n), 3),
            "seconds a sentence": round(self.seconds / max(1, self.n), 2),
        }


def briefs() -> Iterator[Any]:
    """A brief for each question, over the products of its category that share most of its words."""
    from shopguide.text.language import language_of
    from shopguide.text.segment import words
    from shopguide.writers.base import Brief

    products = list(_products())
    for line in QUERIES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        category, question = line.split("\t")
        asked = set(words(question))
        language = language_of(question)
        near = [
            row for row in products if category in row["category"] and row["language"] == language
        ]
        near.sort(key=lambda row: -len(asked & set(words(f"{row['name']} {row['description']}"))))
        yield Brief(question, language, tuple(_records(near[:PICKS], asked)), PICKS)


def _products() -> Iterator[dict[str, Any]]:
    with gzip.open(PRODUCTS, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
    yield from map(json.loads, OURS.read_text(encoding="utf-8").splitlines())


def _records(rows: list[dict[str, Any]], asked: set[str]) -> Iterator[Any]:
    from shopguide.text.segment import pairs
    from shopguide.writers.base import Fact, Record

    prices = sorted(float(row["price"]) for row in rows)
    for number, row in enumerate(rows, start=1):
        said = pairs(f"{row['name']} {row['description']}")
        yield Record(
            f"P{number}",
            row["name"],
            row["category"],
            f"${row['price']}",
            prices.index(float(row["price"])) + 1,
            row["stock"] > 0,
            tuple(
                Fact(f"f{n}", label, str(value))
                for n, (label, value) in enumerate(row["specs"].items())
            ),
            row["description"][:400],
            tuple(dict.fromkeys(surface for word, surface in said if word in asked and surface)),
        )


class Model:
    """The packaged GPT, loaded once."""

    def __init__(self) -> None:
        from shopguide.writers.local import LocalWriter

        self.tokenizer, self.model = LocalWriter()._read_weights()

    def said(self, prompt: str, *, begin: str = "", samples: int = 1, most: int = 40) -> list[str]:
        """First sentences of ``samples`` continuations of a chat whose answer begins with ``begin``."""
        import torch

        chat = self.tokenizer.apply_chat_template(
            [{"role": "user", "content": prompt}], tokenize=False, add_generation_prompt=True
        )
        ids = self.tokenizer(chat + begin, return_tensors="pt")
        how: dict[str, Any] = {"do_sample": False}
        if samples > 1:
            torch.manual_seed(1)
            how = {
                "do_sample": True,
                "temperature": 0.7,
                "top_p": 0.9,
                "num_return_sequences": samples,
            }
        with torch.inference_mode():
            out = self.model.generate(
                **ids, max_new_tokens=most, pad_token_id=self.tokenizer.eos_token_id, **how
            )
        start = ids["input_ids"].shape[1]
        texts = [self.tokenizer.decode(each[start:], skip_special_tokens=True) for each in out]
        return [_sentence(f"{begin}{text}") for text in texts]

    def likelihood(self, prompt: str, answer: str) -> float:
        """Mean log-probability of ``answer`` after ``prompt``."""
        import torch

        before = self.tokenizer(prompt, return_tensors="pt")["input_ids"]
        whole = self.tokenizer(prompt + answer, return_tensors="pt")["input_ids"]
        with torch.inference_mode():
            loss = self.model(whole[:, -512:]).logits.log_softmax(-1)
        picked = loss[0, :-1].gather(1, whole[:, -512:][0, 1:, None])[
            -(whole.shape[1] - before.shape[1]) :
        ]
        return float(picked.mean())


def _sentence(text: str) -> str:
    line = next((part.strip() for part in text.splitlines() if part.strip()), "")
    for position, letter in enumerate(line):
        if letter in ".!?" and line[position + 1 : position + 2] in ("", " "):
            return line[: position + 1]
    return ""


def _facts(record: Any) -> str:
    return "; ".join(f"{fact.label}: {fact.value}" for fact in record.facts[:FACTS])


def alone(model: Model, brief: Any, record: Any, plain: str) -> str:
    """As LocalWriter does it: facts in, a sentence out."""
    return model.said(
        f"A shopper asks: {brief.question}\nProduct: {record.name}. {_facts(record)}\n"
        "In one short sentence, say which of these facts fits the request. Do not mention a price."
    )[0]


SHOTS = (
    "Request: a light laptop for travel\nFacts: Weight: 1.2 kg; Screen: 13.3 inch\n"
    "Sentence: It weighs only 1.2 kg, which makes it easy to carry.\n\n"
    "Request: printer for photos\nFacts: Print quality: 4800 dpi; Ink: 6 colours\n"
    "Sentence: It prints with 6 colours at 4800 dpi, good for photos.\n\n"
)


def few_shot(model: Model, brief: Any, record: Any, plain: str) -> str:
    """Two examples first, and the beginning of the sentence given."""
    prompt = f"{SHOTS}Request: {brief.question}\nFacts: {_facts(record)}\nSentence:"
    return model.said(prompt, begin="It ")[0]


def candidates(model: Model, brief: Any, record: Any, plain: str) -> str:
    """Four tries; the likeliest of those that pass every check."""
    prompt = f"{SHOTS}Request: {brief.question}\nFacts: {_facts(record)}\nSentence:"
    found = [
        text for text in model.said(prompt, begin="It ", samples=4) if passes(text, brief, record)
    ]
    return max(found, key=lambda text: model.likelihood(prompt, text), default="")


def rewriting(model: Model, brief: Any, record: Any, plain: str) -> str:
    """The plain writer's sentence in other words."""
    from shopguide.suggest.slots import SLOT

    bare = SLOT.sub("it", plain)
    return model.said(f"Rewrite this sentence in friendlier words, with the same facts: {bare}")[0]


def constrained(model: Model, brief: Any, record: Any, plain: str) -> str:
    """Decoding that can only end in a fact as it stands: the one that the request makes likeliest,
    beside how likely it is of itself."""
    told = [f"It has {fact.label.lower()}: {fact.value}." for fact in record.facts[:CHOICE]]
    if not told:
        return ""
    asked = f"{SHOTS}Request: {brief.question}\nSentence: "
    unasked = f"{SHOTS}Request: anything\nSentence: "
    return max(
        told, key=lambda each: model.likelihood(asked, each) - model.likelihood(unasked, each)
    )


WAYS: dict[str, Callable[[Model, Any, Any, str], str]] = {
    "alone": alone, "few-shot": few_shot, "candidates": candidates, "rewriting": rewriting,
    "constrained": constrained,
}  # fmt: skip


def passes(text: str, brief: Any, record: Any) -> bool:
    from shopguide.suggest.verify import failed_rule

    return failed_rule(text, brief, [record]) is None


def measured(progress: bool, most: int) -> tuple[list[Row], list[dict[str, Any]]]:
    from shopguide.writers.plain import PlainWriter

    model, rows, pairs = Model(), {name: Row(name) for name in ("plain", *WAYS)}, []
    for brief in islice(briefs(), most):
        began = time.perf_counter()
        draft = PlainWriter().write(replace(brief, picks=PICKS))
        plain = {pick.ref: pick.reason for pick in draft.picks}
        rows["plain"].seconds += time.perf_counter() - began
        for record in brief.records[:1]:
            shown = {"question": brief.question, "product": record.name, "plain": plain[record.ref]}
            rows["plain"].n += 1
            rows["plain"].passed += passes(plain[record.ref], brief, record)
            for name, way in WAYS.items() if brief.language == "en" else ():
                began = time.perf_counter()
                text = way(model, brief, record, plain[record.ref])
                row = rows[name]
                row.seconds += time.perf_counter() - began
                row.n += 1
                row.passed += (ok := passes(text, brief, record))
                row.own += ok and text != plain[record.ref]
                shown[name] = f"{'pass' if ok else 'FAIL'}: {text or '(nothing)'}"
            pairs.append(shown)
        if progress:
            print(brief.question, flush=True)
    return list(rows.values()), pairs


def written(rows: list[Row], pairs: list[dict[str, Any]]) -> str:
    lines = ["| system | sentences | pass rate | own | seconds each |", "|---|---|---|---|---|"]
    for row in rows:
        told = row.told()
        lines.append("| " + " | ".join(str(value) for value in told.values()) + " |")
    for pair in pairs:
        lines += ["", f"**{pair.pop('question')}** — {pair.pop('product')}", ""]
        lines += [f"- {name}: {text}" for name, text in pair.items()]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--out", type=Path, help="write the side-by-side there, after its heading")
    parser.add_argument("--most", type=int, default=30, help="so many questions, the first")
    asked = parser.parse_args()
    import django

    django.setup()
    rows, pairs = measured(asked.format == "text", asked.most)
    if asked.format == "json":
        told = [row.told() for row in rows]
        print(json.dumps({"task": "local writer", "n": len(pairs), "rows": told}))
    else:
        print(written(rows, []))
    if asked.out:
        kept = asked.out.read_text().partition("<!-- figures -->")[0] if asked.out.exists() else ""
        asked.out.write_text(f"{kept}<!-- figures -->\n{written(rows, pairs)}")


if __name__ == "__main__":
    main()
