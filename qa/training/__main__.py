"""The shipped model made anew from the data in data/ and the pinned packages: `make model`.

Each stage leaves its files in the build folder and is skipped where they are already there: remove
one to run it and what follows again. Without a GPU the training stages take hours.
"""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import click
import numpy as np

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
TOKENS = "tokens.npz"


def vocabulary(folder: Path, device: str) -> None:
    """Token vectors, and the tokenizer that goes with them."""
    from qa.training.vocabulary import build, quantized_rows

    np.savez(folder / TOKENS, **quantized_rows(build(folder)))


def corpus(folder: Path, device: str) -> None:
    """The reading data as arrays."""
    from qa.training.corpus import save
    from qa.training.prepare import DATA, Builder, read

    builder = Builder(folder / "tokenizer.json")
    save(builder.corpus(read(sorted(DATA.glob("train*.jsonl")))), folder / "train.bin")
    save(builder.corpus(read(sorted(DATA.glob("dev*.jsonl")))), folder / "dev.bin")


def deep(folder: Path, device: str) -> None:
    """The encoder whose teacher is the English original."""
    from qa.training.encoder import Plan
    from qa.training.trunk import from_bert
    from qa.training.vocabulary import base_model

    _encoder(folder, device, from_bert(base_model() / "model.safetensors"), Plan(), "deep")


def encoder(folder: Path, device: str) -> None:
    """The encoder that ships, on from the deep one."""
    from qa.training.encoder import SHIPPED_PLAN, load_trunk

    start = load_trunk(folder / "deep.safetensors")
    _encoder(folder, device, start, SHIPPED_PLAN, "encoder")


def _encoder(folder: Path, device: str, start: dict, plan: object, name: str) -> None:
    from qa.training.corpus import load
    from qa.training.encoder import recall, save, train

    model = train(load(folder / "train.bin"), _tokens(folder), start, plan, device)
    figures = recall(model, load(folder / "dev.bin"), device)
    save(model, folder / f"{name}.safetensors")
    _report(folder, name, figures)


def reader(folder: Path, device: str) -> None:
    """The reader, on from the deep encoder."""
    from qa.training.corpus import load
    from qa.training.encoder import load_trunk
    from qa.training.reader import Plan, begun, measure, save, train

    tokens, model = _tokens(folder), begun(load_trunk(folder / "deep.safetensors"))
    model = train(model, load(folder / "train.bin"), tokens, Plan(), device)
    figures = measure(model, load(folder / "dev.bin"), tokens, device)
    save(model, folder / "reader.safetensors")
    _report(folder, "reader", figures)


def rounded(folder: Path, device: str) -> None:
    """The reader, trained on with the rounding of int8."""
    from qa.training import rounding
    from qa.training.corpus import load
    from qa.training.encoder import load_trunk
    from qa.training.reader import ROUNDED_PLAN, Reader, measure, save, train
    from qa.training.smoothing import samples, smooth

    corpus, tokens, model = load(folder / "train.bin"), _tokens(folder), Reader()
    model.load_state_dict(load_trunk(folder / "reader.safetensors"))
    smooth(model, samples(corpus), tokens)
    rounding.rounded(model)
    model = train(model, corpus, tokens, ROUNDED_PLAN, device)
    figures = measure(model, load(folder / "dev.bin"), tokens, device)
    rounding.exact(model)
    save(model, folder / "rounded.safetensors")
    _report(folder, "rounded", figures)


def export(folder: Path, device: str) -> None:
    """The files that ship, checked against the model in floats."""
    from index.encoder import SHIPPED
    from qa.training.export import export as write

    figures = write(folder, _tokens(folder), SHIPPED)
    _report(folder, "export", figures)


def calibration(folder: Path, device: str) -> None:
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
    (folder / "calibration.json").write_text("{}")


# Each stage with the file that says that it is done.
STAGES: list[tuple[Callable[[Path, str], None], str]] = [
    (vocabulary, TOKENS),
    (corpus, "dev.bin"),
    (deep, "deep.json"),
    (encoder, "encoder.json"),
    (reader, "reader.json"),
    (rounded, "rounded.json"),
    (export, "export.json"),
    (calibration, "calibration.json"),
]


def _tokens(folder: Path) -> np.ndarray:
    """Return the token vectors as they ship: trained on what is answered with."""
    table = np.load(folder / TOKENS)
    return table["rows"] * table["scales"].astype(np.float32)[:, None]


def _report(folder: Path, name: str, figures: dict) -> None:
    (folder / f"{name}.json").write_text(json.dumps(figures, indent=1))
    log.info("%s: %s", name, figures)


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default="build/model", show_default=True)
@click.option("--device", default="cpu", show_default=True, help="cpu or cuda.")
def main(folder: Path, device: str) -> None:
    """Make the shipped model anew."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    folder.mkdir(parents=True, exist_ok=True)
    for stage, done in STAGES:
        if (folder / done).exists():
            log.info("%s: there already", stage.__name__)
            continue
        log.info("%s: %s", stage.__name__, stage.__doc__)
        stage(folder, device)


if __name__ == "__main__":
    main()
