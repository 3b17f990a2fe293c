"""The trained model as it ships: int8 token vectors, and two trunks as int8 ONNX graphs."""

import json
import logging
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import save_file
from torch import Tensor, nn

from index.encoder import session
from qa.training.encoder import load_trunk
from qa.training.reader import BITS, Reader
from qa.training.smoothing import smoothed
from qa.training.trunk import DIM, Trunk, pooled
from qa.training.vocabulary import quantized_rows

log = logging.getLogger(__name__)

OPSET = 17
ROUNDED = {"reduce_range": True, "op_types_to_quantize": ["MatMul"]}  # as rounding.py computes


class _Pooled(nn.Module):
    """The encoder's graph: token vectors and mask in, one vector of length 1 a row out."""

    def __init__(self, trunk: Trunk) -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, vectors: Tensor, mask: Tensor) -> Tensor:
        return pooled(self.trunk(vectors, mask, torch.zeros_like(mask, dtype=torch.long)), mask)


def export(built: Path, tokens: np.ndarray, folder: Path) -> dict[str, float]:
    """Write the model that was trained in one folder to where it ships from.

    Returns how far int8 is from floats: the least cosine of the encoder's vectors and the mean
    difference of the reader's scores, over token vectors drawn at random.
    """
    folder.mkdir(parents=True, exist_ok=True)
    save_file(quantized_rows(tokens), folder / "tokens.safetensors")
    shutil.copy(built / "tokenizer.json", folder / "tokenizer.json")
    weights = load_trunk(built / "encoder.safetensors")
    trunk = Trunk(layers=1 + max(int(k.split(".")[1]) for k in weights if "layers." in k))
    trunk.load_state_dict(weights)
    write_encoder(trunk, folder / "encoder.onnx")
    reader = smoothed(Reader())
    reader.load_state_dict(load_trunk(built / "rounded.safetensors"))
    write_reader(reader, folder / "reader.onnx")
    return _differences(trunk, reader, tokens, folder)


@torch.no_grad()
def _differences(
    trunk: Trunk, reader: Reader, tokens: np.ndarray, folder: Path
) -> dict[str, float]:
    drawn = np.random.default_rng(0).integers(5, len(tokens), (16, 64))
    vectors, mask = torch.from_numpy(tokens[drawn]), torch.ones(16, 64)
    segments = torch.zeros(16, 64, dtype=torch.long)
    segments[:, 16:] = 1
    features = torch.zeros(16, 64, BITS)
    floats = _Pooled(trunk.eval())(vectors, mask).numpy()
    inputs = {"vectors": vectors.numpy(), "mask": mask.numpy()}
    given = session(folder / "encoder.onnx").run(None, inputs)[0]
    scores = reader.eval()(vectors, features, mask, segments).numpy()
    inputs |= {"features": features.numpy(), "segments": segments.numpy()}
    read = session(folder / "reader.onnx").run(None, inputs)[0]
    return {
        "least cosine": float((floats * given).sum(1).min()),
        "mean difference of scores": float(np.abs(scores - read).mean()),
    }


def write_encoder(trunk: Trunk, path: Path) -> None:
    """Write the encoder's int8 graph."""
    example = (torch.randn(2, 8, DIM), torch.ones(2, 8))
    _write(_Pooled(trunk), example, ["vectors", "mask"], "embedding", path)
    write_sentence_transformer_files(path.parent)


def write_sentence_transformer_files(folder: Path) -> None:
    """Write what SentenceTransformer(folder) goes by: trunk, mean of its states, length 1."""
    types = {
        "": "index.torch_module.ShippedTransformer",
        "1_Pooling": "sentence_transformers.models.Pooling",
        "2_Normalize": "sentence_transformers.models.Normalize",
    }
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": name}
        for i, (path, name) in enumerate(types.items())
    ]
    pooling = {"word_embedding_dimension": DIM, "pooling_mode_mean_tokens": True}
    contents = {
        "modules.json": modules,
        "config_sentence_transformers.json": {"prompts": {}, "similarity_fn_name": "cosine"},
        "1_Pooling/config.json": pooling,
    }
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")


def write_reader(reader: Reader, path: Path) -> None:
    """Write the reader's int8 graph."""
    example = (
        torch.randn(2, 8, DIM),
        torch.zeros(2, 8, BITS),
        torch.ones(2, 8),
        torch.zeros(2, 8, dtype=torch.long),
    )
    inputs = ["vectors", "features", "mask", "segments"]
    _write(reader, example, inputs, "scores", path, **ROUNDED)


def _write(
    module: nn.Module,
    example: tuple,
    inputs: list[str],
    output: str,
    path: Path,
    **quantisation: object,
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    axes = {name: {0: "batch", 1: "tokens"} for name in inputs} | {output: {0: "batch"}}
    if output == "scores":
        axes[output] |= {1: "tokens", 2: "tokens_"}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "float.onnx"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the tracer's notes on shapes
            torch.onnx.export(
                module.eval(),
                example,
                str(whole),
                input_names=inputs,
                output_names=[output],
                dynamic_axes=axes,
                opset_version=OPSET,
                dynamo=False,
            )
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, **quantisation)
    log.info("%s: %.1f MB", path.name, path.stat().st_size / 1e6)
