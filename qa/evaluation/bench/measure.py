"""Engines run side by side: each in a process of its own, the reference asked beside each."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from qa.evaluation.bench.corpus import Asked, Corpus, corpus, original, vectors
from qa.evaluation.bench.engines import ENGINES, REFERENCE, ST, Known, Workspace, known
from qa.evaluation.bench.results import Measured, Served, Sized, latency, percentile

PROCESS = "qa.evaluation.bench.process"
LIMIT = 1800.0  # seconds for one step of one engine, after which it is stopped
ROUNDS = 3  # starts of each engine, in turns
TURNS = 12  # of each engine beside the reference
TURN = 5  # questions
LONG = 40.0  # seconds after which no further turn begins
CLIENTS = (1, 4, 16)
LOAD = 4.0  # seconds of asking over HTTP, for each number of clients
ENCODERS = {"ours": "ours", ST: "ST + faiss"}  # which engine's process encodes


class EngineFailed(Exception):
    """A process that did not do its step: the last line it said, or that it took too long."""

    def __init__(self, engine: str, reason: str) -> None:
        super().__init__(f"{engine}: {reason}")
        self.engine, self.reason = engine, reason


class EngineProcess:
    """An engine's process, spoken to in lines."""

    def __init__(self, engine: Known, phase: str, workspace: Workspace, threads: int) -> None:
        self._name = engine.name
        self._stderr = tempfile.TemporaryFile("w+")  # noqa: SIM115, closed by close
        command = [sys.executable, "-m", PROCESS, engine.name, phase]
        self._process = subprocess.Popen(
            [*command, str(workspace.folder), str(workspace.model)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
            env=_environ(threads),
        )

    def tell(self) -> object:
        """Return the next line that the process says; EngineFailed if it ends before."""
        began = time.perf_counter()  # before the timer: what it stops has taken LIMIT or more
        timer = threading.Timer(LIMIT, self._process.kill)
        timer.start()
        line = self._process.stdout.readline()
        timer.cancel()
        if line:
            return json.loads(line)
        if time.perf_counter() - began >= LIMIT:
            raise EngineFailed(self._name, f"stopped after {LIMIT:.0f} s")
        self._process.wait()
        self._stderr.seek(0)
        lines = self._stderr.read().strip().splitlines()
        raise EngineFailed(self._name, lines[-1] if lines else f"ended by {self._process.wait()}")

    def ask(self, questions: Sequence[Asked]) -> list[tuple[float, str]]:
        """Return for each question the milliseconds it took and the document found."""
        self._write(json.dumps([each.question for each in questions]) + "\n")
        return [tuple(each) for each in self.tell()]

    def _write(self, line: str) -> None:
        with suppress(BrokenPipeError):  # it has ended: tell says why
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def end(self) -> float | None:
        """Let the process end; return the most memory it held, in MB."""
        self._process.stdin.close()
        return self.tell()["peak_mb"]

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()
        with suppress(BrokenPipeError):  # of what was not read any more
            self._process.stdin.close()
        self._stderr.close()


@contextmanager
def _process(engine: Known, phase: str, workspace: Workspace, threads: int = 1) -> Iterator:
    started = EngineProcess(engine, phase, workspace, threads)
    try:
        yield started
    finally:
        started.close()


def _environ(threads: int) -> dict[str, str]:
    """Return an environment in which nothing dials out, and libraries take so many threads."""
    return os.environ | {
        "HAYSTACK_TELEMETRY_ENABLED": "False",
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": str(threads),
        "TOKENIZERS_PARALLELISM": "false",
        "TQDM_DISABLE": "1",
    }


def encode_rates(workspace: Workspace) -> dict[str, float]:
    """Return passages a second, by what encodes: the best of one thread and of all."""
    rates: dict[str, list[float]] = {name: [] for name in ENCODERS}
    for threads in (1, os.cpu_count() or 1):
        for name, engine in ENCODERS.items():
            with _process(known(engine), "encode", workspace, threads) as process:
                rates[name].append(process.tell()["rate"])
    return {name: max(found) for name, found in rates.items()}


@dataclass(frozen=True)
class Bench:
    """What stays the same at every size."""

    folder: Path
    model: Path

    def workspace(self, size: int) -> tuple[Workspace, Corpus, int]:
        """Write what is indexed at a size; the number says how many passages were encoded."""
        from index.encoder import ShippedEncoder

        made = corpus(size)
        passages = made.passages
        encoder = ShippedEncoder()
        rows, encoded = vectors(passages, lambda texts: encoder.encode(texts, "passage"))
        workspace = Workspace(self.folder / str(size), self.model)
        workspace.write(made.documents, passages, rows)
        return workspace, made, encoded

    def measure(self, size: int, rates: dict[str, float], say) -> Sized:
        """Return everything at one size; an engine that fails is left out from there on."""
        say(f"{size:,} passages: making them")
        workspace, made, encoded = self.workspace(size)
        measured = {}
        for engine in ENGINES:
            measured[engine.name] = Measured(engine.name, engine.gives, engine.how)
        for engine in ENGINES:
            if not engine.index:
                say(f"{size:,} passages: {engine.name} builds its index")
                _try(measured, engine, lambda e=engine: _build(e, workspace, size, rates))
        for engine in ENGINES:
            if engine.index:
                of = measured[engine.index]
                changes = {k: getattr(of, k) for k in BUILT}
                measured[engine.name] = replace(measured[engine.name], **changes)
        self._cold(workspace, made, measured, say)
        for engine in ENGINES:
            if not measured[engine.name].error:
                say(f"{size:,} passages: {engine.name} is asked")
                _try(measured, engine, lambda e=engine: _asked(e, workspace, made.questions))
        say(f"{size:,} passages: ours is asked over HTTP")
        served = over_http(workspace, [asked.question for asked in made.questions])
        return Sized(size, len(made.documents), encoded, tuple(measured.values()), served)

    def _cold(self, workspace: Workspace, made: Corpus, measured: dict, say) -> None:
        seconds: dict[str, list[float]] = {name: [] for name in measured}
        for number in range(1, ROUNDS + 1):
            say(f"{workspace.folder.name} passages: starts, round {number} of {ROUNDS}")
            for engine in ENGINES:
                if not measured[engine.name].error:
                    _try(
                        measured,
                        engine,
                        lambda e=engine: _start(e, workspace, made.questions[0], seconds),
                    )
        beside = seconds[REFERENCE.name]
        for name, found in seconds.items():
            if found and not measured[name].error:
                ratio = median(a / b for a, b in zip(found, beside, strict=True))
                measured[name] = replace(measured[name], cold_s=median(found), cold_ratio=ratio)


BUILT = ("index_s", "build_rate", "build_peak_mb", "index_mb", "error")


def _try(measured: dict[str, Measured], engine: Known, step) -> None:
    """Add what a step found to what is known of an engine, or why it failed."""
    try:
        changes = step()
    except EngineFailed as error:
        changes = {"error": error.reason}
    measured[engine.name] = replace(measured[engine.name], **changes)


def _build(engine: Known, workspace: Workspace, size: int, rates: dict[str, float]) -> dict:
    with _process(engine, "build", workspace, os.cpu_count() or 1) as process:
        told = process.tell()
    files = (workspace.folder / "indexes" / engine.folder).rglob("*")
    encoding = size / rates[engine.encodes] if engine.encodes else 0.0
    return {
        "index_s": told["seconds"],
        "build_rate": size / (encoding + told["seconds"]),
        "build_peak_mb": told["peak_mb"],
        "index_mb": sum(path.stat().st_size for path in files if path.is_file()) / 1e6,
    }


def _start(engine: Known, workspace: Workspace, question: Asked, seconds: dict) -> dict:
    began = time.perf_counter()
    with _process(engine, "ask", workspace) as process:
        process.ask([question])
        seconds[engine.name].append(time.perf_counter() - began)
    return {}


def _asked(engine: Known, workspace: Workspace, questions: Sequence[Asked]) -> dict:
    """Ask an engine in turns with the reference, which answers the same questions."""
    with ExitStack() as stack:
        process = stack.enter_context(_process(engine, "ask", workspace))
        beside = stack.enter_context(_process(REFERENCE, "ask", workspace))
        for each in (process, beside):
            each.ask(questions[-3:])  # so that everything is loaded
        turns, others, found = [], [], []
        began = time.perf_counter()
        for start in range(0, TURNS * TURN, TURN):
            turn = questions[start : start + TURN]
            if not turn or (turns and time.perf_counter() - began > LONG):
                break
            told = process.ask(turn)
            turns.append([ms for ms, _ in told])
            others.append([ms for ms, _ in beside.ask(turn)])
            found += zip(turn, (document for _, document in told), strict=True)
        return {
            "latency": latency(turns, others),
            "peak_mb": process.end(),
            "first_same": _right(found, crosses=False),
            "first_crossed": _right(found, crosses=True),
        }


def _right(found: Sequence[tuple[Asked, str]], crosses: bool) -> float | None:
    right = [
        original(document) == asked.article.id
        for asked, document in found
        if asked.crosses == crosses
    ]
    return sum(right) / len(right) if right else None


def over_http(workspace: Workspace, questions: Sequence[str]) -> tuple[Served, ...]:
    """Return how our endpoint does with one worker, and with one for each core."""
    served = []
    for workers in sorted({1, os.cpu_count() or 1}):
        with serving(workspace.folder / "indexes" / "ours", workers) as port:
            for clients in (workers, *CLIENTS):  # the first warms every worker, and is not kept
                served.append(_loaded(port, workers, clients, questions))
            del served[-1 - len(CLIENTS)]
    return tuple(served)


def _loaded(port: int, workers: int, clients: int, questions: Sequence[str]) -> Served:
    done = subprocess.run(
        [sys.executable, "-m", "qa.evaluation.bench.clients", str(port), str(clients), str(LOAD)],
        input=json.dumps(list(questions)),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    return Served(clients, workers, told["qps"], median(told["ms"]), percentile(told["ms"], 0.95))


@contextmanager
def serving(data: Path, workers: int) -> Iterator[int]:
    """Give the port of a `qa serve` over this folder."""
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--workers", str(workers)]
    environ = _environ(1) | {"QA_DATA": str(data)}
    server = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)
    try:
        for line in server.stderr:
            if line.startswith("Ready on "):
                break
        else:
            raise EngineFailed("qa serve", "it ended before it was ready")
        # what it says later must not fill the pipe
        threading.Thread(target=server.stderr.read, daemon=True).start()
        yield int(line.split()[2].rpartition(":")[2])
    finally:
        server.terminate()
        server.wait()
        server.stderr.close()
