"""Encoder training: questions beside their passages, sentences beside their translations.

In-batch contrast (van den Oord et al. 2018) over question to passage, question to question and
sentence to sentence, in all language directions; other windows of the same passage are the hard
negatives. A teacher holds English to its own vectors and Russian to those of the English
translation (Reimers and Gurevych 2020): the original model for the deep encoder, and that one for
the shallow encoder that ships, on every text.
"""

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from qa.training.corpus import LANGUAGES, Corpus, Question, Text
from qa.training.descent import Descent, Pace
from qa.training.trunk import Trunk, pooled

CLS, SEP = 2, 3  # places of the special tokens in the pruned vocabulary
TEMPERATURE = 0.05
WINDOW = 150  # tokens, about 500 characters
LONGEST = 254  # tokens


@dataclass(frozen=True)
class Plan:
    """What a run is made of; the defaults are the deep encoder's."""

    steps: int = 500
    questions: int = 128  # question-passage pairs of one step
    sentences: int = 64
    rate: float = 1e-4
    distil: float = 2.0
    kept: tuple[int, ...] = (0, 1, 2, 3, 4, 5)  # layers of the teacher that the student starts as
    warmup: int = 100  # steps
    seed: int = 0
    seconds: float = 1e9  # after which a run ends, its learning rate down by then


# Three of its layers are nearly as good once fused, and twice as fast: see index/model/README.md.
SHIPPED_PLAN = Plan(steps=1150, rate=2e-4, distil=3.0, kept=(0, 2, 5))


class Encoder(nn.Module):
    """Token vectors and a trunk, mean-pooled."""

    def __init__(self, tokens: Tensor, layers: int) -> None:
        super().__init__()
        self.tokens = nn.Embedding.from_pretrained(tokens, freeze=False)
        self.trunk = Trunk(layers)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return pooled(self.trunk(self.tokens(ids), mask, torch.zeros_like(ids)), mask)


def padded(sequences: list[np.ndarray], device: str) -> tuple[Tensor, Tensor]:
    """Return ids and mask, (batch, longest), of sequences between [CLS] and [SEP]."""
    length = max(map(len, sequences)) + 2
    ids = np.zeros((len(sequences), length), np.int64)
    mask = np.zeros_like(ids)
    for row, sequence in enumerate(sequences):
        ids[row, 0] = CLS
        ids[row, 1 : len(sequence) + 1] = sequence
        ids[row, len(sequence) + 1] = SEP
        mask[row, : len(sequence) + 2] = 1
    return torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device)


def window(text: Text, around: tuple[int, int] | None, size: int, rng: random.Random) -> slice:
    """Return whole sentences of up to size tokens, those around a span or any."""
    bounds = text.sentences
    if around is None:
        first = last = rng.randrange(len(bounds))
    else:
        first = max(int(np.searchsorted(bounds[:, 0], around[0], side="right")) - 1, 0)
        last = max(int(np.searchsorted(bounds[:, 1], around[1], side="left")), first)
        last = min(last, len(bounds) - 1)
    while True:
        ways = []
        if first > 0 and bounds[last, 1] - bounds[first - 1, 0] <= size:
            ways.append((first - 1, last))
        if last + 1 < len(bounds) and bounds[last + 1, 1] - bounds[first, 0] <= size:
            ways.append((first, last + 1))
        if not ways:
            return slice(
                int(bounds[first, 0]), int(min(bounds[last, 1], bounds[first, 0] + LONGEST))
            )
        first, last = rng.choice(ways)


class Sampler:
    """Draws the pairs of one step."""

    def __init__(self, corpus: Corpus, plan: Plan) -> None:
        self.corpus, self.plan = corpus, plan
        self.rng = random.Random()
        self.answerable = [q for q in corpus.questions if len(q["ru"].answers["ru"])]
        self.parallel = [
            p for p in corpus.passages if len(p["ru"].sentences) == len(p["en"].sentences)
        ]

    def draw(self, step: int) -> None:
        """Make what comes next that of a step, whatever was drawn before."""
        self.rng.seed(f"{self.plan.seed} {step}")

    def passages(self) -> tuple[list[np.ndarray], list[np.ndarray], list[np.ndarray]]:
        """Return questions, windows that answer them, and windows of the same text that don't."""
        asked, answering, other = [], [], []
        chosen: dict[int, dict[str, Question]] = {}
        while len(chosen) < self.plan.questions:  # one question of a passage at a time
            question = self.rng.choice(self.answerable)
            chosen.setdefault(question["ru"].passage, question)
        for passage, question in chosen.items():
            asked_in, told_in = self.rng.choice(LANGUAGES), self.rng.choice(LANGUAGES)
            text = self.corpus.passages[passage][told_in]
            span = tuple(question[asked_in].answers[told_in][0])
            size = self.rng.choice((60, 100, WINDOW, WINDOW, LONGEST))
            part = window(text, span, size, self.rng)
            asked.append(question[asked_in].text.ids)
            answering.append(text.ids[part])
            away = window(text, None, 60, self.rng)
            if away.stop <= span[0] or away.start >= span[1]:
                other.append(text.ids[away])
        return asked, answering, other

    def translations(self) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Return English sentences, questions and windows with their Russian translations."""
        english, russian = [], []
        for i in range(self.plan.sentences):
            if i % 4 == 0:
                question = self.rng.choice(self.corpus.questions)
                pair = {lang: question[lang].text.ids for lang in LANGUAGES}
            else:
                passage = self.rng.choice(self.parallel)
                first = self.rng.randrange(len(passage["ru"].sentences))
                last = min(first + self.rng.choice((0, 0, 1, 3)), len(passage["ru"].sentences) - 1)
                pair = {
                    lang: text.ids[text.sentences[first, 0] : text.sentences[last, 1]][:LONGEST]
                    for lang, text in passage.items()
                }
            english.append(pair["en"])
            russian.append(pair["ru"])
        return english, russian


def contrast(a: Tensor, b: Tensor, more: Tensor | None = None) -> Tensor:
    """Return the symmetric in-batch cross-entropy of rows that belong together."""
    targets = torch.arange(len(a), device=a.device)
    candidates = b if more is None else torch.cat([b, more])
    forth = functional.cross_entropy(a @ candidates.T / TEMPERATURE, targets)
    return (forth + functional.cross_entropy(b @ a.T / TEMPERATURE, targets)) / 2


def thinned(weights: dict[str, Tensor], kept: tuple[int, ...]) -> dict[str, Tensor]:
    """Return a trunk's weights with only these of its layers, in order."""
    thin = {name: w for name, w in weights.items() if not name.startswith("layers.")}
    for place, layer in enumerate(kept):
        head = f"layers.{layer}."
        thin |= {
            f"layers.{place}.{name[len(head) :]}": w
            for name, w in weights.items()
            if name.startswith(head)
        }
    return thin


def train(
    corpus: Corpus,
    tokens: np.ndarray,
    start: dict[str, Tensor],
    plan: Plan,
    device: str,
    saved: Path | None = None,
) -> Encoder:
    """Return the trained encoder; tokens is (vocabulary, DIM), start the teacher's weights.

    A run that was broken off goes on from what it saved.
    """
    torch.manual_seed(plan.seed)
    matrix = torch.from_numpy(tokens).float()
    teacher = Encoder(matrix.clone(), 6).to(device).eval().requires_grad_(False)
    teacher.trunk.load_state_dict(start)
    model = Encoder(matrix.clone(), len(plan.kept)).to(device)
    model.trunk.load_state_dict(thinned(start, plan.kept))
    model.tokens.requires_grad_(False)
    shallow = len(plan.kept) < 6
    optimizer = torch.optim.AdamW(model.trunk.parameters(), plan.rate, weight_decay=0.01)
    sampler = Sampler(corpus, plan)
    pace = Pace(plan.steps, plan.warmup, 0.02, plan.seconds)
    descent = Descent(model, optimizer, pace, saved)
    for step in descent:
        sampler.draw(step)
        model.train()
        asked, answering, other = sampler.passages()
        english, russian = sampler.translations()
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            groups = [asked + english + russian, answering + other]
            short, long = (model(*padded(group, device)) for group in groups)
            with torch.no_grad():
                wanted = teacher(*padded(english, device)).float()
                own = [teacher(*padded(group, device)).float() for group in groups if shallow]
        short, long = short.float(), long.float()
        a, e, r = short.split([len(asked), len(english), len(russian)])
        loss = contrast(a, long[: len(answering)], long[len(answering) :]) + contrast(e, r)
        loss = loss + plan.distil * (2 - (e * wanted).sum(1) - (r * wanted).sum(1)).mean()
        for given, held in zip((short, long), own, strict=False):
            loss = loss + plan.distil * (1 - (given * held).sum(1)).mean()
        descent.take(loss)
    return model.eval()


@torch.no_grad()
def recall(model: Encoder, corpus: Corpus, device: str) -> dict[str, tuple[float, float]]:
    """Return recall@1 and @5 of whole passages for each direction, question-passage."""

    def encode(sequences: list[np.ndarray]) -> Tensor:
        rows = [model(*padded(sequences[i : i + 64], device)) for i in range(0, len(sequences), 64)]
        return torch.cat(rows)

    told = {lang: encode([p[lang].ids[:LONGEST] for p in corpus.passages]) for lang in LANGUAGES}
    answerable = [q for q in corpus.questions if len(q["ru"].answers["ru"])]
    truth = torch.tensor([q["ru"].passage for q in answerable], device=device)
    figures = {}
    for asked_in in LANGUAGES:
        asked = encode([q[asked_in].text.ids for q in answerable])
        for told_in in LANGUAGES:
            best = (asked @ told[told_in].T).topk(5).indices == truth[:, None]
            at_1, at_5 = best[:, :1].any(1), best.any(1)
            figures[f"{asked_in}-{told_in}"] = (
                at_1.float().mean().item(),
                at_5.float().mean().item(),
            )
    return figures


def save(model: Encoder, path: Path) -> None:
    """Write the trunk in half precision; the token vectors are as they were."""
    weights = model.trunk.state_dict().items()
    save_file({k: v.half().cpu().contiguous() for k, v in weights}, path)


def load_trunk(path: Path) -> dict[str, Tensor]:
    return {k: v.float() for k, v in load_file(path).items()}
