"""``manage.py shopguide_train_reader``: weights of a reader, shopguide's own or a shop's."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from shopguide.catalogue.guide import ProductGuide, Reviews
from shopguide.catalogue.registry import registry
from shopguide.encoders.base import EncoderError
from shopguide.encoders.transformer import DEFAULT
from shopguide.reviews.base import ReaderError
from shopguide.reviews.training.corpora import CorpusError, packaged, shop_reviews
from shopguide.reviews.training.examples import Example, FormError, read_file
from shopguide.reviews.weights import PACKAGED, Weights
from shopguide.text.aspects import OTHER, general
from shopguide.text.review import review_texts

CHUNK = 500


class Command(BaseCommand):
    # A reader without weights is what this mends.
    requires_system_checks = []
    help = (
        "Train a reader of reviews on shopguide's corpora, on a shop's own reviews with stars and on "
        "annotated files. Compare it with shopguide_evaluate reviews --reader before using it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("output", type=Path, help="a folder for the weights")
        parser.add_argument("--guide", help="train on the reviews of this guide that have stars")
        parser.add_argument("--most", type=int, default=5000, help="reviews of the guide at most")
        parser.add_argument(
            "--annotated", type=Path, action="append", default=[], help="a file of annotated texts"
        )
        parser.add_argument("--without-packaged", action="store_true", help="no corpora of ours")
        parser.add_argument(
            "--start-from", help=f'weights to train further: a folder, or "{PACKAGED}"'
        )
        parser.add_argument("--encoder", default=DEFAULT, help="the model whose layers are trained")
        parser.add_argument("--epochs", type=int, default=2)
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            corpora = self._corpora(options)
            examples = [*chain.from_iterable(corpora.values())]
            if not examples:
                raise CommandError(
                    "There is nothing to train on; give --guide, --annotated or the packaged "
                    "corpora.",
                    returncode=2,
                )
            for name, each in corpora.items():
                self.stdout.write(f"{len(each):>7,}  {name}")
            self._train(examples, options)
        except (CorpusError, FormError, EncoderError, ReaderError, OSError) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(self.style.SUCCESS(f"Weights are in {options['output']}."))

    def _corpora(self, options: dict[str, Any]) -> dict[str, list[Example]]:
        found: dict[str, list[Example]] = {}
        if not options["without_packaged"]:
            found |= packaged(options["seed"])
        for path in options["annotated"]:
            found[str(path)] = read_file(path)
        if options["guide"]:
            try:
                guide = registry.get(options["guide"])
            except LookupError as error:
                raise CommandError(str(error), returncode=2) from error
            found[f"reviews of {guide.name}"] = _own(guide, options["most"])
        return found

    def _train(self, examples: list[Example], options: dict[str, Any]) -> None:
        # torch is loaded by whoever trains.
        from shopguide.reviews.training.fit import Plan, Trainer

        plan = Plan(epochs=options["epochs"], seed=options["seed"])
        aspects = [*(each.name for each in general()), OTHER]
        trainer = Trainer(options["encoder"], aspects, plan)
        if options["start_from"]:
            trainer.start_from(Weights.of(options["start_from"]))
        with tqdm(unit="step", file=sys.stderr, disable=options["verbosity"] == 0) as bar:

            def progress(done: int, of: int, loss: float) -> None:
                bar.total = of
                bar.set_postfix(loss=f"{loss:.2f}", refresh=False)
                bar.update()

            trainer.fit(examples, progress)
        trainer.save(options["output"])


def _own(guide: ProductGuide, most: int) -> list[Example]:
    reviews = guide.reviews
    if reviews is None or not reviews.score:
        raise CommandError(
            f"{type(guide).__name__} declares no reviews with a score; give Reviews(score=…).",
            returncode=2,
        )
    return shop_reviews(_rated(reviews), most)


def _rated(reviews: Reviews) -> Iterator[tuple[str, float]]:
    """Text and stars as a share of the best, newest first."""
    rated = reviews.model._base_manager.exclude(**{reviews.score or "": None}).order_by("-pk")
    rows = iter(rated.values_list("pk", reviews.score or "").iterator(chunk_size=CHUNK))
    while part := dict(islice(rows, CHUNK)):
        for pk, text in review_texts(reviews, part).items():
            yield text.whole.strip(), float(part[pk]) / reviews.best
