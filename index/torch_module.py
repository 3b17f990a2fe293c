"""The shipped model in torch: `SentenceTransformer(folder)` comes here.

modules.json of the shipped folder names ShippedTransformer. Loading it writes the int8 files out as
an ordinary BERT checkpoint and loads that, so that what comes back is sentence-transformers' own
Transformer: it can be trained on, and saved as a model that needs nothing of this project.
From its version 6 on sentence-transformers wants trust_remote_code=True for a class of ours.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from sentence_transformers.base.modules import Transformer

from index.encoder import TOKEN_LIMIT

HEADS = 12  # of all-MiniLM-L6-v2; all other sizes are told by the weights
DTYPES = {1: np.float32, 2: np.uint8, 3: np.int8}  # of tensors, as onnx.proto numbers them
SPECIAL = {kind: f"[{kind[:3].upper()}]" for kind in ("unk_token", "sep_token", "pad_token")}
SPECIAL |= {"cls_token": "[CLS]", "mask_token": "[MASK]"}
# The trunk's names (qa/training/trunk.py), and BERT's.
NAMES = {
    r"^position\.": "embeddings.position_embeddings.",
    r"^segment\.": "embeddings.token_type_embeddings.",
    r"^norm\.": "embeddings.LayerNorm.",
    r"^layers\.(\d+)\.(query|key|value)\.": r"encoder.layer.\1.attention.self.\2.",
    r"^layers\.(\d+)\.out\.": r"encoder.layer.\1.attention.output.dense.",
    r"^layers\.(\d+)\.attention_norm\.": r"encoder.layer.\1.attention.output.LayerNorm.",
    r"^layers\.(\d+)\.up\.": r"encoder.layer.\1.intermediate.dense.",
    r"^layers\.(\d+)\.down\.": r"encoder.layer.\1.output.dense.",
    r"^layers\.(\d+)\.norm\.": r"encoder.layer.\1.output.LayerNorm.",
}


class ShippedTransformer(Transformer):
    """What modules.json names; it is only ever loaded, as a plain Transformer."""

    @classmethod
    def load(cls, model_name_or_path: str, *args: object, **kwargs: object) -> Transformer:
        """Return the shipped trunk with its token vectors, in float32."""
        with tempfile.TemporaryDirectory() as folder:
            write_checkpoint(Path(model_name_or_path), Path(folder))
            return Transformer(folder, max_seq_length=TOKEN_LIMIT)


def write_checkpoint(shipped: Path, folder: Path) -> None:
    """Write the shipped encoder as a BERT checkpoint in float32, with its tokenizer."""
    tokens = load_file(shipped / "tokens.safetensors")
    weights = trunk_weights(shipped / "encoder.onnx")
    vectors = tokens["rows"].astype(np.float32) * tokens["scales"].astype(np.float32)[:, None]
    weights["embeddings.word_embeddings.weight"] = vectors
    dim = vectors.shape[1]
    # nothing uses BERT's pooler; left out, it would be made of random numbers
    weights["pooler.dense.weight"] = np.zeros((dim, dim), np.float32)
    weights["pooler.dense.bias"] = np.zeros(dim, np.float32)
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    shutil.copy(shipped / "tokenizer.json", folder)
    _write_json(folder / "config.json", _config(weights))
    # the class that takes tokenizer.json as it is; BERT's own would put its normalizer in
    tokenizer = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": TOKEN_LIMIT}
    _write_json(folder / "tokenizer_config.json", tokenizer | SPECIAL)


def _config(weights: dict[str, np.ndarray]) -> dict:
    words, dim = weights["embeddings.word_embeddings.weight"].shape
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": words,
        "hidden_size": dim,
        "num_attention_heads": HEADS,
        "num_hidden_layers": sum("intermediate.dense.bias" in name for name in weights),
        "intermediate_size": len(weights["encoder.layer.0.intermediate.dense.bias"]),
        "max_position_embeddings": len(weights["embeddings.position_embeddings.weight"]),
        "type_vocab_size": len(weights["embeddings.token_type_embeddings.weight"]),
        "layer_norm_eps": 1e-12,
        "hidden_act": "gelu",
        "dtype": "float32",
    }


def _write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=2), "utf-8")


def trunk_weights(path: Path) -> dict[str, np.ndarray]:
    """Return the trunk's weights in an int8 graph under BERT's names, float32."""
    tensors, multiplied = _graph(path.read_bytes())
    weights = {}
    for name, tensor in tensors.items():
        if name.endswith("_quantized"):
            base = name.removesuffix("_quantized")
            scale = tensors[f"{base}_scale"]
            zero = tensors[f"{base}_zero_point"].astype(np.float32)
            tensor = (tensor - zero) * scale  # of matrices: a scale for each column
            # a matrix has lost its name; the node that multiplies by it has it
            name = f"trunk.{multiplied[base]}.weight" if base in multiplied else base
            tensor = tensor.T if base in multiplied else tensor
        if name.startswith("trunk.") and name.endswith((".weight", ".bias")):
            weights[_bert_name(name.removeprefix("trunk."))] = np.ascontiguousarray(tensor)
    return weights


def _bert_name(name: str) -> str:
    for ours, theirs in NAMES.items():
        if re.search(ours, name):
            return re.sub(ours, theirs, name)
    raise ValueError(f"no weight of BERT is {name!r}")


# The rest reads a graph as https://github.com/onnx/onnx/blob/main/onnx/onnx.proto lays it out in
# protobuf's wire format: the onnx package is needed to make the model only.


def _graph(model: bytes) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Return the tensors by name, and the layers that multiply by a matrix, by its name."""
    [graph] = [value for number, value in _fields(memoryview(model)) if number == 7]
    tensors, multiplied = {}, {}
    for number, value in _fields(graph):
        if number == 5:
            name, tensor = _tensor(value)
            tensors[name] = tensor
        elif number == 1:
            node = list(_fields(value))
            inputs = [bytes(v).decode() for n, v in node if n == 1]
            path = "".join(bytes(v).decode() for n, v in node if n == 3).split("/")
            if path[-1].startswith("MatMul") and path[1:2] == ["trunk"] and len(inputs) > 1:
                matrix = inputs[1].removesuffix("_quantized")
                multiplied[matrix] = ".".join(path[2:-1])
    return tensors, multiplied


def _tensor(message: memoryview) -> tuple[str, np.ndarray]:
    dims, dtype, name, raw, floats, integers = [], 1, "", None, None, []
    for number, value in _fields(message):
        if number == 1:
            dims += [value] if isinstance(value, int) else _varints(value)
        elif number == 2:
            dtype = DTYPES.get(value, np.uint8)
        elif number == 4:
            floats = value
        elif number == 5:
            integers += [value] if isinstance(value, int) else _varints(value)
        elif number == 8:
            name = bytes(value).decode()
        elif number == 9:
            raw = value
    if raw is None and floats is None:
        return name, np.array(integers).astype(dtype).reshape(dims)
    return name, np.frombuffer(floats if raw is None else raw, dtype).reshape(dims)


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Yield the fields of a message: the number of each, and an integer or the bytes of it."""
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        kind = key & 7
        if kind == 0:
            value, place = _varint(message, place)
        else:
            length = {1: 8, 5: 4}.get(kind)
            if length is None:
                length, place = _varint(message, place)
            value, place = message[place : place + length], place + length
        yield key >> 3, value


def _varints(packed: memoryview) -> list[int]:
    values, place = [], 0
    while place < len(packed):
        value, place = _varint(packed, place)
        values.append(value)
    return values


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    """Return the integer at a place, seven bits a byte, and the place after it."""
    value = shift = 0
    while True:
        byte = message[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place
