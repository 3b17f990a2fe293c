"""Asking: what is quoted, from where, how sure, and what is refused."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from index import Hit
from index.hit import Context
from qa import Answers, Refusal
from qa.answerer import (
    NEAR,
    QUESTION_LIMIT,
    READ,
    SURE,
    UNDERSTOOD,
    Answerer,
    BadQuestion,
    Names,
    cite,
    places,
)
from qa.confidence import Calibration, Origin, Uncalibrated
from qa.conversation import Turn
from qa.reader import Found
from source import Document, Passage, Span, split

TEXT = (
    "Завод построен в 2010 году. Мощность линии CKD составит 10 000 единиц в год. "
    "Экспорт пойдёт в Россию.\n\nИнвестировано 28 миллионов долларов 🚗. "
)
PLANT = Document("plant", "Plant", TEXT, "ru")
QUESTION = "What is the CKD capacity?"


class FakeIndex:
    """Gives these passages, the first with a score of 1, each next with a share of that."""

    def __init__(self, passages: Sequence[Passage], unmatched: Sequence[str] = ()) -> None:
        self.passages, self._unmatched = passages, list(unmatched)
        self.searched: list[tuple] = []
        self.share = 0.9

    def search(self, query: str, k: int, document_ids=None, context=None) -> list[Hit]:
        self.searched.append((query, k, document_ids))
        self.context = context
        found = [p for p in self.passages if document_ids is None or p.document.id in document_ids]
        return [Hit(passage, self.share**rank) for rank, passage in enumerate(found)][:k]

    def matches(self, query: str) -> bool:
        return query not in self._unmatched

    def unmatched(self, query: str) -> list[str]:
        return self._unmatched


class FakeReader:
    """Finds in a passage what its function yields of it: start, stop, score."""

    name = "fake"

    def __init__(self, spans: Callable[[Passage], Sequence[tuple[int, int, float]]]) -> None:
        self._spans = spans
        self.read_passages: list[Passage] = []

    def read(self, question: str, passages: Sequence[Passage]) -> Iterator[list[Found]]:
        for passage in passages:
            self.read_passages.append(passage)
            yield [
                Found(passage, start, stop, score, 0.5)
                for start, stop, score in self._spans(passage)
            ]


def quoting(**scores: float) -> FakeReader:
    """Return a reader that finds these words, _ for a space, wherever they stand."""

    def spans(passage: Passage):
        for words, score in scores.items():
            quote = words.replace("_", " ")
            if quote in passage.text:
                start = passage.start + passage.text.index(quote)
                yield start, start + len(quote), score

    return FakeReader(spans)


def answerer(
    reader: FakeReader, passages: Sequence[Passage], threshold: float = 0.5, unmatched=()
) -> Answerer:
    """Return an answerer whose confidence is the logistic function of the reader's score."""
    calibration = Calibration({"margin": 1.0}, 0.0, threshold)
    index = FakeIndex(passages, unmatched)
    return Answerer(index, reader, calibration, Names("words", "fake", "c0ffee"))


def score_of(confidence: float) -> float:
    return math.log(confidence / (1 - confidence))


class Halved(Calibration):
    """Calls everything half as probable, in the same order."""

    def probability(self, evidence):
        return super().probability(evidence) / 2

    def score(self, evidence):
        return super().probability(evidence)


@pytest.fixture
def whole() -> list[Passage]:
    return [Passage(PLANT, 0, len(TEXT))]


# Calibrations


def test_another_calibration_changes_confidence_and_threshold_but_not_what_is_best(whole):
    reader = quoting(
        **{"10_000_единиц_в_год": score_of(0.8), "28_миллионов_долларов": score_of(0.4)}
    )
    asked = answerer(reader, whole).under(Halved({"margin": 1.0}, 0.0, 0.2))
    found = asked.ask(QUESTION).answers
    assert [a.text for a in found] == ["10 000 единиц в год", "28 миллионов долларов"]
    assert [a.confidence for a in found] == pytest.approx([0.4, 0.2])
    assert asked.under(Halved({"margin": 1.0}, 0.0, 0.41)).ask(QUESTION).reason == "low_confidence"


def test_how_many_passages_are_read_does_not_depend_on_the_calibration():
    passages = [Passage(PLANT, 0, 28), Passage(PLANT, 28, 77)]
    reader = quoting(**{"2010": score_of(0.96), "10_000_единиц_в_год": score_of(0.1)})
    answerer(reader, passages).under(Halved({"margin": 1.0}, 0.0, 0.2)).ask(QUESTION)
    assert reader.read_passages == passages[:1]


def test_a_sure_answer_to_another_language_stays_sure_under_any_calibration(whole):
    reader = quoting(**{"10_000_единиц_в_год": score_of(0.8)})
    halved = answerer(reader, whole).under(Halved({"margin": 1.0}, 0.0, 0.2))
    assert isinstance(halved.ask("CKD желісінің қуаттылығы қандай?"), Answers)


def test_the_names_say_where_the_calibration_is_from(whole):
    asked = answerer(quoting(), whole)
    assert asked.names.calibration == Origin("shipped")
    assert asked.under(Uncalibrated()).names.calibration == Origin("reader")


def test_a_refusal_says_how_sure_its_nearest_words_were(whole):
    refusal = answerer(quoting(**{"10_000_единиц_в_год": score_of(0.3)}), whole).ask(QUESTION)
    assert refusal.confidence == pytest.approx(0.3)
    assert answerer(quoting(), whole).ask(QUESTION).confidence == 0.0


# Answers


def test_an_answer_is_quoted_from_its_document_with_its_sentence(whole):
    asked = answerer(quoting(**{"10_000_единиц_в_год": score_of(0.8)}), whole).ask(QUESTION)
    [answer] = asked.answers
    assert (asked.question, asked.language, asked.answer_type) == (QUESTION, "en", "quantity")
    assert answer.text == "10 000 единиц в год"
    assert answer.confidence == pytest.approx(0.8)
    assert answer.citation.sentence_text == "Мощность линии CKD составит 10 000 единиц в год."
    assert (answer.value.number, answer.value.unit) == (10000, "единиц/год")


def test_answers_come_surest_first_and_no_more_than_top_k(whole):
    reader = quoting(Россию=2.0, **{"10_000_единиц_в_год": 3.0, "28_миллионов_долларов": 1.0})
    asked = answerer(reader, whole).ask(QUESTION)
    assert [answer.text for answer in asked.answers] == [
        "10 000 единиц в год",
        "Россию",
        "28 миллионов долларов",
    ]
    assert [a.text for a in answerer(reader, whole).ask(QUESTION, top_k=1).answers] == [
        "10 000 единиц в год"
    ]


def test_answers_that_are_as_sure_come_in_the_order_of_the_text(whole):
    reader = quoting(Россию=1.0, Завод=1.0, Экспорт=1.0)
    asked = answerer(reader, whole).ask(QUESTION)
    assert [answer.text for answer in asked.answers] == ["Завод", "Экспорт", "Россию"]


def test_answers_do_not_overlap(whole):
    reader = quoting(**{"000_единиц": 1.0, "10_000_единиц_в_год": 2.0, "10_000": 1.5, "год": 0.5})
    asked = answerer(reader, whole).ask(QUESTION, top_k=9)
    assert [answer.text for answer in asked.answers] == ["10 000 единиц в год", "год"]


def test_what_two_passages_share_is_answered_once():
    passages = [Passage(PLANT, 0, 80), Passage(PLANT, 28, len(TEXT))]
    asked = answerer(quoting(**{"10_000_единиц_в_год": 1.0}), passages).ask(QUESTION)
    assert [answer.text for answer in asked.answers] == ["10 000 единиц в год"]


def test_the_words_that_were_read_are_given_as_they_are(whole):
    asked = answerer(quoting(**{"10_000": 1.0}), whole).ask("Какова мощность линии?")
    assert [answer.text for answer in asked.answers] == ["10 000"]


def test_answers_of_two_documents_may_stand_at_the_same_place():
    documents = [Document(name, name, f"Tea costs {n} tenge.") for name, n in (("a", 5), ("b", 7))]
    passages = [Passage(document, 0, 18) for document in documents]
    asked = answerer(quoting(**{"5_tenge": 0.3, "7_tenge": 0.2}), passages).ask(
        "What does it cost?"
    )
    assert [answer.text for answer in asked.answers] == ["5 tenge", "7 tenge"]


@pytest.mark.parametrize(
    ("question", "read", "given"),
    [
        ("Is it exported?", "Россию", "Экспорт пойдёт в Россию"),
        ("Is it exported?", "в Россию", "в Россию"),
        ("Where is it exported?", "Россию", "Россию"),
        ("Was it built in 2010?", "2010", "Завод построен в 2010 году"),
    ],
)
def test_a_word_alone_that_settles_a_yes_or_no_is_said_with_its_clause(
    whole, question, read, given
):
    asked = answerer(quoting(**{read.replace(" ", "_"): 1.0}), whole).ask(question)
    assert [answer.text for answer in asked.answers] == [given]


def test_the_passages_of_some_documents_alone_are_read(whole):
    other = Document("other", "Other", "Мощность 7 единиц.")
    asked = answerer(
        quoting(**{"10_000_единиц_в_год": 2.0, "7_единиц": 1.0}), [*whole, Passage(other, 0, 18)]
    )
    [answer] = asked.ask(QUESTION, document_ids=["other"]).answers
    assert answer.citation.document == other
    assert asked.index.searched == [(QUESTION, READ, ["other"])]


def test_reading_stops_where_an_answer_is_sure():
    passages = [Passage(PLANT, 0, 27), Passage(PLANT, 28, 76), Passage(PLANT, 77, 101)]
    reader = quoting(Завод=score_of(SURE) + 0.1, Россию=9.0)
    asked = answerer(reader, passages).ask(QUESTION)
    assert [answer.text for answer in asked.answers] == ["Завод"]
    assert reader.read_passages == passages[:1]


def test_reading_goes_on_where_no_answer_is_sure():
    passages = [Passage(PLANT, 0, 27), Passage(PLANT, 28, 76), Passage(PLANT, 77, 101)]
    reader = quoting(Завод=score_of(SURE) - 0.1, Россию=9.0)
    asked = answerer(reader, passages).ask(QUESTION)
    assert [answer.text for answer in asked.answers] == ["Россию", "Завод"]
    assert reader.read_passages == passages


def test_a_passage_far_behind_the_best_is_not_read():
    passages = [Passage(PLANT, 0, 27), Passage(PLANT, 28, 76)]
    reader = quoting(Завод=1.0, Россию=9.0)
    asked = answerer(reader, passages)
    asked.index.share = NEAR - 0.01
    assert [answer.text for answer in asked.ask(QUESTION).answers] == ["Завод"]
    assert reader.read_passages == passages[:1]


def test_the_same_question_gives_the_same_answers(whole):
    asked = answerer(quoting(Завод=1.0, Россию=1.0, **{"10_000_единиц_в_год": 1.0}), whole)
    first, again = asked.ask(QUESTION), asked.ask(QUESTION)
    assert first.answers == again.answers
    assert repr(first.answers) == repr(again.answers)


def test_read_gives_every_span_and_refuses_nothing(whole):
    asked = answerer(quoting(Завод=-9.0, Россию=-8.0), whole, threshold=1.0)
    assert [answer.text for answer in asked.read(QUESTION, whole)] == ["Россию", "Завод"]
    assert asked.read(QUESTION, []) == []


# Invariant 1


LETTERS = [
    "слово ",
    "CKD ",
    "10 000 ",
    "🚗",
    "👩\u200d👩\u200d👧",
    "е\u0308",
    "e\u0301 ",
    "شاي ",
    "\u00a0",
]
LETTERS += [
    "\u202f",
    "\r\n",
    "\n\n",
    ". ",
    "! ",
    "«",
    "»",
    "\ufeff",
    "\0",
    "\u2028",
    "𝔘",
    " ",
    "ß",
    "т.е. ",
]


def odd(rng: random.Random) -> FakeReader:
    """Return a reader of random spans: across sentences, of blanks, beyond their passage."""

    def spans(passage: Passage):
        length, scores = len(passage.document.text), {}
        for _ in range(rng.randrange(7)):
            start = rng.choice([passage.start, rng.randrange(length), max(0, passage.stop - 1)])
            stop = min(length, start + rng.choice([1, 1, 2, 5, 50, length]))
            scores[start, stop] = rng.choice([-3.0, 0.0, 0.0, 1.0, 1.0, 4.0, rng.random()])
        return [(start, stop, score) for (start, stop), score in scores.items()]

    return FakeReader(spans)


@pytest.mark.parametrize("seed", range(100))
def test_every_answer_is_the_exact_words_of_its_document(seed):
    rng = random.Random(seed)
    documents = [
        Document(f"{n}", "", "x" + "".join(rng.choices(LETTERS, k=rng.randrange(1, 200))))
        for n in range(3)
    ]
    passages = [passage for document in documents for passage in split(document)]
    asked = answerer(odd(rng), rng.sample(passages, len(passages)))
    question = rng.choice(
        [QUESTION, "Кто?", "🚗", "мощность " * 40, "e\u0301?", "شاي", "2017", "«"]
    )
    top_k = rng.randrange(1, 6)
    outcome = asked.ask(question, top_k)
    answers = outcome.answers if isinstance(outcome, Answers) else ()
    assert len(answers) <= top_k
    citations = [answer.citation for answer in answers]
    if isinstance(outcome, Refusal) and outcome.nearest:
        citations.append(outcome.nearest)
    for c in citations:
        assert c.document in documents
        assert c.document.text[c.start : c.stop] == c.quote != ""
        assert c.sentence.start <= c.start < c.stop <= c.sentence.stop
        assert c.document.text[c.sentence.start : c.sentence.stop] == c.sentence_text
        assert c.prefix + c.quote + c.suffix in c.document.text
    confidences = [answer.confidence for answer in answers]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)
    for one, other in combinations([answer.citation for answer in answers], 2):
        assert one.document != other.document or one.stop <= other.start or other.stop <= one.start


@pytest.mark.parametrize("start, stop", [(-5, 3), (5, 5), (9, 3), (0, 10_000), (10_000, 10_005)])
def test_a_span_that_no_document_has_is_never_answered(whole, start, stop):
    reader = FakeReader(lambda passage: [(start, stop, 3.0)])
    with pytest.raises(ValueError, match="outside document plant"):
        answerer(reader, whole).ask(QUESTION)


# Sentences


@pytest.mark.parametrize(
    "marked",
    [
        "One. <The {line} makes ten.> Three.",
        "<{One}.> Two.",
        "<One {two. Three} >four.".replace(" >", ">").replace("} ", "} "),
        "One. <Two, {three.}>",
        "Кино 🚗🚗. <Это 👩\u200d👩\u200d👧 {е\u0308лка}.> Всё.",
    ],
)
def test_a_citation_has_the_sentence_it_starts_in(marked):
    text = "".join(c for c in marked if c not in "<>{}")
    places, at = {}, 0
    for c in marked:
        if c in "<>{}":
            places[c] = at
        else:
            at += 1
    document = Document("x", "X", text)
    found = Found(Passage(document, 0, len(text)), places["{"], places["}"], 1.0, 1.0)
    assert cite(found).sentence[0] == places["<"]
    assert cite(found).sentence[1] == max(places[">"], places["}"])


def test_the_second_of_two_equal_sentences_is_cited_where_it_stands():
    document = Document("x", "X", "It is ten. No. It is ten.")
    found = Found(Passage(document, 11, 25), 21, 24, 1.0, 1.0)
    assert cite(found).sentence == Span(15, 25)


def test_words_between_sentences_are_a_sentence_by_themselves():
    document = Document("x", "X", "One.  \n\n Two.")
    citation = cite(Found(Passage(document, 0, 13), 5, 7, 1.0, 1.0))
    assert (citation.sentence, citation.quote) == (Span(5, 7), " \n")


# Refusals


def test_nothing_to_read_is_no_passage():
    refusal = answerer(quoting(), []).ask(QUESTION)
    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.nearest) == ("no_passage", None)


def test_what_is_less_likely_than_nothing_is_not_stated(whole):
    refusal = answerer(quoting(Завод=-1.0), whole, unmatched=["price", "S3"]).ask(QUESTION)
    assert refusal.reason == "not_stated"
    assert refusal.unmatched_terms == ("price", "S3")
    assert refusal.nearest.quote == "Завод"
    assert (refusal.question, refusal.language, refusal.answer_type) == (QUESTION, "en", "quantity")


def test_what_is_likely_but_not_sure_enough_is_low_confidence(whole):
    refusal = answerer(quoting(Завод=1.0), whole, threshold=0.8).ask(QUESTION)
    assert (refusal.reason, refusal.nearest.quote) == ("low_confidence", "Завод")


@pytest.mark.parametrize("question", ["Зауыттың қуаты қанша?", "产能是多少？"])
def test_other_languages_are_answered_only_where_the_answer_is_sure(whole, question):
    refusal = answerer(quoting(Завод=score_of(UNDERSTOOD) - 0.1), whole).ask(question)
    assert (refusal.reason, refusal.message) == (
        "language_unsupported",
        "Please ask in English or Russian.",
    )
    asked = answerer(quoting(Завод=score_of(UNDERSTOOD) + 0.1), whole).ask(question)
    assert [answer.text for answer in asked.answers] == ["Завод"]


def test_a_refusal_speaks_russian_to_a_russian_question(whole):
    refusal = answerer(quoting(Завод=-1.0), whole).ask("Какова мощность?")
    assert refusal.message == "В статьях об этом не сказано."


def test_the_threshold_is_the_least_confidence_that_is_answered(whole):
    at = Calibration({"margin": 1.0}, 0.0, 0.5)
    assert at.probability  # confidence of score 0 is exactly 0.5
    assert isinstance(answerer(quoting(Завод=0.0), whole, 0.5).ask(QUESTION), Answers)
    assert isinstance(answerer(quoting(Завод=0.0), whole, 0.5000001).ask(QUESTION), Refusal)
    assert answerer(quoting(), whole, 0.25).threshold == 0.25


@pytest.mark.parametrize("question", ["Спасибо!", "Thanks, ok?", "What?", "???", "Кто это?"])
def test_what_asks_nothing_is_refused_unread(whole, question):
    reader = Remembering(quoting(Россию=9.0)._spans)
    refused = answerer(reader, whole).ask(question)
    assert (isinstance(refused, Refusal), refused.nearest) == (True, None)
    assert not hasattr(reader, "asked")


@pytest.mark.parametrize(
    ("question", "reason"), [("asdf ghjk", "not_stated"), ("Бұл кімнің үні?", None)]
)
def test_a_question_of_which_no_article_has_a_word_is_refused_unread_if_it_is_understood(
    whole, question, reason
):
    asked = answerer(quoting(Россию=9.0), whole, unmatched=[question]).ask(question)
    assert (asked.reason if isinstance(asked, Refusal) else None) == reason


def test_an_unknown_document_has_no_passage(whole):
    refusal = answerer(quoting(Завод=9.0), whole).ask(QUESTION, document_ids=["unknown"])
    assert refusal.reason == "no_passage"


# Questions


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\u00a0\u2009"])
def test_a_blank_question_cannot_be_asked(whole, question):
    asked = answerer(quoting(Завод=9.0), whole)
    for call in (asked.ask, lambda q: asked.read(q, whole)):
        with pytest.raises(BadQuestion, match="it is blank; wanted a question") as caught:
            call(question)
        assert caught.value.question == question
    assert asked.index.searched == []


def test_a_question_has_at_most_the_limit_of_characters(whole):
    asked = answerer(quoting(Завод=9.0), whole)
    assert isinstance(asked.ask("🚗" * (QUESTION_LIMIT - 1) + "x"), Answers)
    with pytest.raises(BadQuestion, match=f"it has {QUESTION_LIMIT + 1} characters; wanted 500"):
        asked.ask("x" * (QUESTION_LIMIT + 1))


@pytest.mark.parametrize(
    "question",
    ["🚗", "???", "\ufeffWhat?", "what\0", "شاي؟", "e\u0301", '"; drop table --', "{0} %s"],
)
def test_odd_questions_are_answered_or_refused(whole, question):
    outcome = answerer(quoting(Завод=9.0), whole).ask(question)
    assert outcome.question == question


def test_asking_is_timed(whole):
    timings = answerer(quoting(Завод=9.0), whole).ask(QUESTION).timings
    assert 0 <= timings.retrieve <= timings.total
    assert timings.retrieve + timings.read == pytest.approx(timings.total)


# Follow-ups


class Remembering(FakeReader):
    """A reader that keeps the questions it was asked."""

    def read(self, question, passages):
        self.asked = [*getattr(self, "asked", []), question]
        return super().read(question, passages)


BUILT = Turn("Когда построен завод?", "в 2010 году", "Завод построен в 2010 году.", "date", "plant")


def test_a_follow_up_is_asked_whole_and_given_back_as_typed(whole):
    reader = Remembering(quoting(Россию=2.0)._spans)
    asked = answerer(reader, whole).ask("А почему?", turns=[BUILT])
    assert (asked.question, asked.resolved_question) == ("А почему?", "Почему построен завод?")
    assert reader.asked == ["Почему построен завод?"]
    assert asked.answer_type == "reason"


def test_a_complete_question_is_asked_as_typed(whole):
    asked = answerer(quoting(Россию=2.0), whole).ask(QUESTION, turns=[BUILT])
    assert (asked.question, asked.resolved_question) == (QUESTION, None)


def test_a_follow_up_is_looked_for_with_what_was_talked_of(whole):
    service = answerer(quoting(Россию=2.0), whole)
    service.ask(QUESTION)
    assert service.index.context is None
    service.ask(QUESTION, turns=[BUILT, Turn("Кем построен?")])
    assert service.index.context == Context("Кем построен?", "plant")


def test_a_refusal_to_a_follow_up_is_in_the_language_that_was_typed(whole):
    quoted = Turn("Who led it?", "Anna Kross", "Anna Kross led it.", "person", "plant")
    refused = answerer(quoting(), whole).ask("А почему?", turns=[quoted])
    assert (refused.language, refused.message) == ("ru", "В статьях об этом не сказано.")
    assert refused.question == "А почему?"
    assert refused.resolved_question == "Почему — Anna Kross led it?"


class OnlyAsTyped(FakeReader):
    """Answers nothing but one question."""

    name = "stubborn"

    def read(self, question, passages):
        yield from ([] if question != "А кто его продал?" else found for found in
                    super().read(question, passages))  # fmt: skip


@pytest.mark.parametrize(
    ("document", "score", "answered"),
    [("plant", 2.0, True), ("other", 2.0, False), ("plant", 0.3, False)],
)
def test_what_is_refused_whole_is_tried_as_typed_in_the_article_talked_about(
    whole, document, score, answered
):
    reader = OnlyAsTyped(quoting(Россию=score)._spans)
    turn = replace(BUILT, document=document)
    asked = answerer(reader, whole).ask("А кто его продал?", turns=[turn])
    assert isinstance(asked, Answers) is answered
    assert asked.resolved_question == (None if answered else "Кто завод продал?")


def test_the_same_turns_give_the_same_answer(whole):
    service = answerer(quoting(Россию=2.0), whole)
    first, second = (service.ask("А почему?", turns=[BUILT]) for _ in range(2))
    assert replace(first, timings=second.timings) == second


def test_places_are_shares_of_the_first_and_follow_a_rerankers_order():
    passage = Passage(PLANT, 0, 10)
    hits = [Hit(passage, score) for score in (0.5, 0.6, 0.25, 0.4)]
    assert places(hits) == [1.0, 1.0, 0.5, 0.5]
    assert places([Hit(passage, 0.0)]) == [1.0]
    assert places([]) == []
