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

from index.overlap import Sought
from index.terms import terms
from qa.features import Tokens
from qa.training.corpus import LANGUAGES, Corpus, Question, Text
from source.sentences import sentence_spans

DATA = Path(__file__).with_name("data")
# Prepositions that an answer can do without: "when?" is answered by "2017" as well as "in 2017",
# but by "up to 30 %" alone.
LIGHT = set("в во на с со к ко о об обо по для за из при у in on at by to for with of from".split())
QUOTES = '«»“”„"'


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
        sought = Sought(text)
        sought.listen(near)
        answers = {
            lang: np.array(
                list(self._answers(record[f"text_{lang}"], least_first(q[f"a_{lang}"], sought))),
                np.int32,
            ).reshape(-1, 2)
            for lang in LANGUAGES
        }
        return Question(self._text(text, language), passage, answers, self._ways(text, sought))

    def _answers(self, text: str, answers: list[str]) -> Iterator[tuple[int, int]]:
        tokens = self._tokens(text)
        for answer in answers:
            start = text.find(answer)
            yield tokens.bounds(start, start + len(answer))

    def _ways(self, question: str, sought: Sought) -> np.ndarray:
        """Return what would meet the question; by its sound only among the keys it listened to."""
        starts = sorted({t.start for t in terms(question)})
        rows = [
            (starts.index(term.start), self.numbers[key], bits)
            for term, ways in zip(sought.terms, sought.ways, strict=True)
            for key, bits in ways.items()
            if key in self.numbers
        ]
        return np.array(rows, np.int32).reshape(-1, 3)


def least_first(answers: list[str], sought: Sought) -> list[str]:
    """Return the answers, first the shortest that leaves out no more than goes without saying.

    What the question has said itself is not said again ("how many cars": "5 352"), nor are quotes
    and prepositions that say little. The first answer is what is learned before all, and this is
    how SQuAD and its kin annotate.
    """
    if not answers:
        return []
    first = answers[0]
    least = [a for a in answers[1:] if a in first and _goes_without(first, a, sought)]
    best = min(least, key=len, default=first)
    return [best, *(answer for answer in answers if answer != best)]


def _goes_without(first: str, answer: str, sought: Sought) -> bool:
    """Say whether all that an answer leaves out of the first goes without saying."""
    before, _, after = first.partition(answer)
    rest = f"{before} {after}".translate(str.maketrans("", "", QUOTES))
    said = _said(rest, sought)
    words = [word for word in rest.split() if word.lower() not in LIGHT]
    return all(word.isalpha() and said.get(word, False) for word in words) and not all(
        _said(answer, sought).values()
    )


def _said(text: str, sought: Sought) -> dict[str, bool]:
    """Return for each word of a text whether the question names it."""
    found = terms(text)
    named, _ = sought.among([term.key for term in found])
    said: dict[str, bool] = {}
    for term, bits in zip(found, named, strict=True):
        word = text[term.start : term.stop]
        said[word] = said.get(word, False) or bool(bits)
    return said
