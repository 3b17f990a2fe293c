import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from qa.cli import main

QUESTION = "what's the CKD capacity?"


@pytest.fixture
def qa(service, monkeypatch, tmp_path):
    """Return a function that runs the command line over the service."""
    monkeypatch.setattr("qa.assemble.assemble", lambda settings: service)
    environ = {"QA_DATA": str(tmp_path / "data")}

    def run(*arguments, **variables):
        return CliRunner().invoke(main, arguments, env=environ | variables)

    return run


def failed_in_one_line(result) -> str:
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("qa: ")
    return line.removeprefix("qa: ")


def run_python(program: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, **options
    )


def test_ask_prints_the_answer_then_its_sentence_and_place(qa):
    result = qa("ask", QUESTION, "--top-k", "1")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "10 000 единиц в год\n"
        "Мощность линии CKD составит 10 000 единиц в год.\n"
        "Автомобили JAC показали премьер-министрам, characters 73–92, confidence 93%\n"
    )


def test_ask_prints_other_answers_after_a_blank_line(qa):
    blocks = qa("ask", QUESTION).stdout.split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == [
        "10 000 единиц в год",
        "28 миллионов долларов",
        "Россию",
    ]


def test_a_refusal_prints_its_message_and_succeeds(qa, cars):
    result = qa("ask", "What is the price of the JAC S3?")
    start = cars.text.index("28 миллионов")
    assert result.exit_code == 0
    assert result.stdout == (
        "The articles do not state it.\n"
        "Found nowhere: price, <i>S3</i>\n"
        "Nearest: Инвестировано 28 миллионов долларов.\n"
        f"Автомобили JAC показали премьер-министрам, characters {start}–{start + 21}\n"
    )


def test_json_is_what_the_endpoint_returns(qa, client):
    result = qa("ask", QUESTION, "--json")
    response = client.post("/api/v1/ask", json={"question": QUESTION})
    assert result.stdout == response.text + "\n"


def test_what_could_steer_a_terminal_is_blanked(qa, service, monkeypatch):
    from qa.answer import Refusal

    refusal = Refusal("?", "en", "clause", "not_stated", "No\x1b[2J\nmore\u2028here")
    monkeypatch.setattr(service.answerer, "ask", lambda *_, **__: refusal)
    assert qa("ask", "?").stdout == "No [2J more here\n"


@pytest.mark.parametrize("question", ["", "  ", "a" * 501])
def test_a_bad_question_fails_in_one_line(qa, question):
    failed_in_one_line(qa("ask", question))


def test_a_question_that_is_not_text_fails_in_one_line(qa):
    assert failed_in_one_line(qa("ask", "\udcff")) == "the question is not text in UTF-8"


@pytest.mark.parametrize("top_k", ["0", "11", "three"])
def test_a_wrong_top_k_names_what_is_wanted(qa, top_k):
    result = qa("ask", QUESTION, "--top-k", top_k)
    assert result.exit_code == 2
    assert "--top-k" in result.stderr


def test_add_adds_every_article(qa, service, tmp_path):
    paths = []
    for name in ("a.txt", "b.txt"):
        paths.append(tmp_path / name)
        paths[-1].write_text(f"The article {name}.", encoding="utf-8")
    result = qa("add", *map(str, paths))
    assert result.exit_code == 0
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["added", "added"]
    texts = [each.text for each in service.store.documents()]
    assert texts[-2:] == ["The article a.txt.", "The article b.txt."]
    again = qa("add", str(paths[0]))
    assert again.stdout.startswith("was there: ")
    assert len(service.store.documents()) == 4


def test_add_adds_nothing_when_one_cannot_be_read(qa, service, tmp_path):
    good = tmp_path / "good.txt"
    good.write_text("A good article.", encoding="utf-8")
    line = failed_in_one_line(qa("add", str(good), str(tmp_path / "missing.txt")))
    assert "missing.txt" in line
    assert [each.id for each in service.store.documents()] == ["cars", "tea"]


def test_list_names_each_article(qa, cars, tea):
    assert qa("list").stdout == (
        f"cars  ru  {len(cars.text)} characters  Автомобили JAC показали премьер-министрам\n"
        f"tea  en  {len(tea.text)} characters  Tea <b>& sons</b>\n"
    )


def test_remove_removes_one_article(qa, service):
    assert qa("remove", "tea").stdout == "removed: tea\n"
    assert [each.id for each in service.store.documents()] == ["cars"]


def test_remove_of_an_unknown_article_fails_in_one_line(qa, service):
    assert "nope" in failed_in_one_line(qa("remove", "nope"))
    assert [each.id for each in service.store.documents()] == ["cars", "tea"]


def test_verify_checks_the_citations_of_an_answer(qa, cars, tmp_path, monkeypatch):
    store = SimpleNamespace(document=lambda document_id: cars)
    monkeypatch.setattr("qa.cli._store", lambda: store)
    path = tmp_path / "answer.json"
    path.write_text(qa("ask", QUESTION, "--json").stdout, "utf-8")
    assert qa("verify", str(path)).stdout == "verified: 3 citations\n"
    path.write_text(path.read_text("utf-8").replace("10 000", "12 000"), "utf-8")
    said = failed_in_one_line(qa("verify", str(path)))
    assert said.startswith(f"{path}: '12 000 единиц в год' does not stand at 73 to 92")


def test_verify_says_how_much_was_found_whole(qa):
    assert qa("verify").stdout == "verified: 2 passages\n"


def test_what_an_operator_must_act_on_is_one_line(qa, monkeypatch):
    from index.encoder import UnknownModel

    def assemble(settings):
        raise UnknownModel("no/such-model", "it is neither a folder\nnor in the cache")

    monkeypatch.setattr("qa.assemble.assemble", assemble)
    assert "no/such-model" in failed_in_one_line(qa("ask", QUESTION))


def test_a_fault_of_ours_is_not_taken_for_the_operators(qa, service, monkeypatch):
    def ask(*_, **__):
        raise RuntimeError("a fault")

    monkeypatch.setattr(service.answerer, "ask", ask)
    assert isinstance(qa("ask", QUESTION).exception, RuntimeError)


def test_settings_list_value_default_unit_and_meaning_and_hide_the_token(qa):
    result = qa("settings", QA_THRESHOLD="0.25", QA_ADMIN_TOKEN="hunter2")
    rows = {line.split()[0]: line.split() for line in result.stdout.splitlines()}
    assert next(iter(rows)) == "variable"
    assert rows["QA_THRESHOLD"][1:6] == ["0.25", "-", "0", "to", "1"]
    assert rows["QA_ADMIN_TOKEN"][1:3] == ["(hidden)", "-"]
    assert "hunter2" not in result.output


@pytest.mark.parametrize("command", [["settings"], ["ask", QUESTION]])
def test_a_bad_setting_fails_in_one_line(qa, command):
    line = failed_in_one_line(qa(*command, QA_THRESHOLD="high"))
    assert line == "QA_THRESHOLD='high': wanted a number from 0 to 1"


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "--help"], ["settings"]])
def test_help_and_settings_import_nothing_heavy(arguments, tmp_path):
    program = f"""
import sys
from qa.cli import main
try:
    main({arguments})
finally:
    heavy = {{"faiss", "flask", "gunicorn", "numpy", "onnxruntime", "pydantic", "qa.answerer",
              "tantivy", "tokenizers", "torch", "transformers"}}
    print("heavy:", sorted(heavy & set(sys.modules)), file=sys.stderr)
"""
    done = run_python(program, env=os.environ | {"QA_DATA": str(tmp_path)})
    assert (done.returncode, done.stderr) == (0, "heavy: []\n")


def test_a_port_in_use_fails_in_one_line(qa):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = failed_in_one_line(qa("serve", "--port", str(port)))
    assert line == (
        f"cannot listen on 127.0.0.1:{port}: Address already in use; "
        "wanted a free port of this machine"
    )


def test_an_unknown_host_fails_in_one_line(qa):
    assert failed_in_one_line(qa("serve", "--host", "no.such.host.invalid", "--port", "0"))


SERVE = """
import qa.assemble
from types import SimpleNamespace as Part
from qa.cli import main

def assemble(settings):
    nothing = lambda: None
    return Part(present=Part(names=Part(index="c0ffee")), prepare=nothing, warm=nothing)

qa.assemble.assemble = assemble
main(["serve", "--port", "0"])
"""


def test_serve_says_when_it_is_ready_answers_and_stops(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", SERVE],
        env=os.environ | {"QA_DATA": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    ) as serving:
        line = serving.stderr.readline()
        try:
            assert line.startswith("Ready on http://127.0.0.1:")
            with urllib.request.urlopen(f"{line.split()[2]}/healthz", timeout=10) as response:
                assert json.load(response) == {"status": "ok", "index": "c0ffee"}
        finally:
            serving.send_signal(signal.SIGTERM)
        assert serving.wait(timeout=20) == 0


def test_serve_stops_in_one_line_where_the_index_cannot_be_opened(tmp_path):
    program = SERVE.replace(
        "nothing = lambda: None",
        'from index.encoder import UnknownModel; raise UnknownModel("no/such", "it is unknown")',
    )
    done = run_python(program, env=os.environ | {"QA_DATA": str(tmp_path)})
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "no/such" in line
