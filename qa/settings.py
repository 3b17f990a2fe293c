"""Settings of the service, read from QA_… variables."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path


def _data(environ: Mapping[str, str]) -> Path:
    home = environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "article-qa"


def _setting(default: object, meaning: str, unit: str = "") -> object:
    return field(default=default, metadata={"meaning": meaning, "unit": unit})


class BadSetting(ValueError):
    """A QA_… variable that cannot be used."""

    def __init__(self, key: str, value: str, wanted: str) -> None:
        super().__init__(f"{key}={value!r}: wanted {wanted}")
        self.key, self.value, self.wanted = key, value, wanted


@dataclass(frozen=True)
class Settings:
    """Everything that can be set; each field is the variable QA_<FIELD>."""

    data: Path = field(
        default_factory=lambda: _data(os.environ),
        metadata={
            "meaning": "where articles, conversations and indexes are kept",
            "unit": "folder",
        },
    )
    encoder: str = _setting(
        "", "model that ranks by meaning; empty: the shipped one", "name or folder"
    )
    reader: str = _setting("", "model that reads answers; empty: the shipped one", "name or folder")
    reranker: str = _setting(
        "", "cross-encoder that reorders passages; empty: none", "name or folder"
    )
    threshold: float | None = _setting(
        None, "least confidence of an answer; empty: what the calibration says", "0 to 1"
    )
    admin_token: str = _setting(
        "", "secret that adding and removing articles over HTTP takes; empty: off", "text"
    )

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Return the settings of these variables; BadSetting names what cannot be used."""
        given: dict[str, object] = {"data": _data(environ)}
        for known in fields(cls):
            value = environ.get(f"QA_{known.name.upper()}", "")
            if value:
                given[known.name] = _parse(f"QA_{known.name.upper()}", value)
        return cls(**given)


def _parse(key: str, value: str) -> object:
    if key == "QA_DATA":
        return Path(value).expanduser()
    if key == "QA_THRESHOLD":
        try:
            number = float(value)
        except ValueError as error:
            raise BadSetting(key, value, "a number from 0 to 1") from error
        if not 0 <= number <= 1:
            raise BadSetting(key, value, "a number from 0 to 1")
        return number
    return value
