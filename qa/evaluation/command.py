"""qa eval: a question set asked on the command line."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qa.evaluation.gold import QuestionSet
    from qa.evaluation.report import Report
    from qa.evaluation.session import Session

NAMED = 20  # wrong lines that are named, at most; all are counted


class BadInput(click.ClickException):
    """Input that cannot be used: one line on stderr."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(f"qa: {' '.join(self.message.split())}", err=True)


@click.command("eval")
@click.argument("questions", type=click.Path(path_type=Path), required=False)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="Ask about this file or folder, in an index that is thrown away.",
)
@click.option(
    "--json",
    "json_path",
    type=click.Path(path_type=Path),
    help="Write settings, figures and every result to this file; a run cut off goes on.",
)
@click.option(
    "--gold-paragraph",
    is_flag=True,
    help="Let each question read its own paragraph only, and make it answer.",
)
@click.option(
    "--questions-from",
    type=click.Path(path_type=Path),
    help="Ask the questions of this parallel file, matched by id.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Ask the first so many questions only.")
@click.option(
    "--compare",
    type=click.Path(path_type=Path),
    nargs=2,
    metavar="BEFORE AFTER",
    help="Tell what got better and worse between two files that --json wrote.",
)
def evaluate_command(
    questions: Path | None,
    against: Path | None,
    json_path: Path | None,
    gold_paragraph: bool,
    questions_from: Path | None,
    limit: int | None,
    compare: tuple[Path, Path] | None,
) -> None:
    """Ask QUESTIONS and print how good the answers are.

    A .jsonl file of ours or a .csv table is asked of the articles that the service holds, or of
    those of --against. A .json file of SQuAD (1.1 or 2.0) is asked over all its own paragraphs.
    """
    with _failing_in_one_line():
        if compare:
            click.echo(_compared(*compare), nl=False)
            return
        if questions is None:
            raise BadInput("there are no questions: wanted a .jsonl, .json or .csv file")
        _check_writable(json_path)
        # here, not above: qa --help loads no index
        from qa.evaluation.session import Request, opened
        from qa.settings import Settings

        request = Request(questions, questions_from, limit, against, gold_paragraph)
        with opened(request, Settings.from_environ(os.environ)) as session:
            _name_wrong(session.question_set)
            report = _asked(session, json_path)
        click.echo(report.table(), nl=False)


def _asked(session: "Session", json_path: Path | None) -> "Report":
    """Return the report of a session; with a file for it, what was asked before is kept there."""
    if json_path is None:
        return session.report(_show_progress)
    from qa.evaluation.unfinished import Unfinished

    unfinished = Unfinished(json_path, session.settings)
    before = sum(len(asked.results) for asked in unfinished.earlier)
    if before:
        total = len(session.question_set.questions)
        click.echo(f"going on: {before} of {total} questions were asked before", err=True)
    try:
        report = session.report(_show_progress, unfinished.earlier, unfinished.keep)
    except KeyboardInterrupt:
        kept = f"what was asked is kept in {unfinished.path}; the same command goes on from there"
        click.echo(f"qa: {kept}", err=True)
        raise
    _write(json_path, report.to_json())
    unfinished.done()
    return report


def _compared(before: Path, after: Path) -> str:
    from qa.evaluation.compare import Comparison
    from qa.evaluation.report import Report

    return Comparison(Report.read(before), Report.read(after)).table()


@contextmanager
def _failing_in_one_line() -> Iterator[None]:
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt):
        raise
    except _input_errors() as error:
        raise BadInput(str(error)) from error


def _input_errors() -> tuple[type[Exception], ...]:
    # imported only once something has gone wrong
    from qa.evaluation.compare import NothingShared
    from qa.evaluation.gold import BadQuestionSet
    from qa.evaluation.report import BadReport
    from source import UnreadableDocument

    return BadQuestionSet, BadReport, NothingShared, UnreadableDocument


def _name_wrong(question_set: "QuestionSet") -> None:
    for each in question_set.wrong[:NAMED]:
        click.echo(f"qa: left out: {question_set.path}, {each}", err=True)
    if len(question_set.wrong) > NAMED:
        click.echo(f"qa: left out: {len(question_set.wrong) - NAMED} more", err=True)


def _check_writable(path: Path | None) -> None:
    """Fail before the questions are asked rather than after."""
    if path is None:
        return
    target = path if path.exists() else path.absolute().parent
    if path.is_dir() or not target.exists() or not os.access(target, os.W_OK):
        raise BadInput(f"{path}: cannot be written, wanted a file in a folder that exists")


def _write(path: Path, text: str) -> None:
    try:
        # a lone surrogate of the set is no UTF-8, but its \ud800 is JSON
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error


def _show_progress(asked: int, total: int) -> None:
    if asked % 50 == 0 or asked == total:
        click.echo(f"asked {asked} of {total} questions", err=True)
