"""Where sentences start and stop in Russian and English text: razdel, and rules where it errs.

Razdel's own loop copies the sentence read so far at every full stop that does not end it, which
takes quadratic time on a long one; here its rules are asked with the stretch that they look at.
"""

import re
from collections.abc import Iterator
from itertools import chain

from razdel.record import cached_property
from razdel.rule import JOIN, SPLIT
from razdel.segmenters.punct import GENERIC_QUOTES, SMILES
from razdel.segmenters.sentenize import BULLET_SIZE, DELIMITERS, RULES, SentSplit, lower_right

from source.document import Span
from source.paragraphs import block_spans

WINDOW = 10  # characters on either side that razdel's rules look at
NEIGHBOURHOOD = 60  # characters on either side that the rules here look at

# Where a sentence may end. Without a space after it no mark ends one: "Kazpravda.kz", "3.5".
# Nor does one with another mark after the space, but for a quote that may open: "Да. "Нет".
_CLOSERS = "".join(set(DELIMITERS) - set(GENERIC_QUOTES))
MARK = re.compile(rf"(?P<mark>{SMILES}|[{re.escape(DELIMITERS)}])\s+(?![{re.escape(_CLOSERS)}\s])")
FIRST_WORD = re.compile(r"[\"'«“„‘(\[–—-]*\s*(?P<word>\w[\w'’-]*)(?P<stop>\.?)")
LAST_WORD = re.compile(r"(?:\w\.)*\w[\w'’-]*$")  # "Inc", "e.g", "ст-ца"
CYRILLIC = re.compile(r"[Ѐ-ӿ]")


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


# Capitalised, these start a sentence; names and titles hardly ever begin with them.
STARTERS = _words("""
    The A An This That These Those It Its He She They We You I His Her Their Our My
    In On At By For From With As But And Or If When While After Before However Also There Here
    What Who How Why Where Which During Since Because Although Despite Meanwhile Moreover
    According Then Now Some Many Most Each Both Another Such
    В Во На По При С Со К Ко У О Об От Из За До Для Без Под Над Через После Перед Между
    И А Но Или Да Не Ни Если Когда Хотя Пока Чтобы Поскольку Так Также Тогда Там Тут Здесь Теперь
    Однако Кроме Затем Потом Это Этот Эта Эти Этого Этому Этой Этим Этих Тот Та Те Того
    Он Она Оно Они Его Её Ее Их Ему Ей Им Я Мы Вы Мой Наш Наша Наше Наши Ваш
    Как Что Кто Где Куда Почему Какой Какая Какие Который Все Всё Всего Сейчас Сегодня Вчера
    Ранее Раньше Ещё Еще Уже Именно Тем Среди Согласно Благодаря Несмотря Например
""")

# A name follows: these never end a sentence. Capitals count: "Gen. Lee", not "an amphibian gen."
TITLES = _words("""
    Mr Mrs Ms Mx Dr Prof Hon Rev Capt Cpt Sgt Lt Col Gen Gov Sen Rep Maj Cmdr Adm Messrs Pres Fr
""")
# Something follows that belongs to them.
CONNECTIVES = _words("e.g i.e cf approx viz vs incl esp resp т.е т.к т.н")
# Short for a word before another; they end a sentence only where a new one plainly starts.
ABBREVIATIONS = _words("""
    imp exp intl int'l natl nat'l mfg bros dept univ assn assoc govt st mt ft ave blvd rd bldg
    jr sr
    г гг ген полк подполк лейт кап адм доц инж канд худ реж сост отв мкр мкрн бул бульв наб пер пгт
    респ обл дер ст-ца р-н
""")
# First names cut short, and Russian initials in Latin letters.
INITIALS = _words("Wm Chas Geo Jas Ph Yu Ya Ye Yo Zh Ch Sh Kh Ts Вл Ал Евг Алекс Дж")
COMPANY_FORMS = _words("inc ltd co corp llc llp plc pty gmbh limited incorporated corporation kg")
# Short only in front of a number, words of their own elsewhere: "I said no."
BEFORE_NUMBERS = _words("""
    c ca no nos fig figs vol pp p art sec ch ext jan feb mar apr jun jul aug sep sept oct nov dec
    янв фев февр апр июн июл авг сен сент окт ноя нояб дек рис табл илл гл
""")
# The day of an hour: "at 5 p.m. Monday".
DAYS = _words("""
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June
    July August September October November December GMT UTC EST EDT CST PST local
""")
# Abbreviations in razdel's eyes, whole words as often: "Он вымыл пол. Машина ждала."
WHOLE_WORDS = _words("пол ум кит тел ок")
# Measures: with a number before them they are the end of what they measure.
MEASURES = _words("см мм м км т р руб коп мин сек ч")

AFTER_LOWER_CASE = re.compile(r"\b[a-zа-яё]+\s+\w+$")
DEGREE = re.compile(r"\b[кд]\.\s?[а-я][а-я.\s-]{0,7}н$")  # "к.ф.-м.н. Иванов", "д. э. н. Петров"
MEASURED = re.compile(r"\d\s*(?P<unit>[^\W\d]+)$")
FOOTNOTE = re.compile(r"[.!?…][\"»”’)]*(?:\[[^\[\]\s]{1,4}\])*\[[^\[\]\s]{1,4}$")
SAID = re.compile(
    r"(?:(?:[A-Z][\w'’-]*|(?:Mr|Mrs|Ms|Dr|[A-Z])\.)\s+){1,4}"
    r"(?:said|says|asked|asks|added|adds|replied|told|wrote|noted|explained|answered|cried)\b"
)


class Gap(SentSplit):
    """A mark with a space after it: a place where a sentence, opened before it, may end."""

    def __init__(self, text: str, opened: int, mark: re.Match[str]) -> None:
        start = mark.start("mark")
        self.before = text[max(opened, start - NEIGHBOURHOOD) : start]
        self.after = text[mark.end() : min(mark.end() + NEIGHBOURHOOD, mark.endpos)]
        super().__init__(
            left=self.before[-WINDOW:],
            delimiter=mark["mark"],
            # One space, so that wide gaps do not push the next word out of razdel's sight.
            right=" " + self.after[:WINDOW],
            buffer=text[opened : min(start, opened + BULLET_SIZE + 1)],
        )

    @cached_property
    def last_word(self) -> str:
        match = LAST_WORD.search(self.left)
        return match.group() if match else ""

    @cached_property
    def next_word(self) -> str:
        match = FIRST_WORD.match(self.after)
        return match["word"] if match else ""

    @property
    def starts_anew(self) -> bool:
        """True where the next word hardly stands inside a sentence: "The", "Он"; not "А." """
        return self.next_word in STARTERS and not FIRST_WORD.match(self.after)["stop"]

    @property
    def capitalised(self) -> bool:
        return self.next_word[:1].isupper() and self.next_word[1:2].islower()


def semicolon(gap: Gap) -> str | None:
    # "ТОО «Первое»; ТОО «Второе»"
    return JOIN if gap.delimiter == ";" else None


def footnote(gap: Gap) -> str | None:
    # "в 2015 году.[5] Затем"
    return SPLIT if gap.delimiter == "]" and FOOTNOTE.search(gap.before) else None


def attribution(gap: Gap) -> str | None:
    # “Where to?” Mr. Young asked.
    closed = gap.delimiter in "\"'”’»" and gap.before.endswith(("!", "?"))
    return JOIN if closed and SAID.match(gap.after) else None


def unfinished(gap: Gap) -> str | None:
    # "IMP. & EXP. CORP"
    return JOIN if gap.after.startswith(("&", "+", "/", "=", "%", ",")) else None


def title(gap: Gap) -> str | None:
    # "Mr. Young", "approx. $5"
    return JOIN if gap.last_word in TITLES or gap.last_word.lower() in CONNECTIVES else None


def before_number(gap: Gap) -> str | None:
    # "No. 5", "Vol. II", but "He said no. We left."
    if gap.last_word.lower() not in BEFORE_NUMBERS:
        return None
    return SPLIT if gap.capitalised or gap.starts_anew else JOIN


def company(gap: Gap) -> str | None:
    # "Anhui Jianghuai Automobile Co. Ltd. (JAC)"
    if gap.last_word.lower() not in COMPANY_FORMS:
        return None
    return JOIN if gap.next_word.lower() in COMPANY_FORMS or gap.after[0] == "(" else None


def measure(gap: Gap) -> str | None:
    # "Высота 30 см. Ширина 5 см."
    match = MEASURED.search(gap.left)
    return SPLIT if match and match["unit"] in MEASURES and gap.capitalised else None


def whole_word(gap: Gap) -> str | None:
    # "Он вымыл пол. Машина ждала."
    return SPLIT if gap.last_word in WHOLE_WORDS and gap.capitalised else None


def abbreviation(gap: Gap) -> str | None:
    # "EXP. CORP", "2015 г. Назарбаев", but "2015 г. Он"
    if gap.last_word.lower() not in ABBREVIATIONS:
        return None
    return SPLIT if gap.starts_anew else JOIN


def initial(gap: Gap) -> str | None:
    # "А. Н. Иванов", "Yu. Kim", "the U.S. Army", but "in the U.S. The", "класса B. Машина"
    name = gap.left_token or ""
    if name not in INITIALS and (len(name) != 1 or not name.isupper()):
        return None
    alone = bool(AFTER_LOWER_CASE.search(gap.before))  # not "Джеймс O. Маккинси"
    mixed = bool(CYRILLIC.match(name)) != bool(CYRILLIC.match(gap.next_word))
    return SPLIT if gap.starts_anew or (alone and mixed) else JOIN


def hour(gap: Gap) -> str | None:
    # "at 5 p.m. Monday"
    return JOIN if gap.last_word in ("a.m", "p.m") and gap.next_word in DAYS else None


def degree(gap: Gap) -> str | None:
    # "к.ф.-м.н. Иванов"
    if not DEGREE.search(gap.before):
        return None
    return SPLIT if gap.starts_anew else JOIN


FULL_STOP_RULES = [
    unfinished,
    title,
    initial,
    before_number,
    company,
    measure,
    whole_word,
    abbreviation,
    hour,
    degree,
]
OTHER_MARK_RULES = [semicolon, footnote, attribution]
RAZDEL_RULES = [rule.function for rule in RULES]


def sentence_spans(text: str) -> list[Span]:
    """Return where each sentence stands, in order, without the whitespace around it.

    Every other character lies in exactly one of them. A blank line ends a sentence, a single
    newline does not by itself; headings and list items stand alone.
    """
    return [span for block in block_spans(text) for span in _in_block(text, block)]


def _in_block(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    for mark in MARK.finditer(text, block.start, block.stop):
        if _ends_sentence(Gap(text, start, mark)):
            yield Span(start, mark.end("mark"))
            start = mark.end()
    yield Span(start, block.stop)


def _ends_sentence(gap: Gap) -> bool:
    if lower_right(gap):
        return False
    ours = FULL_STOP_RULES if gap.delimiter == "." else OTHER_MARK_RULES
    for rule in chain(ours, RAZDEL_RULES):
        action = rule(gap)
        if action:
            return action == SPLIT
    return True
