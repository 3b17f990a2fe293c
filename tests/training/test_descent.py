"""A run of training warms, slows down, ends in time, and goes on where it was broken off."""

from itertools import islice

import pytest
import torch
from torch import nn

from qa.training.descent import Descent, Pace

FOREVER = 1e9  # seconds


def begun(saved=None, steps=6, seconds=FOREVER):
    """Return a model, its descent, and a step down from what chance gives it."""
    torch.manual_seed(0)
    model = nn.Linear(2, 1)
    optimizer = torch.optim.AdamW(model.parameters(), 0.1)
    descent = Descent(model, optimizer, Pace(steps, 2, 0.01, seconds), saved)

    def down():
        descent.take(model(torch.rand(4, 2)).square().sum())

    return model, descent, down


def test_the_learning_rate_warms_and_goes_down_by_steps_or_by_time():
    pace = Pace(steps=10, warmup=4, least=0.1, seconds=100)
    assert [pace.at(step, 0) for step in (0, 3, 5, 10)] == pytest.approx([0.25, 0.7, 0.5, 0.1])
    assert pace.at(5, 80) == pytest.approx(0.2)
    assert pace.at(0, 5) == pytest.approx(0.5 * 0.95)


def test_a_run_takes_each_step_once():
    _, descent, down = begun()
    taken = []
    for step in descent:
        taken.append(step)
        down()
    assert taken == [0, 1, 2, 3, 4, 5]


def test_a_run_ends_when_its_time_is_over():
    _, descent, _ = begun(seconds=1e-9)
    assert list(descent) == []


def test_a_run_that_was_broken_off_ends_where_it_would_have_ended(tmp_path, monkeypatch):
    whole, descent, down = begun()
    for _ in descent:
        down()
    monkeypatch.setattr("qa.training.descent.SAVED", 0)  # after every step
    _, broken, down = begun(tmp_path / "run.part")
    for _ in islice(broken, 4):  # the fourth is not saved any more
        down()
    again, rest, down = begun(tmp_path / "run.part")
    assert rest.step == 3
    for _ in rest:
        down()
    assert torch.equal(again.weight, whole.weight)


def test_a_run_that_is_done_is_saved_as_done(tmp_path):
    model, descent, down = begun(tmp_path / "run.part")
    for _ in descent:
        down()
    again, rest, _ = begun(tmp_path / "run.part")
    assert list(rest) == []
    assert torch.equal(again.weight, model.weight)


def test_the_time_before_a_run_was_broken_off_counts(tmp_path, monkeypatch):
    monkeypatch.setattr("time.monotonic", lambda: now)
    now = 0.0
    _, descent, _ = begun(tmp_path / "run.part", steps=1)
    now = 50.0
    list(descent)
    _, rest, _ = begun(tmp_path / "run.part")
    now = 80.0
    assert rest.elapsed == 80.0
