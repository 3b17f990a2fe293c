"""What stands at a web address."""

from dataclasses import dataclass
from email.message import Message
from time import monotonic

SIZE_LIMIT = 10_000_000  # bytes
CONNECT_TIMEOUT = 10.0  # seconds, for each wait on the network
TOTAL_TIMEOUT = 60.0  # seconds, for the whole of it
USER_AGENT = "article-qa/0.1 (reads a page that its user named)"


class Unreachable(ValueError):
    """An address that nothing usable came from."""


@dataclass(frozen=True)
class Response:
    """The bytes of a page, with where they came from after redirects."""

    url: str
    data: bytes
    content_type: str  # "text/html"; empty where the server does not say
    charset: str | None


def fetch(url: str) -> Response:
    """Return what an http or https address answers; Unreachable says why it cannot be had."""
    import httpx2  # takes 0.15 s, which asking a question need not wait for

    try:
        with (
            httpx2.Client(timeout=CONNECT_TIMEOUT, follow_redirects=True) as client,
            client.stream("GET", url, headers={"User-Agent": USER_AGENT}) as answer,
        ):
            if not answer.is_success:
                raise Unreachable(f"the server answered {answer.status_code}")
            content_type, charset = _parse(answer.headers.get("content-type", ""))
            return Response(str(answer.url), _body(answer), content_type, charset)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise Unreachable(f"it cannot be fetched: {error or type(error).__name__}") from error


def _body(answer: "httpx2.Response") -> bytes:  # noqa: F821 (imported only when needed)
    started, data = monotonic(), bytearray()
    for chunk in answer.iter_bytes():
        data += chunk
        if len(data) > SIZE_LIMIT:
            raise Unreachable(f"it is larger than {SIZE_LIMIT:,} bytes")
        if monotonic() - started > TOTAL_TIMEOUT:
            raise Unreachable(f"it took longer than {TOTAL_TIMEOUT:.0f} seconds")
    return bytes(data)


def _parse(header: str) -> tuple[str, str | None]:
    if not header:
        return "", None
    message = Message()
    message["content-type"] = header
    return message.get_content_type(), message.get_content_charset()
