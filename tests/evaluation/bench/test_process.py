import io
import json

import numpy as np

from qa.evaluation.bench import process
from qa.evaluation.bench.engines import known


def ran(workspace, phase, lines=()):
    out = io.StringIO()
    process.run(known("tantivy"), phase, workspace, lines, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_engine_builds_and_is_asked_in_lines_of_json(workspace):
    [built] = ran(workspace, "build")
    assert built["seconds"] > 0
    assert built["peak_mb"] > 1
    lines = ['["tea", "завод"]\n', '["zzz"]\n']
    first, second, last = ran(workspace, "ask", lines)
    assert [document for _, document in first] == ["tea", "станки"]
    assert [document for _, document in second] == [""]
    assert all(ms > 0 for ms, _ in first + second)
    assert last["peak_mb"] > 1


def test_the_rate_is_of_passages_encoded_a_second(workspace):
    sizes = []

    def encode(texts):
        sizes.append(len(texts))
        return np.zeros((len(texts), 1))

    assert process._rate(encode, workspace) > 1
    assert sizes == [2, 2]  # once before the clock starts
