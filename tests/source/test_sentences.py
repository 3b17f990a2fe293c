"""Where sentences are cut: a bar in a line marks where one ends."""

import pytest
from razdel.segmenters.sentenize import BULLET_SIZE

from source import sentence_spans, shipped
from source.sentences import MARK, NEIGHBOURHOOD, WINDOW, Gap
from tests.steps import steps

CASES = [
    "Первое предложение.| Второе.",
    "First one.| Seconds.",
    # Company names
    "China National Machinery IMP. & EXP. CORP (CMC), 7 июля 2015 года был подписан контракт.| Да.",
    "Компания Anhui Jianghuai Automobile Co., ltd, известная как JAC.| Ещё.",
    "Toyota Motor Ltd. (Japan) and Ford Motor Co. Ltd. agreed.| So it was.",
    "Smith Trdg. & Sons bought it.| Да.",
    "He works at Apple Inc.| She left.",
    # Quotes and who said them
    '"Цель – выход на рынок", – сказал он.| В свою очередь он ушёл.',
    '"Мы растём.| Мы займём позиции на рынке", – отметил Ю Янг.| Затем он ушёл.',
    "«Кто там?» – спросил он.| Ответа не было.",
    "«Мы растём.| Мы сильны.»| Он ушёл.",
    "“We grow.”| He left.",
    "“Where to?” Mr. Young asked.| “Home,” he said.",
    # Initials
    "А. Н. Иванов и J. R. R. Tolkien встретились.| Дж. Р. Р. Толкин молчал.",
    "Its director, M. Ya. Vilkov, and Judge Ye. Kim came.| Иванов А. Н.| Он ушёл.",
    "Он был класса B.| Машина ехала.| It was 8 °C.| It rained.",
    "д.э.н. Петров и к.ф.-м.н. Иванов пришли.| Да.",
    # Abbreviations
    "В 2015 г. Назарбаев подписал закон.| Закон принят в 2016 г.| Он действует.",
    "Живёт на ул. Абая, д. 5, в г. Костанай.| Театр им. Абая, т. е. тот самый.",
    "Заработал 5 млрд руб.| Компания растёт: 3 млн. тенге и др.| Вот так.",
    "Mr. Young met Dr. Smith in the U.S.| The U.S. Army came.",
    "See No. 5 and Vol. II, approx. 7, e.g. Toyota.| He said no.| We left.",
    "В январе, 5 янв. 1990 г., родился.| Жак Лефевр (c. 1455) умер.",
    "It ended at 5 p.m. Monday.| It ended at 5 p.m.| Nobody came.",
    "Он вымыл пол.| Машина ждала.| Высота 30 см.| Ширина 5 см.",
    # Numbers, ellipses, brackets, footnotes, semicolons
    "Цена 3.5 доллара.| Рост 2,5 %.| Сайт Kazpravda.kz открыт.",
    "Ну... ладно.| Ну…| Всё?!| Да!",
    "(Он ушёл.)| Потом вернулся (см. рис. 5).| Да.",
    "Это было в 2015 году.[5]| Затем кончилось.[6][7]| Всё.",
    "ТОО «Первое»; ТОО «Второе».| Третье.",
    # Space of all kinds
    "Поставки в РК.|                 США против.|\u00a0Слово.",
    "Слово\nна двух строках.| Второе\r\nтоже.",
    "Без точки|\n\nНовый абзац| \n \t\n И ещё",
    # Other scripts
    "😀👩\u200d👩\u200d👧 Привет.| 🎉 Пока.",
    "שלום עולם.| مرحبا بالعالم.| Конец.",
    "Cafe\u0301.| Йогурт и\u0306.| Да.",
    # Headings and list items
    "# Заголовок|\nТекст под ним.| Ещё.",
    "Заголовок\n=====|\nТекст.",
    "Включая:|\n- сварку|\n- окраску|\n1. Сборка. |Отгрузка.|\n2. Продажа",
]


def cut(marked: str) -> tuple[str, list[str]]:
    return marked.replace("|", ""), [sentence.strip() for sentence in marked.split("|")]


@pytest.mark.parametrize("marked", CASES)
def test_sentences_are_cut_at_the_bars(marked):
    text, sentences = cut(marked)
    assert [text[span.start : span.stop] for span in sentence_spans(text)] == sentences


@pytest.mark.parametrize("text", [cut(case)[0] for case in CASES] + [shipped()[0].text, " \n\n "])
def test_spans_hold_every_character_but_space_once_and_in_order(text):
    spans = sentence_spans(text)
    inside = [place for span in spans for place in range(span.start, span.stop)]
    assert inside == sorted(set(inside))
    assert all(text[span.start : span.stop].strip() == text[slice(*span)] != "" for span in spans)
    assert {place for place, c in enumerate(text) if not c.isspace()} <= set(inside)


def test_the_shipped_article_has_29_sentences():
    assert len(sentence_spans(shipped()[0].text)) == 29


def test_a_text_without_words_has_no_sentences():
    assert sentence_spans("") == sentence_spans(" \n\u00a0\n ") == []


@pytest.mark.parametrize("unit", ["г. Костанай ", "Слово. ", '" ', "e\u0301. "])
def test_ten_times_the_line_takes_ten_times_the_steps(unit):
    short, long = unit * (2000 // len(unit)), unit * (20_000 // len(unit))
    few, many = steps(lambda: sentence_spans(short)), steps(lambda: sentence_spans(long))
    assert 9 * few < many < 11 * few


def test_no_more_of_a_sentence_is_looked_at_than_its_ends():
    text = 'Он сказал "да" ' * 1000
    mark = next(mark for mark in MARK.finditer(text, 10_000))
    gap = Gap(text, 0, mark)
    assert [len(gap.before), len(gap.after)] == [NEIGHBOURHOOD] * 2
    assert len(gap.left) + len(gap.right) <= 2 * WINDOW + 1
    assert len(gap.buffer) == BULLET_SIZE + 1
