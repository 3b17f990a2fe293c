"""Steps down a loss: their learning rate, their bar, and going on where a run was broken off."""

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor, nn
from tqdm import tqdm

SAVED = 300  # seconds between two savings
LONGEST = 1.0  # length of a gradient
WARMING = 0.1  # of a run's time, at most


class Stateful(Protocol):
    """What can be saved and go on."""

    def state_dict(self) -> dict: ...

    def load_state_dict(self, state: dict) -> object: ...


@dataclass(frozen=True)
class Pace:
    """How long a run is, and its learning rate: up while it warms, then down in a line."""

    steps: int
    warmup: int  # steps, or fewer if they take a tenth of its time
    least: float  # of the learning rate, at the end
    seconds: float  # after which it ends, its learning rate down by then

    def at(self, step: int, elapsed: float) -> float:
        """Return the share of the learning rate at a step, elapsed seconds after the first."""
        done = max(step / self.steps, elapsed / self.seconds)
        warm = max((step + 1) / self.warmup, elapsed / self.seconds / WARMING)
        return min(1, warm) * max(self.least, 1 - done)


class Descent:
    """The steps of a run: iterate over their numbers, and take each with its loss."""

    def __init__(
        self,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        pace: Pace,
        saved: Path | None = None,
        **more: Stateful,
    ) -> None:
        """Begin, or go on from what was saved; more is what is saved beside the model."""
        self.pace, self.step = pace, 0
        self._loss: float | None = None  # a running mean, for the bar
        self._model, self._optimizer, self._saved = model, optimizer, saved
        self._began = time.monotonic()
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: pace.at(step, self.elapsed)
        )
        self._parts: Mapping[str, Stateful] = {
            "model": model,
            "optimizer": optimizer,
            "schedule": self._schedule,
            **more,
        }
        if saved is not None and saved.exists():
            self._go_on(torch.load(saved, weights_only=True))

    @property
    def elapsed(self) -> float:
        """Seconds that the run has taken, those before it was broken off among them."""
        return time.monotonic() - self._began

    def __iter__(self) -> Iterator[int]:
        last = time.monotonic()
        with tqdm(initial=self.step, total=self.pace.steps, mininterval=1) as self._bar:
            while self.step < self.pace.steps and self.elapsed < self.pace.seconds:
                yield self.step
                self.step += 1
                self._bar.update()
                if time.monotonic() - last > SAVED:
                    self._save()
                    last = time.monotonic()
        self._save()

    def take(self, loss: Tensor) -> None:
        """Take one step down a loss."""
        self._optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._model.parameters(), LONGEST)
        self._optimizer.step()
        self._schedule.step()
        now = loss.item()
        self._loss = now if self._loss is None else 0.98 * self._loss + 0.02 * now
        self._bar.set_postfix(loss=f"{self._loss:.3f}", refresh=False)

    def _save(self) -> None:
        if self._saved is None:
            return
        state = {name: part.state_dict() for name, part in self._parts.items()}
        state |= {"step": self.step, "elapsed": self.elapsed, "random": torch.get_rng_state()}
        written = self._saved.with_suffix(".new")
        torch.save(state, written)
        os.replace(written, self._saved)  # what was saved before is whole until then

    def _go_on(self, state: dict) -> None:
        for name, part in self._parts.items():
            part.load_state_dict(state[name])
        self.step = state["step"]
        self._began -= state["elapsed"]
        torch.set_rng_state(state["random"])
