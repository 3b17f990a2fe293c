import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from qa.evaluation.bench.clients import Unanswered, load


@pytest.fixture
def server():
    asked = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, body["question"]))
            self.send_response(500 if body["question"] == "bad" else 200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.asked = asked
    serving = threading.Thread(target=made.serve_forever)
    serving.start()
    yield made
    made.shutdown()
    serving.join()
    made.server_close()


def test_each_client_asks_questions_of_its_own_as_soon_as_it_was_answered(server):
    told = load(server.server_port, 2, 0.2, ["a", "b", "c", "d"])
    assert len(told["ms"]) == len(server.asked)
    assert told["qps"] > 0
    assert {path for path, _ in server.asked} == {"/api/v1/ask"}
    assert {question for _, question in server.asked} == {"a", "b", "c", "d"}


def test_a_response_that_is_no_answer_is_an_error(server):
    with pytest.raises(Unanswered, match=r"the server said 500: \{\}"):
        load(server.server_port, 1, 0.2, ["bad"])


def test_a_server_that_is_not_there_is_an_error():
    with pytest.raises(ConnectionRefusedError):
        load(1, 1, 0.1, ["a"])
