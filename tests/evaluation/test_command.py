import json
import subprocess
import sys
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace

import pytest
from click.testing import CliRunner

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
        seen.append(("temporary", [document.id for document in documents]))
        yield fake_answerer(documents)
        seen.append(("closed",))

    fake = ModuleType("qa.assemble")
    fake.assemble, fake.temporary = assemble, temporary
    monkeypatch.setitem(sys.modules, "qa.assemble", fake)
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
    assert (result.exit_code, calls) == (0, [("temporary", ["paragraph-1"]), ("closed",)])


def test_the_json_is_written_to_its_file(squad, tmp_path):
    out = tmp_path / "out.json"
    assert run(squad, "--json", out).exit_code == 0
    predictions = json.loads(out.read_text("utf-8"))["predictions"]
    assert [(p["id"], p["predicted"]) for p in predictions] == [("q1", "5"), ("q2", None)]


def test_the_gold_paragraph_must_answer(squad, tmp_path):
    out = tmp_path / "out.json"
    assert run(squad, "--gold-paragraph", "--json", out).exit_code == 0
    content = json.loads(out.read_text("utf-8"))
    assert content["settings"]["mode"] == "gold paragraph"
    assert [p["predicted"] for p in content["predictions"]] == ["5", "5"]


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
            "question s1: no document holds its answer '8000'",
        ),
        ("set.txt", "", "wanted a .jsonl file of ours or a .json file of SQuAD"),
    ],
)
def test_bad_input_is_one_line_on_stderr_and_exit_code_2(tmp_path, name, content, expected):
    path = tmp_path / name
    if content is not None:
        path.write_text(content, "utf-8")
    result = run(path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"qa: {path}: {expected}\n"


def test_gold_paragraph_of_a_set_without_paragraphs_is_refused(jsonl, calls):
    result = run(jsonl, "--gold-paragraph")
    assert (result.exit_code, calls) == (2, [])
    assert result.stderr == f"qa: {jsonl}: question s1 has no paragraph of its own to read\n"


@pytest.mark.parametrize("out", ["missing/out.json", "."])
def test_a_json_file_that_cannot_be_written_is_told_before_asking(jsonl, tmp_path, calls, out):
    path = tmp_path / out
    result = run(jsonl, "--json", path)
    assert (result.exit_code, calls) == (2, [])
    wanted = "cannot be written, wanted a file in a folder that exists"
    assert result.stderr == f"qa: {path}: {wanted}\n"


def test_a_limit_of_no_questions_is_refused(jsonl):
    assert run(jsonl, "--limit", 0).exit_code == 2


def test_a_lone_surrogate_in_a_question_is_written_as_its_escape(jsonl, tmp_path):
    jsonl.write_text(json.dumps(JSONL | {"question": "line \ud800"}), "utf-8")
    out = tmp_path / "out.json"
    assert run(jsonl, "--json", out).exit_code == 0
    assert json.loads(out.read_text("utf-8"))["predictions"][0]["question"] == "line \ud800"


def test_the_command_is_imported_without_the_index_and_the_reports():
    code = "import sys, qa.evaluation.command; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"index", "numpy", "torch", "qa.assemble", "qa.evaluation.run", "qa.evaluation.report"}
    assert heavy.isdisjoint(loaded)
    assert "qa.evaluation.command" in loaded
