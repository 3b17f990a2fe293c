"""Activations are evened out, and the scores stay as they are."""

import pytest
import torch

from qa.training.reader import BITS, Reader
from qa.training.smoothing import Smoothed, smooth, smoothed
from qa.training.trunk import DIM, HIDDEN


@pytest.fixture
def reader() -> Reader:
    torch.manual_seed(0)
    reader = Reader()
    with torch.no_grad():
        for layer in reader.trunk.layers:
            layer.attention_norm.weight[7] = 30  # a dimension far larger than the others
    return reader.eval()


@pytest.fixture
def batch() -> dict:
    torch.manual_seed(1)
    segments = (torch.arange(12) >= 5).long().expand(2, 12)
    return {
        "ids": torch.randint(0, 50, (2, 12)),
        "features": torch.zeros(2, 12, BITS),
        "mask": torch.ones(2, 12),
        "segments": segments,
    }


@pytest.fixture
def table():
    torch.manual_seed(2)
    return torch.randn(50, DIM)


def scores(reader, batch, table):
    with torch.no_grad():
        vectors = table[batch["ids"]]
        return reader(vectors, batch["features"], batch["mask"], batch["segments"])


def unevenness(reader, batch, table) -> float:
    """Return how much larger the largest dimension given to the first "up" is than most are."""
    seen = []
    linear = reader.trunk.layers[0].up
    inner = linear.linear if isinstance(linear, Smoothed) else linear
    with_hook = inner.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
    scores(reader, batch, table)
    with_hook.remove()
    largest = seen[0].abs().amax((0, 1))
    return float(largest.max() / largest.median())


def test_scores_stay_and_what_is_large_becomes_smaller(reader, batch, table):
    before, uneven = scores(reader, batch, table), unevenness(reader, batch, table)
    smooth(reader, [batch, batch], table.numpy())
    torch.testing.assert_close(scores(reader, batch, table), before, rtol=1e-3, atol=1e-3)
    assert unevenness(reader, batch, table) < 0.6 * uneven


def test_the_feed_forward_blocks_alone_are_changed(reader, batch, table):
    smooth(reader, [batch], table.numpy())
    changed = [name for name, module in reader.named_modules() if isinstance(module, Smoothed)]
    blocks = range(len(reader.trunk.layers))
    assert changed == [f"trunk.layers.{i}.{name}" for i in blocks for name in ("up", "down")]
    assert reader.trunk.layers[0].down.inverse.shape == (HIDDEN,)


def test_a_dimension_that_is_never_there_divides_nothing(reader, batch, table):
    with torch.no_grad():
        for layer in reader.trunk.layers:
            layer.attention_norm.weight[3] = layer.attention_norm.bias[3] = 0
    before = scores(reader, batch, table)
    smooth(reader, [batch], table.numpy())
    after = scores(reader, batch, table)
    assert after.isfinite().all()
    torch.testing.assert_close(after, before, rtol=1e-3, atol=1e-3)


def test_what_was_smoothed_is_the_same_once_its_weights_are_loaded(reader, batch, table):
    smooth(reader, [batch], table.numpy())
    again = smoothed(Reader())
    again.load_state_dict(reader.state_dict())
    assert torch.equal(scores(again.eval(), batch, table), scores(reader, batch, table))
