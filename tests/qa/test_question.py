"""What a question wants, by its words."""

import pytest

from qa.question import ANSWER_TYPES, Question, _noun_table, analyse, asks

# answer type: questions
TYPES = {
    "quantity": """
        How many cars left the plant?
        How tall is the tower?
        how meny owls are left
        What does the gate weigh?
        How old is the captain?
        How long is the tunnel?
        Сколько людей живёт в посёлке?
        Сколько человек летело первым рейсом?
        Сколько воды тратит фонтан?
        Во сколько раз вырос выпуск?
        Со сборки скольких моделей началась работа?
        скока домов построили
        сколко домов построили
        What is the reactor's capacity?
        whats the reactor capasity
        line capacity
        Какова мощность линии?
        Какой будет самая большая глубина?
        Чему равен коэффициент?
        How old must a rider be?
        How far is the port?
        How far did she walk?
        How common is the flu?
        Насколько велик парк?
        Далеко ли до моря?
        Много ли сов осталось?
        Как высоко стоит вода?
    """,
    "money": """
        How much did the fund invest?
        How much is the monthly pass?
        How much was the bridge sold for?
        How many dollars were lent?
        What did the bridge cost?
        How big was the prize?
        How much revenue did the mill plan?
        What is the price of the model?
        What level of debt is allowed?
        Сколько стоит билет?
        Почём рожь?
        Сколько рублей собрали?
        Сколько прибыли получил завод?
        За сколько продали вазу?
        Во сколько обошёлся мост?
        Во что обошёлся мост?
        На какую сумму подарили приборов?
        Объём вложений в дорогу — сколько?
        ферма убыток за год
        Сколько банк внёс и потратил?
        Во сколько оценили дом?
        How expensive is the ride?
        Насколько дорог билет?
        How much cash did it fetch?
        How much oil money is worth it?
    """,
    "percent": """
        What share of voters came?
        What percentage was lost?
        How much did output fall?
        By how much did output fall?
        What is the level of unemployment?
        На сколько процентов вырос выпуск?
        На сколько подорожал хлеб?
        Какую часть расходов вернут?
        Какая доля у турок?
        Каков уровень безработицы?
        How many per cent left?
        До скольких процентов сократят расходы?
        Сколько процентов ушло?
    """,
    "duration": """
        How long did the trial last?
        How long is the flight?
        How many days did it take?
        How often do the buses run?
        How soon will they call?
        How much longer will it be shut?
        За сколько дней построили завод?
        За сколько голуби долетали до города?
        Сколько длится рейс?
        Как долго шёл суд?
        Долго ли меняют кронштейн?
        На сколько закрыли центр?
        Какой срок службы у кресла?
        Сколько лет должен прослужить мост?
        Через сколько откроют мост?
        Сколько ещё раньше предупреждали?
        Надолго ли закрыли мост?
    """,
    "date": """
        When did it open?
        when's the next meeting
        In what year was it built?
        What time does it start?
        В каком году открыли мост?
        До какого числа слать резюме?
        Когда открыли мост?
        кагда открыли мост
        Во сколько стартует забег?
        К какому сроку откроют мост?
        дата подписания контракта
        museum reopening date
        Tell me when it opened
        Подскажите, пожалуйста, когда открыли мост
        How late is it open?
        Since when is it banned?
        What time is lunch?
        С каких пор он закрыт?
        В каком часу начало?
    """,
    "person": """
        Who built it?
        whose idea was it
        Which coach backed her?
        Which judge ruled?
        author of the book
        Кто построил мост?
        Кому достался трон?
        Чей это трактор?
        Под чьим началом строили?
        Как зовут тренера?
        Какой судья вынес решение?
        Tell me who built it
        Зам директора завода кто?
        Кого наградили?
        Кем построен мост?
        О ком эта книга?
        Как на самом деле звали мастера?
        What is his name?
        Кому вручили кубок?
    """,
    "organisation": """
        Which company invested in the road?
        name the investor
        Какая фирма построила мост?
        Какой инвестор вложил деньги?
    """,
    "place": """
        Where are the cars exported?
        Which city is it in?
        Где построят завод?
        Откуда привезли глину?
        В каком городе завод?
        Куда везут глину?
    """,
    "product": """
        Which vessel goes to the island?
        Какую модель собирают?
        Как называется паром?
    """,
    "reason": """
        Why was it closed?
        What caused the fire?
        What did the queen need money for?
        How did he explain the mistake?
        On what grounds was it refused?
        Почему закрыли мост?
        Из-за чего закрыли мост?
        Зачем парому мотор?
        Что заставило их уехать?
        Чем вызван паводок?
        Как он объяснил ошибку?
        Отчего закрыли мост?
        По какой причине закрыли мост?
        По каким причинам закрыли мост?
        Для чего служит башня?
        Чего ради стараться?
        Ради чего стараться?
        С какой целью построен мост?
        С чем связана задержка?
        За счёт чего он окупается?
        Благодаря чему он цел?
        Вследствие чего он закрыт?
        В силу чего он закрыт?
        Ввиду чего он закрыт?
        От чего загорелось поле?
        За что его судили?
        В чём была причина пожара?
        How come it failed?
        What were the reasons given?
        You want it what for?
        For what purpose was it built?
        What is wrong with the lamp?
        whats wrong with the lamp
        What is the mill's main objection to it?
        What does he blame it on?
        What happened because of that was due to?
        На каком основании отказали?
        Под каким предлогом отказали?
    """,
    "method": """
        How does the gauge work?
        Which technique was used?
        Каким образом чистят трубы?
        Как чистят трубы?
        С помощью чего чистят трубы?
        При помощи чего чистят трубы?
        Посредством чего чистят трубы?
        По какой технологии строили?
        By what means is it cleaned?
        In what way is it cleaned?
    """,
    "definition": """
        What is CKD?
        What is a series hybrid?
        What does ARPU mean?
        Что такое маржа?
        Кто такие неонатологи?
        Кем работал изобретатель?
        Что означает ПВЗ?
        Как расшифровать ПВЗ?
        Расшифруйте ПВЗ
        В чём суть парадокса?
        What is meant by the reserve?
        Define the term
        the definition of a mark
    """,
    "list": """
        List the models
        Which papers are needed?
        Перечислите модели
        Какие операции добавятся?
        Назовите все модели
        Name all three of them
        Enumerate them
    """,
    "yes_no": """
        Is it a private brand?
        Will the plant stay open?
        Будут ли поставлять их за рубеж?
        Правда ли, что завод закрыт?
        JAC — это частный бренд?
        The brand is private?
    """,
    "clause": """
        What is the goal of the partnership?
        Какова цель партнёрства?
        При каком условии построят мост?
        What will the city spend the toll on?
        What does the rule forbid?
        Is it Russia or China?
        Что запрещает устав?
        Which dog won?
        ???
        On what terms was she admitted?
        Under what circumstances is it shown?
        В каком случае вернут деньги?
        В каких случаях вернут деньги?
        От чего зависит цена?
    """,
}
CASES = [
    (answer_type, question.strip())
    for answer_type, questions in TYPES.items()
    for question in questions.strip().splitlines()
]


@pytest.mark.parametrize(("answer_type", "question"), CASES)
def test_the_answer_type_is_told_by_the_words(answer_type, question):
    assert analyse(question).answer_type == answer_type


def test_every_answer_type_has_a_question():
    assert set(TYPES) == set(ANSWER_TYPES)


@pytest.mark.parametrize(
    ("question", "language"),
    [("What is CKD?", "en"), ("что такое CKD", "ru"), ("谁是董事会主席", "zh"), ("123", "und")],
)
def test_the_language_is_that_of_the_letters(question, language):
    assert analyse(question).language == language


def test_a_question_keeps_its_text():
    text = "  Ёж — чей?\n"
    assert analyse(text) == Question(text, "ru", "person")


@pytest.mark.parametrize(
    "odd", ["", "?", "İÏ ﬁ ½ é и\u0306", "😀👩\u200d👧", "شاي ساخن", "a\x00b", "«»", "’s"]
)
def test_odd_questions_are_clauses(odd):
    assert analyse(odd).answer_type == "clause"


@pytest.mark.parametrize("question", ["सड़क कहाँ है?", "হয়তো কবে?"])
def test_letters_that_come_apart_when_folded_are_read(question):
    assert analyse(question).answer_type == "clause"


def test_no_noun_is_written_with_a_quote_mark():
    assert [noun for noun in _noun_table() if not noun.replace("-", "").isalpha()] == []


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("Спасибо! А когда построен завод?", True),
        ("CKD", True),
        ("12345", True),
        ("Спасибо!", False),
        ("ok, thanks", False),
        ("Кто это?", False),
        ("Why?", False),
        ("???", False),
        ("", False),
    ],
)
def test_a_greeting_and_a_question_word_alone_ask_nothing(text, asking):
    assert asks(text) is asking
