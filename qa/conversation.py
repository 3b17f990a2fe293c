"""A follow-up made complete by the turns before it, so that it can be asked by itself.

Three things are completed: a pronoun is replaced by what it means ("How many of them …"), a
question of nothing but its question word takes the rest of the one before («А когда?»), and a
new condition takes the place of the old one ("And in 2016?"). A question that says by itself
what it is about stays as it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from index.hit import Context
from index.terms import CYRILLIC, STOP_WORDS, fold
from qa.anaphora import SUBORDINATORS, plain
from qa.answer import Answers, Refusal
from qa.gap import Gap, gap_of, is_preposition, opens_with_preposition
from qa.mentions import AUXILIARIES, WORD, is_verb, mentions, said_of
from qa.pronouns import resolved
from qa.question import QUESTION_WORD, asks
from qa.spans import candidates, lemma_of

REMEMBERED = 3  # turns that a pronoun may point back to
QUOTE_WORDS = 14  # of an answer that stands in for its question word; a longer one is left out
FRAGMENT_WORDS = 6  # at most, of a condition by itself
BARE_WORDS = 3  # content words, at most, of a question that lacks its clause

LEAD = re.compile(
    r"^\s*(?:(?:and|but|so|ok(?:ay)?|then|а|и|но|ну|хорошо|тогда)(?!\w)[\s,]*)+", re.IGNORECASE
)
ABOUT = re.compile(
    r"^\s*(?:(?:what|how) about\b|what of\b|"
    r"(?:а )?(?:что|как) (?:насч[её]т|по поводу)(?!\w)|а (?:что|как) (?:с|со|у)(?!\w))\s*",
    re.IGNORECASE,
)
HOW_COME = re.compile(r"^how come\b", re.IGNORECASE)
EVENT = re.compile(
    r"(?P<asked>.*?)\s+(?:(?:is|was|did|does|has|will|were)\s+)?(?:it|this|that|(?:вс[её]\s+)?это)"
    r"(?:\s+(?:happen\w*|occur\w*|be|so|take place|took place|the case|так|был[оаи]?|случилось|"
    r"произошл[оаи]|происходит|состоялось|будет))*\s*[?.!]*",
    re.IGNORECASE,
)
ASIDE = re.compile(r" \([^()]*\)\?$")
WHY = re.compile("why|почему|зачем|отчего", re.IGNORECASE)
FILLERS = frozenset(
    "exactly precisely else please then really именно точно конкретно ещё еще же тогда".split()
)
THOSE = re.compile(r"\s+(?:this|that|these|those)$", re.IGNORECASE)
WHAT_IS = re.compile(r"(?:what|who) (?:is|was|are|were)\b", re.IGNORECASE)
TIME = re.compile(
    r"\b(?:сейчас|теперь|раньше|вначале|потом|сначала|изначально|ныне|сегодня|now|currently|"
    r"initially|originally|today|earlier|later|at first|at present|before that)\b",
    re.IGNORECASE,
)
KINDS = dict.fromkeys(("person", "organisation", "place", "product"), "name") | dict.fromkeys(
    ("date", "duration"), "time"
)
QUOTES = tuple('«»“”"')


@dataclass(frozen=True)
class Turn:
    """What was asked and answered before, as far as a later question may point back to it."""

    question: str  # complete
    quote: str = ""  # of the best answer; empty where there was none
    sentence: str = ""  # that the quote stands in
    answer_type: str = "clause"
    document: str = ""  # the id of the one that is quoted, or came nearest to an answer

    @classmethod
    def of(cls, outcome: Answers | Refusal) -> "Turn":
        question = LEAD.sub("", outcome.resolved_question or outcome.question, count=1)
        if outcome.resolved_question:
            question = ASIDE.sub("?", question)  # else each turn would be told again in the next
        if isinstance(outcome, Refusal):
            nearest = outcome.nearest.document.id if outcome.nearest else ""
            return cls(question, answer_type=outcome.answer_type, document=nearest)
        citation = outcome.answers[0].citation
        return cls(
            question,
            citation.quote,
            citation.sentence_text,
            outcome.answer_type,
            citation.document.id,
        )


class Kept(Protocol):
    """What a conversation keeps of a question."""

    outcome: Answers | Refusal


def turns_of(exchanges: Sequence[Kept]) -> tuple[Turn, ...]:
    """Return the last exchanges of a conversation as the turns that a follow-up may point to."""
    return tuple(Turn.of(each.outcome) for each in exchanges[-REMEMBERED:])


def context_of(turns: Sequence[Turn]) -> Context | None:
    """Return what was last asked, with the document last talked of; None before the first turn."""
    before = _asking(turns)
    if not before:
        return None
    talked_of = [turn.document for turn in before if turn.document]
    return Context(before[-1].question, talked_of[-1] if talked_of else "")


def completed(question: str, turns: Sequence[Turn]) -> str | None:
    """Return the question with what it leaves to the turns before it, None if that is nothing."""
    before = _asking(turns)
    if not before:
        return None
    plainly = ABOUT.sub("", question, count=1)
    if any(is_verb(word) for word in WORD.findall(plainly)):
        plainly = question  # «А что с ним будет?» asks what
    core = LEAD.sub("", plainly, count=1)
    if not core.strip(" ?!."):
        return None
    about, led = plainly != question, core != question
    core = HOW_COME.sub("why", core, count=1)
    named, is_open = resolved(core, before)
    last = before[-1]
    if fragment := _fragment(named, led, about):
        by_itself = named != core and not opens_with_preposition(fragment)  # "(and) its area?"
        return _sentence(fragment if by_itself else _replaced(fragment, _inquired(before)))
    if named == core and (asked := _bare(named, led)):
        return _sentence(_merged(asked, last))
    if is_open and (said := _stated(last)):
        return _sentence(f"{named.rstrip(' ?.!')} ({said})")
    return _sentence(named) if named != core else None


def _asking(turns: Sequence[Turn]) -> list[Turn]:
    """Return the turns that a follow-up may point to; "thanks" is none."""
    return [turn for turn in turns if turn.quote or asks(turn.question)][-REMEMBERED:]


def _inquired(before: Sequence[Turn]) -> Turn:
    """Return the last turn, or the one before where the last only asked why that was so."""
    for earlier, last in reversed(list(pairwise(before))):
        if last.answer_type != "reason" or not _repeats(last.question, earlier.question):
            return last
    return before[0]


def _repeats(question: str, earlier: str) -> bool:
    """Return whether a question says again what an earlier one asked of."""
    gap = gap_of(earlier)
    rest = {fold(word) for word in WORD.findall(earlier[gap.stop if gap else 0 :])} - STOP_WORDS
    return bool(rest) and rest <= {fold(word) for word in WORD.findall(question)}


def _sentence(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip().rstrip(" ?.!,")
    return f"{text[:1].upper()}{text[1:]}?"


# What kind of question it is


def _fragment(core: str, led: bool, about: bool) -> str:
    """Return a condition or a thing without a question: "in 2016"; else nothing."""
    if QUESTION_WORD.search(plain(core)) or not (led or opens_with_preposition(core)):
        return ""
    words = WORD.findall(core)
    if not 0 < len(words) <= FRAGMENT_WORDS or fold(words[0]) in SUBORDINATORS:
        return ""
    clause = any(is_verb(word) for word in words) or "?" not in core
    return "" if clause and not about else core.strip(" ?!.")


def _bare(core: str, led: bool) -> str:
    """Return a question that lacks its clause: "why", «у кого», "how many in May"; else nothing."""
    event = EVENT.fullmatch(core)
    core = (event["asked"] if event else core).strip(" ?!.,")
    gap = gap_of(core)
    if gap is None or core[: gap.start].strip(" ,"):
        return ""
    rest = [w for w in WORD.findall(core[gap.stop :]) if fold(w) not in FILLERS]
    core = THOSE.sub("", core)
    if any(is_verb(word) for word in rest):
        return ""
    content = [word for word in rest if fold(word) not in STOP_WORDS]
    if not content:
        adverbial = not gap.noun or is_preposition(core.split()[0])
        return core if led or (adverbial and len(gap.noun.split()) <= BARE_WORDS) else ""
    if WHY.fullmatch(gap.text) and not any(map(_may_be_noun, content)):
        return core  # "why so late", «почему нельзя»
    within = led and len(content) <= BARE_WORDS and opens_with_preposition(core[gap.stop :])
    return core if within else ""


def _may_be_noun(word: str) -> bool:
    """Return whether a word names something; so may one that nobody knows."""
    said = said_of(word)
    return not said or "NOUN" in said or word[0].isupper()


# The question before with another question word, or with another condition


def _merged(asked: str, last: Turn) -> str:
    """Return the question before with the new question word in place of its own."""
    new, old = gap_of(asked), gap_of(last.question)
    more = asked[new.stop :].strip()
    if old is None:
        return f"{asked} — {last.question}"
    if new.is_russian != old.is_russian:
        return f"{asked} — {_stated(last)}"  # in two languages, neither of which bends
    rest = last.question[old.stop :].strip(" ?!.")
    opening = last.question[: old.start]
    if not new.noun and new.text.lower() == old.text.lower()[: len(new.text)]:
        return f"{opening}{old.text} {rest} {more}"  # "how many (trams …) in the new tender"
    filler = _filler(last, old)
    if CYRILLIC.search(rest):
        who = old.text.lower() == "кто"
        body = f"{filler} {rest}" if who else f"{rest} {filler}"
    else:
        body = _english_body(rest, filler, old)
    return f"{opening}{new.text} {body} {more}"


def _filler(last: Turn, old: Gap) -> str:
    """Return what takes the place of the question word that goes."""
    if not old.is_argument:
        return ""
    return last.quote if 0 < len(last.quote.split()) <= QUOTE_WORDS else old.noun


def _english_body(rest: str, filler: str, old: Gap) -> str:
    first, _, others = rest.partition(" ")
    if fold(first) not in AUXILIARIES:
        return f"is it that {filler} {rest}" if filler else rest
    owns = fold(first) in ("has", "have", "had") and not any(map(is_verb, WORD.findall(others)))
    if owns and filler:  # "(which district) had the worst yield"
        return f"is it that {filler} {rest}"
    if _has_subject(others):
        return f"{first} {others} {filler}" if not old.noun else rest
    return f"{first} {filler} {others}"


def _has_subject(text: str) -> bool:
    """Return whether a subject follows the auxiliary: "(did) they invest", "(was) invested"."""
    words = WORD.findall(text)
    if not words:
        return False
    first = words[0]
    if fold(first) in ("the", "a", "an", "its", "their", "his", "her", "they", "it", "he", "she"):
        return True
    return first[0].isupper() or (fold(first) not in STOP_WORDS and not is_verb(first))


def _replaced(fragment: str, last: Turn) -> str:
    """Return the question before with the fragment in place of what it stands against."""
    question = last.question.rstrip(" ?!.")
    place = _opposite(fragment, question)
    if place:
        return question[: place[0]] + fragment + question[place[1] :]
    if whole := _of_another(fragment, question):
        return whole
    joint = " " if opens_with_preposition(fragment) else ", "
    return f"{question}{joint}{fragment}"


def _of_another(fragment: str, question: str) -> str:
    """Return "What is the area of Astana" after its population; nothing if it is not asked so."""
    asked = WHAT_IS.match(question)
    if asked is None or opens_with_preposition(fragment):
        return ""
    _, of, owner = question[asked.end() :].partition(" of ")
    return f"{asked.group()} {fragment}{of}{owner}"


def _opposite(fragment: str, question: str) -> tuple[int, int] | None:
    """Return where the question has a phrase of the fragment's kind: a time, a name, a noun."""
    opening = WORD.findall(fragment)[0]
    prepositional = is_preposition(opening)
    kinds = {each[2] for each in _kinds(f"and {fragment}")}  # so that its first word begins nothing
    for start, stop, kind in reversed(_kinds(question)):
        place = _with_preposition(question, start, stop, prepositional or kind == "time")
        if kind in kinds and (kind == "time" or prepositional == (place[0] < start)):
            return place
    heads = {lemma_of(each.head) for each in mentions(fragment) if each.head}
    phrases = [each for each in mentions(question) if each.kind in ("thing", "person")]
    for each in phrases:
        if lemma_of(each.head) in heads:
            return _with_preposition(question, each.start, each.stop, prepositional)
    if prepositional and "time" not in kinds:
        for each in reversed(phrases):
            start, stop = _with_preposition(question, each.start, each.stop, True)
            if fold(WORD.search(question, start).group()) == fold(opening):
                return start, stop
    return None


def _kinds(text: str) -> list[tuple[int, int, str]]:
    """Return the times, names and figures of a text, with where they stand."""
    found = [(c.start, c.stop, KINDS.get(c.kind, c.kind)) for c in candidates(text)]
    return sorted(found + [(*m.span(), "time") for m in TIME.finditer(text)])


def _with_preposition(question: str, start: int, stop: int, wanted: bool) -> tuple[int, int]:
    """Return the span with the quotation marks around it, and with the preposition if wanted."""
    if question[start - 1 : start] in QUOTES and question[stop : stop + 1] in QUOTES:
        start, stop = start - 1, stop + 1
    before = question[:start].rstrip()
    word = WORD.findall(before)[-1:]
    if wanted and word and before.endswith(word[0]) and is_preposition(word[0]):
        start = before.rfind(word[0])
    return start, stop


def _stated(last: Turn) -> str:
    """Return what the turn before said: its question with the answer in place of what it asked."""
    gap = gap_of(last.question)
    if gap is None:
        return f"{last.question.rstrip(' ?!.')}: {last.quote}" if last.quote else last.question
    rest = (last.question[: gap.start] + last.question[gap.stop :]).strip(" ?!.")
    first, _, others = rest.partition(" ")
    if fold(first) in ("do", "does", "did"):
        rest = others
    quote = last.quote if len(last.quote.split()) <= QUOTE_WORDS else ""
    return (f"{quote or gap.noun} {rest}" if gap.is_argument else f"{rest} {quote}").strip()
