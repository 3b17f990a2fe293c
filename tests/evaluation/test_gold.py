from pathlib import Path

import pytest

from qa import Citation
from qa.evaluation.gold import (
    BadQuestionSet,
    GoldQuestion,
    Misplaced,
    QuestionSet,
    WrongLine,
    cite,
)
from source import Document, Passage, Span

# sentence by sentence: [0, 20), [21, 46) and [47, 61)
CARS = Document(
    "cars", "About cars", "The line makes 9000. Exports go to 15 cities. It makes 9000."
)
TEA = Document("tea", "Tea", "The tea costs 15 euros.")


def asked(*answers: str, evidence: tuple[str, ...] = (), **changes: object) -> GoldQuestion:
    return GoldQuestion("q", "?", "en", answers, evidence, **changes)


def quotes(question: GoldQuestion) -> list[tuple[str, int, str]]:
    return [(c.document.id, c.start, c.quote) for c in question.gold]


def stretches(question: GoldQuestion) -> list[tuple[str, str]]:
    return [(stretch.document.id, stretch.text) for stretch in question.shown]


def test_an_answer_within_the_evidence_is_meant_there():
    question = asked("9000", evidence=("It makes 9000.",)).placed([CARS, TEA])
    assert quotes(question) == [("cars", 55, "9000")]
    assert question.gold[0].sentence == Span(46, 60)
    assert stretches(question) == [("cars", "It makes 9000.")]


def test_every_copy_of_the_evidence_shows_the_answer():
    again = Document("again", "A", "It makes 9000. It makes 9000.")
    question = asked("9000", evidence=("It makes 9000.",)).placed([CARS, again])
    assert quotes(question) == [("cars", 55, "9000"), ("again", 9, "9000"), ("again", 24, "9000")]


def test_an_answer_outside_its_evidence_stands_where_it_stands_once():
    question = asked("cities", evidence=("It makes 9000.",)).placed([CARS])
    assert quotes(question) == [("cars", 38, "cities")]
    assert stretches(question) == [("cars", "It makes 9000.")]


def test_without_evidence_the_sentence_of_an_answer_that_stands_once_shows_it():
    question = asked("15 cities", "cities").placed([CARS, TEA])
    assert quotes(question) == [("cars", 35, "15 cities"), ("cars", 38, "cities")]
    assert stretches(question) == [("cars", "Exports go to 15 cities.")] * 2


def test_without_evidence_nobody_knows_which_copy_of_an_answer_is_meant():
    question = asked("9000").placed([CARS])
    assert (question.gold, question.shown) == ((), ())
    assert asked("15").placed([CARS, TEA]).gold == ()


def test_a_space_that_cannot_be_told_from_another_is_shown_as_its_escape():
    plant = Document("p", "P", "Мощность 10\u00a0000 единиц.")
    with pytest.raises(Misplaced, match=r"answer '10 000 единиц', but '10\\xa0000 единиц', spelt"):
        asked("10 000 единиц").placed([plant])


def test_a_question_with_its_own_paragraph_is_placed_by_its_spans():
    question = asked("9000", document=CARS, spans=(Span(15, 19),)).placed([])
    assert question.gold == (Citation(CARS, 15, 19, Span(0, 20)),)
    assert question.shown == (Passage(CARS, 15, 19),)


def test_a_question_without_an_answer_is_placed_nowhere():
    question = asked(evidence=("It makes 9000.",)).placed([CARS])
    assert question.gold == ()
    assert stretches(question) == [("cars", "It makes 9000.")]  # a near miss


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (asked("8000"), "question q: no document holds its answer '8000'"),
        (asked("9000", "8000"), "question q: no document holds its answer '8000'"),
        (
            asked("9000", evidence=("No.",)),
            "question q: no document holds its evidence 'No.'",
        ),
        (
            asked("8000", document_name="cars"),
            "question q: the document 'cars' does not hold its answer '8000'",
        ),
    ],
)
def test_an_answer_that_no_document_holds_is_named(question, expected):
    with pytest.raises(Misplaced) as caught:
        question.placed([CARS])
    assert caught.value.wrong == WrongLine(None, expected)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("to 15 Cities", "to 15 cities"),
        ("to\u00a015 cities", "to 15 cities"),
        ("to «15» cities", "to 15 cities"),
        ("15 towns", None),
        ("?!", None),
    ],
)
def test_an_answer_that_stands_there_spelt_otherwise_is_shown_as_it_stands(words, found):
    with pytest.raises(Misplaced) as caught:
        asked(words).placed([TEA, CARS])
    hint = f", but {found!r}, spelt otherwise" if found else ""
    expected = f"question q: no document holds its answer {words!r}{hint}"
    assert caught.value.wrong == WrongLine(None, expected)


@pytest.mark.parametrize(
    ("words", "standalone", "expected"),
    [
        ("x" * 501, None, "it has 501 characters; wanted 500 at most"),
        ("?", "x" * 501, "it has 501 characters; wanted 500 at most"),
        ("\ud800?", None, "it holds half a character; wanted text"),
    ],
)
def test_a_question_that_cannot_be_asked_is_named(words, standalone, expected):
    question = GoldQuestion("q", words, "en", (), standalone=standalone, line=7)
    with pytest.raises(Misplaced) as caught:
        question.placed([CARS])
    assert caught.value.wrong == WrongLine(7, f"question q cannot be asked: {expected}")


@pytest.mark.parametrize("name", ["cars", "About cars", "cars.txt", "sub/cars.txt"])
def test_a_document_is_named_by_its_id_its_title_or_its_file(tmp_path, name):
    (tmp_path / "sub").mkdir()
    for folder in (tmp_path, tmp_path / "sub"):
        (folder / "cars.txt").write_text(CARS.text, "utf-8")
    question_set = QuestionSet(Path("q.csv"), (asked("15", document_name=name),))
    placed = question_set.placed([CARS, TEA], [tmp_path])
    assert quotes(placed.questions[0]) == [("cars", 35, "15")]


def test_a_single_file_is_named_by_its_name(tmp_path):
    path = tmp_path / "cars.txt"
    path.write_text(CARS.text, "utf-8")
    question_set = QuestionSet(Path("q.csv"), (asked("15", document_name="cars.txt"),))
    assert quotes(question_set.placed([CARS, TEA], [path]).questions[0]) == [("cars", 35, "15")]


def test_questions_that_cannot_be_placed_are_left_out_and_counted(tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01")
    questions = (
        asked("15 cities"),
        asked("8000", line=2),
        asked("15", line=3, document_name="none.txt"),
        asked("15", line=4, document_name="bad.txt"),
    )
    earlier = WrongLine(9, "not JSON")
    placed = QuestionSet(Path("q.csv"), questions, wrong=(earlier,)).placed([CARS], [tmp_path])
    assert [question.answers for question in placed.questions] == [("15 cities",)]
    assert placed.wrong == (
        earlier,
        WrongLine(2, "question q: no document holds its answer '8000'"),
        WrongLine(3, "question q: no document is called 'none.txt'"),
        WrongLine(4, "question q: no document is called 'bad.txt'"),
    )


def test_a_dialog_with_a_turn_that_cannot_be_placed_is_left_out_whole():
    turns = [("15 cities", 1), ("8000", 2), ("7000", 3)]
    questions = tuple(asked(words, dialog="d", turn=turn, line=1) for words, turn in turns)
    single = asked("15 cities", line=2)
    placed = QuestionSet(Path("q.jsonl"), (*questions, single)).placed([CARS])
    assert [question.line for question in placed.questions] == [2]
    assert placed.wrong == (WrongLine(1, "question q: no document holds its answer '8000'"),)


def test_a_set_about_other_articles_is_refused():
    questions = (asked("8000", line=1), asked("7000", line=2))
    with pytest.raises(BadQuestionSet) as caught:
        QuestionSet(Path("q.jsonl"), questions).placed([CARS])
    assert str(caught.value) == (
        "q.jsonl, line 1: question q: no document holds its answer '8000' (and 1 more like it)"
    )


def test_the_first_questions_keep_every_document():
    question_set = QuestionSet(Path("q.json"), (asked("15"), asked("9000")), (CARS, TEA))
    assert [question.answers for question in question_set.first(1).questions] == [("15",)]
    assert question_set.first(1).documents == (CARS, TEA)
    assert question_set.first(None) == question_set


def test_the_own_paragraphs_are_those_of_the_questions_alone():
    question_set = QuestionSet(Path("q.json"), (asked("15", document=TEA),) * 2, (CARS, TEA))
    assert question_set.own_paragraphs == (TEA,)
    with pytest.raises(BadQuestionSet, match="question q has no paragraph of its own to read"):
        QuestionSet(Path("q.jsonl"), (asked("15"),)).own_paragraphs  # noqa: B018


@pytest.mark.parametrize(
    ("span", "sentence"),
    [
        (Span(15, 19), Span(0, 20)),
        (Span(4, 25), Span(0, 45)),  # words of two sentences
        (Span(20, 28), Span(20, 45)),
    ],
)
def test_words_are_cited_with_the_whole_sentences_that_they_stand_in(span, sentence):
    assert cite(CARS, span) == Citation(CARS, *span, sentence)


def test_a_wrong_line_reads_with_its_number():
    assert str(WrongLine(3, "it is wrong")) == "line 3: it is wrong"
    assert str(WrongLine(None, "question q: it is wrong")) == "question q: it is wrong"
