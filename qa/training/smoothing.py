"""Activations evened out for int8, whose scale is that of the largest one.

Some dimensions of what a feed-forward block is given are a dozen times the others, which are then
told apart badly. Such a dimension is divided before the product, and the weights that meet it are
multiplied in turn: SmoothQuant, Xiao et al. 2022, https://arxiv.org/abs/2211.10438.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import torch
from torch import Tensor, nn

from qa.training.corpus import Corpus
from qa.training.reader import Batches, Plan, Reader

# Layer and how much of the unevenness is taken from the activations: of 0.5, 0.7, 0.85 and 1 the
# ones that brought int8 nearest to floats. Products of the attention gained nothing.
STRENGTHS = {"up": 0.5, "down": 0.85}
SAMPLES = 10  # batches
LEAST = 1e-3  # of a dimension's largest value: what is never there may not divide


class Smoothed(nn.Module):
    """A linear layer that is given the same in other proportions."""

    def __init__(self, linear: nn.Linear, scales: Tensor) -> None:
        super().__init__()
        self.linear = linear
        self.register_buffer("inverse", 1 / scales)
        with torch.no_grad():
            linear.weight *= scales

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x * self.inverse)


def samples(corpus: Corpus) -> Iterator[dict[str, Tensor]]:
    """Yield batches of a corpus, always the same ones, that show what a reader is given."""
    yield from Batches(corpus, Plan(batch=24), range(SAMPLES), unknown=1)


def smoothed(reader: Reader) -> Reader:
    """Return a reader whose blocks can take the weights of one that was smoothed."""
    for layer, name in _blocks(reader):
        linear = getattr(layer, name)
        setattr(layer, name, Smoothed(linear, torch.ones(linear.in_features)))
    return reader


def _blocks(reader: Reader) -> list[tuple[nn.Module, str]]:
    return [(layer, name) for layer in reader.trunk.layers for name in STRENGTHS]


@torch.no_grad()
def smooth(reader: Reader, batches: Iterable[dict[str, Tensor]], tokens: np.ndarray) -> None:
    """Even out the feed-forward blocks of a reader, as these batches need it.

    Its scores stay as they are. A token's vector is in each row of tokens.
    """
    table = torch.from_numpy(tokens)
    largest: dict[nn.Linear, Tensor] = {}

    def watch(linear: nn.Linear, given: tuple[Tensor]) -> None:
        seen = given[0].abs().amax((0, 1))
        largest[linear] = torch.maximum(seen, largest[linear]) if linear in largest else seen

    blocks = _blocks(reader)
    hooks = [getattr(layer, name).register_forward_pre_hook(watch) for layer, name in blocks]
    reader.eval()
    for batch in batches:
        reader(table[batch["ids"]], batch["features"], batch["mask"], batch["segments"])
    for hook in hooks:
        hook.remove()
    for layer, name in blocks:
        linear, strength = getattr(layer, name), STRENGTHS[name]
        given = largest[linear].clamp(min=LEAST)
        weights = linear.weight.abs().amax(0).clamp(min=LEAST)
        scales = given**strength / weights ** (1 - strength)
        setattr(layer, name, Smoothed(linear, scales / scales.log().mean().exp()))
