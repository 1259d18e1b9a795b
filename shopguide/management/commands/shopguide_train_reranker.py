"""``manage.py shopguide_train_reranker``: weights of a reranker, shopguide's own or a shop's."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from shopguide.encoders.base import EncoderError
from shopguide.encoders.transformer import DEFAULT
from shopguide.rerank.base import RerankerError
from shopguide.rerank.judged import Judged, kept_apart, read_judged, split
from shopguide.rerank.training.written import packaged
from shopguide.rerank.weights import PACKAGED, Weights

if TYPE_CHECKING:
    from shopguide.rerank.training.fit import Progress


class Command(BaseCommand):
    # A reranker without weights is what this mends.
    requires_system_checks = []
    help = (
        "Train a reranker on files of judged questions and on what shopguide's authors wrote. Two "
        "tenths of the files' questions, by question and product, are never trained on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("output", type=Path, help="a folder for the weights")
        parser.add_argument(
            "--data", type=Path, nargs="+", default=[], help="files of judged questions"
        )
        parser.add_argument("--without-packaged", action="store_true", help="no text of ours")
        parser.add_argument(
            "--start-from", help=f'weights to train further: a folder, or "{PACKAGED}"'
        )
        parser.add_argument("--encoder", default=DEFAULT, help="the model whose layers are trained")
        parser.add_argument("--epochs", type=int, default=2)
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            given = [each for path in options["data"] for each in read_judged(path)]
            ours = {} if options["without_packaged"] else packaged()
        except (ValueError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        known, held = split(given)
        fitted, apart = kept_apart(known)
        for name, each in {"fitted": fitted, "calibrated": apart, "held": held, **ours}.items():
            self.stdout.write(f"{len(each):>7,}  {name}")
        written = [each for of in ours.values() for each in of]
        questions = [*fitted, *written]
        if not questions:
            raise CommandError(
                "There is nothing to train on; give --data or the packaged text.", returncode=2
            )
        try:
            self._train(questions, apart or questions, [*known, *written], options)
        except (EncoderError, RerankerError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(self.style.SUCCESS(f"Weights are in {options['output']}."))

    def _train(
        self,
        questions: list[Judged],
        apart: list[Judged],
        known: list[Judged],
        options: dict[str, Any],
    ) -> None:
        # torch is loaded by whoever trains.
        from shopguide.rerank.training.fit import Plan, Trainer

        quiet = options["verbosity"] == 0
        trainer = Trainer(options["encoder"], Plan(epochs=options["epochs"], seed=options["seed"]))
        if options["start_from"]:
            trainer.start_from(Weights.of(options["start_from"]))
        with _bar("text", quiet) as progress:
            trainer.prepare([*questions, *apart], progress)
        with _bar("step", quiet) as progress:
            trainer.fit(questions, progress)
        found = trainer.calibrate(apart)
        self.stdout.write(f"Refusal is best below {found.threshold:.3f}.")
        trainer.save(options["output"], known)


@contextmanager
def _bar(unit: str, quiet: bool) -> "Iterator[Progress]":
    with tqdm(unit=unit, file=sys.stderr, disable=quiet) as bar:

        def progress(done: int, of: int, loss: float) -> None:
            bar.total = of
            bar.set_postfix(loss=f"{loss:.2f}", refresh=False)
            bar.update(done - bar.n)

        yield progress
