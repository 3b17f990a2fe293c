"""int8's rounding while training goes on, so that what is learnt holds in spite of it.

Quantisation-aware training, Jacob et al. 2018, https://arxiv.org/abs/1712.05877: layers compute
with numbers as onnxruntime's dynamic quantisation rounds them, and pass gradients on as if they did
not.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

WEIGHT = 64  # largest integer of a weight: with 127, sums of two products overflow without VNNI
GIVEN = 255  # largest integer of what a layer is given
LEAST = 1e-8


class Rounded(nn.Module):
    """A linear layer as int8 computes it: a scale for each output and for each row of a batch."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear

    def forward(self, x: Tensor) -> Tensor:
        weight = self.linear.weight
        scale = (weight.detach().abs().amax(1) / WEIGHT).clamp(min=LEAST)
        weight = _rounded(weight, scale, torch.zeros_like(scale), -WEIGHT, WEIGHT)
        rows = x.detach().float().flatten(1)
        least, largest = rows.amin(1).clamp(max=0), rows.amax(1).clamp(min=0)
        scale = ((largest - least) / GIVEN).clamp(min=LEAST)
        x = _rounded(x.float(), scale, (-least / scale).round(), 0, GIVEN)
        return functional.linear(x, weight, self.linear.bias)


def _rounded(x: Tensor, scale: Tensor, zero: Tensor, least: int, largest: int) -> Tensor:
    return torch.fake_quantize_per_channel_affine(x, scale, zero.int(), 0, least, largest)


def rounded(module: nn.Module) -> None:
    """Make every linear layer within a module round."""
    for name, child in list(module.named_children()):
        if isinstance(child, nn.Linear):
            setattr(module, name, Rounded(child))
        else:
            rounded(child)


def exact(module: nn.Module) -> None:
    """Make the linear layers that round exact again, their weights as they were learnt."""
    for name, child in list(module.named_children()):
        if isinstance(child, Rounded):
            setattr(module, name, child.linear)
        else:
            exact(child)
