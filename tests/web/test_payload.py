import json
import subprocess
import sys

import pytest

from qa.answer import Answer, Answers, Citation, Value
from qa.web.payload import dumps, outcome_payload
from source import Document, Span


def _value_payload(value: Value | None, service) -> object:
    citation = Citation(Document("d", "D", "in 2017."), 3, 7, Span(0, 8))
    outcome = Answers("When?", "en", "date", (Answer(citation, 0.123456, value),))
    return outcome_payload(outcome, service.answerer.names)["answers"][0]["value"]


@pytest.mark.parametrize(
    ("value", "payload"),
    [
        (None, "null"),
        (
            Value("quantity", 10000.0, "единиц"),
            '{"kind": "quantity", "number": 10000, "unit": "единиц"}',
        ),
        (Value("percent", 2.5), '{"kind": "percent", "number": 2.5}'),
        (Value("date", date="2015-07-07"), '{"kind": "date", "date": "2015-07-07"}'),
    ],
)
def test_a_value_has_only_what_its_kind_has(value, payload, service):
    assert dumps(_value_payload(value, service)) == payload


def test_dumps_keeps_letters_and_escapes_what_utf_8_cannot_hold():
    written = dumps({"text": "год 🫖 \ud800"})
    assert written == '{"text": "год 🫖 \\ud800"}'
    assert json.loads(written.encode()) == {"text": "год 🫖 \ud800"}


def test_the_payload_takes_no_web_framework():
    program = (
        "import sys, qa.web.payload, qa.web.wording; print({'flask', 'pydantic'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("set()\n", "")
