"""qa eval: a question set asked on the command line."""

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qa.evaluation.gold import QuestionSet
    from qa.evaluation.report import Report
    from qa.evaluation.session import Session
    from qa.settings import Settings

NAMED = 20  # wrong lines that are named, at most; all are counted


class BadInput(click.ClickException):
    """Input that cannot be used: one line on stderr."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        _say(f"qa: {' '.join(self.message.split())}\n", err=True)


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
    "--html",
    "html_path",
    type=click.Path(path_type=Path),
    help="Write a page with figures, plots and every question to this file.",
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
    "--set-threshold",
    is_flag=True,
    help="Fit confidence and threshold on these questions, for the next qa ask and qa serve.",
)
@click.option(
    "--reset-threshold", is_flag=True, help="Go back to the shipped confidence and threshold."
)
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
    html_path: Path | None,
    gold_paragraph: bool,
    questions_from: Path | None,
    limit: int | None,
    set_threshold: bool,
    reset_threshold: bool,
    compare: tuple[Path, Path] | None,
) -> None:
    """Ask QUESTIONS and print how good the answers are.

    A .jsonl file of ours or a .csv table is asked of the articles that the service holds, or of
    those of --against. A .json file of SQuAD (1.1 or 2.0) is asked over all its own paragraphs.
    """
    with _failing_in_one_line():
        if compare:
            _say(_compared(*compare))
            return
        if reset_threshold:
            click.echo(_reset())
            return
        if questions is None:
            raise BadInput("there are no questions: wanted a .jsonl, .json or .csv file")
        if set_threshold and gold_paragraph:
            raise BadInput("--set-threshold needs questions that are asked of all passages")
        _check_writable(json_path)
        _check_writable(html_path)
        # here, not above: qa --help loads no index
        from qa.evaluation.session import Request, opened
        from qa.settings import Settings

        request = Request(
            questions, questions_from, limit, against, gold_paragraph, as_shipped=set_threshold
        )
        settings = Settings.from_environ(os.environ)
        if set_threshold:
            settings = replace(settings, threshold=None)  # else it would be that of QA_THRESHOLD
        with opened(request, settings) as session:
            _name_wrong(session.question_set)
            report = _asked(session, json_path)
            _say(report.table())
            _write_page(html_path, report)
            if set_threshold:
                click.echo(f"\n{_fitted(session, settings, report)}")


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


def _fitted(session: "Session", settings: "Settings", report: "Report") -> str:
    """Fit and keep a calibration for the service of these settings; return what came of it."""
    from qa.confidence import Origin
    from qa.evaluation.calibration import fit
    from qa.recalibration import FittedWith, base_of, save

    base, names = base_of(session.answerer.calibration), session.answerer.names
    origin = Origin("user", session.question_set.path.name, fitted=date.today().isoformat())
    found = fit(report.results, base, origin)
    fitted_with = FittedWith.of(names.encoder, names.reader, settings.reranker or None, base)
    path = save(settings.data, found.recalibration, fitted_with)
    kept = f"kept in {path}; qa ask and qa serve use it from their next start"
    return "\n".join([*found.told(), kept])


def _reset() -> str:
    from qa.recalibration import forget
    from qa.settings import Settings

    there = forget(Settings.from_environ(os.environ).data)
    return "back to the shipped confidence and threshold" if there else "there was none to remove"


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
    from qa.evaluation.calibration import CannotFit
    from qa.evaluation.compare import NothingShared
    from qa.evaluation.gold import BadQuestionSet
    from qa.evaluation.report import BadReport
    from source import UnreadableDocument

    return BadQuestionSet, BadReport, CannotFit, NothingShared, UnreadableDocument


def _name_wrong(question_set: "QuestionSet") -> None:
    for each in question_set.wrong[:NAMED]:
        _say(f"qa: left out: {question_set.path}, {each}\n", err=True)
    if len(question_set.wrong) > NAMED:
        click.echo(f"qa: left out: {len(question_set.wrong) - NAMED} more", err=True)


def _say(text: str, err: bool = False) -> None:
    """Print lines; what could steer a terminal, or is no text in UTF-8, as its escape."""
    shown = "".join(each if each == "\n" or _shows(each) else ascii(each)[1:-1] for each in text)
    click.echo(shown, nl=False, err=err)


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}


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


def _write_page(path: Path | None, report: "Report") -> None:
    if path is None:
        return
    from qa.evaluation.page import page  # here, not above: it loads matplotlib

    _write(path, page(report))


def _show_progress(asked: int, total: int) -> None:
    if asked % 50 == 0 or asked == total:
        click.echo(f"asked {asked} of {total} questions", err=True)
