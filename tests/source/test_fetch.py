"""Addresses are fetched from a server of the test's own."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from source import UnreadableDocument, fetch, read

PAGES = {
    "/page": ("text/html; charset=koi8-r", "<title>Завод</title><p>Открыт.".encode("koi8-r")),
    "/plain.html": ("text/plain", b"<p>As it stands"),
    "/notes": ("text/markdown; charset=utf-8", b"\n# Notes\n\nText."),
    "/notes.md": ("", b"# Notes\n\nText."),
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


def test_without_a_content_type_the_suffix_decides(site):
    assert read(f"{site}/notes.md")[0].title == "Notes"


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
