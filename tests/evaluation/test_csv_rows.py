import pytest

from qa.evaluation.csv_rows import questions
from qa.evaluation.gold import GoldQuestion, WrongLine
from qa.evaluation.record import Wrong

HEAD = "question,answer,document,language\n"


def told(content: str) -> list[tuple]:
    return [
        each if isinstance(each, WrongLine) else (each.line, each.question, each.answers)
        for each in questions(content)
    ]


def test_a_row_is_a_question_about_a_document():
    [question] = questions(HEAD + "Какова мощность?,10 000 единиц,jac.txt,ru\n")
    assert question == GoldQuestion(
        id="line-2",
        question="Какова мощность?",
        language="ru",
        answers=("10 000 единиц",),
        document_name="jac.txt",
        line=2,
    )


def test_the_other_columns_are_read_by_their_names_in_any_order():
    head = "type,id,answer,question,pair,difficulty,evidence,note\n"
    [question] = questions(head + "number,q7,10,How many?,p1,hard,There are 10.,x\n")
    assert (question.id, question.language, question.document_name) == ("q7", "en", None)
    assert (question.type, question.difficulty, question.pair) == ("number", "hard", "p1")
    assert question.evidence == ("There are 10.",)


@pytest.mark.parametrize(
    "content",
    [
        "Question ; Answer\nWhy, then?;one, two\n",
        "Вопрос;Ответ\r\nWhy, then?;one, two\r\n",
        'question,answer\n"Why, then?","one, two"\n',
        "question\tanswer\nWhy, then?\tone, two\n\n",
    ],
)
def test_semicolons_tabs_and_russian_names_are_understood(content):
    assert told(content) == [(2, "Why, then?", ("one, two",))]


def test_a_cell_may_hold_a_line_break_and_lines_are_counted_as_an_editor_does():
    content = HEAD + '"Why\nnot?",so,,\nWho?,,,\n'
    assert told(content) == [(2, "Why\nnot?", ("so",)), (4, "Who?", ())]


def test_rows_of_one_question_are_its_answers_best_first():
    content = HEAD + "Who?,Yu Yang,a,en\nWhen?,2017,a,en\nWho?,Yang,a,en\nWho?,Li,b,en\n"
    assert told(content) == [
        (2, "Who?", ("Yu Yang", "Yang")),
        (3, "When?", ("2017",)),
        (5, "Who?", ("Li",)),  # another document, another question
    ]


def test_rows_of_one_id_are_one_question():
    content = "id,question,answer\nq1,Who?,Yu Yang\nq2,Who?,Li\nq1,Who?,Yang\n"
    assert [(q.id, q.answers) for q in questions(content)] == [
        ("q1", ("Yu Yang", "Yang")),
        ("q2", ("Li",)),
    ]


def test_a_row_without_an_answer_says_that_there_is_none():
    [question] = questions(HEAD + "Who?,,,\n")
    assert (question.answerable, question.language) == (False, "en")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",10,a,en", '"question" is blank, wanted text'),
        (
            "How many?,10,000,a,en",
            "it has more cells than the first row (a text with the delimiter needs quotes)",
        ),
        ("Who?,,a,en", "it has no answer, unlike the same question in line 2"),
    ],
)
def test_a_wrong_row_is_named_and_the_others_are_kept(row, expected):
    content = HEAD + f"Who?,Yang,a,en\n{row}\nWhen?,2017,a,en\n"
    assert told(content) == [
        (2, "Who?", ("Yang",)),
        WrongLine(3, expected),
        (4, "When?", ("2017",)),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("q1,Who?,\nq1,Who?,Yang\n", "it has an answer, unlike the same question in line 2"),
        (
            "q1,Who?,Yang\nq1,When?,2017\n",
            "the id 'q1' is taken by another question, of line 2",
        ),
    ],
)
def test_rows_of_one_id_that_do_not_fit_are_named(rows, expected):
    assert told("id,question,answer\n" + rows)[1] == WrongLine(3, expected)


def test_a_type_that_says_unanswerable_takes_no_answer():
    content = "type,question,answer\nunanswerable,Who?,Yang\n"
    assert told(content) == [WrongLine(2, 'its type is "unanswerable" but it has an answer')]


@pytest.mark.parametrize("content", ["", "\n"])
def test_an_empty_table_has_no_questions(content):
    assert questions(content) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("query,answer\n", "its first row has no 'question', wanted the columns question, answer,"),
        ("Who?,Yang\n", "its first row has no 'question', wanted the columns question, answer,"),
        ('question,answer\n"Who?,Yang\n', "not CSV: unexpected end of data"),
    ],
)
def test_a_file_that_is_no_table_of_questions_is_refused(content, expected):
    with pytest.raises(Wrong) as caught:
        questions(content)
    assert str(caught.value).startswith(expected)
