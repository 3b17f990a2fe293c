"""Layers round as the int8 graph that ships does, and learn all the same."""

import numpy as np
import pytest
import torch
from torch import nn

from index.encoder import session
from qa.training.reader import BITS, Reader
from qa.training.rounding import Rounded, exact, rounded
from qa.training.trunk import DIM


@pytest.fixture
def layer() -> Rounded:
    linear = nn.Linear(3, 2, bias=False)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[0.64, 0.016, -0.324], [0.0, 0.0, 6.4]]))
    return Rounded(linear)


def test_weights_are_multiples_of_a_64th_of_an_outputs_largest(layer):
    given = layer(torch.eye(3).reshape(3, 1, 3)).squeeze(1)
    torch.testing.assert_close(given[:, 0], torch.tensor([0.64, 0.02, -0.32]))
    torch.testing.assert_close(given[:, 1], torch.tensor([0.0, 0.0, 6.4]))


def test_what_is_given_is_a_multiple_of_a_255th_of_its_rows_range(layer):
    rows = torch.tensor([[[0.0, 2.55, 0.104]], [[-1.0, 1.55, 0.104]], [[0.0, 255.0, 0.4]]])
    given = layer(rows)[:, 0, 1] / 6.4
    torch.testing.assert_close(given, torch.tensor([0.10, 0.10, 0.0]))


def test_gradients_pass_as_if_nothing_were_rounded(layer):
    layer(torch.tensor([[[1.0, 2.0, 3.0]]])).sum().backward()
    torch.testing.assert_close(
        layer.linear.weight.grad, torch.tensor([[1.0, 2, 3]] * 2), atol=0.01, rtol=0
    )


def test_all_linear_layers_round_until_they_are_exact_again():
    torch.manual_seed(0)
    reader = Reader()
    names = list(reader.state_dict())
    linear = sum(isinstance(module, nn.Linear) for module in reader.modules())
    rounded(reader)
    assert sum(isinstance(module, Rounded) for module in reader.modules()) == linear == 40
    exact(reader)
    assert list(reader.state_dict()) == names


@torch.no_grad()
def test_a_layer_that_rounds_scores_as_its_int8_graph_does(tmp_path):
    pytest.importorskip("onnx", reason="what makes the model is installed by the train extra")
    from qa.training.export import write_reader

    # One layer alone: a difference of a float's last bit is another rounding in the next.
    torch.manual_seed(0)
    reader = Reader().eval()
    del reader.trunk.layers[1:]
    vectors, mask = torch.randn(1, 40, DIM), torch.ones(1, 40)
    segments, features = (torch.arange(40) >= 8).long()[None], torch.ones(1, 40, BITS)
    write_reader(reader, tmp_path / "reader.onnx")
    inputs = {"vectors": vectors, "features": features, "mask": mask, "segments": segments}
    inputs = {name: value.numpy() for name, value in inputs.items()}
    given = session(tmp_path / "reader.onnx").run(None, inputs)[0]
    floats = reader(vectors, features, mask, segments).numpy()
    rounded(reader)
    simulated = reader(vectors, features, mask, segments).numpy()
    assert np.abs(given - floats).max() > 0.01
    np.testing.assert_allclose(simulated, given, atol=1e-4)
