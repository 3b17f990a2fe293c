"""Reader training: where an answer starts and stops, scored together, or that it isn't stated.

A span's score is the sum of its start, its stop and a product of the two (so that they are not
two independent maxima); [CLS] with itself stands for "not stated" and all spans share one softmax.
Beside its vector each token carries how the question names it (index.overlap) and its own writing.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from qa.training.corpus import LANGUAGES, Corpus, Question, Text
from qa.training.descent import Descent, Pace
from qa.training.encoder import CLS, SEP, window
from qa.training.trunk import DIM, Trunk

BITS = 28  # of qa.features; held equal by a test, so that training imports no more than torch
RUSSIAN = 6  # place of the bit of a Russian word
PAIR = 64  # width of the product of start and stop
ANSWER = 40  # tokens; no longer span is scored
NEVER = -1e4
MEASURED = 4  # of so many dev questions one is measured: all take half an hour on two cores
BEST_SHARE = 0.7  # of the target that the first of several answers takes


@dataclass(frozen=True)
class Plan:
    """What a run is made of; the defaults are those of `make model`."""

    epochs: float = 6.0
    batch: int = 96
    rate: float = 2.5e-4
    head_rate: float = 1e-3
    seed: int = 0
    elsewhere: float = 0.12  # share of windows of the same text without the answer
    foreign: float = 0.08  # share of windows of other texts
    kept: float = 0.997  # of the running mean of the weights at each step; the mean is what is used
    forget: float = 0.1  # share of question tokens that are hidden
    shorten: float = 0.5  # share of answerable questions that are asked with fewer words
    keywords: float = 0.12  # share of all questions that are asked in keywords
    unmarked: float = 0.5  # share of questions that end without a question mark
    warmup: int = 500  # steps
    seconds: float = 1e9  # after which a run ends, its learning rate down by then


ROUNDED_PLAN = Plan(epochs=1, batch=24, rate=7e-5, head_rate=7e-5, warmup=30)


class Reader(nn.Module):
    """A trunk over question and passage with span scores."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.trunk = Trunk(dropout=dropout)
        self.features = nn.Linear(BITS, DIM, bias=False)
        self.adapter = nn.Linear(DIM, DIM)  # Russian vectors, which are means of English ones
        for weight in (self.features.weight, self.adapter.weight, self.adapter.bias):
            nn.init.zeros_(weight)
        self.ends = nn.Linear(DIM, 2)
        self.pair = nn.Linear(DIM, 2 * PAIR)

    def forward(self, vectors: Tensor, features: Tensor, mask: Tensor, segments: Tensor) -> Tensor:
        """Return span scores (batch, tokens, tokens): [b, i, j] for the span from i through j."""
        russian = features[..., RUSSIAN : RUSSIAN + 1]
        vectors = vectors + self.adapter(vectors) * russian + self.features(features)
        states = self.trunk(vectors, mask, segments)
        start, stop = self.ends(states).split(1, dim=-1)
        left, right = self.pair(states).split(PAIR, dim=-1)
        return start + stop.transpose(1, 2) + left @ right.transpose(1, 2) / PAIR**0.5


def allowed(segments: Tensor, mask: Tensor) -> Tensor:
    """Return which spans may answer, (batch, tokens, tokens): within the passage, in order and
    not too long; and [CLS] alone, for no answer."""
    inside = (segments.bool() & mask.bool()).clone()
    last = mask.sum(1) - 1
    inside[torch.arange(len(mask), device=mask.device), last] = False  # the closing [SEP]
    length = mask.shape[1]
    band = torch.ones(length, length, dtype=torch.bool, device=mask.device)
    band = band.triu() & ~band.triu(ANSWER)
    spans = inside[:, :, None] & inside[:, None, :] & band
    spans[:, 0, 0] = True
    return spans


def named(question: Question, text: Text, part: slice) -> tuple[np.ndarray, np.ndarray]:
    """Return the bits of the question's and of the window's tokens."""
    told = text.shape[part].copy()
    asked = question.text.shape.copy()
    words = text.word[part]
    if len(question.ways) and len(words):
        inside = np.isin(text.key_words, words)
        keys, places = text.keys[inside], text.key_words[inside]
        bits_of_key: dict[int, int] = {}
        met: dict[int, int] = {}
        present = set(keys.tolist())
        for word, key, bits in question.ways.tolist():
            if key in present:
                bits_of_key[key] = bits_of_key.get(key, 0) | bits
                met[word] = met.get(word, 0) | bits
        bits_of_word = np.zeros(max(int(text.word.max()), 0) + 2, np.uint32)
        for key, place in zip(keys.tolist(), places.tolist(), strict=True):
            bits_of_word[place] |= bits_of_key.get(key, 0)
        told |= np.where(words >= 0, bits_of_word[words], 0).astype(np.uint32)
        asked |= np.array([met.get(w, 0) for w in question.text.word.tolist()], np.uint32)
    return asked, told


@dataclass(frozen=True)
class Example:
    """One question over one window, as arrays."""

    ids: np.ndarray
    bits: np.ndarray
    segments: np.ndarray
    spans: np.ndarray  # (answers, 2) first and last token; empty where not stated


def example(question: Question, text: Text, part: slice) -> Example:
    asked, told = named(question, text, part)
    ids = np.concatenate([[CLS], question.text.ids, [SEP], text.ids[part], [SEP]])
    bits = np.concatenate([[0], asked, [0], told, [0]])
    head = len(question.text.ids) + 2
    segments = (np.arange(len(ids)) >= head).astype(np.int64)
    spans = question.answers[text.language].reshape(-1, 2)
    inside = (spans[:, 0] >= part.start) & (spans[:, 1] <= part.stop)
    spans = spans[inside] - part.start + head
    spans = np.stack([spans[:, 0], spans[:, 1] - 1], 1)
    return Example(ids, bits, segments, spans[spans[:, 1] - spans[:, 0] < ANSWER])


def shortened(question: Question, rng: random.Random) -> Question:
    """Return a question without one to four of its words: people say less than they could.

    The first word stays (it asks), and so does a question of three words or fewer.
    """
    words = sorted(set(question.text.word.tolist()) - {-1})
    if len(words) <= 3:
        return question
    dropped = set(rng.sample(words[1:], min(rng.choice((1, 2, 2, 3, 4)), len(words) - 3)))
    kept = np.array([word not in dropped for word in question.text.word.tolist()])
    ways = [row for row in question.ways.tolist() if row[0] not in dropped]
    return replace(_of_tokens(question, kept), ways=np.array(ways, np.int32).reshape(-1, 3))


def keywords(question: Question) -> Question:
    """Return a question's words without those that lead nowhere, as people type into a box.

    A near miss stays one: its words of content are all there.
    """
    led = set(question.ways[:, 0].tolist())
    kept = np.array([word in led for word in question.text.word.tolist()])
    return _of_tokens(question, kept) if len(led) >= 2 else question


def ended(question: Question, mark: int | None) -> Question:
    """Return a question that ends in a mark (its token's id), or in none.

    Those who write data leave marks out of keywords, which are nearly always answered: a reader
    that sees that takes a question mark for a sign that nothing is stated.
    """
    text, words = question.text, np.flatnonzero(question.text.word >= 0)
    stop = words[-1] + 1 if len(words) else len(text.ids)
    text = _of_tokens(question, np.arange(len(text.ids)) < stop).text
    if mark is not None:
        text = replace(
            text,
            ids=np.append(text.ids, np.int32(mark)),
            shape=np.append(text.shape, np.uint32(0)),
            word=np.append(text.word, np.int32(-1)),
        )
    return replace(question, text=text)


def _of_tokens(question: Question, kept: np.ndarray) -> Question:
    text = question.text
    ids, shape, word = text.ids[kept], text.shape[kept], text.word[kept]
    return replace(question, text=replace(text, ids=ids, shape=shape, word=word))


def collate(examples: list[Example]) -> dict[str, Tensor]:
    length = max(len(e.ids) for e in examples)
    shape = (len(examples), length)
    ids, segments, mask = (np.zeros(shape, np.int64) for _ in range(3))
    bits = np.zeros(shape, np.uint32)
    targets = []
    for row, e in enumerate(examples):
        n = len(e.ids)
        ids[row, :n], bits[row, :n], segments[row, :n], mask[row, :n] = e.ids, e.bits, e.segments, 1
        if not len(e.spans):
            targets.append((row, 0, 0, 1.0))
        for rank, (first, last) in enumerate(e.spans.tolist()):
            rest = (1 - BEST_SHARE) / max(len(e.spans) - 1, 1)
            share = 1.0 if len(e.spans) == 1 else BEST_SHARE if rank == 0 else rest
            targets.append((row, first, last, share))
    features = bits[..., None] >> np.arange(BITS, dtype=np.uint32) & 1
    return {
        "ids": torch.from_numpy(ids),
        "features": torch.from_numpy(features.astype(np.float32)),
        "segments": torch.from_numpy(segments),
        "mask": torch.from_numpy(mask),
        "targets": torch.tensor(targets, dtype=torch.float64),
    }


class Batches:
    """The training batches of these steps; a step's is the same wherever a run began."""

    def __init__(self, corpus: Corpus, plan: Plan, steps: range, unknown: int) -> None:
        self.corpus, self.plan, self.steps, self.unknown = corpus, plan, steps, unknown
        ends = Counter(int(pair["en"].text.ids[-1]) for pair in corpus.questions)
        self.mark = max(ends, key=ends.__getitem__)  # most questions end in a question mark

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        for step in self.steps:
            rng = random.Random(f"{self.plan.seed} {step}")
            size = rng.choice((60, 100, 150, 150, 200, 254))  # one size a batch: less padding
            yield collate([self._draw(rng, size) for _ in range(self.plan.batch)])

    def _draw(self, rng: random.Random, size: int) -> Example:
        pair = rng.choice(self.corpus.questions)
        question = pair[rng.choice(LANGUAGES)]
        told_in = rng.choice(LANGUAGES)
        text = self.corpus.passages[question.passage][told_in]
        spans = question.answers[told_in].reshape(-1, 2)
        around = tuple(spans[0]) if len(spans) else None
        chance = rng.random()
        if chance < self.plan.foreign:
            text = rng.choice(self.corpus.passages)[told_in]
            question = Question(question.text, -1, {told_in: spans[:0]}, question.ways)
            around = None
        elif chance < self.plan.foreign + self.plan.elsewhere:
            around = None
        elif around is not None and rng.random() < self.plan.shorten:
            question = shortened(question, rng)
        if rng.random() < self.plan.keywords:
            question = keywords(question)
        question = ended(question, None if rng.random() < self.plan.unmarked else self.mark)
        drawn = example(question, text, window(text, around, size, rng))
        return self._blurred(drawn, rng)

    def _blurred(self, e: Example, rng: random.Random) -> Example:
        """Hide some tokens of the question, and sometimes its capitals, as people type."""
        asked = np.flatnonzero((e.segments == 0) & (e.ids != CLS) & (e.ids != SEP))
        hidden = [i for i in asked if rng.random() < self.plan.forget]
        ids, bits = e.ids.copy(), e.bits.copy()
        if rng.random() < 0.5:
            ids[hidden] = self.unknown
        if rng.random() < 0.3:
            bits[asked] &= ~np.uint32(24)
        return Example(ids, bits, e.segments, e.spans)


def span_loss(scores: Tensor, batch: dict[str, Tensor]) -> Tensor:
    """Return the cross-entropy of the right spans under one softmax over all spans."""
    scores = scores.float().masked_fill(~allowed(batch["segments"], batch["mask"]), NEVER)
    likely = scores.flatten(1).log_softmax(1).view_as(scores)
    row, first, last = batch["targets"][:, :3].long().T
    share = batch["targets"][:, 3].float()
    return -(likely[row, first, last] * share).sum() / len(scores)


def begun(start: dict[str, Tensor]) -> Reader:
    """Return a reader that has not learnt to read yet, over a trunk's weights; always the same."""
    torch.manual_seed(0)
    model = Reader()
    model.trunk.load_state_dict(start)
    return model


def train(
    model: Reader,
    corpus: Corpus,
    tokens: np.ndarray,
    plan: Plan,
    device: str,
    saved: Path | None = None,
) -> Reader:
    """Return the reader trained on, over token vectors that stay as they are.

    A run that was broken off goes on from what it saved.
    """
    torch.manual_seed(plan.seed)
    table = torch.from_numpy(tokens).to(device)
    model = model.to(device)
    mean_of_weights = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(plan.kept))
    heads = [p for name, p in model.named_parameters() if not name.startswith("trunk.")]
    optimizer = torch.optim.AdamW(
        [
            {"params": model.trunk.parameters(), "lr": plan.rate},
            {"params": heads, "lr": plan.head_rate},
        ],
        weight_decay=0.01,
        fused=True,
    )
    steps = int(plan.epochs * len(corpus.questions) * 4 / plan.batch)
    pace = Pace(steps, plan.warmup, 0.01, plan.seconds)
    descent = Descent(model, optimizer, pace, saved, mean=mean_of_weights)
    data = Batches(corpus, plan, range(descent.step, steps), unknown=1)
    for _, batch in zip(descent, data, strict=False):
        model.train()
        batch = {k: v.to(device, non_blocking=True) for k, v in batch.items()}
        with torch.autocast(device, torch.bfloat16, enabled=device == "cuda"):
            scores = model(table[batch["ids"]], batch["features"], batch["mask"], batch["segments"])
        descent.take(span_loss(scores, batch))
        mean_of_weights.update_parameters(model)
    return mean_of_weights.module.eval()


@torch.no_grad()
def measure(
    model: Reader, corpus: Corpus, tokens: np.ndarray, device: str
) -> dict[str, dict[str, float]]:
    """Return token F1, exact spans and the AUROC of "stated", by direction, over whole passages."""
    table = torch.from_numpy(tokens).to(device)
    figures = {}
    for asked_in in LANGUAGES:
        for told_in in LANGUAGES:
            rows = [
                _judge(model, table, c, told_in, corpus, device) for c in _chunks(corpus, asked_in)
            ]
            rows = np.array([r for chunk in rows for r in chunk])
            stated = rows[:, 0] == 1
            figures[f"{asked_in}-{told_in}"] = {
                "f1": 100 * rows[stated, 1].mean(),
                "exact": 100 * rows[stated, 2].mean(),
                "auroc": _auroc(rows[stated, 3], rows[~stated, 3]),
            }
    return figures


def _chunks(corpus: Corpus, asked_in: str, size: int = 64) -> Iterator[list[Question]]:
    questions = [q[asked_in] for q in corpus.questions[::MEASURED]]
    for i in range(0, len(questions), size):
        yield questions[i : i + size]


def _judge(
    model: Reader,
    table: Tensor,
    questions: list[Question],
    told_in: str,
    corpus: Corpus,
    device: str,
) -> list:
    texts = [corpus.passages[q.passage][told_in] for q in questions]
    examples = [
        example(q, t, slice(0, min(len(t.ids), 440))) for q, t in zip(questions, texts, strict=True)
    ]
    batch = {k: v.to(device) for k, v in collate(examples).items()}
    scores = model(table[batch["ids"]], batch["features"], batch["mask"], batch["segments"]).float()
    scores = scores.masked_fill(~allowed(batch["segments"], batch["mask"]), NEVER)
    null = scores[:, 0, 0].clone()
    scores[:, 0, 0] = NEVER
    best, place = scores.flatten(1).max(1)
    rows = []
    for e, at, margin in zip(examples, place.tolist(), (best - null).tolist(), strict=True):
        first, last = divmod(at, scores.shape[2])
        golds = [set(range(a, b + 1)) for a, b in e.spans.tolist()]
        given = set(range(first, last + 1))
        f1 = max((2 * len(given & g) / (len(given) + len(g)) for g in golds), default=0.0)
        rows.append((bool(golds), f1, given in golds, margin))
    return rows


def _auroc(stated: np.ndarray, not_stated: np.ndarray) -> float:
    if not len(stated) or not len(not_stated):
        return float("nan")
    return float((stated[:, None] > not_stated[None, :]).mean())


def save(model: Reader, path: Path) -> None:
    """Write the reader in half precision; the token vectors are as they were."""
    weights = model.state_dict().items()
    save_file({k: v.half().cpu().contiguous() for k, v in weights}, path)
