"""What a text speaks of: the names, things and figures that a later question may mean by "it"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from index.query import translate
from index.terms import CYRILLIC, STOP_WORDS, fold, grammemes
from qa.spans import candidates

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[$€£%№]")
AMOUNTS = frozenset(("quantity", "money", "percent", "duration"))
AUXILIARIES = frozenset(
    "is are was were be been am do does did has have had will would can could should shall may "
    "might must isn't aren't wasn't weren't doesn't don't didn't hasn't haven't won't can't".split()
)
IRREGULAR = frozenset(  # past forms, which the lexicon does not list
    "came took said made went got put won paid sold built gave left led held met lost found began "
    "became grew rose fell knew wrote ran sent spent told thought kept brought bought saw taught "
    "drew drove chose broke spoke stood understood".split()
)
AND = re.compile(r"(?<=\w)[»”\"]?(?:,? (?:and|и) |, )(?=\S)")
DETERMINERS = frozenset(  # of an English phrase that has no article
    "many much which what whose in of on at to for from by with about into under during".split()
)
NAMES = frozenset(("person", "organisation", "place", "product", "name"))
GENDERS = ("masc", "femn", "neut")


@dataclass(frozen=True)
class Mention:
    """A phrase that names something, and what a pronoun for it has to agree with."""

    text: str
    kind: str  # person, organisation, place, product, name, date, one of AMOUNTS, or thing
    start: int
    stop: int
    head: str  # its noun, as it stands
    forms: frozenset[str] = frozenset()  # of masc, femn, neut, plur; empty where nobody can tell

    @property
    def is_name(self) -> bool:
        return self.kind in NAMES


@dataclass(frozen=True)
class _Token:
    """A word, or a name as one."""

    start: int
    stop: int
    text: str
    is_name: bool = False
    is_joined: bool = True  # nothing but a blank stands before it

    @cached_property
    def said(self) -> frozenset[str]:
        """What the morphology says of it, nothing of a name."""
        return frozenset() if self.is_name else grammemes(self.text)

    @property
    def is_small(self) -> bool:
        return not self.is_name and fold(self.text) in STOP_WORDS | AUXILIARIES


def mentions(text: str) -> list[Mention]:
    """Return what a text names in its order, a phrase before those inside it."""
    named = [_mention(text, each.start, each.stop, each.kind) for each in candidates(text)]
    places = {(name.start, name.stop) for name in named}
    phrases = [each for each in _phrases(text, named) if (each.start, each.stop) not in places]
    return sorted(phrases + named, key=lambda mention: (mention.start, -mention.stop))


def _tokens(text: str, named: list[Mention]) -> list[_Token]:
    names = {name.start: name for name in named if name.is_name}
    tokens: list[_Token] = []
    end = 0
    for word in WORD.finditer(text):
        if word.start() < end:
            continue
        name = names.get(word.start())
        start, stop = (name.start, name.stop) if name else word.span()
        quoted = bool(name) and text[start - 1 : start] in ("«", "“", '"')
        if quoted:
            start, stop = start - 1, stop + 1
        joined = text[end:start].strip() == "" if tokens else True
        tokens.append(_Token(start, stop, text[start:stop], bool(name), joined))
        end = stop
    return tokens


def whole(text: str, answer_type: str) -> Mention:
    """Return a quote as a mention of its own."""
    inside = [each for each in candidates(text) if each.stop - each.start > 0.6 * len(text)]
    kinds = [each.kind for each in inside] or [answer_type if answer_type in AMOUNTS else "name"]
    if kinds[0] == "name" and not any(map(str.isupper, text)):
        kinds = ["thing"]
    found = _mention(text, 0, len(text), kinds[0])
    several = kinds[0] not in AMOUNTS and AND.search(text)
    return replace(found, forms=frozenset(("plur",))) if several else found


@lru_cache(maxsize=50_000)
def is_verb(word: str) -> bool:
    """Return whether a word is rather a verb; an English one by what it is translated with."""
    if CYRILLIC.search(word):
        return bool(grammemes(word) & {"VERB", "INFN", "PRTS", "GRND"})
    if fold(word) in AUXILIARIES | IRREGULAR:
        return True
    if re.search("(?:ed|ing)$", word) and word[0].islower():
        return True
    return "INFN" in said_of(word) and not word[0].isupper()


def _mention(text: str, start: int, stop: int, kind: str) -> Mention:
    words = WORD.findall(text[start:stop])
    head = _head(words, kind)
    return Mention(text[start:stop], kind, start, stop, head, _forms(head, kind))


def _head(words: list[str], kind: str) -> str:
    if not words:
        return ""
    nouns = [word for word in words if CYRILLIC.search(word) and "NOUN" in said_of(word)]
    if nouns:
        return nouns[-1] if kind == "person" else nouns[0]
    return words[-1]


@lru_cache(maxsize=50_000)
def said_of(word: str) -> frozenset[str]:
    """Return the grammar of a Russian word, and of what an English one is translated with."""
    if CYRILLIC.search(word):
        return grammemes(word)
    meant = [keys.keys[0] for keys in translate(word)[:1] if len(keys.keys) == 1]
    return grammemes(meant[0]) if meant else frozenset()


def _forms(head: str, kind: str) -> frozenset[str]:
    if kind in AMOUNTS:
        return frozenset(("plur", *GENDERS))
    if kind in NAMES - {"person", "place"}:
        return frozenset()
    if CYRILLIC.search(head):
        said = said_of(head)
        if "NOUN" not in said:
            return frozenset()
        return frozenset(("plur",)) if "plur" in said else said & frozenset(GENDERS)
    if kind in ("thing", "person") and head:
        plural = re.search("[^su]s$|men$|people$|children$", fold(head))
        return frozenset(("plur",)) if plural else frozenset(GENDERS)
    return frozenset()


def _phrases(text: str, named: list[Mention]) -> Iterator[Mention]:
    """Yield the noun phrases, and those that begin inside them."""
    tokens = _tokens(text, named)
    for i, token in enumerate(tokens):
        end = _russian_end if CYRILLIC.search(token.text) else _english_end
        stop = end(tokens, i)
        if stop > i:
            stop = _with_place(tokens, stop)
            phrase = _mention(text, token.start, tokens[stop - 1].stop, "thing")
            yield replace(phrase, kind="person") if "anim" in said_of(phrase.head) else phrase


def _russian_end(tokens: list[_Token], first: int) -> int:
    """Return the end of the phrase of a noun with its adjectives before and genitives after it."""
    i = first
    while i < len(tokens) and _qualifies(tokens[i]) and (i == first or tokens[i].is_joined):
        i += 1
    if i == len(tokens) or "NOUN" not in tokens[i].said or not (i == first or tokens[i].is_joined):
        return first
    if first and tokens[first].is_joined and _qualifies(tokens[first - 1]):
        return first  # the phrase began before
    i += 1
    while i < len(tokens) and tokens[i].is_joined and _goes_on(tokens[i]):
        i += 1
    return i


def _with_place(tokens: list[_Token], stop: int) -> int:
    """Return the end of a phrase with a name that says which: «мост через Ишим»."""
    if stop + 1 < len(tokens) and tokens[stop + 1].is_name and tokens[stop].is_joined:
        before = tokens[stop].text
        between = before.islower() and (before in DETERMINERS or "PREP" in grammemes(before))
        return stop + 2 if between and tokens[stop + 1].is_joined else stop
    return stop


def _qualifies(token: _Token) -> bool:
    return bool(token.said & {"ADJF", "PRTF"}) and "Apro" not in token.said and not token.is_small


def _goes_on(token: _Token) -> bool:
    if token.is_name or not CYRILLIC.search(token.text):
        return token.is_name
    return ("NOUN" in token.said or _qualifies(token)) and "gent" in token.said


def _english_end(tokens: list[_Token], first: int) -> int:
    """Return the end of a phrase with "the", a name, or a small word before it."""
    opened = fold(tokens[first].text) in ("the", "a", "an")
    before = fold(tokens[first - 1].text) if first else ""
    owner = bool(re.search("['’]s?$", tokens[first].text)) and tokens[first].is_name
    if not (opened or owner or before in DETERMINERS) or before in ("the", "a", "an"):
        return first
    i = start = first + (opened or owner)
    while i < len(tokens) and (i == first or tokens[i].is_joined):
        if not tokens[i].is_name and (tokens[i].is_small or (i > start and _ends(tokens, i))):
            break
        i += 1
    return i if i > start else first


def _ends(tokens: list[_Token], i: int) -> bool:
    """Return whether a word is no part of the phrase before it: after a noun only a noun is."""
    word, before = tokens[i].text, tokens[i - 1]
    said, said_before = said_of(word), said_of(before.text)
    if bool(CYRILLIC.search(word)) or is_verb(word) or i == _main_verb(tokens):
        return True
    if before.is_name or ("NOUN" in said_before and "ADJF" not in said_before):
        return "NOUN" not in said
    return "ADJF" in said and "ADJF" not in said_before  # "(is the ebb) dangerous"


def _main_verb(tokens: list[_Token]) -> int:
    """Return the place of the verb after "do", where its form does not show it; else -1.

    It ends the words after the subject: "(did) Anna's husband design (in 2016)".
    """
    places = [i for i, token in enumerate(tokens) if fold(token.text) in ("do", "does", "did")]
    if not places or any(is_verb(t.text) and not t.is_name for t in tokens[places[0] + 1 :]):
        return -1
    i = places[0] + 1
    i += i < len(tokens) and tokens[i].is_small
    while i + 1 < len(tokens) and not tokens[i + 1].is_small:
        i += 1
    return i
