"""`make bench`: ours and what one would use instead, side by side on this machine."""

import importlib.metadata
import os
import platform
import signal
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from qa.evaluation.bench.article import on_the_article
from qa.evaluation.bench.engines import REFERENCE
from qa.evaluation.bench.measure import Bench, encode_rates
from qa.evaluation.bench.peers import export_model
from qa.evaluation.bench.results import Run

VERSIONS = (
    "haystack-ai", "txtai", "bm25s", "tantivy", "faiss-cpu", "sentence-transformers", "torch",
)  # fmt: skip


@click.command()
@click.option("--sizes", default="240 2400", show_default=True, help="Passages, at each run.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="build/bench",
    show_default=True,
    help="Folder for bench.json, bench.md and growth.svg.",
)
def main(sizes: str, out: Path) -> None:
    """Measure how long things take on this machine."""
    wanted = _sizes(sizes)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no process is left behind
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), Path(folder) / "model")
        _say("writing the model as the peers read it")
        export_model(bench.model)
        _say("asking the article that ships")
        article = on_the_article(Path(folder) / "article")
        _say("timing the encoding")
        rates = encode_rates(bench.workspace(240)[0])
        (Path(folder) / "240").rename(Path(folder) / "encoded")
        done = []
        for size in wanted:
            done.append(bench.measure(size, rates, _say))
            made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
            run = Run(made, machine(), versions(), rates, REFERENCE.name, article, tuple(done))
            _write(out, run)  # what there is so far is kept if a later size is cut off
    click.echo(run.to_markdown())
    _say(f"written: {out / 'bench.json'}, {out / 'bench.md'}, {out / 'growth.svg'}")


def _sizes(text: str) -> list[int]:
    try:
        sizes = sorted({int(each) for each in text.replace(",", " ").split()})
    except ValueError as error:
        raise click.UsageError(f"sizes are {text!r}, wanted numbers of passages") from error
    if not sizes or sizes[0] < 1:
        raise click.UsageError(f"sizes are {text!r}, wanted numbers of passages from 1")
    return sizes


def _write(out: Path, run: Run) -> None:
    from qa.evaluation.bench.growth import growth  # here, not above: it loads matplotlib

    (out / "bench.json").write_text(run.to_json(), "utf-8")
    (out / "bench.md").write_text(run.to_markdown(), "utf-8")
    (out / "growth.svg").write_text(growth(run), "utf-8")


def machine() -> dict[str, object]:
    """Return what this machine is, in words."""
    return {
        "processor": _processor(),
        "cores": f"{os.cpu_count()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB",
        "python": f"Python {platform.python_version()}",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def versions() -> dict[str, str]:
    """Return the releases of the peers."""
    return {name: importlib.metadata.version(name) for name in VERSIONS}


def _say(line: str) -> None:
    click.echo(line, err=True)


if __name__ == "__main__":
    main()
