"""Suggested questions: only those that are answered as they should be, and asked once."""

from dataclasses import replace

import pytest

from qa import Answers, Citation, Refusal
from qa.answer import Answer
from qa.answerer import Names
from qa.drafts import Draft
from qa.suggestions import SUGGESTED, TRIED, Suggestions, answers, checked
from source import Document, Span

TEXT = "Мощность линии CKD составит 10 000 единиц в год. Её представил директор Андрей Лаврентьев."
PLANT = Document("plant", "Завод", TEXT, "ru")
OTHER = Document("other", "Другой", TEXT, "ru")
SENTENCE = Span(49, len(TEXT))
CAPACITY = Draft("Какова мощность линии CKD?", "quantity", Span(28, 47))
WHO = Draft("Кто такой Андрей Лаврентьев?", "person", SENTENCE, Span(71, 89))


def quoted(words: str, confidence: float = 0.9, document: Document = PLANT) -> Answer:
    start = document.text.index(words)
    return Answer(Citation(document, start, start + len(words), Span(0, len(TEXT))), confidence)


class Asked:
    """Answers each question with these words, and counts."""

    def __init__(self, **said: str) -> None:
        self.names, self.threshold = Names("words", "quotes", "c0ffee"), 0.4
        self._said = {"Какова мощность линии CKD?": "10 000 единиц в год"} | said
        self.questions: list[str] = []

    def ask(self, question, top_k=3):
        self.questions.append(question)
        if question in self._said:
            answer = quoted(self._said[question])
            return Answers(question, "ru", "quantity", (answer,))
        return Refusal(question, "ru", "quantity", "not_stated", "Нет.")


# What counts as answered


@pytest.mark.parametrize(
    ("draft", "answer", "right"),
    [
        (CAPACITY, quoted("10 000 единиц в год"), True),
        (CAPACITY, quoted("10 000 единиц"), True),
        (CAPACITY, quoted("10 000"), False),  # less than half of it
        (CAPACITY, quoted("Мощность линии CKD составит 10 000 единиц в год"), False),
        (CAPACITY, quoted("директор"), False),
        (CAPACITY, quoted("10 000 единиц в год", 0.49), False),  # unsure
        (CAPACITY, quoted("10 000 единиц в год", document=OTHER), False),
        (WHO, quoted("представил директор"), True),
        (WHO, quoted("директор Андрей Лаврентьев"), False),  # the name again
        (WHO, quoted("Её представил"), False),  # not by the name
        (WHO, quoted("линии CKD"), False),  # another sentence
    ],
)
def test_an_answer_is_the_words_that_the_question_was_made_from(draft, answer, right):
    assert answers(answer, draft, PLANT) is right


def test_several_people_are_not_who_one_is():
    text = "Были Ли Кэцян, руководители компаний."
    document = Document("d", "t", text)
    draft = Draft("Кто такой Ли Кэцян?", "person", Span(0, len(text)), Span(5, 13))
    citation = Citation(document, 15, 36, Span(0, len(text)))
    assert answers(Answer(citation, 0.9), draft, document) is False


# Which are asked


def test_kinds_take_turns_and_the_same_words_are_asked_for_once():
    found = [
        replace(CAPACITY, question="a", answer=Span(0, 3)),
        replace(CAPACITY, question="b", answer=Span(0, 3)),
        replace(CAPACITY, question="c", answer=Span(4, 6), kind="date"),
    ]
    asked = Asked(a="Мощность", c="линии")
    assert list(checked(found, PLANT, asked)) == []
    assert asked.questions == ["a", "c", "b"]


def test_no_more_are_asked_than_it_may_cost():
    found = [replace(CAPACITY, question=str(n), answer=Span(n, n + 1)) for n in range(TRIED + 5)]
    asked = Asked()
    assert list(checked(found, PLANT, asked)) == []
    assert len(asked.questions) == TRIED


def test_no_more_are_suggested_than_fit():
    words = TEXT.split(" ")
    found, said = [], {}
    for word in words[:SUGGESTED]:
        start = TEXT.index(word)
        found.append(Draft(word, "quantity", Span(start, start + len(word))))
        said[word] = word
    found.append(replace(CAPACITY, answer=Span(60, 70)))
    asked = Asked(**said)
    assert list(checked(found, PLANT, asked)) == words[:SUGGESTED]
    assert len(asked.questions) == SUGGESTED


# Kept


def test_what_was_found_is_kept_and_not_asked_again(tmp_path):
    asked = Asked()
    first = Suggestions(tmp_path).of(PLANT, "ru", asked)
    count = len(asked.questions)
    assert first == ("Какова мощность линии CKD?",)
    assert count > 0
    assert Suggestions(tmp_path).of(PLANT, "ru", asked) == first
    assert len(asked.questions) == count


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"questions": null}'])
def test_what_cannot_be_read_is_found_again(tmp_path, damage):
    suggestions, asked = Suggestions(tmp_path), Asked()
    first = suggestions.of(PLANT, "ru", asked)
    [path] = (tmp_path / "suggestions").rglob("*.json")
    path.write_text(damage)
    assert suggestions.of(PLANT, "ru", asked) == first


@pytest.mark.parametrize("change", ["index", "encoder", "reader", "threshold", "text"])
def test_what_follows_from_another_index_is_found_anew(tmp_path, change):
    suggestions, asked, document = Suggestions(tmp_path), Asked(), PLANT
    suggestions.of(document, "ru", asked)
    count = len(asked.questions)
    if change == "threshold":
        asked.threshold = 0.6
    elif change == "text":
        document = replace(PLANT, text=TEXT + " ")
    else:
        asked.names = replace(asked.names, **{change: "another"})
    suggestions.of(document, "ru", asked)
    assert len(asked.questions) == 2 * count
    assert len(list((tmp_path / "suggestions").iterdir())) == 1  # those of the past are gone


def test_a_folder_that_cannot_be_written_is_no_obstacle(tmp_path):
    (tmp_path / "suggestions").write_text("a file in its place")
    assert Suggestions(tmp_path).of(PLANT, "ru", Asked()) == ("Какова мощность линии CKD?",)


def test_an_article_of_nothing_suggests_nothing(tmp_path):
    assert Suggestions(tmp_path).of(Document("d", "t", " "), "en", Asked()) == ()
