"""Clients of the JSON endpoint: so many at a time, each asking as soon as it was answered."""

import http.client
import json
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

CONTENT = {"Content-Type": "application/json"}


class Unanswered(Exception):
    """A response that was not an answer."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"the server said {status}: {body[:200]}")
        self.status = status


@dataclass
class _Told:
    """What the clients saw; each appends to the lists."""

    ms: list[float] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)


def load(port: int, clients: int, seconds: float, questions: Sequence[str]) -> dict:
    """Return {"qps", "ms"} of so many clients asking for so many seconds.

    Raises Unanswered, or what the connection raised, if one of them was not answered.
    """
    told = _Told()
    until = time.perf_counter() + seconds
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_ask, args=(port, questions[c::clients], until, told))
        for c in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if told.errors:
        raise told.errors[0]
    return {"qps": len(told.ms) / (time.perf_counter() - began), "ms": told.ms}


def _ask(port: int, questions: Sequence[str], until: float, told: _Told) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    place = 0
    try:
        while time.perf_counter() < until:
            body = json.dumps({"question": questions[place % len(questions)]})
            place += 1
            began = time.perf_counter()
            connection.request("POST", "/api/v1/ask", body, CONTENT)
            response = connection.getresponse()
            content = response.read()
            told.ms.append(1000 * (time.perf_counter() - began))
            if response.status != 200:
                raise Unanswered(response.status, content.decode("utf-8", "replace"))
    except Exception as error:  # told to the thread that waits
        told.errors.append(error)
    finally:
        connection.close()


if __name__ == "__main__":
    port, clients, seconds = sys.argv[1:]
    print(json.dumps(load(int(port), int(clients), float(seconds), json.load(sys.stdin))))
