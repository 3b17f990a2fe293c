"""A tokenizer whose tokens can be counted by hand: four letters or digits, or one other sign."""

import pytest
from tokenizers import Regex, Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split


@pytest.fixture(scope="session")
def quarters() -> Tokenizer:
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "[CLS]": 1, "[SEP]": 2}, unk_token="[UNK]"))
    pieces = Regex(r"\p{L}{1,4}|\p{N}{1,4}|[^\s\p{L}\p{N}]")
    tokenizer.pre_tokenizer = Split(pieces, behavior="removed", invert=True)
    return tokenizer
