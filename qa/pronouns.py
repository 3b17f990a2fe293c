"""Pronouns of a question replaced by what they mean in the turns before it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from index.query import translate
from index.terms import CYRILLIC, cases, fold, grammemes, in_case, is_known
from qa.anaphora import MANY, PERSONS, RUSSIAN, SUBORDINATORS, THINGS, Anaphor, anaphors, plain
from qa.gap import is_preposition
from qa.mentions import AMOUNTS, WORD, Mention, is_verb, mentions, whole
from qa.question import QUESTION_WORD
from qa.spans import lemma_of

MENTION_WORDS = 9  # of a phrase that takes a pronoun's place, at most
SUMS = AMOUNTS - {"duration"}
NAMELESS = AMOUNTS | {"date"}  # kinds that a pronoun for a thing never means

COUNTED = re.compile(
    r"(?:how (?:many|much)|what|which|как\w{2,3}|сколько|скольки\w*)"
    r" (?P<things>[^\W\d_]+)",
    re.IGNORECASE,
)
PARTITIVE = re.compile(r"(?:of|among|out of|из|среди|от)\s+$", re.IGNORECASE)
LOCATED = re.compile(r"(?:^|\s)(?:in|at|on|to|в|во|на)\s+$", re.IGNORECASE)
WHO_IS = re.compile(  # up to a time or another clause
    r"who(?:'s| is| was) "
    r"(?P<role>(?:the|an?) (?:(?! that | which | who | (?:in|on|at) \d)[^,?])*\w)",
    re.IGNORECASE,
)
DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)? [^\W\d]")
ARTICLE = re.compile("^(?:The|A|An|Some) ")
ENGLISH_PREPOSITIONS = frozenset("in on at to by since from".split())
INFLECTED = frozenset(("ADJF", "PRTF", "NOUN"))


class Before(Protocol):
    """What a turn tells of itself."""

    question: str
    quote: str
    sentence: str
    answer_type: str


def resolved(question: str, before: Sequence[Before]) -> tuple[str, bool]:
    """Return the question with what its pronouns mean, and whether one of them stays open."""
    used: list[str] = []
    pieces, done, is_open = [], 0, False
    for anaphor in anaphors(question):
        found = _antecedent(question, anaphor, before, used)
        if found is None:
            is_open = True
            continue
        used.append(found.text)  # another pronoun means something else
        start, stop, text = _written(question, anaphor, found)
        pieces += [question[done:start], text]
        done = stop
    return "".join(pieces) + question[done:], is_open


# What they mean


def _antecedent(
    question: str, anaphor: Anaphor, before: Sequence[Before], used: Sequence[str]
) -> Mention | None:
    partitive = _is_partitive(question, anaphor)
    for turn in _told(before) if partitive else reversed(before):
        for mention in _ranked(question, anaphor, turn):
            if mention.text not in used and len(mention.text.split()) <= MENTION_WORDS:
                return mention
    return None


def _told(before: Sequence[Before]) -> list[Before]:
    """Return the turns, last first, those with a figure for an answer before the others."""
    turns = list(reversed(before))
    return sorted(turns, key=lambda t: not (t.quote and whole(t.quote, t.answer_type).kind in SUMS))


def _ranked(question: str, anaphor: Anaphor, turn: Before) -> list[Mention]:
    """Return what the turn names that may be meant, likeliest first."""
    gap = QUESTION_WORD.search(plain(turn.question))
    answer = [_answer(turn, gap)] if turn.quote else []
    if anaphor.role == "place":
        return _places(answer, turn)
    if anaphor.role == "time":
        return [m for m in (*answer, *mentions(turn.question)) if m.kind == "date"]
    if anaphor.role == "demonstrative":
        return _of_noun(anaphor.noun, answer, turn)
    if answer and answer[0].kind in SUMS and _is_partitive(question, anaphor):
        return answer
    if not anaphor.is_pronoun:
        return []  # "after that", «от этого» mean what happened, which has no name
    fitting = [m for m in _named(question, anaphor, turn, answer) if anaphor.fits(m)]
    if anaphor.word in MANY:
        fitting.sort(key=lambda m: bool(m.forms) and "plur" not in m.forms)
    if RUSSIAN.get(anaphor.word) == "p":
        fitting.sort(key=lambda m: "plur" not in m.forms)  # a name is seldom several
    return fitting


def _named(
    question: str, anaphor: Anaphor, turn: Before, answer: Sequence[Mention]
) -> list[Mention]:
    """Return the names and things of a turn: the answer first where the question was after it."""
    gap = QUESTION_WORD.search(plain(turn.question))
    asked, asked_of = _asked(turn, gap)
    asked = [m for m in asked if not any(_qualifies(m, phrase) for phrase in asked)]
    asked.sort(key=lambda m: _distance(m, anaphor, turn.question))
    answered = [m for m in answer if m.kind not in NAMELESS and _is_nominal(m)]
    told: list[Mention] = []
    if anaphor.word in PERSONS:
        told = [m for m in mentions(turn.sentence) if m.kind == "person"]
        role = WHO_IS.match(turn.question)
        if role and not answered:
            asked = [replace(whole(role["role"], "person"), kind="person")]
    if answered and _is_topic(question, anaphor, turn, answered[0]):
        return [*answered, *asked, *asked_of, *told]
    return [*asked, *answered, *asked_of, *told]


def _distance(mention: Mention, anaphor: Anaphor, question: str) -> tuple[int, int]:
    """Return how far a mention is from what a pronoun means: the least is the likeliest.

    What stands after a preposition is seldom spoken of again. A name is rather who does
    something, a thing what it is done to.
    """
    before = question[: mention.start].rstrip(' «"“')
    word = WORD.findall(before)[-1:]
    aside = bool(word) and is_preposition(word[0]) and fold(word[0]) != "of"
    named = mention.is_name or _holds_name(mention)
    if anaphor.role == "object" and anaphor.word not in PERSONS:
        return (2 if mention.kind in ("person", "name") else aside, not named)
    return (aside, not (named and mention.kind != "place"))


def _is_topic(question: str, anaphor: Anaphor, turn: Before, answer: Mention) -> bool:
    """Return whether the talk goes on about the answer rather than what the question named."""
    gap = QUESTION_WORD.search(plain(turn.question))
    if gap is None:
        return False
    if anaphor.word in THINGS and answer.kind == "name" and mentions(turn.question):
        return False  # of who knows what: rather a person, where the question named a thing
    if gap.group() in ("who", "кто"):
        # "Who described it? And who measured it?": the same thing, done by another
        asked = QUESTION_WORD.search(plain(question))
        return not (anaphor.role == "object" and asked and asked.group() in ("who", "кто"))
    named = gap.group().startswith(("what", "which", "что", "как"))
    return named and answer.is_name and anaphor.word not in PERSONS


def _qualifies(name: Mention, phrase: Mention) -> bool:
    """Return whether a name only says which: none speaks of "Chinese" in "the Chinese investor"."""
    inside = phrase.start <= name.start and name.stop < phrase.stop
    return inside and name.is_name and not CYRILLIC.search(phrase.text)


def _answer(turn: Before, gap: re.Match[str] | None) -> Mention:
    """Return the quote as a mention; a bare number with what the question counted."""
    if gap and not any(map(str.isalpha, turn.quote)):
        counted = COUNTED.match(turn.question, gap.start())
        if counted:
            return whole(f"{turn.quote} {counted['things']}", "quantity")
    answer = whole(turn.quote, turn.answer_type)
    return replace(answer, kind="place") if turn.answer_type == "place" else answer


def _asked(turn: Before, gap: re.Match[str] | None) -> tuple[list[Mention], list[Mention]]:
    """Return what the question before named, and apart what it asked of."""
    named = [m for m in mentions(turn.question) if m.kind not in AMOUNTS | {"date"}]
    counted = COUNTED.match(turn.question, gap.start()) if gap else None
    stop = counted.end() if counted else 0
    start = gap.start() if gap else 0
    of = [m for m in named if start <= m.start and m.stop <= stop]
    return [m for m in named if m not in of], of


def _is_partitive(question: str, anaphor: Anaphor) -> bool:
    """Return whether a part of what the pronoun means is asked for: "how many of them"."""
    of = PARTITIVE.search(question[: anaphor.start])
    return bool(of) and not (anaphor.word == "этого" and of.group().strip() == "от")


def _holds_name(mention: Mention) -> bool:
    return any(word[0].isupper() or word[0].isdigit() for word in WORD.findall(mention.text)[1:])


def _is_nominal(mention: Mention) -> bool:
    """Return whether an answer is a name or a phrase, and no clause."""
    if mention.is_name:
        return True
    words = WORD.findall(mention.text)
    return not any(is_verb(word) for word in words) and fold(words[0]) not in SUBORDINATORS


def _places(answer: list[Mention], turn: Before) -> list[Mention]:
    found = [m for m in answer if m.kind == "place" or turn.answer_type == "place"]
    found += [m for m in mentions(turn.question) if m.kind == "place"]
    found += [
        m
        for m in mentions(turn.question)
        if m.kind == "thing" and LOCATED.search(turn.question[: m.start])
    ]
    return found


def _of_noun(noun: str, answer: list[Mention], turn: Before) -> list[Mention]:
    """Return the mentions that the noun names, in either language."""
    wanted = {lemma_of(noun)} | {keys.keys[0] for keys in translate(noun) if len(keys.keys) == 1}
    if wanted & {"year", "год", "month", "месяц"}:
        dates = [m for m in (*answer, *mentions(turn.question)) if m.kind == "date"]
        return dates
    every = [*answer, *mentions(turn.question)]
    return [m for m in every if wanted & {lemma_of(w) for w in WORD.findall(m.text)}]


# How it is written


def _written(question: str, anaphor: Anaphor, mention: Mention) -> tuple[int, int, str]:
    """Return the stretch of the question that goes, and the words that come instead."""
    text = ARTICLE.sub(lambda article: article.group().lower(), mention.text)
    if anaphor.role == "object" and _has_preposition(text):
        text = text.partition(" ")[2]  # the question has its own, or needs none
    start, stop = anaphor.start, anaphor.stop
    russian = bool(CYRILLIC.search(anaphor.word))
    if anaphor.role in ("place", "time") and not _has_preposition(text):
        return start, stop, _placed(text, russian)
    if anaphor.role in ("place", "time", "demonstrative"):
        return start, stop, text
    if russian and anaphor.role == "possessive":
        end = _owned_end(question, stop)
        return start, end, f"{question[stop:end].strip()} {in_phrase(text, anaphor.case)}"
    if russian:
        return start, stop, in_phrase(text, anaphor.case)
    owner = f"{text}'" if mention.forms == {"plur"} and text.endswith("s") else f"{text}'s"
    return start, stop, owner if anaphor.role == "possessive" else text


def _placed(text: str, russian: bool) -> str:
    """Return a place or a time with its preposition; a day of a month has another, or none."""
    day = bool(DAY.match(text))
    if russian:
        return text if day else f"в {in_phrase(text, 'loct')}"
    return f"{'on' if day else 'in'} {text}"


def _owned_end(question: str, start: int) -> int:
    """Return the end of the noun that is owned, with the adjectives before it."""
    for word in WORD.finditer(question, start):
        if "NOUN" in grammemes(word.group()):
            return word.end()
        if not grammemes(word.group()) & {"ADJF", "PRTF"}:
            return word.start()
    return start


def _has_preposition(text: str) -> bool:
    first = text.split(" ", 1)[0]
    return fold(first) in ENGLISH_PREPOSITIONS or (
        bool(CYRILLIC.search(first)) and "PREP" in grammemes(first)
    )


def in_phrase(text: str, case: str) -> str:
    """Return a Russian phrase with its adjectives and its noun in another case.

    Names in quotation marks stay as they are, and so does what cannot be a nominative beside
    what can: a genitive after its noun, a surname that has no cases.
    """
    words = _inflected(text)
    if not all(is_known(word.group()) for word in words):
        return text
    nominative = any("nomn" in cases(word.group()) for word in words)
    animate = any("anim" in grammemes(word.group()) for word in words)
    pieces, done = [], 0
    for word in words:
        if word.group().isupper() or (nominative and "nomn" not in cases(word.group())):
            continue
        pieces += [text[done : word.start()], in_case(word.group(), case, animate)]
        done = word.end()
    return "".join(pieces) + text[done:]


def _inflected(text: str) -> list[re.Match[str]]:
    """Return the words of a phrase up to its noun, or all of a title and name; none if unsure."""
    words = list(WORD.finditer(text))
    said = [grammemes(w.group()) if CYRILLIC.search(w.group()) else frozenset() for w in words]
    until = next((i for i, tags in enumerate(said) if "PREP" in tags), len(words))
    words, said = words[:until], said[:until]  # «мост» of «мост через Ишим»
    nouns = [i for i, tags in enumerate(said) if "NOUN" in tags]
    if not nouns:
        return []
    quoted = any(mark in text for mark in '«"“')
    last = nouns[-1]
    titled = last + 1 == len(words) and words[last].group()[0].isupper() and not quoted
    count = (last if titled else nouns[0]) + 1
    if not all(tags & INFLECTED for tags in said[:count]):
        return []
    opened = any(mark in text[: words[count - 1].end()] for mark in '«"“')
    return [] if opened else words[:count]
