"""What a question wants: its language, the type of its answer, the words for what is asked."""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import dropwhile, islice, takewhile

from index.fuzzy import nearest
from index.query import translate
from index.terms import CYRILLIC, STOP_WORDS, fold, grammemes
from qa.spans import lemma_of
from source import language_of

ANSWER_TYPES = (
    "quantity", "money", "percent", "date", "duration", "person", "organisation", "place",
    "product", "reason", "method", "definition", "list", "yes_no", "clause",
)  # fmt: skip
HEAD_REACH = 6  # words after "what" among which the noun is looked for
SLIP_LENGTH = 6  # letters; a shorter unknown noun is rather a name than a slip

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[$€£%]")
POLITE = re.compile(
    r"(?:(?:please|so|and|ok|hi|hello|well|пожалуйста|а|и|ну|так|привет|здравствуйте)\b[,!. ]*)*"
    r"(?:(?:can|could|would|will) you (?:please )?(?:tell|say|explain|let)\b(?: me| us)?(?: know)?|"
    r"(?:please )?(?:tell|let|give|show)\b (?:me|us)(?: know)?|do you know|"
    r"i(?:'d| would)?(?: like|want|need) to know|i wonder|"
    r"(?:не )?(?:под)?скаж(?:и|ите|ешь|ете)\b|(?:не )?(?:мог(?:ли|ла) бы|можете|можешь) (?:вы |"
    r"ты )?"
    r"(?:под|рас)?сказать|расскажи(?:те)?\b|объясни(?:те)?\b|хочу (?:у)?знать|"
    r"хотелось бы (?:у)?знать|интересно|(?:не )?знаете(?: ли)?(?: вы)?)?"
    r"[,:. ]*(?:please\b|пожалуйста\b)?[,:. ]*"
)

UNITS_OF_TIME = (
    r"(?:seconds|minutes|hours|days|nights|weeks|months|years|decades|centuries|"
    r"секунд\w*|минут\w*|час\w{0,3}|дн(?:я|ей|ях|и|ями)|день|сут(?:ок|ки|ках)|ноч(?:ей|и|ь)|"
    r"недел\w+|месяц\w*|лет|год(?:а|ов|ы|ам)?|десятилети\w+|век(?:ов|а)|времени)\b"
)
CURRENCIES = (
    r"(?:ducats|soms|marks|florins|dollars?|usd|euros?|roubles?|rubles?|tenge|pounds|yuan|yen|"
    r"crowns?|kronor|francs?|pesos?|"
    r"rupees|money|доллар\w*|евро|рубл\w+|тенге|юан\w+|иен\w*|крон\w*|франк\w*|песо|фунтов|денег|"
    r"средств)\b"
)
PAYING = (
    r"(?:costs?|pa(?:y|ys|id|ying)|charged?|charges|invest\w*|spen[dt]|spending|earn\w*|worth|"
    r"owed?|"
    r"rais(?:e|ed)|fetch(?:ed)?|f[ue]nd(?:ed|ing)?|pric(?:e|ed)|sold for|sell for|bought|borrow\w*|"
    r"donat\w*|lost in|fined?|award\w*|refund\w*|compensat\w*|put into|put in|"
    r"доплат\w+|присуд\w+|сэконом\w+|берут|берет|стоит|сто(?:ят|ил[аои]?|ить|имость)|обо(?:йд\w+|"
    r"шел\w*|шл\w+|ход\w+)|за?плат\w+|выплат\w+|"
    r"плат\w+|потрат\w+|тратит\w*|потраче\w+|истрат\w+|влож\w+|вклад\w+|инвестир\w+|выдел\w+|"
    r"заработ\w+|зарабат\w+|выруч\w+|пожертв\w+|обошл\w+|прода(?:ли|н\w*|ют|ется|вал\w*)|"
    r"куп(?:ил\w*|лен\w*)|взял\w* в долг|задолж\w+|собра(?:ли|л) денег|дорого|оштраф\w+)\b"
)
LASTING = (
    r"(?:уч(?:ат|ить|ил\w*)|зре\w+|тверд\w+|просид\w+|продерж\w+|стро(?:ят|ить|или)|леч\w+|"
    r"дли(?:тся|л\w+|ться)|продолж\w+|продл\w+|заня(?:л\w*|ть)|занима\w+|займ\w+|тян\w+|ехать|"
    r"держ\w+|"
    r"действ\w+|плыть|добира\w+|оформл\w+|лежат|пробы\w+|работа\w+|дышать|вызрев\w+|сохн\w+|сушат|"
    r"лет(?:еть|ит|ел\w*)|ид(?:ти|ет)|жд(?:ать|ут|ет|али)|хран\w+|храни\w+|жив\w+|прожи\w+|"
    r"проработ\w+|простаив\w+|рассматрив\w+|строил\w*|ушло времени)\b"
)
REASONS = (
    r"почему|зачем|отчего|из[- ]за чего|для чего|чего ради|"
    r"ради чего|с какой целью|с чем (?:это )?связан\w*|за счет чего|благодаря чему|вследствие чего|"
    r"в силу чего|ввиду чего|от чего(?! завис)|за что|(?:в чем|как\w+) (?:была |"
    r"стала )?(?:\w+ )?причин\w+|"
    r"чем (?:\w+ ){0,3}(?:объясн\w+|вызван\w*|обусловлен\w*|мотивир\w+|обоснов\w+|недовол\w+|"
    r"опас\w+|вредн\w+|плох\w*|хорош\w*|помеш\w+)|"
    r"что (?:[^?]{0,40} )?(?:стало (?:причин\w+|повод\w+)|послужило|вызва\w+|вызыва\w+|"
    r"заставил\w*|помешал\w*|мешает|"
    r"мешало|привел\w* к|не так|побудил\w*|подтолкнул\w*|сгубил\w*|погубил\w*|задерж\w+|сорвал\w*|"
    r"не устро\w+|спровоц\w+|остановил\w*|не дает|не позвол\w+|убедил\w*|убеждает|доказывает)|"
    r"why|how come|what for|"
    r"what (?:has |had |is |was )?(?:been )?(?:caus\w+|prevent\w+|stop(?:s|ped)|le[da]d? to|made|"
    r"makes|"
    r"prompt\w+|forced|trigger\w+|delay\w+|held up|holds? back|brought|drove|kept|keeps|convinced|"
    r"persuade\w*|prove[sd]?|explain\w*|spark\w*|led|ruined|blocked|set off|pushed|start(?:s|ed)|"
    r"account(?:s|ed) for|influenced|alarmed|blamed|gives .* its|behind|will make)\b|"
    r"what (?:is|was|went|goes|'s)(?: so)? (?:wrong|bad|good|special|behind|stopping|causing)\b|"
    r"whats? wrong|(?:on|for) what (?:\w+ )?(?:grounds?|basis)\b|what(?: is| was|'s| are|"
    r" were) (?:\S+ ){1,3}(?:reason|cause|objection|"
    r"motive|explanation|justification|grounds)\b|what (?:do|does|did) .* (?:blame|"
    r"put .* down to)\b|what .* (?:because of|due to|caused by)\W*$|"
    r"what(?:'s| (?:is|was|are|were|do|does|did|will)) .*\b(?:for|to achieve|to do|to solve|"
    r"die of)\W*$"
)

CHANGING = (
    r"(?:вырос\w*|вырастут|вырастет|раст\w+|упа\w+|пада\w+|сократ\w+|сниз\w+|сниж\w+|увелич\w+|"
    r"уменьш\w+|"
    r"подорож\w+|подешев\w+|дороже|дешевле|подн(?:яли|имут)|повы[сш]\w+|экономи\w+|точн[ыао]|"
    r"заполнен\w*|"
    r"слабе\w+|ris(?:e|en|es|ing)|rose|fall(?:en|s)?|fell|drop\w*|gr[oe]wn?|go(?:es)? (?:up|"
    r"down)|cuts?|"
    r"reduc\w+|increas\w+|declin\w+|shr[iua]nk\w*|improv\w+|weaken\w*|slower|cheaper|gone (?:up|"
    r"down))\b"
)
OCCUPYING = (  # what takes time, after "how long is"
    r"\b(?:\w+ing|\w+ed|out|to|it|flight|trip|journey|drive|warranty|guarantee|contract|term|"
    r"wait|visit|"
    r"course|war|parking|break|delay|film|show|shift|lease|sentence|ban|life|free|valid|open|"
    r"season)\b"
)

# The earliest match in the question decides, of those at one place the first rule.
RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (answer_type, re.compile(rf"(?<!\w)(?:{pattern})", re.DOTALL))
    for answer_type, pattern in (
        ("reason", REASONS),
        ("clause", r"on what (?:conditions?|terms)|under what (?:conditions?|circumstances)|"
                   r"what .*\b(?:spend|spent|invest\w*)\b.* on\W*$"),
        # How many, how much
        ("percent", r"сколько (?:\w+ )?(?:процент\w*|%)|скольки\w* процент\w+|"
                    r"how (?:many|much) (?:per ?cent\w*|%)|"
                    rf"(?:на сколько|насколько) (?:\S+ ){{0,6}}{CHANGING}|how much .*\b{CHANGING}|"
                    r"как(?:ую|ая|ой) част(?:ь|ью)"),
        ("quantity", r"(?<=во )сколько (?:раз|лет)\b|how old|how far(?! ahead| in advance)"),
        ("duration", rf"(?:сколько|скольки\w*|how many)(?: (?!в |на |за )\w+)? {UNITS_OF_TIME}"
                     r"(?! (?:a|per) (?:week|year|day)| в (?:год|неделю|месяц|сутки|день))"),
        ("money", r"(?<=во )сколько (?=.*(?:обо|обх|оцен|сто))|"
                  r"(?<=во )что (?=.*(?:обо|обх|ста))|"
                  rf"how (?:much|many)(?: \w+)? {CURRENCIES}|"
                  rf"(?:сколько|скольки\w*)(?: \w+)? {CURRENCIES}|сколько (?:[^?,]* )?{PAYING}|"
                  rf"how much (?:[^?]* )?{PAYING}|"
                  r"(?<!by )how much (?=(?:is|was|are|were|do|does|did|has|have|had|will|would)\b)|"
                  r"how expensive|насколько дорог\w*|почем\b|"
                  r"what (?:do|does|did|will|would|has|have|had|is|was)\b"
                  r" [^?]* (?:cost|pay|paid|charge|spend|spent|earn|sell for|fetch|worth|"
                  r"costing)\b"),
        ("duration", rf"сколько (?:\S+ ){{0,4}}{LASTING}|(?<=за )сколько|(?<=через )сколько|"
                     r"(?:на сколько|насколько) (?:\S+ ){0,3}(?:закр\w+|останов\w+|хват\w+|"
                     r"продл\w+|заранее|выбы\w+|отлож\w+|перенес\w+|задерж\w+|опозда\w+|раньше|"
                     r"позже|дольше)|сколько (?:еще |уже )?(?:раньше|дольше)|долго ли|надолго|"
                     r"как (?:долго|давно|скоро|быстро|часто)|"
                     rf"how long (?:is|are|was|were) .*{OCCUPYING}|"
                     r"how long (?!(?:is|are|was|were)\b)|"
                     r"how (?:soon|quickly|often|frequent\w*|far ahead|far in advance)|"
                     r"how (?:much|many|far) (?:time|longer|sooner|extra time)\b"),
        ("date", r"(?<=во )сколько|(?<=к )каком\w (?:сроку|времени|возрасту)|"
                 r"how (?:late|early)|когда|when(?:'s|s)?\b"),
        ("quantity", r"сколько|скольки\w*|насколько|how (?:many|much|deep|tall|high|big|large|"
                     r"heavy|fast|wide|hot|cold|thick|strong|steep|small|close|long)\b|"
                     r"how \w+ (?:is|are|was|were)\b|много ли|далеко ли|чему рав\w+|"
                     r"как (?:далеко|глубоко|высоко|много|широко|сильно)\b|what (?:do|does|"
                     r"did) .* weigh\b"),
        # Who, where
        ("definition", r"кто так(?:ой|ая|ие)|кем (?:\w+ )?(?:приход\w+|явля\w+|работ\w+|"
                       r"был[аои]?|стал\w*|служ\w+|труд\w+|станет)\b|"
                       r"что (?:же )?(?:это )?так(?:ое|ого)|что (?:\S+ ){0,3}(?:знач[иа]т?|"
                       r"означа\w+|"
                       r"называ\w+|понима\w+|представля\w+)\b|как (?:расшифр\w+|понимать)|"
                       r"расшифруй\w*|в чем (?:\w+ )?(?:суть|смысл|состоит|заключа\w+)|"
                       r"what (?:do|does|did) .* (?:mean|stand for)\b|"
                       r"what (?:is|was|are) (?:meant|called|the meaning)|define "),
        ("person", r"как (?:[^?]* )?(?:зовут|звали)|what(?:'s| is| was) (?:his|her) name|"
                   r"(?:кто|кого|кому|кем|ком|чей|чь(?:я|е|и|ей|его|ему|ем|им|их|ими|ю))(?!\w)|"
                   r"who(?:se|m|'s|s)?\b"),
        ("place", r"где|куда|откуда|where(?:abouts|'s|s)?\b"),
        # How
        ("reason", r"how (?:did|does|do) .*\b(?:explain|justify|account for|come to)\b|"
                   r"как .*\b(?:объясн|оправд|обоснов)\w+|"
                   r"(?:на как\w+|под как\w+) (?:\w+ )?(?:основани|предлог)\w+"),
        ("method", r"как(?:им|ими) (?:образом|средствами|путем)|при помощи чего|с помощью чего|"
                   r"посредством чего|how\b|как (?!(?:же )?(?:назы|назв|именует))"),
        ("list", r"перечисли\w*|назовите все\w*|name (?:all|two|three|four|some)|enumerate"),
    )
)  # fmt: skip
HEADED = re.compile(
    r"(?<!\w)(?:what(?:'s|s|’s)?|which|как(?:ой|ая|ое|ие|ого|ому|им|ом|ую|их|ими)|каков(?:а|о|ы)?|"
    r"как (?:же )?(?:называ\w+|наз(?:ыва)?ли|назван\w*|именует\w+)|котор\w+|назови(?:те)?|"
    r"name)(?!\w)"
)
QUESTION_WORD = re.compile(
    r"(?<!\w)(?:what|which|who|whom|whose|when|where|why|how|что|чего|чему|чем|кто|кого|кому|кем|"
    r"чей|чь\w+|"
    r"где|куда|откуда|когда|почему|зачем|как|как(?:ой|ая|ое|ие|ого|ому|им|ом|ую|их|ими)|каков\w*|"
    r"сколько|скольки\w*|котор\w+)(?!\w)"
)
VERB_FIRST = re.compile(
    r"(?:is|are|was|were|am|do|does|did|has|have|had|will|would|can|could|should|shall|may|might|"
    r"must|isn't|aren't|wasn't|weren't|doesn't|don't|didn't|hasn't|haven't|won't|can't)\b"
)
WHETHER = re.compile(
    r"(?<!\w)(?:\S+ ){0,5}?ли(?!\w)|(?:правда|верно),? что|разве\b|неужели\b|whether\b"
)
ALTERNATIVE = re.compile(r"(?<!\w)(?:или|or)(?!\w)")
DEFINED = re.compile(
    r"what(?:'s|’s|s| is| are| was| were) (?:(?:a|an) (?!\w+ (?:of|for)\b)\S+(?: \S+){0,3}|"
    r"(?:\S+ ?){1,3})$"
)
AUXILIARY = re.compile(
    r" (?:do|does|did|has|have|had|can|could|may|might|should|must|will|would|happen\w*)\b"
)
COURTESIES = frozenset(
    "hello hi hey thanks thank thx ok okay yes yeah no please sorry bye goodbye great cool test "
    "привет здравствуйте здравствуй спасибо благодарю да нет ага угу ок окей ладно понятно ясно "
    "пожалуйста извините пока отлично супер тест".split()
)
BE_LAST = re.compile(r"\b(?:be|reach|have|cover|need|take)\b[ ?.]*$")
OF = re.compile(r" (?:of|in) ")
PLURAL = re.compile("[^s]s$")
CLAIM = re.compile(
    r"(?: [–—-] это | это не |(?<=\w) (?:is|are|was|were|does|do|did|has|have|will|can) )"
)
OFTEN_MISSPELLED = {  # question words worth mending
    "en": ("what", "which", "when", "where", "whose", "much", "many", "long"),
    "ru": ("сколько", "когда", "почему", "зачем", "какой", "какая", "какие", "какую", "куда"),
}
SLANG = {"скока": "сколько", "скок": "сколько", "почем": "почем",
    "кагда": "когда",
    "пачему": "почему", "wich": "which", "wat": "what",
         "waht": "what", "meny": "many", "mutch": "much"}  # fmt: skip
MENDED_LENGTH = 5  # letters
COUNTED = re.compile(r"сколько (?:всего |сейчас |примерно |теперь |в среднем )?(?P<thing>\w+)")
PHRASE_ENDS = ("last", "next", "per", "now", "currently", "please", "until", "since", "during")
NO_NOUN = re.compile(r"ly$|\w{3}(?<!e)ed$")  # "recently", "invested", but "speed"
FIGURES = ("quantity", "money", "percent", "date", "duration")

# What a noun after "what", "which" or «какой» asks for, and the noun of a query without a verb.
NOUNS = {
    "quantity": """
        capacity number amount quantity length height width depth weight mass area volume
        speed temperature size output production yield distance population circulation
        pressure dose diameter radius thickness frequency power attendance tonnage limit
        record score magnitude altitude headcount throughput span load mileage range density
        degree count total reserve cap threshold coefficient quota flow traffic wingspan
        draught strength age ratio factor need
        запас пролет прочность сила пассажиропоток потребность отметка счет коэффициент
        квота возраст соотношение порог мощность количество число длина высота ширина
        глубина вес масса площадь объем скорость температура выпуск добыча тираж расстояние
        население численность давление доза диаметр радиус толщина частота вместимость
        емкость грузоподъемность рекорд балл рейтинг магнитуда производительность
        урожайность урожай пробег дальность плотность размах осадка мороз норма лимит
        поголовье посещаемость крепость выработка угол концентрация перевес тоннаж градус
        нагрузка груз штат""",
    "money": """
        price cost costs profit loss losses revenue revenues turnover budget salary wage fee
        fine penalty grant subsidy investment funding income debt sum payment toll dividend
        fare prize bonus bid tuition pension allowance benefit rent expenditure earnings
        valuation compensation damages spending pay bill premium money deposit fund payout
        voucher savings duty contribution damage ticket
        цена стоимость прибыль убыток выручка бюджет зарплата оклад штраф грант субсидия
        сумма доход долг платеж дивиденд тариф приз премия стипендия пособие аренда расход
        затраты смета взыскание вложение инвестиция кредит плата ущерб фонд заработок
        капитал оборот компенсация выплата капиталовложение расценка пенсия ваучер пошлина
        доплата взнос неустойка залог""",
    "percent": """
        percentage percent share proportion fraction stake rate portion mortality
        growth approval discount raise localization localisation unemployment inflation availability
        accuracy turnout occupancy efficiency
        процент доля ставка рентабельность удельный локализация безработица инфляция
        доступность точность явка загрузка кпд смертность усадка погрешность прибавка скидка
        прирост рост""",
    "date": """
        date year month day century deadline time decade season hour weekday era
        дата год месяц день число век десятилетие сезон квартал час эпоха рубеж""",
    "duration": """
        duration term period lifespan lifetime runtime warranty delay life half-life break
        interval
        срок продолжительность длительность период время стаж гарантия задержка перерыв
        отрыв интервал""",
    "person": """
        person man woman director head ceo chairman president minister mayor author founder
        inventor scientist professor researcher engineer doctor coach writer artist
        architect composer player owner leader chief manager analyst expert official
        politician actor singer spokesman spokeswoman historian economist designer captain
        governor winner conductor actress geologist biologist chemist physicist botanist
        teacher surname
        человек мужчина женщина директор глава гендиректор председатель президент министр
        мэр автор основатель изобретатель ученый профессор исследователь инженер врач тренер
        писатель художник архитектор композитор игрок владелец руководитель начальник
        аналитик эксперт чиновник политик актер певец историк экономист конструктор капитан
        губернатор победитель спортсмен геолог биолог химик физик учитель депутат критик
        режиссер персонаж персона аким фамилия специалист""",
    "organisation": """
        company firm investor organisation organization bank plant factory university agency
        ministry institute corporation manufacturer supplier contractor club team publisher
        group association party museum foundation operator airline committee court producer
        partner startup regulator authority holding broker studio theatre laboratory union
        компания фирма инвестор организация банк завод фабрика университет агентство
        министерство институт корпорация производитель поставщик подрядчик клуб команда
        издательство группа ассоциация партия оператор авиакомпания комитет суд партнер
        предприятие стартап регулятор ведомство холдинг студия лаборатория концерн
        учреждение заказчик застройщик перевозчик вуз издание газета""",
    "place": """
        place city town village country region district street river lake island state
        province site venue location address port airport capital continent mountain sea
        settlement square county headquarters building line route station destination
        место город поселок деревня страна регион район улица река озеро остров область край
        провинция площадка здание участок линия станция пристань маршрут адрес порт аэропорт
        столица континент гора море село государство зал стадион округ штат""",
    "product": """
        product model car vehicle device drug medicine machine brand software app ship
        aircraft plane phone substance material instrument version tool boat vessel
        spacecraft engine motor bike
        продукт модель автомобиль устройство препарат лекарство машина марка бренд программа
        приложение корабль самолет телефон вещество материал прибор инструмент судно аппарат
        паром изделие товар версия двигатель мотор деталь велосипед вещь""",
    "reason": """
        reason cause motive purpose
        причина мотив""",
    "method": """
        method way means technique procedure mechanism
        способ метод прием техника механизм процедура технология""",
    "definition": """
        meaning definition profession occupation role post job
        определение должность профессия роль пост""",
    "list": """
        list
        перечень список""",
    "clause": """
        goal aim condition rule decision plan problem consequence result name title event
        task objective step measure kind type sort category animal fish bird dog horse cat
        species
        цель условие правило решение план проблема последствие результат название имя
        событие задача шаг мера вид тип категория случай животное рыба птица собака лошадь
        кошка порода значение""",
}  # fmt: skip
# Nouns that only measure another: the next one says what («уровень инфляции», "level of debt").
MEASURES = "level size value rate total figure размер уровень величина показатель сумма темп объем"


@dataclass(frozen=True)
class Question:
    """What a person typed, and what it asks for."""

    text: str
    language: str  # en, ru, … as source.language_of says
    answer_type: str  # one of ANSWER_TYPES


@dataclass(frozen=True)
class _Wanted:
    """A type, and from where to where its words stand in the question."""

    answer_type: str
    start: int
    stop: int
    noun: str = ""


def analyse(text: str) -> Question:
    """Return what a question wants; "clause" is the type of one that says nothing plainer."""
    folded = _folded(text)
    begin = POLITE.match(folded).end()
    return Question(text, language_of(text), _wanted(folded, begin).answer_type)


def asks(text: str) -> bool:
    """Return whether a text has a word that says what is asked: "why?" and "thanks" have none."""
    return any(fold(word) not in STOP_WORDS | COURTESIES for word in WORD.findall(text))


def _folded(text: str) -> str:
    """Return the text in small letters without ё, word for word, slips in question words mended."""
    return WORD.sub(lambda word: _mended(fold(word.group())), text.replace("’", "'"))


@lru_cache(maxsize=50_000)
def _mended(word: str) -> str:
    language = "ru" if CYRILLIC.search(word) else "en"
    if word in SLANG:
        return SLANG[word]
    if len(word) < MENDED_LENGTH or translate(word) or QUESTION_WORD.fullmatch(word):
        return word
    return nearest(word, OFTEN_MISSPELLED[language]) or word


def _wanted(folded: str, begin: int) -> _Wanted:
    if _is_yes_no(folded, begin):
        return _Wanted("yes_no", begin, begin)
    ruled, headed = _ruled(folded, begin), HEADED.search(folded, begin)
    if ruled and not (headed and headed.start() < ruled.start):
        return _sized(folded, begin, ruled) if ruled.answer_type == "quantity" else ruled
    if headed:
        return _headed(folded, headed)
    asked = QUESTION_WORD.search(folded, begin)
    return _Wanted("clause", asked.start(), asked.end()) if asked else _unasked(folded, begin)


def _is_yes_no(folded: str, begin: int) -> bool:
    if ALTERNATIVE.search(folded, begin):
        return False
    if VERB_FIRST.match(folded, begin) or WHETHER.match(folded, begin):
        ruled = _ruled(folded, begin)  # «Долго ли …» asks how long
        return not (ruled and ruled.start == begin)
    stated = not QUESTION_WORD.search(folded, begin) and folded.rstrip().endswith("?")
    return stated and bool(CLAIM.search(folded, begin))


def _ruled(folded: str, begin: int) -> _Wanted | None:
    """Return what the rule says that matches earliest, None where none does."""
    matches = [
        (match.start(), order, match.end())
        for order, (_, rule) in enumerate(RULES)
        if (match := rule.search(folded, begin))
    ]
    if not matches:
        return None
    start, order, stop = min(matches)
    answer_type = RULES[order][0]
    if answer_type in ("money", "duration") and _counts_things(folded, start):
        answer_type = "quantity"
    return _Wanted(answer_type, start, stop)


def _sized(folded: str, begin: int, ruled: _Wanted) -> _Wanted:
    """Return money or a share where that is what is sized: "how big was the prize"."""
    if not WORD.search(folded, ruled.stop):  # «Объём вложений — сколько?»
        stated = _unasked(folded[: ruled.start], begin)
        return stated if stated.noun else ruled
    if CYRILLIC.search(folded, ruled.start):
        counted = COUNTED.match(folded, ruled.start)
        kind = _noun_type(counted["thing"]) if counted else None
        return replace(ruled, answer_type="money") if kind == "money" else ruled
    sized = _by_nouns(_english_nouns(folded, ruled.stop), ruled)
    return sized if sized.answer_type in ("money", "percent") else ruled


def _counts_things(folded: str, start: int) -> bool:
    """Return whether things are counted, whatever is done to them: «сколько людей живёт»."""
    counted = COUNTED.match(folded, start)
    if not counted or re.match(f"{UNITS_OF_TIME}|{CURRENCIES}", counted["thing"]):
        return False
    return "gent" in grammemes(counted["thing"]) or counted["thing"] == "человек"


def _headed(folded: str, asked: re.Match[str]) -> _Wanted:
    """Return what the noun after "what", "which" or «какой» says."""
    nothing = _Wanted("clause", asked.start(), asked.end())
    if CYRILLIC.search(asked.group()):
        nouns = _russian_nouns(folded, asked.end())
    elif AUXILIARY.match(folded, asked.end()) and not BE_LAST.search(folded):
        return nothing
    else:
        nouns = _english_nouns(folded, asked.end())
    wanted = _by_nouns(nouns, nothing)
    if wanted.noun:
        return wanted
    if DEFINED.match(folded.rstrip(" ?!."), asked.start()):
        return _Wanted("definition", asked.start(), asked.end())
    return _Wanted("list", asked.start(), asked.end()) if _several(asked, nouns) else nothing


def _unasked(folded: str, begin: int) -> _Wanted:
    """Return what a query without a question word says: "CKD line capacity", «дата контракта»."""
    words = list(WORD.finditer(folded, begin))
    if CYRILLIC.search(folded, begin):
        nouns = [word for word in words if _is_noun(word.group())]
    else:
        phrase = _english_nouns(folded, begin)
        figures = [word for word in phrase + words[-1:] if _noun_type(word.group()) in FIGURES]
        nouns = figures or phrase
    return _by_nouns(nouns, _Wanted("clause", begin, begin))


def _by_nouns(nouns: list[re.Match[str]], otherwise: _Wanted) -> _Wanted:
    """Return what the first noun that says anything says."""
    typed = [(answer_type, noun) for noun in nouns if (answer_type := _noun_type(noun.group()))]
    if not typed:
        return otherwise
    answer_type, noun = typed[0]
    if lemma_of(noun.group()) in _measures():
        finer = [pair for pair in typed[1:] if pair[0] in ("money", "percent")]
        answer_type, noun = (finer or typed)[0]
    return _Wanted(answer_type, noun.start(), noun.end(), noun.group())


def _russian_nouns(folded: str, start: int) -> list[re.Match[str]]:
    """Return the first noun, and the next where the first only measures it."""
    words = list(islice(WORD.finditer(folded, start), HEAD_REACH))
    nouns = [word for word in words if _is_noun(word.group())]
    return nouns[: 2 if nouns and lemma_of(nouns[0].group()) in _measures() else 1]


def _english_nouns(folded: str, start: int) -> list[re.Match[str]]:
    """Return the words of the phrase from there to the next small word, last first.

    What a measure is of comes after it: "the level of unemployment".
    """
    words = dropwhile(_is_small, islice(WORD.finditer(folded, start), HEAD_REACH + 2))
    phrase = list(takewhile(lambda word: not _is_small(word), words))
    nearest_first = [word for word in reversed(phrase) if not NO_NOUN.search(word.group())]
    if phrase and lemma_of(phrase[-1].group()) in _measures():
        of = OF.match(folded, phrase[-1].end())
        return nearest_first + (_english_nouns(folded, of.end()) if of else [])
    return nearest_first


def _is_small(word: re.Match[str]) -> bool:
    return word.group() in STOP_WORDS or word.group() in PHRASE_ENDS


def _is_noun(word: str) -> bool:
    """Return whether a Russian word is a noun; one in other letters is taken for a name."""
    return not CYRILLIC.search(word) or "NOUN" in grammemes(word)


def _several(asked: re.Match[str], nouns: list[re.Match[str]]) -> bool:
    """Return whether a question is after several things: «какие операции», "which papers"."""
    if CYRILLIC.search(asked.group()):
        return asked.group() in ("какие", "каких", "какими")
    return bool(nouns) and bool(PLURAL.search(nouns[0].group()))


@lru_cache(maxsize=50_000)
def _noun_type(word: str) -> str | None:
    """Return what a noun asks for: by the lists, its translation, or the noun that it misspells."""
    table = _noun_table()
    if found := table.get(lemma_of(re.sub("'s?$", "", word))):
        return found
    translations = [pair.keys[0] for pair in translate(word)[:2] if len(pair.keys) == 1]
    if translations and translations[0] in table:
        return table[translations[0]]
    if any(_is_person(said) for said in (word, *translations)):
        return "person"
    if len(word) < SLIP_LENGTH or translate(word):
        return None
    slip = nearest(word, _noun_words())
    return table[lemma_of(slip)] if slip else None


def _is_person(word: str) -> bool:
    said = grammemes(word)
    return {"NOUN", "anim"} <= said and not said & {"Geox", "Name", "Surn"}


@cache
def _noun_table() -> dict[str, str]:
    return {
        lemma_of(noun): answer_type
        for answer_type, nouns in NOUNS.items()
        for noun in nouns.split()
    }


@cache
def _noun_words() -> tuple[str, ...]:
    return tuple(noun for nouns in NOUNS.values() for noun in nouns.split() if len(noun) > 5)


@cache
def _measures() -> frozenset[str]:
    return frozenset(lemma_of(noun) for noun in MEASURES.split())
