"""Pronouns replaced by what they mean in the turns before."""

import pytest

from qa.conversation import Turn
from qa.pronouns import in_phrase, resolved

CAPACITY = Turn("What is the capacity of the CKD line?", "10 000 единиц в год", "", "quantity")
MET = Turn("С кем встретился Назарбаев?", "Ли Кэцяном", "", "person")
STUDIED = Turn("Кто изучал лифты?", "Сандра Оку", "", "person")
VIOLATIONS = Turn("На сколько нарушений указала фирма?", "пять", "", "quantity")
LED = Turn("Who led the team?", "Anna Kross", "Anna Kross led the team.", "person")
SIGNED = Turn("When was the contract signed?", "7 июля 2015 года", "", "date")
PLANT = Turn("Где построен завод?", "в Костанае", "", "place")
BRIDGE = Turn("Когда открыли мост через Ишим?", "5 мая 2019 года", "", "date")
FOUNDED = Turn("Who founded the company?", "Ivan Petrov", "", "person")
SOLD = Turn("How much did Orion pay for the plant?", "12 million euros", "", "money")
SEVERAL = Turn("Какие страны подписали договор?", "Норвегия и Дания", "", "list")
SHARE = Turn("How much is the Chinese share?", "18 миллионов долларов", "", "money")
INVESTED = Turn("How much did the Chinese investor put in?", "18 миллионов", "", "money")
LEADS = Turn("Who is the chief executive of Siloear?")
LED_THEN = Turn("Who was the head of the plant in 2016?")
PROFIT = Turn("What was Tolvane's operating profit?", "97 million euros", "", "money")
REFUSED = Turn("How much does it cost?")


@pytest.mark.parametrize(
    ("question", "turns", "whole"),
    [
        ("Who built it?", [CAPACITY], "Who built the CKD line?"),
        ("Что он сказал?", [MET], "Что Назарбаев сказал?"),
        ("Где работает её команда?", [STUDIED], "Где работает команда Сандры Оку?"),
        ("Сколько из них подтвердили?", [VIOLATIONS], "Сколько из пять подтвердили?"),
        ("Where was she born?", [LED], "Where was Anna Kross born?"),
        ("What is her position?", [LED], "What is Anna Kross's position?"),
        ("Who was president then?", [SIGNED], "Who was president on 7 июля 2015 года?"),
        ("Что там выпускают?", [PLANT], "Что в Костанае выпускают?"),
        ("Who built it?", [CAPACITY, REFUSED], "Who built the CKD line?"),
        ("Какова его длина?", [BRIDGE], "Какова длина моста через Ишим?"),
        ("Что с ним будет?", [BRIDGE], "Что с мостом через Ишим будет?"),
        ("Кто тогда руководил?", [BRIDGE], "Кто 5 мая 2019 года руководил?"),
        ("And who runs it now?", [FOUNDED], "And who runs the company now?"),
        ("When did he found it?", [FOUNDED], "When did Ivan Petrov found the company?"),
        ("Who sold it?", [SOLD], "Who sold the plant?"),
        ("Who paid it?", [SHARE], "Who paid the Chinese share?"),
        ("When was she born?", [LEADS], "When was the chief executive of Siloear born?"),
        ("How old is she?", [LED_THEN], "How old is the head of the plant?"),
        ("Почему она упала?", [PROFIT], "Почему Tolvane's operating profit упала?"),
        ("Когда они его подписали?", [SEVERAL], "Когда Норвегия и Дания договор подписали?"),
    ],
)
def test_a_pronoun_gives_way_to_what_it_means(question, turns, whole):
    assert resolved(question, turns) == (whole, False)


def test_a_pronoun_without_anything_to_mean_stays_and_is_told():
    assert resolved("Who built it?", [REFUSED]) == ("Who built it?", True)


def test_a_pronoun_never_means_a_name_that_only_says_which():
    assert resolved("Who signed it?", [INVESTED]) == ("Who signed it?", True)


def test_they_never_means_a_place_that_was_the_answer():
    cast = Turn("Where was it cast?", "Brno", "", "place")
    assert resolved("What did they use instead?", [cast]) == ("What did they use instead?", True)


def test_two_pronouns_mean_two_things():
    turn = Turn("Who is building the tunnel?", "Alpbau Group", "", "organisation")
    whole, _ = resolved("When was it supposed to deliver it?", [turn])
    assert whole == "When was Alpbau Group supposed to deliver the tunnel?"


@pytest.mark.parametrize(
    ("phrase", "case", "inflected"),
    [
        ("Сандра Оку", "gent", "Сандры Оку"),
        ("национальный конкурс", "loct", "национальном конкурсе"),
        ("завод «Берег»", "gent", "завода «Берег»"),
        ("«Халык маркасы»", "gent", "«Халык маркасы»"),
        ("JAC Motors", "gent", "JAC Motors"),
        ("", "gent", ""),
    ],
)
def test_a_phrase_is_put_in_the_case_of_its_pronoun(phrase, case, inflected):
    assert in_phrase(phrase, case) == inflected
