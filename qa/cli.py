"""The command line: questions, documents, the server and its settings.

What a command needs is imported inside it: `qa --help` and `qa settings` answer at once, with no
model, index or web framework loaded.
"""

import logging
import multiprocessing
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qa.answer import Answer, Answers, Citation, Refusal
from qa.evaluation.command import evaluate_command
from qa.settings import BadSetting, Settings
from qa.web.payload import TOP_K_LIMIT, dumps, outcome_payload
from qa.web.wording import percent

if TYPE_CHECKING:
    from index.store import Store
    from qa.assemble import Service

WORKER_LIMIT = 64  # processes

_SECRETS = {"admin_token"}
# The settings that name models, and whose a name without an owner may be.
_MODELS = {"encoder": "sentence-transformers", "reader": "", "reranker": "cross-encoder"}


class _Failed(click.ClickException):
    """What an operator must act on: one line on stderr."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(f"qa: {_line(self.message)}", err=True)


@contextmanager
def _failing_in_one_line() -> Iterator[None]:
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except BadSetting as error:
        raise _Failed(str(error)) from error
    except _operator_errors() as error:
        raise _Failed(str(error)) from error
    except OSError as error:
        if error.filename is None:
            raise
        raise _Failed(f"{error.filename}: {error.strerror}") from error


def _operator_errors() -> tuple[type[Exception], ...]:
    # imported only once something has gone wrong
    from index.hub import CannotFetch, UnknownModel
    from index.published import StaleIndex
    from index.store import DamagedStore, UnknownDocument
    from qa.answerer import BadQuestion
    from qa.conversations import DamagedConversations
    from qa.verification import WrongAnswer
    from qa.web.server import CannotListen
    from source import UnreadableDocument

    return (
        BadQuestion,
        CannotFetch,
        CannotListen,
        DamagedConversations,
        DamagedStore,
        StaleIndex,
        UnknownDocument,
        UnknownModel,
        UnreadableDocument,
        WrongAnswer,
    )


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> object:
        with _failing_in_one_line():
            return super().invoke(ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Ask articles in English or Russian; get their exact words and where they stand."""


main.add_command(evaluate_command)


@main.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="Print what POST /api/v1/ask returns.")
@click.option(
    "--top-k",
    type=click.IntRange(1, TOP_K_LIMIT),
    default=3,
    show_default=True,
    help="Answers at most.",
)
def ask(question: str, as_json: bool, top_k: int) -> None:
    """Print the answer to QUESTION, its sentence, and where that stands."""
    service = _service()
    outcome = service.answerer.ask(_text(question), top_k=top_k)
    if as_json:
        click.echo(dumps(outcome_payload(outcome, service.answerer.names)))
        return
    click.echo(_told(outcome))


@main.command()
@click.argument("paths", metavar="PATH|URL...", nargs=-1, required=True)
def add(paths: tuple[str, ...]) -> None:
    """Add articles; if one cannot be read, none is added."""
    from source import read

    # all are read before the first is added
    documents = [document for path in paths for document in read(path)]
    store = _store()
    for document in documents:
        said = "added" if store.add(document) else "was there"
        click.echo(f"{said}: {document.id}  {_line(document.title)}")


@main.command(name="list")
def list_() -> None:
    """List the articles that can be asked about."""
    for document in _store().documents():
        length = f"{len(document.text):,} characters"
        click.echo(f"{document.id}  {document.language}  {length}  {_line(document.title)}")


@main.command()
@click.argument("document_id", metavar="ID")
def remove(document_id: str) -> None:
    """Remove an article."""
    _store().remove(document_id)
    click.echo(f"removed: {document_id}")


@main.command()
@click.argument(
    "answer", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def verify(answer: Path | None) -> None:
    """Check that what is kept is whole: every passage has its document, every hash agrees.

    With ANSWER, a file of what `qa ask --json` printed, check that its citations stand where they
    say.
    """
    if answer is not None:
        from qa import verification

        count = verification.verify(answer, _store())
        click.echo(f"verified: {count:,} {'citation' if count == 1 else 'citations'}")
        return
    service = _service()
    count = service.verify()
    click.echo(f"verified: {count:,} {'passage' if count == 1 else 'passages'}")


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 takes any that is free.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, WORKER_LIMIT),
    default=1,
    show_default=True,
    help="Processes; each holds the models.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the web page and the JSON endpoint."""
    from qa.web import server

    _show_progress(logging.INFO)
    settings = _settings()
    listening = server.listening_socket(host, port)
    _build_index(settings)
    server.serve(settings, listening, workers)


@main.command()
def settings() -> None:
    """List the QA_... variables: value, default, unit, meaning."""
    current = _settings()
    rows = [("variable", "value", "default", "unit", "meaning")]
    for known in fields(Settings):
        value = getattr(current, known.name)
        rows.append(
            (
                f"QA_{known.name.upper()}",
                "(hidden)" if known.name in _SECRETS and value else _cell(value),
                _cell(_default(known)),
                _cell(known.metadata["unit"]),
                known.metadata["meaning"],
            )
        )
    _print_table(rows)


@main.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """List the models: shipped, in use, in the local cache."""
    if context.invoked_subcommand:
        return
    from index.encoder import SHIPPED
    from index.hub import cached

    click.echo(f"Shipped: {_size(_bytes(SHIPPED))}, {SHIPPED}\n\nIn use:")
    _print_table([("variable", "model", "size", "folder"), *map(_model_row, _MODELS)])
    click.echo(f"\nCalibration: {_calibration()}\n\nIn the local cache:")
    held = [(model.name, _size(model.size)) for model in cached()]
    _print_table(held or [("none; qa models pull NAME fetches one",)])


@models.command()
@click.argument("name")
def pull(name: str) -> None:
    """Fetch the model NAME into the local cache.

    NAME is as the hub has it: owner/model. No other command dials out for a model.
    """
    from index import hub

    click.echo(f"fetched: {name}  {hub.pull(name)}")


def _model_row(kind: str) -> tuple[str, ...]:
    """Return which model a variable has in use, its size and where it is."""
    from index.encoder import SHIPPED
    from index.hub import UnknownModel, folder_of

    variable, name = f"QA_{kind.upper()}", getattr(_settings(), kind)
    if not name and kind == "reranker":
        return variable, "none", "-", "-"
    try:
        folder = folder_of(name, owner=_MODELS[kind]) if name else SHIPPED
    except UnknownModel:
        return variable, name, "-", f"not here; qa models pull {name} fetches it"
    return variable, name or "shipped", _size(_bytes(folder)), str(folder)


def _calibration() -> str:
    """Return what says how sure an answer is, and from where on it is given."""
    from pathlib import Path

    from index.encoder import is_ours
    from index.hub import UnknownModel
    from qa.confidence import Origin
    from qa.recalibration import FILE, told

    current = _settings()
    if not (current.data / FILE).exists():
        ours = not current.reader or is_ours(Path(current.reader))
        return told(Origin("shipped" if ours else "reader"))
    from qa.assemble import Models  # only now: a named model takes seconds to load

    try:
        calibration = Models.load(current).calibration
    except UnknownModel as error:
        return f"not known, {error}"
    return f"{told(calibration.origin)}; threshold {calibration.threshold:.2f}"


def _bytes(folder: "Path") -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())


def _settings() -> Settings:
    return Settings.from_environ(os.environ)


def _service() -> "Service":
    from qa.assemble import assemble

    # progress is for a person who waits; a script gets its one line of error and no other
    _show_progress(logging.INFO if sys.stderr.isatty() else logging.WARNING)
    return assemble(_settings())


def _store() -> "Store":
    from qa.assemble import open_store

    return open_store(_settings())


def _show_progress(level: int) -> None:
    logging.basicConfig(format="%(message)s", stream=sys.stderr)
    for ours in ("index", "qa", "source"):
        logging.getLogger(ours).setLevel(level)


def _build_index(settings: Settings) -> None:
    """Build what the workers will open, once, in a process of its own.

    This process forks the workers, so no library may have started threads in it.
    """
    building = multiprocessing.get_context("fork").Process(target=_assemble, args=(settings,))
    building.start()
    building.join()
    if building.exitcode:
        sys.exit(building.exitcode)


def _assemble(settings: Settings) -> None:
    from qa.assemble import assemble

    try:
        with _failing_in_one_line():
            assemble(settings).prepare()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)


def _text(argument: str) -> str:
    """Return the argument; bytes that are not text in UTF-8 come as lone surrogates."""
    try:
        argument.encode()
    except UnicodeEncodeError as error:
        raise _Failed("the question is not text in UTF-8") from error
    return argument


def _told(outcome: Answers | Refusal) -> str:
    """Return the outcome for reading in a terminal, the answer or the refusal first."""
    if not isinstance(outcome, Refusal):
        return "\n\n".join(_answer(each) for each in outcome.answers)
    lines = [_line(outcome.message)]
    if outcome.unmatched_terms:
        lines.append(f"Found nowhere: {_line(', '.join(outcome.unmatched_terms))}")
    if outcome.nearest:
        lines += ["Nearest: " + _line(outcome.nearest.sentence_text), _place(outcome.nearest)]
    return "\n".join(lines)


def _answer(answer: Answer) -> str:
    return "\n".join(
        (
            _line(answer.text),
            _line(answer.citation.sentence_text),
            f"{_place(answer.citation)}, confidence {percent(answer.confidence)}",
        )
    )


def _place(citation: Citation) -> str:
    title = _line(citation.document.title) or citation.document.id
    return f"{title}, characters {citation.start}–{citation.stop}"


def _line(text: str) -> str:
    """Return the text on one line; what could steer a terminal is blanked, the rest kept."""
    blanked = (" " if unicodedata.category(each) in {"Cc", "Zl", "Zp"} else each for each in text)
    return "".join(blanked).strip()


def _cell(value: object) -> str:
    return "-" if value is None or value == "" else str(value)


def _default(known: Field) -> object:
    return known.default if known.default_factory is MISSING else known.default_factory()


if __name__ == "__main__":
    main()
