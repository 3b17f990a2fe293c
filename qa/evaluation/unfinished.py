"""Results so far, kept beside the report that they are for: a run that is cut off goes on."""

import json
from collections.abc import Mapping
from pathlib import Path

from qa.evaluation.result import Result
from qa.evaluation.run import Asked


class Unfinished:
    """The results so far of a run that will write its report to a path, in a file beside it.

    Its first line says how the run was made; the results of another run are not gone on with.
    """

    def __init__(self, report: Path, settings: Mapping[str, object]) -> None:
        self.path = report.with_name(f"{report.name}.part")
        self._head = json.dumps(settings, ensure_ascii=True)
        self.earlier = self._read()
        self._write([self._head, *map(_line, self.earlier)], "w")

    def keep(self, asked: Asked) -> None:
        """Add what was asked, so that it is there however the run ends."""
        self._write([_line(asked)], "a")

    def done(self) -> None:
        """Remove the file: the report is written."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> list[Asked]:
        """Return what an earlier run of the same settings asked, but for a line cut off."""
        try:
            head, *lines = self.path.read_text("utf-8").splitlines()
        except (OSError, ValueError):  # none, or not what this class wrote
            return []
        found = []
        for line in lines if head == self._head else []:
            try:
                found.append(_asked(line))
            except (ValueError, KeyError, TypeError):
                break
        return found

    def _write(self, lines: list[str], mode: str) -> None:
        with self.path.open(mode, encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)


def _line(asked: Asked) -> str:
    forms = {"results": asked.results, "standalone": asked.standalone}
    told = {form: [result.to_record() for result in results] for form, results in forms.items()}
    return json.dumps(told, ensure_ascii=True)  # a lone surrogate is no UTF-8


def _asked(line: str) -> Asked:
    record = json.loads(line)
    results = tuple(map(Result.from_record, record["results"]))
    if not results:
        raise ValueError("no results")
    return Asked(results, tuple(map(Result.from_record, record["standalone"])))
