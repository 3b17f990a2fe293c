"""Reading data made into arrays: tokens, sentences, answers, and the words that questions name.

Everything that needs the terms, the lexicon and the tokenizer happens here, so that training
itself needs only torch and the corpus.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tqdm import tqdm

from index.terms import terms
from qa.features import Tokens
from qa.overlap import Sought
from qa.training.corpus import LANGUAGES, Corpus, Question, Text
from source.sentences import sentence_spans

DATA = Path(__file__).with_name("data")
# Prepositions that an answer can do without: "when?" is answered by "2017" as well as "in 2017",
# but by "up to 30 %" alone.
LIGHT = set("в во на с со к ко о об обо по для за из при у in on at by to for with of from".split())


def read(paths: list[Path]) -> list[dict]:
    """Return the records of JSON lines files, in order."""
    return [json.loads(line) for p in paths for line in p.read_text("utf-8").splitlines() if line]


class Builder:
    """Turns records into a corpus; term keys are numbered as they come up."""

    def __init__(self, tokenizer: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.numbers: dict[str, int] = {}
        self._tokens = lru_cache(maxsize=16)(self._tokenized)

    def corpus(self, records: list[dict]) -> Corpus:
        passages = [
            {lang: self._text(r[f"text_{lang}"], lang) for lang in LANGUAGES} for r in records
        ]
        questions = []
        for i, record in enumerate(tqdm(records, desc="questions")):
            keys = {t.key for lang in LANGUAGES for t in terms(record[f"text_{lang}"])}
            for q in record["questions"]:
                questions.append(
                    {lang: self._question(record, i, q, lang, keys) for lang in LANGUAGES}
                )
        return Corpus(passages, questions)

    def _tokenized(self, text: str) -> Tokens:
        return Tokens(text, self.tokenizer.encode(text, add_special_tokens=False))

    def _text(self, text: str, language: str) -> Text:
        tokens = self._tokens(text)
        keys = [self.numbers.setdefault(t.key, len(self.numbers)) for t in tokens.terms]
        sentences = [tokens.bounds(s.start, s.stop) for s in sentence_spans(text)]
        return Text(
            language,
            tokens.ids,
            tokens.shape,
            tokens.words,
            np.array(keys, np.int32),
            tokens.term_words(tokens.terms),
            np.array(sentences, np.int32).reshape(-1, 2),
        )

    def _question(
        self, record: dict, passage: int, q: dict, language: str, near: set[str]
    ) -> Question:
        text = q[f"q_{language}"]
        encoded = self._text(text, language)
        answers = {
            lang: np.array(
                list(self._answers(record[f"text_{lang}"], q[f"a_{lang}"])), np.int32
            ).reshape(-1, 2)
            for lang in LANGUAGES
        }
        return Question(encoded, passage, answers, self._ways(text, near))

    def _answers(self, text: str, answers: list[str]) -> Iterator[tuple[int, int]]:
        tokens = self._tokens(text)
        for answer in bare_first(answers):
            start = text.find(answer)
            yield tokens.bounds(start, start + len(answer))

    def _ways(self, question: str, near: set[str]) -> np.ndarray:
        """Return what would meet the question; by its sound only among the keys near it."""
        sought = Sought(question)
        sought.listen(near)
        starts = sorted({t.start for t in terms(question)})
        rows = [
            (starts.index(term.start), self.numbers[key], bits)
            for term, ways in zip(sought.terms, sought.ways, strict=True)
            for key, bits in ways.items()
            if key in self.numbers
        ]
        return np.array(rows, np.int32).reshape(-1, 3)


def bare_first(answers: list[str]) -> list[str]:
    """Return the answers, the best without its preposition first where they hold it both ways.

    The first is what is learned before all, and this is how SQuAD and its kin annotate.
    """
    if not answers:
        return []
    preposition, _, bare = answers[0].partition(" ")
    if preposition.lower() not in LIGHT or bare not in answers:
        return answers
    return [bare, *(answer for answer in answers if answer != bare)]
