"""Words of a question that point back to what was said before: "it", «их», "that investor"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from index.terms import CYRILLIC, STOP_WORDS, cases, fold, grammemes
from qa.mentions import AMOUNTS, AUXILIARIES, WORD, Mention, is_verb, mentions, said_of
from qa.question import QUESTION_WORD
from qa.spans import lemma_of

SEVERAL = 4  # words that point back, at most; a question with more is no follow-up
Role = Literal["subject", "object", "possessive", "place", "time", "demonstrative"]

PERSONS: dict[str, Role] = {"he": "subject", "him": "object", "his": "possessive",
                            "she": "subject", "her": "object"}  # fmt: skip
THINGS: dict[str, Role] = {"it": "subject", "its": "possessive"}
MANY: dict[str, Role] = {"they": "subject", "them": "object", "their": "possessive"}
ENGLISH = PERSONS | THINGS | MANY
RUSSIAN = {
    "он": "m", "его": "m", "ему": "m", "него": "m", "нему": "m", "нем": "m",
    "она": "f", "ее": "f", "ей": "f", "ею": "f", "ней": "f", "нее": "f", "нею": "f",
    "оно": "n",
    "они": "p", "их": "p", "ими": "p", "них": "p", "ними": "p", "им": "mp", "ним": "mp",
}  # fmt: skip
FORMS = {"m": {"masc", "neut"}, "f": {"femn"}, "n": {"neut"}, "p": {"plur"},
         "mp": {"masc", "neut", "plur"}}  # fmt: skip
CASES = {  # that a form can be in, the commonest without a preposition first
    "он": "nomn", "она": "nomn", "оно": "nomn", "они": "nomn", "его": "accs gent",
    "ее": "accs gent", "их": "accs gent", "ему": "datv", "ей": "datv ablt", "им": "datv ablt",
    "ею": "ablt", "ими": "ablt", "ними": "ablt", "ним": "ablt datv", "нем": "loct", "нему": "datv",
    "нею": "ablt", "него": "gent accs", "нее": "gent accs", "них": "gent loct accs",
    "ней": "loct ablt datv",
}  # fmt: skip
AFTER = {  # the case that a preposition asks of него, неё, них, ней
    **dict.fromkeys("из от у до для без с со около после против кроме вместо ради".split(), "gent"),
    **dict.fromkeys("к ко по благодаря".split(), "datv"),
    **dict.fromkeys("над под перед между за".split(), "ablt"),
    **dict.fromkeys("о об при".split(), "loct"),
    **dict.fromkeys("в во на про через".split(), "accs"),
}
PLACES = frozenset(("там", "туда", "оттуда"))
SUBORDINATORS = frozenset(
    "once till until than that if because when while after before although as since who which "
    "where so unless and but что если когда пока потому чтобы который которая которое которые хотя "
    "поскольку где и но чем".split()
)
EXPLETIVE = re.compile(  # "how long does it take to", "is it true that", "whose idea was it to"
    r"\s+(?:(?:usually|really|still|now|always|been|be)\s+)?(?:to\b|that\b|is\b|was\b|rain|snow|mean\b|"
    r"(?:take|takes|took|taken|cost|costs|need|needed)\b.*\bto\b|"
    r"(?!due|able|likely|set|ready|going|meant|used|intended)(?:be )?(?!\w+(?:ed|ing)\b)\w+ "
    r"(?:for \S+ )?to\b|(?:\S+ ){1,3}(?:that|whether|if)\b)",
    re.IGNORECASE,
)
# What "this" and «этот» point to without any turn before: the text, or the day of the asking.
HERE = frozenset(
    "article text report news page document time day year month week season autumn summer spring "
    "winter статья текст новость отчет документ заметка раз время год месяц неделя сезон лето "
    "осень зима весна".split()
)
THEN = frozenset(("year", "month", "time"))  # that "that" points back to all the same
DEMONSTRATIVE = re.compile(r"эт(?:от|а|о|и|ого|ому|им|ом|ой|у|их|ими)")
BARE_AFTER = frozenset("of from for about by after before with to".split())  # "(of) that"
BEFORE_OBJECTS = BARE_AFTER | frozenset("in on at into over under through against".split())
BARE_BEFORE = frozenset("in on for from is was".split())
ASKING = frozenset("кто кому когда где куда откуда почему зачем как".split())
BE = frozenset("is are was were be been isn't aren't wasn't weren't".split())
OWN = re.compile(
    r"\s+(?:own|собственн\w+|(?:словам|мнению|оценк\w+|данным|подсч[её]там),)(?!\w)", re.IGNORECASE
)
# Words that "their" may mean though no phrase was made out: "how long do owners get to …".
OTHERS = re.compile(r"\b(?:people|many|those|owners?|\w{3,}(?<!s)s)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Anaphor:
    """A word of a question that points back."""

    start: int
    stop: int
    word: str  # folded
    role: Role
    noun: str = ""  # after a demonstrative
    case: str = ""  # of a Russian one

    @property
    def is_pronoun(self) -> bool:
        return self.word in ENGLISH or self.word in RUSSIAN

    def fits(self, mention: Mention) -> bool:
        """Return whether the mention agrees with it in gender and number, as far as is known."""
        if self.word in RUSSIAN:
            return not mention.forms or bool(mention.forms & FORMS[RUSSIAN[self.word]])
        if self.word in PERSONS:
            return mention.kind in ("person", "name") and mention.forms != {"plur"}
        if self.word in THINGS:
            return mention.kind != "person" and mention.forms != {"plur"}
        return mention.kind != "place" or self.word not in MANY


@dataclass(frozen=True)
class _Word:
    """A word of a question with its neighbours, folded."""

    start: int
    stop: int
    typed: str
    text: str
    before: str
    after: str
    after_stop: int

    def anaphor(self, role: Role, case: str = "") -> Anaphor:
        return Anaphor(self.start, self.stop, self.text, role, case=case)

    def demonstrative(self) -> Anaphor:
        return Anaphor(self.start, self.after_stop, self.text, "demonstrative", self.after)


def plain(text: str) -> str:
    """Return the text in small letters without ё, letter for letter."""
    return text.lower().replace("ё", "е")


def anaphors(question: str) -> list[Anaphor]:
    """Return the words that point out of the question, in its order; none where they are many."""
    pointing = list(islice(_pointing(question), SEVERAL + 1))
    return pointing if len(pointing) <= SEVERAL else []


def _pointing(question: str) -> Iterator[Anaphor]:
    for word in _words(question):
        if word.typed.isupper() and len(word.typed) > 1 and question != question.upper():
            continue  # ТАМ and IT are names
        found = _russian(word) if CYRILLIC.search(word.text) else _english(word, question)
        if found and not _is_inside(question, found):
            yield found


def _words(question: str) -> Iterator[_Word]:
    found = list(WORD.finditer(question))
    folded = ["", *(fold(match.group()) for match in found), ""]
    for i, match in enumerate(found):
        after_stop = found[i + 1].end() if i + 1 < len(found) else match.end()
        yield _Word(*match.span(), match.group(), *folded[i + 1 : i + 2], folded[i],
                    folded[i + 2], after_stop)  # fmt: skip


# English


def _english(word: _Word, question: str) -> Anaphor | None:
    if word.text == "it" and EXPLETIVE.match(question, word.stop):
        return None
    if word.text in ENGLISH:
        if word.text == "it" and _is_object(word):
            return word.anaphor("object")
        owning = word.text == "her" and _is_content(word.after) and not is_verb(word.after)
        return word.anaphor("possessive" if owning else ENGLISH[word.text])
    if word.text == "there" and not {word.before, word.after} & BE:
        return word.anaphor("place")
    if word.text == "then" and word.before and not word.after:
        return word.anaphor("time")
    return _demonstrative(word) if word.text in ("this", "that", "these", "those") else None


def _demonstrative(word: _Word) -> Anaphor | None:
    """Return "that investor", or "(of) that"; not the "that" that joins clauses."""
    ended = is_verb(word.before) and not word.after
    if word.text in ("this", "that") and (ended or _opens_clause(word)):
        return word.anaphor("object")  # "who said that", "how does that compare"
    if _is_content(word.before) or word.before == "so":
        return None
    if _is_content(word.after) and "NOUN" in said_of(word.after) and not is_verb(word.after):
        here = lemma_of(re.sub("['’]s$", "", word.after)) in HERE
        pointing = not here or (word.text == "that" and word.after in THEN)
        return word.demonstrative() if pointing else None
    ends = not word.after or word.after in BARE_BEFORE or word.before == "of"
    if word.text in ("these", "those") and word.after:
        return None  # "those who"
    return word.anaphor("object") if ends and word.before in BARE_AFTER else None


def _is_object(word: _Word) -> bool:
    done_to = is_verb(word.before) and word.before not in AUXILIARIES
    return bool(word.before) and (done_to or word.before in BEFORE_OBJECTS)


def _opens_clause(word: _Word) -> bool:
    noun = "NOUN" in said_of(word.after) and not is_verb(word.after)
    return word.before in AUXILIARIES - {"do"} and bool(word.after) and not noun


def _is_content(word: str) -> bool:
    return bool(word) and word not in STOP_WORDS and word not in AUXILIARIES


# Russian


def _russian(word: _Word) -> Anaphor | None:
    if word.text in RUSSIAN:
        if word.text in ("его", "ее", "их") and _may_be_owned(word.after):
            return word.anaphor("possessive", "gent")
        case = _case(word)
        return word.anaphor("subject" if case == "nomn" else "object", case)
    if word.text in PLACES and word.after not in ("где", "куда", "откуда"):
        return word.anaphor("place")
    if word.text == "тогда" and word.before:
        return word.anaphor("time")
    if DEMONSTRATIVE.fullmatch(word.text) and _agree(word.text, word.after):
        return word.demonstrative() if lemma_of(word.after) not in HERE else None
    if word.text == "это" and word.before in ASKING and is_verb(word.after or "-"):
        return word.anaphor("object", "accs")  # «кто это сказал»
    if word.text in ("этого", "этому", "этим") and word.before in AFTER and word.before != "до":
        return word.anaphor("object", AFTER[word.before])
    return None


def _agree(word: str, noun: str) -> bool:
    return bool(noun) and "NOUN" in grammemes(noun) and bool(cases(noun) & cases(word))


def _case(word: _Word) -> str:
    """Return the case of a pronoun: the one that its preposition asks, if the form has it."""
    possible = CASES[word.text].split()
    if word.before in ("в", "во", "на") and "loct" in possible:
        return "loct"
    asked = AFTER.get(word.before, "")
    return asked if asked in possible else possible[0]


def _may_be_owned(word: str) -> bool:
    return bool(CYRILLIC.search(word)) and bool(grammemes(word) & {"NOUN", "ADJF", "PRTF"})


# What the question says itself


def _is_inside(question: str, anaphor: Anaphor) -> bool:
    """Return whether the question has named before what a pronoun means.

    "What does CMC do under its contract": one that owns, or one of a later clause, means that.
    """
    before = question[: anaphor.start]
    others = bool(OTHERS.search(before))
    if anaphor.role == "possessive" and (
        others or OWN.match(question, anaphor.stop) or _asks_who(question)
    ):
        return True
    named = [m for m in mentions(before) if m.kind not in AMOUNTS | {"date"}]
    named = [m for m in named if anaphor.fits(m) or m.kind in ("person", "name")]
    if not named:
        many = anaphor.word in MANY and others
        return (anaphor.role == "subject" or many) and _crosses_clause(before, 1)
    if anaphor.role == "possessive" or (anaphor.role == "subject" and _begins_clause(before)):
        return True
    return _crosses_clause(before[named[0].stop :], 0)


def _asks_who(question: str) -> bool:
    asked = QUESTION_WORD.search(plain(question))
    return bool(asked) and asked.group().startswith(("who", "кто"))


def _crosses_clause(text: str, first: int) -> bool:
    """Return whether another clause begins in the text, past so many words."""
    joins = any(fold(word) in SUBORDINATORS for word in WORD.findall(text)[first:])
    return joins or bool(re.search(r"[,;:–—-]\s", text))


def _begins_clause(before: str) -> bool:
    """Return whether a clause begins without a word: "on the day (it opened)", "say (she did)"."""
    words = WORD.findall(before)
    return bool(words) and _is_content(fold(words[-1]))
