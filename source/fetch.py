"""What stands at a web address."""

import ipaddress
import socket
from dataclasses import dataclass
from email.message import Message
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit

SIZE_LIMIT = 10_000_000  # bytes
CONNECT_TIMEOUT = 10.0  # seconds, for each wait on the network
TOTAL_TIMEOUT = 60.0  # seconds, for the whole of it
REDIRECTS = 5  # that are followed from one public address to the next
USER_AGENT = "article-qa/0.1 (reads a page that its user named)"


# Public IPv6 addresses in which a gateway finds an IPv4 one, private or not: NAT64 and 6to4.
TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "2002::/16")))


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
            return _response(answer, str(answer.url), monotonic())
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise Unreachable(f"it cannot be fetched: {error or type(error).__name__}") from error


def fetch_public(url: str) -> Response:
    """Return what an address answers, for somebody who may not see this machine's own network.

    Every host on the way, by redirects as well, is looked up once and must be public; what was
    looked up is what is dialled, so that no second look-up can lead elsewhere. Unreachable says
    why it cannot be had.
    """
    import httpx2

    started = monotonic()
    try:
        for _ in range(REDIRECTS + 1):
            asked = _pinned(url)
            with (
                httpx2.Client(timeout=CONNECT_TIMEOUT, follow_redirects=False) as client,
                client.stream("GET", asked.url, **asked.options) as answer,
            ):
                if not answer.has_redirect_location:
                    return _response(answer, url, started)
                url = urljoin(url, answer.headers["location"])
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise Unreachable(f"it cannot be fetched: {error or type(error).__name__}") from error
    raise Unreachable(f"it leads on more than {REDIRECTS} times")


@dataclass(frozen=True)
class _Pinned:
    """A request to one address of a host, which is told and asked to prove its own name."""

    url: str
    host: str  # as the Host header has it
    name: str  # that a certificate has to be for

    @property
    def options(self) -> dict[str, dict[str, str]]:
        return {
            "headers": {"User-Agent": USER_AGENT, "Host": self.host},
            "extensions": {"sni_hostname": self.name},
        }


def _pinned(url: str) -> _Pinned:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Unreachable(f"it is no address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreachable("it is no http: or https: address")
    address = _public_address(parts)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    suffix = f":{port}" if port else ""
    place = f"[{address}]" if ":" in address else address
    pinned = parts._replace(netloc=f"{place}{suffix}", fragment="")
    return _Pinned(pinned.geturl(), f"{host}{suffix}", parts.hostname)


def _public_address(parts: SplitResult) -> str:
    """Return an address of the host; Unreachable if any of them is not public."""
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"there is no host {parts.hostname!r}") from error
    addresses = [ipaddress.ip_address(each[4][0].partition("%")[0]) for each in found]
    if not addresses or not all(map(_is_public, addresses)):
        raise Unreachable(f"the host {parts.hostname!r} is not on the public internet")
    return str(addresses[0])


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    translated = any(address in network for network in TRANSLATED)
    return address.is_global and not address.is_multicast and not translated


def _response(answer: "httpx2.Response", url: str, started: float) -> Response:  # noqa: F821
    if not answer.is_success:
        raise Unreachable(f"the server answered {answer.status_code}")
    content_type, charset = _parse(answer.headers.get("content-type", ""))
    return Response(url, _body(answer, started), content_type, charset)


def _body(answer: "httpx2.Response", started: float) -> bytes:  # noqa: F821 (when needed)
    data = bytearray()
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
