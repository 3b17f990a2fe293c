"""One engine in a process of its own: `python -m qa.evaluation.bench.process ENGINE PHASE …`.

build   builds the index and prints {"seconds", "peak_mb"}
encode  encodes passages and prints {"rate"}, passages a second
ask     opens the index and answers each line of input, a JSON list of questions, with a line: a
        list of [milliseconds, document found]; at the end of input with {"peak_mb"}
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from qa.evaluation.bench.engines import Engine, Known, Workspace, known

SAMPLE = 240  # passages that encoding is timed over: its rate is the same for any number


def main(name: str, phase: str, workspace_folder: str, model: str) -> None:
    # what a library prints must not come between the lines that are read
    with os.fdopen(os.dup(1), "w") as out:
        os.dup2(2, 1)
        run(known(name), phase, Workspace(Path(workspace_folder), Path(model)), sys.stdin, out)


def run(engine: Known, phase: str, workspace: Workspace, lines: Iterable[str], out: TextIO) -> None:
    """Do one step of an engine, and say in JSON what came of it."""
    folder = workspace.folder / "indexes" / engine.folder
    if phase == "build":
        _say(out, _built(engine.load(), workspace, folder))
        return
    if phase == "encode":
        _say(out, {"rate": _rate(engine.load().encoder(workspace), workspace)})
        return
    opened = engine.load()(workspace, folder)
    for line in lines:
        _say(out, [_timed(opened, question) for question in json.loads(line)])
    _say(out, {"peak_mb": peak_mb()})


def _built(engine: type[Engine], workspace: Workspace, folder: Path) -> dict:
    folder.mkdir(parents=True)
    _ = workspace.passages, workspace.vectors  # read before the clock starts
    began = time.perf_counter()
    engine.build(workspace, folder)
    return {"seconds": time.perf_counter() - began, "peak_mb": peak_mb()}


def _rate(encode: Callable, workspace: Workspace) -> float:
    texts = [text for _, text in workspace.passages[:SAMPLE]]
    encode(texts[:16])
    began = time.perf_counter()
    encode(texts)
    return len(texts) / (time.perf_counter() - began)


def _timed(opened: Engine, question: str) -> list:
    began = time.perf_counter()
    found = opened.find(question)
    return [1000 * (time.perf_counter() - began), found]


def peak_mb() -> float | None:
    """Return the most memory that this process has held, in MB; None where Linux does not say.

    VmHWM, and not getrusage's: that counts what the process was forked from.
    """
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1000 for line in lines if line[:6] == "VmHWM:"), None)


def _say(out: TextIO, content: object) -> None:
    out.write(json.dumps(content) + "\n")
    out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
