"""qa eval: a question set asked on the command line."""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qa.evaluation.question_sets import QuestionSet
    from qa.evaluation.run import MakeAnswerer
    from qa.settings import Settings


class BadInput(click.ClickException):
    """Input that cannot be used: one line on stderr."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(f"qa: {' '.join(self.message.split())}", err=True)


@click.command("eval")
@click.argument("questions", type=click.Path(path_type=Path), required=False)
@click.option(
    "--json",
    "json_path",
    type=click.Path(path_type=Path),
    help="Write settings, figures and every prediction to this file.",
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
    "--export-feedback",
    "feedback_path",
    type=click.Path(path_type=Path),
    help="Write what readers said of answers to this .jsonl file, as questions; ask nothing.",
)
def evaluate_command(
    questions: Path | None,
    json_path: Path | None,
    gold_paragraph: bool,
    questions_from: Path | None,
    limit: int | None,
    feedback_path: Path | None,
) -> None:
    """Ask QUESTIONS and print how good the answers are.

    A .jsonl file of ours is asked of the articles that the service holds. A .json file of SQuAD
    (1.1 or 2.0) is asked over all its own paragraphs, in an index that is thrown away.
    """
    if feedback_path:
        click.echo(_export_feedback(feedback_path))
        return
    if questions is None:
        raise BadInput("there are no questions: wanted a .jsonl or .json file")
    # here, not above: qa --help loads no index
    from qa.evaluation.question_sets import BadQuestionSet, load
    from qa.evaluation.run import evaluate
    from qa.settings import Settings

    try:
        _check_writable(json_path)
        question_set = load(questions, questions_from).first(limit)
        settings = Settings.from_environ(os.environ)
        with ExitStack() as stack:
            report = evaluate(
                question_set,
                _answerer_maker(question_set, settings, stack),
                gold_paragraph,
                _show_progress,
            )
    except BadQuestionSet as error:
        raise BadInput(str(error)) from error
    click.echo(report.table(), nl=False)
    if json_path:
        _write(json_path, report.to_json())


def _export_feedback(path: Path) -> str:
    """Write the questions that readers judged; return how many they are."""
    from index.store import Store
    from qa.conversations import Conversations
    from qa.evaluation.feedback import feedback_set
    from qa.settings import Settings

    if path.suffix != ".jsonl":
        raise BadInput(f"{path}: wanted a file named .jsonl")
    _check_writable(path)
    folder = Settings.from_environ(os.environ).data
    judged = Conversations(folder).judged()
    made = feedback_set(judged, Store(folder).documents())
    _write(path, made.to_jsonl())
    return made.told()


def _answerer_maker(
    question_set: "QuestionSet", settings: "Settings", stack: ExitStack
) -> "MakeAnswerer":
    from qa.assemble import assemble, temporary  # here, not above: it loads the index

    def over_its_paragraphs(documents):
        return stack.enter_context(temporary(settings, documents))

    def over_the_service(documents):
        service = assemble(settings)
        question_set.check_against(service.store.documents())
        return service.answerer

    return over_its_paragraphs if question_set.documents else over_the_service


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
