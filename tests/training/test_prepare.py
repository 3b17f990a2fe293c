"""Reading data made into arrays."""

import pytest

pytest.importorskip("tqdm", reason="what makes the model is installed by the train extra")

from index.overlap import Sought
from qa.training.prepare import least_first

# question | answers as written | as they are learned
CASES = """
When?                          | в 2017 году; 2017; 2017 году     | 2017 году; в 2017 году; 2017
When did it open?              | In March; March                  | March; In March
How many cars were made?       | 5 352 автомобилей; 5 352         | 5 352; 5 352 автомобилей
Сколько астероидов нашли?      | 137 asteroids; 137               | 137; 137 asteroids
Как назвали завод?             | «Маяк»; Маяк                     | Маяк; «Маяк»
What is the capacity?          | 10 000 cars a year; 10 000       | 10 000 cars a year; 10 000
What share?                    | до 30 %; 30 %                    | до 30 %; 30 %
Почему не довели?              | из-за болезни; болезни           | из-за болезни; болезни
Is JAC a private brand?        | JAC is a state brand; JAC        | JAC is a state brand; JAC
How does it run?               | в среднем                        | в среднем
"""


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_the_first_answer_leaves_out_what_goes_without_saying(case: str):
    question, written, learned = (part.strip() for part in case.split("|"))
    assert least_first(written.split("; "), Sought(question)) == learned.split("; ")


def test_no_answers_stay_none():
    assert least_first([], Sought("When?")) == []
