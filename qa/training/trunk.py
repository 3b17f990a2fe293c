"""The transformer trunk in torch: BERT's layers over token vectors that are given to it."""

import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

DIM, HEADS, HIDDEN, LAYERS, POSITIONS = 384, 12, 1536, 6, 512  # all-MiniLM-L6-v2
EPSILON = 1e-12


class Layer(nn.Module):
    """Self-attention and a feed-forward block, each with its residual and layer norm."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(DIM, DIM) for _ in range(3))
        self.out = nn.Linear(DIM, DIM)
        self.attention_norm = nn.LayerNorm(DIM, EPSILON)
        self.up, self.down = nn.Linear(DIM, HIDDEN), nn.Linear(HIDDEN, DIM)
        self.norm = nn.LayerNorm(DIM, EPSILON)

    def forward(self, x: Tensor, bias: Tensor, dropout: float) -> Tensor:
        batch, length, _ = x.shape

        def heads(y: Tensor) -> Tensor:
            return y.view(batch, length, HEADS, DIM // HEADS).transpose(1, 2)

        q, k, v = heads(self.query(x)), heads(self.key(x)), heads(self.value(x))
        weights = (q @ k.transpose(2, 3) / math.sqrt(DIM // HEADS) + bias).softmax(-1)
        weights = functional.dropout(weights, dropout, self.training)
        mixed = (weights @ v).transpose(1, 2).reshape(batch, length, DIM)
        x = self.attention_norm(x + functional.dropout(self.out(mixed), dropout, self.training))
        wide = self.down(functional.gelu(self.up(x)))
        return self.norm(x + functional.dropout(wide, dropout, self.training))


class Trunk(nn.Module):
    """Token vectors in, contextual vectors out; position and segment are added here."""

    def __init__(self, layers: int = LAYERS, dropout: float = 0.1) -> None:
        super().__init__()
        self.position = nn.Embedding(POSITIONS, DIM)
        self.segment = nn.Embedding(2, DIM)
        self.norm = nn.LayerNorm(DIM, EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.dropout = dropout

    def forward(self, vectors: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        """Return (batch, tokens, DIM) for token vectors of that shape; mask and segments are
        (batch, tokens), 1 where there is a token and 1 in the second segment."""
        positions = torch.arange(vectors.shape[1], device=vectors.device)
        x = vectors + self.position(positions) + self.segment(segments)
        x = functional.dropout(self.norm(x), self.dropout, self.training)
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias, self.dropout)
        return x


def pooled(states: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of the states under the mask, each row of length 1."""
    weights = mask[..., None].to(states.dtype)
    return functional.normalize((states * weights).sum(1) / weights.sum(1).clamp(min=1), dim=1)


def from_bert(path: Path, layers: int = LAYERS) -> dict[str, Tensor]:
    """Return a BERT checkpoint's weights under this trunk's names."""
    weights = load_file(path)
    prefix = next(k for k in weights if k.endswith("word_embeddings.weight"))
    prefix = prefix[: -len("embeddings.word_embeddings.weight")]
    names = {
        "embeddings.position_embeddings": "position",
        "embeddings.token_type_embeddings": "segment",
        "embeddings.LayerNorm": "norm",
    }
    parts = {
        "attention.self.query": "query",
        "attention.self.key": "key",
        "attention.self.value": "value",
        "attention.output.dense": "out",
        "attention.output.LayerNorm": "attention_norm",
        "intermediate.dense": "up",
        "output.dense": "down",
        "output.LayerNorm": "norm",
    }
    for i in range(layers):
        names |= {f"encoder.layer.{i}.{k}": f"layers.{i}.{v}" for k, v in parts.items()}
    return {
        f"{new}.{kind}": weights[f"{prefix}{old}.{kind}"].float()
        for old, new in names.items()
        for kind in ("weight", "bias")
        if f"{prefix}{old}.{kind}" in weights
    }
