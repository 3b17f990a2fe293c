"""The trained model as it ships: int8 token vectors, and two trunks as int8 ONNX graphs."""

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

from qa.training.reader import BITS, Reader
from qa.training.trunk import DIM, Trunk, pooled

log = logging.getLogger(__name__)

OPSET = 17


class _Pooled(nn.Module):
    """The encoder's graph: token vectors and mask in, one vector of length 1 a row out."""

    def __init__(self, trunk: Trunk) -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, vectors: Tensor, mask: Tensor) -> Tensor:
        return pooled(self.trunk(vectors, mask, torch.zeros_like(mask, dtype=torch.long)), mask)


class _Spans(nn.Module):
    """The reader's graph, with segments as integers and the mask as numbers."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, vectors: Tensor, features: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        return self.reader(vectors, features, mask, segments)


def quantized_rows(tokens: np.ndarray) -> dict[str, np.ndarray]:
    """Return int8 rows and a scale for each, half precision, of token vectors."""
    scales = (np.abs(tokens).max(1) / 127).astype(np.float16)
    rows = np.round(tokens / scales.astype(np.float32)[:, None]).clip(-127, 127)
    return {"rows": rows.astype(np.int8), "scales": scales}


def write_tokens(tokens: np.ndarray, tokenizer: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    save_file(quantized_rows(tokens), folder / "tokens.safetensors")
    shutil.copy(tokenizer, folder / "tokenizer.json")


def write_encoder(trunk: Trunk, path: Path) -> None:
    """Write the encoder's int8 graph."""
    example = (torch.randn(2, 8, DIM), torch.ones(2, 8))
    _write(_Pooled(trunk), example, ["vectors", "mask"], "embedding", path)


def write_reader(reader: Reader, path: Path) -> None:
    """Write the reader's int8 graph."""
    example = (
        torch.randn(2, 8, DIM),
        torch.zeros(2, 8, BITS),
        torch.ones(2, 8),
        torch.zeros(2, 8, dtype=torch.long),
    )
    _write(_Spans(reader), example, ["vectors", "features", "mask", "segments"], "scores", path)


def _write(module: nn.Module, example: tuple, inputs: list[str], output: str, path: Path) -> None:
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
        quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True)
    log.info("%s: %.1f MB", path.name, path.stat().st_size / 1e6)
