"""Questions drafted from the sentences of an article, each with the words that should answer it.

A sentence is turned into a question only where its grammar plainly allows it: most are passed
over, so that those that are left read as a person would put them. Whether the service answers
them is for qa.suggestions to find out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from index.lexicon import lexicon
from index.query import translate
from index.terms import CYRILLIC, cases, fold, grammemes, transliterate
from qa.mentions import WORD, is_verb, said_of
from qa.spans import Candidate, candidates, lemma_of
from qa.values import value_of
from source import Document, Span, sentence_spans

SENTENCES = 80  # of an article, from its start, that questions are drafted from
LENGTH = 1000  # characters; a longer sentence is a table or a list, and says nothing to ask about
WORDS = (4, 18)  # of a clause that becomes a question, at least and at most

CLAUSE_ENDS = re.compile(r"[,;:()«»“”\"]\s*|\s[–—-]\s|[.!?]+\s*$")
RUSSIAN_MONTHS = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
)
IN_MONTH = (
    "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре".split()
)
ENGLISH_MONTHS = (
    "January February March April May June July August September October November December".split()
)
EQUALS = frozenset("составить составлять равняться достигнуть достигать насчитывать".split())
HEDGES = re.compile(r"\s+(?:уже|только|лишь|ещё|еще|примерно|около|already|only|about)$")
AHEAD = frozenset("будет будут планируется намечено ожидается will planned expected due".split())
ASKS = {"masc": "Каков", "femn": "Какова", "neut": "Каково", "plur": "Каковы"}
BE = r"(?:is|are|was|were|will be|has been|have been)"
PASSIVE = re.compile(
    rf"(?P<subject>(?:[^\W_][\w'’-]*\s+){{1,8}}?)(?P<be>{BE})\s+(?P<done>[a-z]+(?:ed|en|ilt|ade|old|"
    r"aid|ound|ent|eld|ut)\b)(?P<rest>.*)"
)
IRREGULAR_PEOPLE = {"person": "people", "man": "men", "woman": "women", "child": "children"}
NOT_CLAUSE_STARTS = frozenset(
    "that which who whose where when while because if although though but and or as than so what "
    "что который которая которое которые если когда хотя потому поэтому но и а где чтобы как "
    "причем также".split()
)
AMOUNTS = ("quantity", "money")
REGULAR = ("e", "ct", "st", "ss", "ish", "ort", "uild", "ign")  # ends of verbs without surprises
POINTING = frozenset(
    "he she it they his her its their this that these those we our i my you your there here such "
    "both former latter one ones same now today yesterday tomorrow здесь тут там тогда сейчас "
    "теперь сегодня вчера завтра".split()
)


@dataclass(frozen=True)
class Draft:
    """A question, and what should answer it."""

    question: str
    kind: str  # quantity, date, person or event
    answer: Span  # the words; of "who is" and "what happened" the sentence that they stand in
    given: Span | None = None  # words of the sentence that the question tells, so no answer


@dataclass(frozen=True)
class _Clause:
    """A stretch of a sentence between commas, with its figures; offsets count in the document."""

    text: str
    start: int
    sentence: Span
    figures: tuple[Candidate, ...]  # offsets count in the clause


def drafts(document: Document, language: str) -> list[Draft]:
    """Return questions in a language, "en" or "ru", that the document may answer, in its order."""
    found: dict[str, Draft] = {}
    for sentence in sentence_spans(document.text)[:SENTENCES]:
        if sentence.stop - sentence.start > LENGTH:
            continue
        for draft in _of_sentence(document.text, sentence, language):
            found.setdefault(draft.question, draft)
    return list(found.values())


def _of_sentence(text: str, sentence: Span, language: str) -> Iterator[Draft]:
    told = text[sentence.start : sentence.stop]
    russian = bool(CYRILLIC.search(told))
    yield from _persons(told, sentence, language)
    yield from _events(told, sentence, language)
    for clause in _clauses(told, sentence):
        if russian and language == "ru":
            yield from _russian(clause)
        elif not russian and language == "en":
            yield from _english(clause)
        elif russian and language == "en":
            yield from _translated(clause)


def _clauses(told: str, sentence: Span) -> Iterator[_Clause]:
    """Yield the clauses that say by themselves what they are about."""
    figures = [c for c in candidates(told) if c.kind in ("quantity", "money", "percent", "date")]
    start = 0
    for end in [*CLAUSE_ENDS.finditer(told), None]:
        stop = end.start() if end else len(told)
        if end and any(figure.start < stop < figure.stop for figure in figures):
            continue  # a comma within a number
        text = told[start:stop]
        words = WORD.findall(text)
        if WORDS[0] <= len(words) <= WORDS[1] and _is_whole(words):
            begin = start + len(text) - len(text.lstrip())
            inside = tuple(
                Candidate(f.start - begin, f.stop - begin, f.kind)
                for f in figures
                if begin <= f.start and f.stop <= stop
            )
            yield _Clause(text.strip(), sentence.start + begin, sentence, inside)
        start = end.end() if end else stop


def _is_whole(words: list[str]) -> bool:
    """Return whether nothing in a clause points out of it, and it is no subordinate one."""
    if fold(words[0]) in NOT_CLAUSE_STARTS or any(fold(word) in POINTING for word in words):
        return False
    said = [grammemes(word) for word in words if CYRILLIC.search(word)]
    return not any(tags & {"NPRO", "Apro", "GRND"} for tags in said)


# From Russian to Russian


def _russian(clause: _Clause) -> Iterator[Draft]:
    verbs = [w for w in WORD.finditer(clause.text) if grammemes(w.group()) & {"VERB", "PRTS"}]
    verbs = [verb for verb in verbs if CYRILLIC.search(verb.group())]
    if not 1 <= len(verbs) <= 2:
        return
    for figure in clause.figures:
        if figure.kind == "date":
            asked = _when(clause, figure)
        else:
            asked = _what_equals(clause, figure) or _how_many(clause, figure)
        if asked:
            yield Draft(
                asked, "date" if figure.kind == "date" else "quantity", _place(clause, figure)
            )


def _place(clause: _Clause, figure: Candidate) -> Span:
    return Span(clause.start + figure.start, clause.start + figure.stop)


def _when(clause: _Clause, figure: Candidate) -> str:
    """Return «Когда …?» of a clause that begins or ends with a date."""
    before, after = clause.text[: figure.start].strip(), clause.text[figure.stop :].strip()
    if before in ("В", "Во"):
        before = ""
    if before and after:
        return ""
    rest = _lowered(HEDGES.sub("", before) or after)
    words = WORD.findall(rest)
    subject = any("nomn" in cases(word) and "NOUN" in grammemes(word) for word in words)
    if not subject or len(words) < 3 or grammemes(words[-1]) & {"PREP", "INFN", "ADVB", "COMP"}:
        return ""
    if grammemes(words[-1]) & {"VERB", "PRTS"} and rest.endswith(words[-1]):
        rest = f"{words[-1]} {rest.removesuffix(words[-1]).strip()}"
    return f"Когда {rest}?"


def _what_equals(clause: _Clause, figure: Candidate) -> str:
    """Return «Какова мощность …?» of «Мощность … составит 10 000»."""
    before = HEDGES.sub("", clause.text[: figure.start].rstrip())
    words = WORD.findall(before)
    if len(words) < 2 or lemma_of(words[-1]) not in EQUALS or clause.text[figure.stop :].strip():
        return ""
    noun = next((word for word in words if "NOUN" in grammemes(word)), "")
    said = grammemes(noun) if noun else frozenset()
    if "nomn" not in (cases(noun) if noun else ()) or "PREP" in grammemes(words[0]):
        return ""
    form = "plur" if "plur" in said else next((g for g in ASKS if g in said), "")
    phrase = before[: before.rfind(words[-1])].strip()
    return f"{ASKS[form]} {_lowered(phrase)}?" if form and " " in phrase else ""


def _how_many(clause: _Clause, figure: Candidate) -> str:
    """Return «Сколько машин собрано …?» of «… собрано 5 352 машин»."""
    before, after = clause.text[: figure.start].rstrip(), clause.text[figure.stop :].strip()
    words = WORD.findall(before)
    if not words or after or figure.kind == "percent":
        return ""
    verb = words[-1]
    if "PRTS" not in grammemes(verb) or not grammemes(verb) & {"neut", "plur"}:
        return ""
    counted = _counted(clause.text[figure.start : figure.stop])
    if figure.kind == "quantity" and not counted:
        return ""
    rest = _lowered(before[: before.rfind(verb)].strip())
    return f"Сколько {counted} {verb} {rest}?".replace("  ", " ").replace(" ?", "?")


def _counted(figure: str) -> str:
    """Return the things that a figure counts, if they stand in the genitive plural."""
    words = [word for word in WORD.findall(figure) if CYRILLIC.search(word)]
    nouns = [word for word in words if "NOUN" in grammemes(word)]
    noun = nouns[-1] if nouns else ""
    return noun if noun and {"gent", "plur"} <= grammemes(noun) and len(nouns) == 1 else ""


def _lowered(text: str) -> str:
    """Return the text with a small first letter, unless a name begins it."""
    first = WORD.search(text)
    if first is None:
        return text
    word = first.group()
    named = grammemes(word) & {"Name", "Surn", "Geox", "Orgn"} if CYRILLIC.search(word) else set()
    if named or word[1:] != word[1:].lower() or (word[0].isupper() and not _is_common(word)):
        return text
    return text[:1].lower() + text[1:]


def _is_common(word: str) -> bool:
    """Return whether a word that begins a sentence would begin with a small letter elsewhere."""
    if CYRILLIC.search(word):
        return True
    return bool(translate(word)) or is_verb(word) or fold(word) in ("the", "a", "an", "in", "on")


# From English to English


def _english(clause: _Clause) -> Iterator[Draft]:
    for figure in clause.figures:
        if figure.kind == "date":
            asked, kind = _when_was(clause, figure), "date"
        else:
            asked, kind = _what_is(clause, figure) or _how_many_are(clause, figure), "quantity"
        if asked:
            yield Draft(asked, kind, _place(clause, figure))


def _when_was(clause: _Clause, figure: Candidate) -> str:
    """Return "When was the plant built?" of a passive clause that begins or ends with a date."""
    before, after = clause.text[: figure.start].strip(), clause.text[figure.stop :].strip()
    before = re.sub(r"(?:^|\s)(?:in|on|by|since|from|until|at|back in)$", "", before, flags=re.I)
    if before and after:
        return ""
    told = PASSIVE.fullmatch(_lowered(HEDGES.sub("", before) or after))
    if told is None or not told["subject"].startswith(("the ", "a ")):
        return ""
    if told["rest"].endswith((" from", " to", " of", " in", " at", " by", " for", " with")):
        return ""
    be, _, more = told["be"].partition(" ")
    rest = f"{more} {told['done']}{told['rest']}".strip()
    return f"When {be} {told['subject'].strip()} {rest}?"


def _what_is(clause: _Clause, figure: Candidate) -> str:
    """Return "What is the budget?" of "The budget is 5 million"."""
    told = re.fullmatch(
        r"(?P<subject>(?:the|its)?\s*(?:[\w'’-]+\s+){1,8}?)(?P<be>is|was|are|were)",
        HEDGES.sub("", clause.text[: figure.start].rstrip()),
        re.IGNORECASE,
    )
    if told is None or clause.text[figure.stop :].strip():
        return ""
    subject = _lowered(told["subject"].strip())
    return f"What {told['be']} {subject}?" if subject.startswith("the ") else ""


def _how_many_are(clause: _Clause, figure: Candidate) -> str:
    """Return "How many people are to move?" of a clause that begins with what is counted."""
    opening = clause.text[: figure.start].strip().lower()
    after = clause.text[figure.stop :].strip()
    quoted = clause.text[figure.start : figure.stop]
    things = re.search(r"\d\s+((?:[a-z-]+\s+)?[a-z]+s|people)$", quoted)
    verb = re.match(BE, after)
    if opening not in ("", "some") or figure.kind != "quantity" or not things or not verb:
        return ""
    return f"How many {things.group(1)} {after}?"


# From either language to the other: names, dates and the plainest of figures


def _persons(told: str, sentence: Span, language: str) -> Iterator[Draft]:
    """Yield "Who is …?" of full names."""
    for each in candidates(told):
        name = told[each.start : each.stop]
        if not _is_person(told, each) or len(name.split()) != 2 or "." in name:
            continue
        asked = _who_is(name, language)
        if asked:
            given = Span(sentence.start + each.start, sentence.start + each.stop)
            yield Draft(asked, "person", sentence, given)


def _is_person(told: str, name: Candidate) -> bool:
    """Return whether a name is a person's; a Latin one by the word before it: "engineer"."""
    before = WORD.findall(told[: name.start])[-1:]
    titled = bool(before) and "anim" in said_of(before[0]) and before[0].islower()
    return name.kind == "person" or (name.kind == "name" and titled)


def _who_is(name: str, language: str) -> str:
    words = name.split()
    russian = bool(CYRILLIC.search(name))
    if russian and not all("nomn" in cases(word) for word in words):
        return ""
    if language == "en":
        return f"Who is {transliterate(name).title() if russian else name}?"
    if not russian:
        return f"Чем занимается {name}?"
    said = grammemes(words[0])
    return f"Кто {'такая' if 'femn' in said else 'такой'} {name}?"


def _events(told: str, sentence: Span, language: str) -> Iterator[Draft]:
    """Yield "What happened in April 2017?" of dates with a month."""
    ahead = any(fold(word) in AHEAD for word in WORD.findall(told))
    for each in candidates(told):
        if each.kind != "date":
            continue
        value = value_of(told[each.start : each.stop], "date")
        stated = value.date if value else None
        if stated is None or len(stated) < len("2017-04"):
            continue
        given = Span(sentence.start + each.start, sentence.start + each.stop)
        yield Draft(_what_happened(stated, language, ahead), "event", sentence, given)


def _what_happened(stated: str, language: str, ahead: bool) -> str:
    parts = [int(part) for part in stated.split("-")]
    day = date(*(*parts, 1)[:3])
    if language == "ru":
        verb = "произойдёт" if ahead else "произошло"
        month = RUSSIAN_MONTHS[day.month - 1]
        exact = f"{day.day} {month} {day.year} года"
        when = exact if len(parts) == 3 else f"в {IN_MONTH[day.month - 1]} {day.year} года"
        return f"Что {verb} {when}?"
    verb = "is to happen" if ahead else "happened"
    month = f"{ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"What {verb} {f'on {day.day} {month}' if len(parts) == 3 else f'in {month}'}?"


def _translated(clause: _Clause) -> Iterator[Draft]:
    """Yield "How many cars were produced?" of «… произведено 5 352 автомобилей»."""
    for figure in clause.figures:
        before = WORD.findall(clause.text[: figure.start])
        if not before or "PRTS" not in grammemes(before[-1]) or figure.kind not in AMOUNTS:
            continue
        done = _participle(before[-1])
        counted = _counted(clause.text[figure.start : figure.stop])
        things = _plural(counted) if counted else ""
        if not done or (figure.kind == "quantity" and not things):
            continue
        asked = f"How many {things} were {done}?" if things else f"How much was {done}?"
        yield Draft(asked, "quantity", _place(clause, figure))


def _participle(word: str) -> str:
    """Return the past participle of the English verb that a Russian one means, if regular."""
    verb = _meaning(lemma_of(word))
    if not verb.isalpha() or not is_verb(verb) or not verb.endswith(REGULAR):
        return ""
    if verb.endswith("uild"):
        return verb[:-1] + "t"
    return verb + ("d" if verb.endswith("e") else "ed")


def _plural(word: str) -> str:
    noun = _meaning(lemma_of(word))
    if not noun.isalpha() or "NOUN" not in said_of(noun):
        return ""
    if noun in IRREGULAR_PEOPLE:
        return IRREGULAR_PEOPLE[noun]
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def _meaning(lemma: str) -> str:
    return next(iter(lexicon().translations(lemma, "ru")), "")
