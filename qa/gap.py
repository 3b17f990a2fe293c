"""The words of a question that stand for what is asked: "in which year", «сколько машин», "why"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.terms import CYRILLIC, STOP_WORDS, fold, grammemes
from qa.anaphora import plain
from qa.mentions import AUXILIARIES, WORD, is_verb
from qa.question import QUESTION_WORD

DETERMINING = re.compile(
    r"what|which|whose|how|как(?:ой|ая|ое|ие|ого|ому|им|ом|ую|их|ими)|сколько|скольки\w*|чей|"
    r"чь\w+|котор\w+"
)
ARGUMENTS = re.compile(r"(?:who|whom|what|which|whose|how (?:many|much)|кто|что|сколько)\b")
SIZES = frozenset("many much old long far big large high deep wide often soon fast tall".split())
COUNTS = ("many", "much")  # that a noun follows
PREPOSITIONS = frozenset(
    "in on at to for from by with about into of under during before after since until per".split()
)


@dataclass(frozen=True)
class Gap:
    """Where the question word stands, with its preposition and its noun."""

    start: int
    stop: int
    text: str
    noun: str  # that a "which" or «сколько» asks of, as it stands; empty for none
    is_argument: bool  # a who or what, and not a when or why: the answer can take its place

    @property
    def is_russian(self) -> bool:
        return bool(CYRILLIC.search(self.text))


def gap_of(question: str) -> Gap | None:
    """Return where the first question word stands, None for a question without one."""
    found = QUESTION_WORD.search(plain(question))
    if found is None:
        return None
    start, stop = found.span()
    before = WORD.findall(question[:start])
    prepositional = bool(before) and is_preposition(before[-1])
    if prepositional:
        start = question[:start].rfind(before[-1])
    noun = ""
    if DETERMINING.fullmatch(found.group()):
        noun, stop = _noun(question, stop, found.group())
    argument = not prepositional and bool(ARGUMENTS.match(plain(question[start:stop])))
    return Gap(start, stop, question[start:stop], noun, argument)


def is_preposition(word: str) -> bool:
    return fold(word) in PREPOSITIONS or (bool(CYRILLIC.search(word)) and "PREP" in grammemes(word))


def opens_with_preposition(text: str) -> bool:
    word = WORD.search(text)
    return bool(word) and is_preposition(word.group())


def _noun(question: str, start: int, asked: str) -> tuple[str, int]:
    """Return the noun that a question word determines, and where it ends."""
    words = [word for word in WORD.finditer(question, start)]
    sized = asked == "how" and bool(words) and fold(words[0].group()) in SIZES
    if asked == "how" and not sized:
        return "", start
    first = words[0].end() if sized else start
    rest = words[1:] if sized else words
    counted = sized and fold(words[0].group()) in COUNTS
    end = _phrase_end(question, first, rest, counted)
    return question[first:end].strip(), end


def _phrase_end(question: str, start: int, words: Sequence[re.Match[str]], counted: bool) -> int:
    """Return where a phrase ends: a Russian one with its noun, an English one before a verb."""
    end = start
    for i, match in enumerate(words):
        word = match.group()
        if question[end : match.start()].strip():
            break
        if CYRILLIC.search(word):
            if "NOUN" in grammemes(word):
                return match.end()
            if not grammemes(word) & {"ADJF", "PRTF"} or fold(word) in STOP_WORDS:
                break
        elif _ends_phrase(word, counted and i == 0) or (i == 0 and fold(word) == "of"):
            break
        end = match.end()
    return end


def _ends_phrase(word: str, counted: bool) -> bool:
    small = fold(word) in (STOP_WORDS - {"of"}) | AUXILIARIES
    return small or (is_verb(word) and not counted)  # after "how many" a noun, whatever else it is
