"""Addresses are fetched from a server of the test's own."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from source import UnreadableDocument, fetch, read, read_public

PAGES = {
    "/page": ("text/html; charset=koi8-r", "<title>Завод</title><p>Открыт.".encode("koi8-r")),
    "/plain.html": ("text/plain", b"<p>As it stands"),
    "/notes": ("text/markdown; charset=utf-8", b"\n# Notes\n\nText."),
    "/notes.md": ("", b"# Notes\n\nText."),
    "/download.md": ("application/octet-stream", b"# Notes\n\nText."),
    "/%D0%B7%D0%B0%D0%B2%D0%BE%D0%B4.txt": ("text/plain; charset=cp1251", "Он.".encode("cp1251")),
    "/image": ("image/png", b"\x89PNG"),
    "/large": ("text/plain", b"a" * 2000),
    "/empty": ("text/plain", b""),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/page")
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if self.path in ("/round", "/inwards"):
            self.send_response(302)
            place = PAGES["redirect"] if self.path == "/inwards" else "/round"
            self.send_header("Location", place)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if self.path == "/astray":
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            return self.end_headers()
        content_type, data = PAGES.get(self.path, ("text/plain", b"Not found"))
        self.send_response(200 if self.path in PAGES else 404)
        if content_type:
            self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def site():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_page_is_read_in_the_encoding_that_its_server_declares(site):
    (page,) = read(f"{site}/page")
    assert (page.title, page.text, page.url) == ("Завод", "Открыт.", f"{site}/page")


def test_the_content_type_decides_how_it_is_read(site):
    assert read(f"{site}/plain.html")[0].text == "<p>As it stands"
    assert read(f"{site}/notes")[0].title == "Notes"


def test_where_the_content_type_tells_nothing_the_suffix_decides(site):
    assert read(f"{site}/notes.md")[0].title == "Notes"
    assert read(f"{site}/download.md")[0].title == "Notes"


def test_a_redirect_is_followed_and_cited(site):
    assert read(f"{site}/moved")[0].url == f"{site}/page"


def test_an_address_in_russian_is_found(site):
    (page,) = read(f"{site}/завод.txt")
    assert (page.title, page.text, page.title_is_ours) == ("завод", "Он.", True)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/missing", "the server answered 404"),
        ("/image", "its type image/png is not known"),
        ("/empty", "it is empty"),
        ("/large", "it is larger than 1,000 bytes"),
    ],
)
def test_what_cannot_be_used_is_named(site, path, reason, monkeypatch):
    monkeypatch.setattr(fetch, "SIZE_LIMIT", 1000)
    with pytest.raises(UnreadableDocument) as raised:
        read(site + path)
    assert (raised.value.path, raised.value.reason) == (site + path, reason)


def test_a_redirect_to_a_file_is_not_followed(site):
    with pytest.raises(UnreadableDocument, match="it cannot be fetched"):
        read(f"{site}/astray")


def test_a_slow_answer_is_given_up(site, monkeypatch):
    monkeypatch.setattr(fetch, "TOTAL_TIMEOUT", -1.0)
    with pytest.raises(UnreadableDocument, match="it took longer than"):
        read(f"{site}/plain.html")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://", "https://a b/"])
def test_an_address_that_leads_nowhere_is_unreadable(url):
    with pytest.raises(UnreadableDocument, match="cannot be fetched"):
        read(url)


# For somebody who may not see this machine's network


@pytest.fixture
def hosts(monkeypatch, site):
    """Name hosts: a public address stands for the test's server, where nothing else answers."""
    port = int(site.rpartition(":")[2])
    named = {"public.example": ["93.184.216.34"], "127.0.0.1": ["127.0.0.1"]}
    asked = []

    def look_up(host, *args, **options):
        asked.append(host)
        if host not in named:
            raise socket.gaierror(-2, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in named[host]]

    connect = socket.create_connection

    def dial(address, *args, **options):
        place = ("127.0.0.1", port) if address[0] == "93.184.216.34" else address
        return connect(place, *args, **options)

    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    monkeypatch.setattr(fetch.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", dial)
    named["asked"] = asked
    return named


def test_a_public_page_is_read_by_its_name(hosts):
    page = read_public("http://public.example/page")
    assert (page.title, page.url) == ("Завод", "http://public.example/page")
    assert hosts["asked"].count("public.example") == 1  # and dialled as it was looked up


def test_a_redirect_to_a_public_page_is_followed_and_cited(hosts):
    assert read_public("http://public.example/moved").url == "http://public.example/page"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)  # fmt: skip
def test_an_address_of_a_private_network_is_never_dialled(hosts, address):
    hosts["inner.example"] = ["93.184.216.34", address]
    with pytest.raises(UnreadableDocument, match=r"'inner\.example' is not on the public internet"):
        read_public("http://inner.example/page")


def test_a_redirect_into_a_private_network_is_not_followed(hosts, site):
    PAGES["redirect"] = f"{site}/page"
    with pytest.raises(UnreadableDocument, match=r"'127\.0\.0\.1' is not on the public internet"):
        read_public("http://public.example/inwards")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://nowhere.example/", "there is no host 'nowhere.example'"),
        ("http:///page", "it is no http: or https: address"),
        ("http://public.example:port/", "it is no address: Port could not be cast"),
        ("http://[::1/", "it is no address: Invalid IPv6 URL"),
        ("ftp://public.example/a.txt", "addresses of ftp: are not read"),
        ("/etc/passwd", "it is no address of a web page"),
        ("http://public.example/round", "it leads on more than 5 times"),
        ("http://public.example/astray", "it is no http: or https: address"),
        ("http://public.example/missing", "the server answered 404"),
    ],
)
def test_what_no_public_page_stands_at_is_named(hosts, url, reason):
    with pytest.raises(UnreadableDocument) as raised:
        read_public(url)
    assert raised.value.reason.startswith(reason)
