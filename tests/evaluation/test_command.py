import json
import re
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from qa.confidence import Calibration
from qa.evaluation.command import evaluate_command
from source import Document

ARTICLE = Document("cars", "Cars", "The line makes 9000. Exports go to 15 cities.")
CONTEXT = "The tea costs 5 euros. Tea is green."
JSONL = {
    "id": "s1",
    "lang": "en",
    "question": "the line makes",
    "answers": ["9000"],
    "evidence": "The line makes 9000.",
}


@pytest.fixture(autouse=True)
def calls(monkeypatch, fake_answerer):
    """What was asked of qa.assemble, which is a fake here."""
    seen = []

    def assemble(settings):
        seen.append(("assemble", str(settings.data)))
        store = SimpleNamespace(documents=lambda: [ARTICLE])
        return SimpleNamespace(answerer=fake_answerer([ARTICLE]), store=store)

    @contextmanager
    def temporary(settings, documents):
        seen.append(("temporary", [document.title for document in documents]))
        yield fake_answerer(documents)
        seen.append(("closed",))

    monkeypatch.setattr("qa.evaluation.session.assemble", assemble)
    monkeypatch.setattr("qa.evaluation.session.temporary", temporary)
    monkeypatch.setenv("QA_DATA", "/data")
    return seen


@pytest.fixture
def jsonl(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(JSONL), "utf-8")
    return path


@pytest.fixture
def squad(tmp_path):
    qas = [
        {"id": "q1", "question": "tea costs", "answers": [{"text": "5", "answer_start": 14}]},
        {"id": "q2", "question": "coffee", "answers": [], "is_impossible": True},
    ]
    path = tmp_path / "set.json"
    paragraphs = [{"context": CONTEXT, "qas": qas}]
    path.write_text(json.dumps({"data": [{"title": "Tea", "paragraphs": paragraphs}]}), "utf-8")
    return path


def run(*arguments):
    return CliRunner().invoke(evaluate_command, [str(argument) for argument in arguments])


def test_jsonl_is_asked_of_the_service(jsonl, calls):
    result = run(jsonl)
    assert (result.exit_code, calls) == (0, [("assemble", "/data")])
    assert result.stderr == "asked 1 of 1 questions\n"
    assert f"questions: {jsonl}\n" in result.stdout
    assert "mode: open\n" in result.stdout


def test_squad_is_asked_over_a_temporary_index_that_is_closed(squad, calls):
    result = run(squad)
    assert (result.exit_code, calls) == (0, [("temporary", ["Tea"]), ("closed",)])


def test_the_json_is_written_to_its_file(squad, tmp_path):
    out = tmp_path / "out.json"
    assert run(squad, "--json", out).exit_code == 0
    results = json.loads(out.read_text("utf-8"))["results"]
    assert [(r["id"], r["given"] and r["given"]["text"]) for r in results] == [
        ("q1", "5"),
        ("q2", None),
    ]
    assert list(tmp_path.iterdir()) == [squad, out], "nothing else is left there"


def test_the_gold_paragraph_must_answer(squad, tmp_path):
    out = tmp_path / "out.json"
    assert run(squad, "--gold-paragraph", "--json", out).exit_code == 0
    content = json.loads(out.read_text("utf-8"))
    assert content["settings"]["mode"] == "gold paragraph"
    assert [r["given"]["text"] for r in content["results"]] == ["5", "5"]


def test_the_limit_is_how_many_questions_are_asked(squad):
    assert run(squad, "--limit", 1).stderr == "asked 1 of 1 questions\n"


def test_questions_come_from_a_parallel_file(squad, jsonl, tmp_path):
    parallel = tmp_path / "ru.jsonl"
    asked = [{"id": name, "lang": "ru", "question": "чай", "answers": []} for name in ("q1", "q2")]
    parallel.write_text("\n".join(map(json.dumps, asked)), "utf-8")
    result = run(squad, "--questions-from", parallel)
    assert result.exit_code == 0
    assert f"questions_from: {parallel}\n" in result.stdout
    assert "language ru" in result.stdout
    failed = run(squad, "--questions-from", jsonl)
    assert failed.exit_code == 2
    assert failed.stderr == f"qa: {jsonl}: no question with the id 'q1'\n"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("none.jsonl", None, "No such file or directory"),
        ("empty.jsonl", "", "holds no questions"),
        (
            "other.jsonl",
            json.dumps(JSONL | {"answers": ["8000"]}),
            "line 1: question s1: no document holds its answer '8000'",
        ),
        ("set.txt", "", "wanted .jsonl of ours, .json of SQuAD or a .csv table"),
    ],
)
def test_bad_input_is_one_line_on_stderr_and_exit_code_2(tmp_path, name, content, expected):
    path = tmp_path / name
    if content is not None:
        path.write_text(content, "utf-8")
    result = run(path)
    assert (result.exit_code, result.stdout) == (2, "")
    joint = ", " if expected.startswith("line") else ": "
    assert result.stderr == f"qa: {path}{joint}{expected}\n"


def test_gold_paragraph_of_a_set_without_paragraphs_is_refused(jsonl, calls):
    result = run(jsonl, "--gold-paragraph")
    assert (result.exit_code, calls) == (2, [])
    expected = f"qa: {jsonl}, line 1: question s1 has no paragraph of its own to read\n"
    assert result.stderr == expected


def test_the_page_is_written_to_its_file_with_the_figures_of_the_table(squad, tmp_path):
    out = tmp_path / "out.html"
    result = run(squad, "--html", out)
    assert result.exit_code == 0
    text = out.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    shown = re.search(r"F1 of all, SQuAD 2.0 +([\d.]+)", result.stdout)[1]
    assert f"F1 of all, SQuAD 2.0</th><td>{shown}</td>" in text


@pytest.mark.parametrize("option", ["--json", "--html"])
@pytest.mark.parametrize("out", ["missing/out.json", "."])
def test_a_file_that_cannot_be_written_is_told_before_asking(jsonl, tmp_path, calls, out, option):
    path = tmp_path / out
    result = run(jsonl, option, path)
    assert (result.exit_code, calls) == (2, [])
    wanted = "cannot be written, wanted a file in a folder that exists"
    assert result.stderr == f"qa: {path}: {wanted}\n"


def test_a_folder_is_asked_in_a_temporary_index(tmp_path, jsonl, calls):
    folder = tmp_path / "docs"
    folder.mkdir()
    for name in ("cars", "copy"):
        (folder / f"{name}.txt").write_text(ARTICLE.text, "utf-8")
    (folder / "tea.md").write_text("# Tea\n\nThe tea costs 5 euros.", "utf-8")
    result = run(jsonl, "--against", folder)
    assert result.exit_code == 0
    assert calls == [("temporary", ["cars", "Tea"]), ("closed",)]
    assert f"against: {folder}\ndocuments: 2\n" in result.stdout


def test_a_table_names_its_documents_by_the_files_of_the_folder(tmp_path):
    (tmp_path / "cars.txt").write_text(ARTICLE.text, "utf-8")
    table = tmp_path / "set.csv"
    rows = ["the line makes,9000,cars.txt", "exports,15,cars.txt", "tea,5,tea.txt"]
    table.write_text("\n".join(["question,answer,document", *rows]), "utf-8")
    result = run(table, "--against", tmp_path / "cars.txt")
    assert result.exit_code == 0
    reason = "question line-4: no document is called 'tea.txt'"
    assert result.stderr.startswith(f"qa: left out: {table}, line 4: {reason}\n")
    assert "left out: 1, as their lines are wrong\n" in result.stdout


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "there is no such file; wanted"),
        (b"\x00\x01\x02", "it is a binary file: it holds NUL bytes; wanted"),
        ("Мощность".encode() * 9 + b"\xff", "its encoding is UTF-8, but for a broken byte at 144;"),
    ],
)
def test_documents_that_cannot_be_read_are_named(tmp_path, jsonl, content, reason):
    path = tmp_path / "cars.txt"
    if content is not None:
        path.write_bytes(content)
    result = run(jsonl, "--against", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"qa: {path}: {reason}")


def test_a_set_with_its_own_paragraphs_is_not_asked_against_others(squad, tmp_path, calls):
    result = run(squad, "--against", tmp_path)
    assert (result.exit_code, calls) == (2, [])
    assert "its questions come with their own paragraphs" in result.stderr


def test_wrong_lines_are_named_and_counted_and_the_rest_is_asked(jsonl):
    with jsonl.open("a", encoding="utf-8") as file:
        file.write("\n" + "\n".join(["{}"] * 21))
    result = run(jsonl)
    assert result.exit_code == 0
    lines = result.stderr.splitlines()
    wanted = '"answers" is missing, wanted a list of texts'
    assert lines[0] == f"qa: left out: {jsonl}, line 2: {wanted}"
    assert lines[19:] == [
        f"qa: left out: {jsonl}, line 21: {wanted}",
        "qa: left out: 1 more",
        "asked 1 of 1 questions",
    ]
    assert "left out: 21, as their lines are wrong" in result.stdout


def test_a_run_that_was_cut_off_goes_on(squad, tmp_path, fake_answerer, monkeypatch):
    out, ask = tmp_path / "out.json", fake_answerer.ask

    def interrupted(self, question, *, top_k, turns):
        if question == "coffee":
            raise KeyboardInterrupt
        return ask(self, question, top_k=top_k, turns=turns)

    monkeypatch.setattr(fake_answerer, "ask", interrupted)
    stopped = run(squad, "--json", out)
    assert stopped.exit_code == 1
    part = tmp_path / "out.json.part"
    kept = f"what was asked is kept in {part}; the same command goes on from there"
    assert stopped.stderr == f"qa: {kept}\n\nAborted!\n"
    assert not out.exists()
    monkeypatch.setattr(fake_answerer, "ask", ask)
    resumed = run(squad, "--json", out)
    assert resumed.exit_code == 0
    assert resumed.stderr == (
        "going on: 1 of 2 questions were asked before\nasked 2 of 2 questions\n"
    )
    assert not part.exists()
    assert [r["id"] for r in json.loads(out.read_text("utf-8"))["results"]] == ["q1", "q2"]


def test_two_runs_are_compared(squad, tmp_path):
    before, after = tmp_path / "a.json", tmp_path / "b.json"
    run(squad, "--json", before)
    run(squad, "--gold-paragraph", "--json", after)
    result = run("--compare", before, after)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "2 questions in both, 0 left out; 0 better, 0 worse, 2 as good" in result.stdout


def test_a_file_that_is_no_report_is_not_compared(squad, tmp_path):
    result = run("--compare", squad, squad)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"qa: {squad}: not a report ('settings'), wanted what")


@pytest.fixture
def fitting(tmp_path, monkeypatch, fake_answerer):
    """A set whose answers are right from some confidence on, asked of an answerer of our own."""
    base = Calibration({"margin": 1.0}, 0.0, 0.5)

    class Fitted(fake_answerer):
        calibration = base

        def under(self, calibration):
            assert calibration is base
            return self

    document = Document("d", "D", "".join(f"Word{i} costs {i}. " for i in range(40)))

    def assemble(settings):
        assert settings.threshold is None, "what QA_THRESHOLD says would pass for the shipped one"
        store = SimpleNamespace(documents=lambda: [document])
        return SimpleNamespace(answerer=Fitted([document]), store=store)

    monkeypatch.setattr("qa.evaluation.session.assemble", assemble)
    monkeypatch.setenv("QA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("QA_THRESHOLD", "0.99")
    path = tmp_path / "mine.csv"
    right = [f"word{i} costs,{i}" for i in range(1, 31)]
    wrong = [f"what is the reason that word{i} gives," for i in range(31, 40)]
    path.write_text("\n".join(["question,answer", *right, *wrong]), "utf-8")
    return path


def test_a_threshold_is_fitted_kept_and_taken_back(fitting, tmp_path):
    kept = tmp_path / "data" / "calibration.json"
    result = run(fitting, "--set-threshold")
    assert result.exit_code == 0
    *_, last = result.stdout.splitlines()
    assert last == f"kept in {kept}; qa ask and qa serve use it from their next start"
    assert "\ncalibration: Platt, on 39 questions\n" in result.stdout
    content = json.loads(kept.read_text("utf-8"))
    assert content["origin"] == {
        "source": "user",
        "question_set": "mine.csv",
        "questions": 39,
        "fitted": date.today().isoformat(),
    }
    assert content["fitted_with"]["encoder"] == "words"
    reset = run("--reset-threshold")
    assert (reset.exit_code, reset.stdout) == (0, "back to the shipped confidence and threshold\n")
    assert not kept.exists()
    assert run("--reset-threshold").stdout == "there was none to remove\n"


def test_a_set_that_is_too_small_for_a_threshold_is_told_after_its_figures(fitting, tmp_path):
    result = run(fitting, "--set-threshold", "--limit", 5)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith("qa: a threshold cannot be set by these")
    assert "questions     answered  refused" in result.stdout
    assert not (tmp_path / "data").exists()


def test_a_threshold_is_not_fitted_on_gold_paragraphs(squad, calls):
    result = run(squad, "--set-threshold", "--gold-paragraph")
    assert (result.exit_code, calls) == (2, [])
    assert result.stderr == "qa: --set-threshold needs questions that are asked of all passages\n"


def test_without_questions_there_is_nothing_to_ask():
    result = run()
    assert result.exit_code == 2
    assert result.stderr == "qa: there are no questions: wanted a .jsonl, .json or .csv file\n"


@pytest.mark.parametrize("answers", [[], ["9000"]])
def test_sets_of_one_kind_only_have_dashes_for_the_other(jsonl, answers):
    jsonl.write_text(json.dumps(JSONL | {"answers": answers}), "utf-8")
    result = run(jsonl)
    assert result.exit_code == 0
    assert " nan" not in result.stdout
    [line] = [line for line in result.stdout.splitlines() if line.startswith("all")]
    assert "—" in line


def test_a_limit_of_no_questions_is_refused(jsonl):
    assert run(jsonl, "--limit", 0).exit_code == 2


def test_half_a_character_and_what_steers_a_terminal_are_shown_as_escapes(jsonl, tmp_path):
    strange = JSONL | {"id": "s2", "question": "line \ud800"}
    lines = [JSONL | {"type": "\ud800\x1b[2J"}, strange, strange | {"id": "\ud800"}]
    jsonl.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    out = tmp_path / "out.json"
    result = run(jsonl, "--json", out)
    assert result.exit_code == 0
    assert "type \\ud800\\x1b[2J" in result.stdout
    reason = "question s2 cannot be asked: it holds half a character; wanted text"
    assert f"line 2: {reason}\n" in result.stderr
    assert "line 3: question \\ud800 cannot" in result.stderr
    assert json.loads(out.read_text("utf-8"))["results"][0]["type"] == "\ud800\x1b[2J"


def test_the_command_is_imported_without_the_index_and_the_reports():
    code = "import sys, qa.evaluation.command; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"index", "numpy", "torch", "qa.assemble", "qa.evaluation.run", "qa.evaluation.report"}
    heavy |= {"qa.evaluation.session", "qa.evaluation.metrics"}
    assert heavy.isdisjoint(loaded)
    assert "qa.evaluation.command" in loaded
