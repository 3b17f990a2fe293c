"""Fields of a record of a question set, each checked to be what it should be."""

from collections.abc import Mapping, Sequence

Record = Mapping[str, object]


class Wrong(Exception):
    """What is wrong with a record, said without its place."""


def text(record: Record, key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f'"{key}" is {_shown(record, key)}, wanted text')
    return value


def optional_text(record: Record, key: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise Wrong(f'"{key}" is {_shown(record, key)}, wanted text')
    return value or None


def texts(record: Record, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
    value = record.get(key, default)
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise Wrong(f'"{key}" is {_shown(record, key)}, wanted a list of texts')
    return tuple(value)


def objects(record: Record, key: str) -> list[Record]:
    value = record.get(key)
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise Wrong(f'"{key}" is {_shown(record, key)}, wanted a list of objects')
    return value


def _shown(record: Record, key: str) -> str:
    return repr(record[key])[:60] if key in record else "missing"
