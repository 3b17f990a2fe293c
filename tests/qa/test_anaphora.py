"""Which words of a question point back, and which do not."""

import pytest

from qa.anaphora import anaphors


@pytest.mark.parametrize(
    "question",
    [
        "Where will the cars from [it] be exported?",
        "How many of [them] were built?",
        "How old was [she] [then]?",
        "What did [her] husband design?",
        "Who exactly was [that investor]?",
        "How many people work [there]?",
        "How much of [that] came from abroad?",
        "Сколько из [них] подтвердили?",
        "За что [её] награждают в Китае?",
        "В скольких кабинах [её] команда поставила микрофоны?",
        "Что [он] сказал?",
        "Когда построили [этот завод]?",
        "Что [там] выпускают?",
        "Кто [это] сказал?",
        "И сколько [им] лет?",
    ],
)
def test_a_word_that_points_out_of_the_question_is_found(question):
    text, marked = "", []
    for piece in question.replace("[", "]").split("]"):
        if len(marked) < question.count("[") and f"[{piece}]" in question:
            marked.append((len(text), len(text) + len(piece)))
        text += piece
    assert [(each.start, each.stop) for each in anaphors(text)] == marked


@pytest.mark.parametrize(
    "question",
    [
        "What does CMC do under its contract?",  # the question has named it
        "JAC Motors, how much did they put in?",
        "Who managed Karavan on the day it opened?",
        "how long do owners get to make up their minds",
        "Why did Solvey blow up her own bridge?",
        "How long does it take to build a car?",  # it stands for nothing
        "Whose idea was it to build the bridge?",
        "When will it be decided whether the town copies the school?",
        "How many stars are there on the flag?",
        "Which cars that were shown are exported?",  # joins clauses
        "What does this article say?",  # the text itself
        "Сколько собрали за пять месяцев этого года?",
        "Какой урожай собрали там, где жили каменщицы?",
        "Зачем ТАМ налаживает сборку?",  # a name
        "От чего, по её словам, Тулинову уберегли подносы?",
        "Для чего завод покупает руду и где он её плавит?",
        "it it it it it it",
    ],
)
def test_a_question_that_says_all_itself_points_nowhere(question):
    assert anaphors(question) == []
