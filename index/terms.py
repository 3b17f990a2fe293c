"""Text to search terms: views on a text that keep where each word stands in it.

A Russian word is folded to its lemma, an English one to its stem; case, ё, marks and digit
grouping are folded too. Capitals that look alike in both alphabets (СМС, CMC) share a term.
"""

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from index.irregular import LEMMAS

LIKELY = 0.25  # chance from which a form is taken for one of a further lemma, too
MARK = "[\u0300-\u036f\u00ad]"  # accents beside their letter, and places to break a line at
WORD = re.compile(
    r"\d{1,3}(?:[ \u00a0\u2007\u2009\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)*|"
    rf"[^\W\d_](?:[^\W_]|{MARK})*(?:['’](?:[^\W\d_]|{MARK})+)?"
)
GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")  # in English; elsewhere a decimal
HUMP = re.compile("A+(?!a)|A?a+|9+")  # over the letters that _humps writes
CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.IGNORECASE)
MARKS = re.compile("[\u0300-\u0305\u0307-\u036f\u00ad]|(?<!и)\u0306")  # but й, which is not и
LOOKALIKES = str.maketrans("АВЕКМНОРСТХУ", "ABEKMHOPCTXY")
LOOKS_LATIN = re.compile("[ABEKMHOPCTXYАВЕКМНОРСТХУ]{2,6}")

_LATIN = dict(
    zip(
        "абвгдезийклмнопрстуфхцчшщъыьэюяжёәғқңөұүһі",
        "a b v g d e z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya "
        "zh e a g k n o u u h i".split(" "),
        strict=True,
    )
)
_SKELETON = [
    (re.compile(pattern), result)
    for pattern, result in (
        ("[^a-z0-9]", ""),
        ("dzh", "j"),  # дж
        ("shch|sch|sh", "s"),  # щ and ш, as English and German write them
        ("zh", "z"),
        ("c(?=[^eiyh]|$)|qu", "k"),
        ("tch|ch|ts|tz|q", "c"),  # ц of pinyin is q
        ("ph", "f"),
        ("th", "t"),
        ("kh|gh|h", "g"),  # Гитлер, Хьюстон, гугенот
        ("x", "ks"),
        ("w", "v"),
        ("y", "i"),
        ("j(?![aeou])", "i"),
        ("i+(?=[aeou])", ""),  # ya, ia, ья
        ("e", "a"),  # Мэннинг, Пэнтерс
        ("oo|ou", "u"),
        ("(?<=...)[aiou]+$", ""),  # endings, and the silent e
        ("ng$", "n"),
        (r"(.)\1+", r"\1"),
    )
]

STOP_WORDS = frozenset(
    """whats wheres whos hows whens much many a an the of in on at to for from by with about as into
    is are was were be been being do does did has have had will would can could should may might
    must shall it its this that these those there here what which who whom whose when where why
    how and or not no if than then so such i you he she we they his her their our my your me him
    them us s any some but because don doesn didn isn aren wasn weren hasn haven hadn couldn wouldn
    shouldn
    в во на по о об от до из за к ко с со у для при под над про без через между и а но или не ни же
    бы ли что чем чего чему кто кого кому кем ком какой какая какое какие какого какую каким какими
    каких каком каков какова каково каковы который которая которое которые чей чья чье чьи где куда
    откуда когда почему зачем как сколько это этот эта эти этого этой этом тот та то те того той он
    она оно они его ее их ему ей им ней него них быть был была было были будет будут есть я ты мы вы
    мне нам вам себя свой свою свои своего своей чтобы если
    которую которого которому которым которой которых которыми скольких скольким столько ими
    также тоже так уже еще лишь только ж""".split()
)


@dataclass(frozen=True)
class Term:
    """A search term and the word that it stands for; one word may give several terms."""

    key: str
    start: int
    stop: int


def terms(text: str) -> list[Term]:
    """Return the terms of a text in its order, stop words too."""
    found = []
    for match in WORD.finditer(text):
        word = match.group()
        for key in _keys(word):
            found.append(Term(key, match.start(), match.end()))
    return found


@lru_cache(maxsize=200_000)
def _keys(word: str) -> tuple[str, ...]:
    """Return what a word is found by: its lemma or stem first, then what else it shows."""
    if word[0].isdigit():
        plain = re.sub(r"\s", "", word)
        joined = plain.replace(",", "") if GROUPED.fullmatch(plain) else plain.replace(",", ".")
        return tuple(dict.fromkeys((joined, plain.replace(",", "."))))
    word = _bare(word)
    keys = [*lemmas(word)]
    if lemma := LEMMAS.get(fold(word)):
        keys.append(normal_form(lemma))
    if LOOKS_LATIN.fullmatch(word):
        keys.append("~" + word.translate(LOOKALIKES).lower())
    humps = _humps(word)
    if len(humps) > 1 and len(word) > 5:
        keys += [normal_form(hump) for hump in humps if len(hump) > 2]
    return tuple(dict.fromkeys(keys))


def _humps(word: str) -> list[str]:
    """Return the parts that the capitals and digits of a word show: Allur, Auto."""
    written = "".join(
        "9" if c.isdigit() else "A" if c.isupper() else "a" if c.isalpha() else " " for c in word
    )
    return [word[hump.start() : hump.end()] for hump in HUMP.finditer(written)]


def _bare(word: str) -> str:
    """Return the word without stress marks and soft hyphens; ё and й stay."""
    return re.sub(MARK, "", unicodedata.normalize("NFC", word))


def fold(word: str) -> str:
    """Return the word in small letters without marks; ё becomes е, й stays."""
    return unicodedata.normalize("NFC", MARKS.sub("", unicodedata.normalize("NFD", word.lower())))


def normal_form(word: str) -> str:
    """Return the lemma of a Russian word, the stem of an English one, folded."""
    return lemmas(word)[0]


@lru_cache(maxsize=200_000)
def lemmas(word: str) -> tuple[str, ...]:
    """Return the lemmas that a Russian form may well be of, folded, that of its first parse first.

    «нашли» is as often a form of one verb as of another. An English word has its stem alone.
    """
    if not CYRILLIC.search(word):
        return (_stemmer().stemWord(re.sub("['’]s?$|['’]", "", fold(word))),)
    chances: dict[str, float] = {}
    for parse in _parses(word):
        lemma = fold(parse.normal_form)
        chances[lemma] = chances.get(lemma, 0.0) + parse.score
    return tuple(
        lemma for i, (lemma, chance) in enumerate(chances.items()) if i == 0 or chance >= LIKELY
    )


@lru_cache(maxsize=200_000)
def grammemes(word: str) -> frozenset[str]:
    """Return what the morphology says of a Russian word: OpenCorpora's tags, likeliest parse."""
    return frozenset(re.split("[, ]", str(_parses(word)[0].tag)))


@lru_cache(maxsize=200_000)
def is_known(word: str) -> bool:
    """Say whether the morphology's dictionary has this Russian form."""
    return _morphology().word_is_known(word.lower())


@lru_cache(maxsize=200_000)
def cases(word: str) -> frozenset[str]:
    """Return every case that a Russian form may be in, as the likeliest part of speech."""
    parses = _parses(word)
    return frozenset(str(p.tag.case) for p in parses if p.tag.POS == parses[0].tag.POS)


@lru_cache(maxsize=50_000)
def in_case(word: str, case: str, animate: bool = False) -> str:
    """Return a Russian noun or adjective in another case, itself where it has none.

    Cases are OpenCorpora's: nomn, gent, datv, accs, ablt, loct.
    """
    parse = _parses(word)[0]
    wanted = {case}
    if case == "accs" and parse.tag.POS in ("ADJF", "PRTF") and parse.tag.gender != "femn":
        wanted.add("anim" if animate else "inan")
    found = parse.inflect(wanted)
    if found is None:
        return word
    return found.word.capitalize() if word[0].isupper() else found.word


def transliterate(word: str) -> str:
    """Return a Cyrillic word in Latin letters, small, as English texts commonly write names."""
    return "".join(_LATIN.get(letter, letter) for letter in fold(word))


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """Return how a word sounds, roughly: spellings of one name in either alphabet come together."""
    reduced = transliterate(word)
    for pattern, result in _SKELETON:
        reduced = pattern.sub(result, reduced)
    return reduced


def _parses(word: str) -> list:
    return _morphology().parse(_bare(word).lower())


@cache
def _morphology():  # the library is loaded on first use
    import pymorphy3

    return pymorphy3.MorphAnalyzer(lang="ru")


def _stemmer():
    """Return this thread's stemmer: it keeps the word that it is at work on."""
    if not hasattr(_of_thread, "stemmer"):
        import snowballstemmer

        _of_thread.stemmer = snowballstemmer.stemmer("english")
    return _of_thread.stemmer


_of_thread = threading.local()
