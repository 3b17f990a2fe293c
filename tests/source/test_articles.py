"""The article that ships with the service."""

import hashlib
import json
from pathlib import Path

import source.articles
from source import shipped

FOLDER = Path(source.articles.__file__).parent


def test_the_article_ships_byte_for_byte():
    (article,) = shipped()
    data = (FOLDER / f"{article.id}.txt").read_bytes()
    assert article.sha256 == hashlib.sha256(data).hexdigest()
    assert article.sha256 == "fbd466a689deafb3897e9aa67f4bf3162ae9d29ba251f5479b6053354d1dd4e9"


def test_the_article_says_where_it_is_from():
    (article,) = shipped()
    assert article.id == "000_4da90620de18586b"
    assert (article.language, article.url) == ("ru", None)
    assert article.publisher == "Казправда (Kazpravda.kz)"


def test_the_headline_is_marked_as_ours():
    (article,) = shipped()
    assert article.title_is_ours
    assert article.title not in article.text


def test_every_text_has_its_entry_and_the_licence_names_it():
    entries = json.loads((FOLDER / "articles.json").read_bytes())
    names = sorted(path.name for path in FOLDER.glob("*.txt") if path.name != "LICENSE.txt")
    assert [entry["file"] for entry in entries] == names
    assert all(name in (FOLDER / "LICENSE.txt").read_text("utf-8") for name in names)
