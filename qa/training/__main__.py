"""The shipped model made anew from the data in data/ and the pinned packages: `make model`.

Each stage leaves its files in the build folder and is skipped where they are already there: remove
one to run it and what follows again. A training that is broken off goes on from where it was, some
minutes before. Without a GPU all its steps take days: --hours makes fewer of them.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np

log = logging.getLogger(__name__)

TOKENS = "tokens.npz"
# Of the hours that are given, what each training takes.
SHARES = {"deep": 0.1, "encoder": 0.15, "reader": 0.6, "rounded": 0.15}


@dataclass(frozen=True)
class Run:
    """Where a model is made, with what, and how long its training may take."""

    folder: Path
    device: str
    hours: float | None = None  # none: until every step is done

    def planned(self, name: str, plan: object, **on_cpu: int) -> object:
        """Return the plan of a training with its share of the hours, and with other sizes on a CPU,
        whose memory holds less."""
        if self.device == "cpu":
            plan = replace(plan, **on_cpu)
        if self.hours is None:
            return plan
        return replace(plan, seconds=3600 * self.hours * SHARES[name])

    def saved(self, name: str) -> Path:
        """Return where a training keeps what it needs to go on."""
        return self.folder / f"{name}.part"

    def tokens(self) -> np.ndarray:
        """Return the token vectors as they ship: trained on what is answered with."""
        table = np.load(self.folder / TOKENS)
        return table["rows"] * table["scales"].astype(np.float32)[:, None]

    def report(self, name: str, figures: dict) -> None:
        """Write the figures of a stage, which is done then."""
        (self.folder / f"{name}.json").write_text(json.dumps(figures, indent=1))
        self.saved(name).unlink(missing_ok=True)
        log.info("%s: %s", name, figures)


def vocabulary(run: Run) -> None:
    """Token vectors, and the tokenizer that goes with them."""
    from qa.training.vocabulary import build, quantized_rows

    np.savez(run.folder / TOKENS, **quantized_rows(build(run.folder)))


def corpus(run: Run) -> None:
    """The reading data as arrays."""
    from qa.training.corpus import save
    from qa.training.prepare import DATA, Builder, read

    builder = Builder(run.folder / "tokenizer.json")
    save(builder.corpus(read(sorted(DATA.glob("train*.jsonl")))), run.folder / "train.bin")
    save(builder.corpus(read(sorted(DATA.glob("dev*.jsonl")))), run.folder / "dev.bin")


def deep(run: Run) -> None:
    """The encoder whose teacher is the English original."""
    from qa.training.encoder import Plan
    from qa.training.trunk import from_bert
    from qa.training.vocabulary import base_model

    _encoder(run, from_bert(base_model() / "model.safetensors"), Plan(), "deep")


def encoder(run: Run) -> None:
    """The encoder that ships, on from the deep one."""
    from qa.training.encoder import SHIPPED_PLAN, load_trunk

    start = load_trunk(run.folder / "deep.safetensors")
    _encoder(run, start, SHIPPED_PLAN, "encoder")


def _encoder(run: Run, start: dict, plan: object, name: str) -> None:
    from qa.training.corpus import load
    from qa.training.encoder import recall, save, train

    plan = run.planned(name, plan, questions=16, sentences=8)
    model = train(
        load(run.folder / "train.bin"), run.tokens(), start, plan, run.device, run.saved(name)
    )
    figures = recall(model, load(run.folder / "dev.bin"), run.device)
    save(model, run.folder / f"{name}.safetensors")
    run.report(name, figures)


def reader(run: Run) -> None:
    """The reader, on from the deep encoder."""
    from qa.training.corpus import load
    from qa.training.encoder import load_trunk
    from qa.training.reader import Plan, begun, measure, save, train

    corpus, tokens = load(run.folder / "train.bin"), run.tokens()
    model = begun(load_trunk(run.folder / "deep.safetensors"))
    plan = run.planned("reader", Plan(), batch=24)
    model = train(model, corpus, tokens, plan, run.device, run.saved("reader"))
    figures = measure(model, load(run.folder / "dev.bin"), tokens, run.device)
    save(model, run.folder / "reader.safetensors")
    run.report("reader", figures)


def rounded(run: Run) -> None:
    """The reader, trained on with the rounding of int8."""
    from qa.training import rounding
    from qa.training.corpus import load
    from qa.training.encoder import load_trunk
    from qa.training.reader import ROUNDED_PLAN, Reader, measure, save, train
    from qa.training.smoothing import samples, smooth

    corpus, tokens, model = load(run.folder / "train.bin"), run.tokens(), Reader()
    model.load_state_dict(load_trunk(run.folder / "reader.safetensors"))
    smooth(model, samples(corpus), tokens)
    rounding.rounded(model)
    plan = run.planned("rounded", ROUNDED_PLAN)
    model = train(model, corpus, tokens, plan, run.device, run.saved("rounded"))
    figures = measure(model, load(run.folder / "dev.bin"), tokens, run.device)
    rounding.exact(model)
    save(model, run.folder / "rounded.safetensors")
    run.report("rounded", figures)


def export(run: Run) -> None:
    """The files that ship, checked against the model in floats."""
    from index.encoder import SHIPPED
    from qa.training.export import export as write

    figures = write(run.folder, run.tokens(), SHIPPED)
    run.report("export", figures)


def calibration(run: Run) -> None:
    """What the scores of the exported model are worth."""
    from qa.assemble import temporary
    from qa.settings import Settings
    from qa.training.calibrate import LANGUAGES, documents, evidence, fit, save
    from qa.training.prepare import DATA, read

    records, questions = read(sorted(DATA.glob("dev*.jsonl"))), []
    for language in LANGUAGES:
        with temporary(Settings(), documents(records, language)) as answerer:
            for alone in (False, True):
                questions += evidence(answerer, records, language, alone)
    save(fit(questions))
    (run.folder / "calibration.json").write_text("{}")


# Each stage with the file that says that it is done.
STAGES: list[tuple[Callable[[Run], None], str]] = [
    (vocabulary, TOKENS),
    (corpus, "dev.bin"),
    (deep, "deep.json"),
    (encoder, "encoder.json"),
    (reader, "reader.json"),
    (rounded, "rounded.json"),
    (export, "export.json"),
    (calibration, "calibration.json"),
]


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default="build/model", show_default=True)
@click.option("--device", default="cpu", show_default=True, help="cpu or cuda.")
@click.option("--hours", type=click.FloatRange(0, min_open=True), help="Of all trainings.")
def main(folder: Path, device: str, hours: float | None) -> None:
    """Make the shipped model anew."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    folder.mkdir(parents=True, exist_ok=True)
    run = Run(folder, device, hours)
    for stage, done in STAGES:
        if (folder / done).exists():
            log.info("%s: there already", stage.__name__)
            continue
        log.info("%s: %s", stage.__name__, stage.__doc__)
        stage(run)


if __name__ == "__main__":
    main()
