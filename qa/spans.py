"""Candidate answers in a text: figures with what they count, dates, durations, names.

Each word and sign of a text is given a letter that says what part it can play in an answer; a
figure or a date is then a pattern over those letters.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

from index.query import translate
from index.terms import CYRILLIC, STOP_WORDS, cases, fold, grammemes, is_known, normal_form

SPACE = " \u00a0\u2007\u2009\u202f"
DIGITS = (
    rf"\d{{1,3}}(?:[{SPACE}]\d{{3}})+(?!\d)(?:[.,]\d+)?|"
    r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?"
)
TOKEN = re.compile(
    r"(?P<iso>\d{4}-\d\d-\d\d(?!\d)|\d{1,2}\.\d{1,2}\.\d{4}(?!\d))|(?P<clock>\d{1,2}:\d\d(?!\d))|"
    r"(?P<year>\d{4}-(?:го|му|[мй])\b)|(?P<decade>\d{2,4}(?:-[хе]|-ых|s)\b)|(?P<ordinal>\d+(?:st|"
    r"nd|rd|th|-(?:го|му|[йямюе]|ой|ая|ую|ым))\b)|"
    r"(?P<ratio>\d+/\d+(?!\d))|"
    rf"(?P<digits>{DIGITS})|(?P<measure>(?:кв|куб)\. ?м\b|°[{SPACE}]?[CСF]\b)|"
    r"(?P<half>с половиной\b|and a half\b)|(?P<percent>%|per cent\b)|(?P<symbol>US\$|[$€£¥₽₸])|"
    r"(?P<word>[^\W\d_]\w*(?:\.(?:kz|ru|com|org|net|io)\b)?(?:[-'’·/][^\W_]\w*)*)|(?P<sign>\S)"
)


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


# Values of number words, by lemma.
NUMBER_WORDS: dict[str, float] = {
    word: value
    for words, values in (
        ("ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать "
         "тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
         range(20)),
        ("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
         range(20, 100, 10)),
        ("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот",
         range(100, 1000, 100)),
        ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
         "fifteen sixteen seventeen eighteen nineteen", range(20)),
        ("twenty thirty forty fifty sixty seventy eighty ninety", range(20, 100, 10)),
        ("двое трое четверо пятеро шестеро", range(2, 7)),
        ("hundred полтора dozen десяток пара сотня", (100, 1.5, 12, 10, 2, 100)),
    )
    for word, value in zip(words.split(), values, strict=True)
}  # fmt: skip
FRACTION_WORDS = {"треть": 1 / 3, "четверть": 0.25}
MULTIPLIERS: dict[str, float] = {
    **dict.fromkeys(("тыс", "тысяча", "thousand", "k"), 1e3),
    **dict.fromkeys(("млн", "миллион", "million", "mn", "mln"), 1e6),
    **dict.fromkeys(("млрд", "миллиард", "billion", "bn"), 1e9),
    **dict.fromkeys(("трлн", "триллион", "trillion", "tn"), 1e12),
}
MONTHS = {
    month: number
    for names in (
        "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
        "january february march april may june july august september october november december",
    )
    for number, month in enumerate(names.split(), 1)
}
# Currency words by lemma and codes; None where the word alone leaves the country open.
CURRENCIES: dict[str, str | None] = {
    "доллар": "USD", "dollar": "USD", "usd": "USD", "евро": "EUR", "euro": "EUR", "eur": "EUR",
    "рубль": "RUB", "руб": "RUB", "rouble": "RUB", "ruble": "RUB", "rub": "RUB", "тенге": "KZT",
    "tenge": "KZT", "kzt": "KZT", "юань": "CNY", "yuan": "CNY", "cny": "CNY", "pound": "GBP",
    "gbp": "GBP", "иена": "JPY", "yen": "JPY", "jpy": "JPY", "сом": "KGS", "kgs": "KGS",
    "гривна": "UAH", "злотый": "PLN", "сум": "UZS", "крона": None, "crown": None, "франк": None,
    "franc": None, "песо": None, "peso": None, "фунт": None, "рупия": None, "rupee": None,
    "kronor": None, "динар": None, "dinar": None, "лира": None, "lira": None, "песета": None,
    "цент": None, "копейка": None, "флорин": None, "florin": None, "гульден": None, "дукат": None,
    "ducat": None, "талер": None, "динарий": None, "chf": "CHF", "mark": None,
    "$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "₸": "KZT", "¥": None,
}  # fmt: skip

UNITS = _words("""
    мм см м км дм кг т ц мг мкг л мл га мпа кпа гпа вт квт мвт гвт квт·ч мвт·ч гвт·ч ма·ч гц
    мгц ггц кгц м/с км/ч мбит/с гбит/с °c °с с/га ц/га т/га кг/га дб мкм нм л.с мв гб мб тб
    кб mm cm m km g kg t mg µg l ml ha mpa kpa w kw mw gw kwh mwh gwh mah hz mhz ghz khz m/s
    km/h kph mph kg/ha m³/s gb mb tb db nm hp ft lb lbs oz sqm ms мс тонна килограмм грамм
    метр километр сантиметр миллиметр литр гектар киловатт мегаватт градус кубометр баррель
    процент-пункт киловатт-час ton tonne kilogram gram metre meter kilometre kilometer
    centimetre millimetre litre liter hectare mile foot feet acre barrel degree kilowatt
    megawatt inch
""")
ATTACHED_MULTIPLIERS = {"m": 1e6, "k": 1e3, "bn": 1e9}  # "£11.4m"

# One letter for each part that a word can play; the lemmas that play it.
PARTS: dict[str, frozenset[str]] = {
    letter: frozenset(words.split())
    for letter, words in {
        "y": "год гг",
        "g": "г",  # a year or a gram
        "t": "секунда минута час день сутки ночь неделя месяц лето лет десятилетие полгода сек мин "
             "second minute hour day night week month year decade",
        "C": "век столетие century",
        "h": "половина квартал полугодие начало конец середина весна лето осень зима весной осенью "
             "летом зимой half quarter beginning end middle mid early late spring summer autumn "
             "winter",
        "k": "текущий прошлый нынешний следующий будущий минувший этот this last next current "
             "previous",
        "W": "вчера сегодня завтра понедельник вторник среда четверг пятница суббота воскресенье "
             "yesterday today tomorrow monday tuesday wednesday thursday friday saturday sunday",
        "v": "в во",
        "f": "in of",
        "F": "от between",
        "G": "до",
        "B": "from",
        "H": "to",
        "&": "and и",
        "#": "№ no nos номер пункт статья стр рис табл page article section fig chapter vol",
    }.items()
}  # fmt: skip
IRREGULAR_PLURALS = _words("people men women children staff sheep fish aircraft police")

NUMBER = r"(?:(?:[diYq](?:-[diY])?m?(?:\.(?=[cuAN]))?(?:[diY]m(?:\.(?=[cuAN]))?)?)|w+q|w+m?|mw*)"
# "от 5 до 10", "between 5 and 10", "six to eight"; "from 5 to 10" is rather a change
AMOUNT = rf"(?:F{NUMBER}[u%c]?[G&]{NUMBER}|(?<!B){NUMBER}H{NUMBER}|{NUMBER})"
COUNTED = r"(?:-?[AL]?u|g|[AX]{0,2}[NA]|[LX]{0,2}S)"
FIGURE = re.compile(
    "(?P<date>Z|T|v?i(?:-i)?M(?:,?Y[yg]?)?|Mi(?:,?Y)?(?![NSum%])|"
    "v?[OoR]?hf?(?:M|kf?y)?(?:Y[yg]?|Ey?|(?<=[Mky]))|v?M,?f?Y[yg]?|v?[RoO]-?C|v?Ey?|v?Y-Y[yg]|"
    "v?Y[yg]|"
    f"v?k[tyM]|v?ot|(?:v|(?<=f))Y(?![m%ctu])|Y(?![m%cyt-]|{COUNTED})|v?M|W)|"
    f"(?P<percent>{AMOUNT}-?%)|"
    rf"(?P<money>\$?c?\${NUMBER}u?|{AMOUNT}[AX]?c|{NUMBER}\$|c{NUMBER})|"
    rf"(?P<duration>{AMOUNT}-?[AL]?[ty](?:&?{NUMBER}[ty])*)|"
    f"(?P<quantity>{AMOUNT}{COUNTED}?)"
)
APPROXIMATELY = re.compile(
    r"(?<!\w)(?:не (?:менее|более|меньше|больше|ниже|выше|дальше|далее)(?: чем)?|более(?: чем)?|"
    r"менее(?: чем)?|"
    r"свыше|около|порядка|примерно|приблизительно|почти|минимум|максимум|минус|"
    r"(?:at (?:least|most)|up to|(?:no |not )?(?:more|less|fewer) than|over|about|around|some|"
    r"nearly|"
    r"almost|approximately|roughly|under|minus))\s+$",
    re.IGNORECASE,
)
LASTING = re.compile(r"(?<!\w)(?:в течение|на протяжении|за|within)\s+$", re.IGNORECASE)
EACH = re.compile(
    r"\s+(?:(?:в (?:год|месяц|неделю|день|сутки|час|минуту|секунду)|ежегодно|ежемесячно|ежедневно)|"
    r"(?:an?|per|each|every) (?:year|month|week|day|hour|minute|second)|annually|yearly|monthly)\b"
)

NAME_TAGS = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn"))
PERSON_TAGS = frozenset(("Name", "Surn", "Patr"))
LEGAL_FORMS = _words("ООО ТОО АО ПАО ОАО ЗАО ГК НПО НПП ФГУП ГУП МУП ИП НИИ ГАЗ")
FORM_WORDS: dict[str, frozenset[str]] = {
    kind: frozenset(words.split())
    for kind, words in {
        "organisation": """компания фирма завод банк университет институт музей агентство
            министерство фонд корпорация холдинг концерн фабрика клуб театр союз ассоциация
            предприятие комбинат
            авиакомпания издательство газета партия группа
            inc ltd corp co llc plc gmbh limited corporation company group bank university institute
            agency ministry museum foundation club union association motors airlines college bureau
            committee council office""",
        "place": """город село деревня поселок район область край река озеро остров улица
            площадь гора округ республика провинция city river county street lake island
            district region village province square mountain valley bay sea""",
        "product": """модель марка бренд автомобиль препарат вакцина корабль судно самолет седан
            model brand""",
        "person": """mr mrs ms dr prof господин г-н г-жа""",
    }.items()
}
PARTICLES = _words("""
    of de del van von der den la le al el bin фон ван де дер ла аль бин да
""")
INITIAL = re.compile(r"[A-ZА-ЯЁ]|Дж|Yu|Ya|Ye|Zh|Ch|Sh|Kh|Ts")
SHAPED = re.compile(r"(?=.*\w{2})(?:\w*[A-ZА-ЯЁ][A-ZА-ЯЁ\d]+\w*|.*[a-zа-яё][A-ZА-ЯЁ].*|.*\d.*)")
CODE = re.compile(r"[A-ZА-Я]+\w*-?\d+\w*")
QUOTED = re.compile(r"«([^«»\n]{2,60})»|“([^“”\n]{2,60})”|\"([A-ZА-ЯЁ][^\"\n.!?]{1,60}?)\"(?!\w)")
SENTENCE_OPENS = frozenset('.!?…:"«“”—–-')


@dataclass(frozen=True)
class Candidate:
    """A stretch of a text that could answer a question, and the type that its form shows."""

    start: int
    stop: int
    kind: str  # one of qa.question.ANSWER_TYPES, or "name" for a name of who knows what


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign of a text with the letter of its part."""

    start: int
    stop: int
    text: str
    part: str


def candidates(text: str) -> list[Candidate]:
    """Return the figures, dates and names of a text in its order."""
    tokens = tokenise(text)
    found = _figures(text, tokens) + _names(text, tokens)
    return sorted(found, key=lambda candidate: (candidate.start, candidate.stop))


def tokenise(text: str) -> list[Token]:
    """Return the words, numbers and signs of a text, each with the letter of its part."""
    tokens = []
    for match in TOKEN.finditer(text):
        token = match.group()
        part = _part(token, match.lastgroup)
        tokens.append(Token(match.start(), match.end(), token, part))
    return tokens


@lru_cache(maxsize=200_000)
def _part(token: str, group: str) -> str:
    if group in _GROUP_PARTS:
        return _GROUP_PARTS[group]
    if group == "digits":
        return _digits_part(token)
    if group == "word":
        return _word_part(token)
    return "-" if token in "–—-−" else "#" if token == "№" else token if token in ",." else "x"


_GROUP_PARTS = {"iso": "Z", "clock": "T", "decade": "E", "ordinal": "o", "ratio": "q", "half": "w",
                "percent": "%", "symbol": "$", "measure": "u", "year": "Y"}  # fmt: skip


def _digits_part(token: str) -> str:
    if token.isdigit() and len(token) == 4 and 1000 <= int(token) <= 2100:
        return "Y"
    return "i" if token.isdigit() and len(token) < 3 and 1 <= int(token) <= 31 else "d"


def _word_part(word: str) -> str:
    folded = fold(word)
    lemma = lemma_of(word)
    if re.fullmatch("[IVXLC]+", word):
        return "R"
    if folded in MONTHS or lemma in MONTHS:
        # "may" and "march" are months with a capital only
        return "M" if CYRILLIC.search(word) or word[0].isupper() else "x"
    if number_word(word) is not None:
        return "w"
    if lemma in FRACTION_WORDS:
        return "q"
    if len(word) == 1 and word.isupper():
        return "X"  # "5G" has no grams
    for letter, words in (("m", MULTIPLIERS), ("c", CURRENCIES), ("u", UNITS), *PARTS.items()):
        if lemma in words or folded in words:
            return letter
    if lemma in ("процент", "percent"):
        return "%"
    return _russian_part(word) if CYRILLIC.search(word) else _english_part(word, folded)


def _russian_part(word: str) -> str:
    said = grammemes(word)
    if word[0].isupper():
        return "X"
    if "Anum" in said:
        return "O"
    if "NOUN" in said:
        return "N" if "plur" in said or "gent" in cases(word) else "x"
    return "A" if said & {"ADJF", "PRTF"} and said & {"gent", "plur"} else "x"


def _english_part(word: str, folded: str) -> str:
    if folded in ("first", "second", "third", "fourth"):
        return "O"
    if word[0].isupper() and (folded not in STOP_WORDS or word.isupper()):
        return "X"
    if folded in STOP_WORDS or folded in ("per", "each"):
        return "x"
    plural = folded in IRREGULAR_PLURALS or re.search("[^siu]s$", folded)
    return "S" if plural else "L"


@lru_cache(maxsize=200_000)
def lemma_of(word: str) -> str:
    """Return the lemma of a Russian word, the singular of an English one, in small letters."""
    if CYRILLIC.search(word):
        return normal_form(word)
    return re.sub("(?<=[^s])s$", "", re.sub("ies$", "y", fold(word)))


@lru_cache(maxsize=50_000)
def number_word(word: str) -> float | None:
    """Return the value of a number in words: «трёх», "thirty-five"; None for any other word."""
    if word in ("с половиной", "and a half"):
        return 0.5
    parts = [
        NUMBER_WORDS.get(fold(part), NUMBER_WORDS.get(lemma_of(part))) for part in word.split("-")
    ]
    return None if None in parts else sum(parts)


# Figures


def _figures(text: str, tokens: list[Token]) -> list[Candidate]:
    letters = "".join(token.part for token in tokens)
    found = []
    for match in FIGURE.finditer(letters):
        if _is_figure(text, tokens, match):
            first, last = tokens[match.start()], tokens[match.end() - 1]
            found.append(_widened(text, first.start, last.stop, match.lastgroup))
    return found


def _is_figure(text: str, tokens: list[Token], match: re.Match[str]) -> bool:
    """Return whether a figure says something: not a number after №, 5G, or «один» by itself."""
    first, last = tokens[match.start()], tokens[match.end() - 1]
    before = tokens[match.start() - 1] if match.start() else None
    if before and ((before.part == "#" and first.part in "diY") or _glued(text, first, before)):
        return False
    if re.match(r"[^\W\d_]|[.,]\d", text[last.stop : last.stop + 2]) and last.part in "diY":
        return False
    lone = match.end() - match.start() == 1
    return not (lone and (first.part == "m" or lemma_of(first.text) in ("один", "one", "пара")))


def _glued(text: str, token: Token, before: Token) -> bool:
    return token.part in "diY" and before.stop == token.start and before.part in ".,/x"


def _widened(text: str, start: int, stop: int, kind: str) -> Candidate:
    """Return a figure with the words that belong to it: "about", "a year"."""
    if kind == "date":
        return Candidate(start, stop, kind)
    if re.search(rf"(?:^|[{SPACE}(])[-−–]$", text[max(0, start - 2) : start]):
        start -= 1
    for before in (APPROXIMATELY, LASTING) if kind == "duration" else (APPROXIMATELY,):
        if found := before.search(text[max(0, start - 24) : start]):
            start -= len(found.group())
    if kind != "duration" and (found := EACH.match(text, stop)):
        stop = found.end()
    return Candidate(start, stop, kind)


# Names


def _names(text: str, tokens: list[Token]) -> list[Candidate]:
    found = _quoted_names(text, tokens)
    taken = [name.stop for name in found], [name.start for name in found]
    i = 0
    while i < len(tokens):
        stop = _name_end(text, tokens, i)
        for first, last in _trimmed(text, tokens, i, stop):
            start, end = tokens[first].start, tokens[last - 1].stop
            if not _touches(start, end, *taken):
                found.append(Candidate(start, end, _name_kind(tokens, first, last)))
        i = max(stop, i + 1)
    return found


def _touches(start: int, stop: int, stops: list[int], starts: list[int]) -> bool:
    """Return whether a span shares a character with one of others, given in their order."""
    following = bisect_right(stops, start)  # the first that ends behind this one's start
    return following < len(starts) and starts[following] < stop


def _quoted_names(text: str, tokens: list[Token]) -> list[Candidate]:
    """Return the names in quotation marks, with a legal form before them."""
    found = []
    for match in QUOTED.finditer(text):
        inside = match.lastindex
        if not match.group(inside)[0].isupper() and not match.group(inside)[0].isdigit():
            continue
        place = _index_at(tokens, match.start())
        before = tokens[place - 1] if place else None
        if before and before.text in LEGAL_FORMS:
            found.append(Candidate(before.start, match.end(), "organisation"))
        else:
            kind = _kind_by_form(before.text) if before else None
            found.append(Candidate(match.start(inside), match.end(inside), kind or "name"))
    return found


def _index_at(tokens: list[Token], start: int) -> int:
    return bisect_left(tokens, start, key=lambda token: token.start)


def _name_end(text: str, tokens: list[Token], first: int) -> int:
    """Return where the run of name words ends that starts here; the start itself if none does."""
    if not _is_capitalised(tokens[first]):
        return first
    stop = first + 1
    while stop < len(tokens):
        step = _name_step(text, tokens, stop)
        if not step:
            break
        stop += step
    return stop


def _name_step(text: str, tokens: list[Token], i: int) -> int:
    """Return how many tokens from here go on with a name: 0, 1, or 2 for ". Surname", "of X"."""
    before, token = tokens[i - 1], tokens[i]
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    gap = text[before.stop : token.start]
    if "\n" in gap:
        return 0
    if token.part == "." and not gap:
        short = INITIAL.fullmatch(before.text) or fold(before.text) in _SHORTENED
        return (
            1
            if short and following and (_is_capitalised(following) or following.text in "&,")
            else 0
        )
    if _is_capitalised(token) or CODE.fullmatch(token.text):
        return 1
    if before.text[0].isupper() and _agree(before.text, token.text):
        return 1  # «Таможенного союза», «Астраханской области»
    if token.part == "," and following and fold(following.text) in ("ltd", "inc", "llc"):
        return 2
    if token.text.islower() and not CYRILLIC.search(token.text) and _kind_by_form(token.text):
        return 1  # "the Key association", "the Zarema river"
    joins = token.text == "&" or token.text in PARTICLES
    return 2 if joins and following and _is_capitalised(following) else 0


def _agree(word: str, following: str) -> bool:
    return bool(grammemes(word) & {"ADJF", "PRTF"}) and "NOUN" in grammemes(following)


_SHORTENED = _words("imp exp mr mrs ms dr prof st co corp inc")


def _is_capitalised(token: Token) -> bool:
    return token.text[0].isupper() and token.part not in "MW"


def _trimmed(text: str, tokens: list[Token], first: int, stop: int) -> list[tuple[int, int]]:
    """Return the names in a run of capitalised words, without what only begins a sentence.

    A title before a name goes too, and a place is cut from the person after it:
    «Президент Казахстана Нурсултан Назарбаев» gives two names.
    """
    while first < stop and (not _is_capitalised(tokens[first]) or _is_common(tokens, first, stop)):
        first += 1
    for i in range(first + 1, stop):
        if _is_apart(tokens[i - 1].text, tokens[i].text):
            return [(first, i), *_trimmed(text, tokens, i, stop)]
    return [(first, stop)] if first < stop else []


def _is_apart(word: str, following: str) -> bool:
    """Return whether a person's name starts here after another: «AllurGroup Андрей Лаврентьев»."""
    if not grammemes(following) & PERSON_TAGS or grammemes(word) & PERSON_TAGS or len(word) < 2:
        return False
    return not CYRILLIC.search(word) or bool(grammemes(word) & {"Geox", "Orgn", "Abbr"})


def _is_common(tokens: list[Token], first: int, stop: int) -> bool:
    """Return whether a capitalised word is no part of a name: "The", «Президент», «Владельцев»."""
    word = tokens[first].text
    if fold(word) in STOP_WORDS and not (word.isupper() and len(word) > 1):
        return not _starts_initials(tokens, first)
    if SHAPED.fullmatch(word) or _starts_initials(tokens, first):
        return False
    if CYRILLIC.search(word):
        named = grammemes(word) & NAME_TAGS or not is_known(word)
        return not named and _may_be_common(tokens, first, stop)
    return bool(translate(word)) and _opens_sentence(tokens, first)


def _may_be_common(tokens: list[Token], first: int, stop: int) -> bool:
    titled = stop - first > 1 and "anim" in grammemes(tokens[first].text)
    return titled or _opens_sentence(tokens, first)


def _starts_initials(tokens: list[Token], first: int) -> bool:
    dotted = first + 1 < len(tokens) and tokens[first + 1].text == "."
    return bool(INITIAL.fullmatch(tokens[first].text)) and dotted


def _opens_sentence(tokens: list[Token], i: int) -> bool:
    return i == 0 or tokens[i - 1].text in SENTENCE_OPENS


def _name_kind(tokens: list[Token], first: int, stop: int) -> str:
    """Return what the words of a name, or the word before it, show it to name."""
    words = [token.text for token in tokens[first:stop]]
    if words[0] in LEGAL_FORMS:
        return "organisation"
    for word in (words[-1], words[0]):
        if kind := _kind_by_form(word):
            return kind
    if any(CODE.fullmatch(word) for word in words):
        return "product"
    said = frozenset().union(*(grammemes(word) for word in words))
    if said & PERSON_TAGS or _starts_initials(tokens, first):
        return "person"
    if "Geox" in said:
        return "place"
    before = _kind_by_form(tokens[first - 1].text) if first else None
    return before or ("organisation" if "Orgn" in said else "name")


@lru_cache(maxsize=50_000)
def _kind_by_form(word: str) -> str | None:
    return _forms().get(lemma_of(word)) or _forms().get(fold(word))


@cache
def _forms() -> dict[str, str]:
    return {word: kind for kind, words in FORM_WORDS.items() for word in words}
