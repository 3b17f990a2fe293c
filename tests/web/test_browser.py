"""The pages in a real browser: Debian's chromium, driven by Playwright."""

import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
QUESTION = "what's the CKD capacity?"

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no {CHROMIUM}")


@pytest.fixture(scope="module")
def browser():
    # launched with a new user-data-dir of its own, which closing removes
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def address(client):
    server = make_server("127.0.0.1", 0, client.application, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture(params=[1440, 390])
def page(browser, address, request):
    context = browser.new_context(
        base_url=address,
        java_script_enabled=False,
        viewport={"width": request.param, "height": 844},
    )
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    yield opened
    context.close()


def fits(page) -> bool:
    """Say whether nothing scrolls sideways; Playwright measures with the page's scripts off."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_question_is_answered_and_its_quote_found_in_the_article(page):
    page.goto("/")
    assert page.locator("#q:focus").count() == 1
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    assert page.locator(".words").first.inner_text() == "10 000 единиц в год"
    assert "/?q=what" in page.url
    assert page.locator(".cited mark").first.inner_text() == "10 000 единиц в год"
    assert fits(page)
    page.get_by_role("link", name="See it in the article").first.click()
    marked = page.locator("mark#quote")
    assert marked.inner_text() == "10 000 единиц в год"
    assert marked.bounding_box()["y"] < page.viewport_size["height"]
    assert fits(page)


def test_other_candidates_open_without_a_script(page):
    page.goto(f"/?q={QUESTION}")
    assert not page.get_by_text("28 миллионов долларов").first.is_visible()
    page.locator("summary").press("Enter")
    assert page.get_by_text("28 миллионов долларов").first.is_visible()
    assert fits(page)


def test_a_refusal_leads_to_the_nearest_thing_stated(page):
    page.goto("/?q=What is the price of the JAC S3?")
    assert page.get_by_text("Not stated in the articles").is_visible()
    assert fits(page)
    page.get_by_role("link", name="See it in the article").click()
    assert page.locator("mark#quote").inner_text() == "28 миллионов долларов"


def test_an_over_long_question_stays_in_its_box(page):
    page.goto("/")
    page.locator("#q").fill("Why? " * 2000)
    page.get_by_role("button", name="Ask").click()
    assert "10,000 characters" in page.get_by_role("alert").inner_text()
    assert page.locator("#q").input_value() == "Why? " * 2000
    assert fits(page)


def test_emoji_and_right_to_left_text_are_marked_exactly(page):
    page.goto("/?q=Что на столе?")
    page.get_by_role("link", name="See it in the article").first.click()
    assert page.locator("mark#quote").inner_text() == "شاي ساخن"
    assert fits(page)


def test_the_keyboard_reaches_the_content_past_the_header(page):
    page.goto("/documents/cars")
    page.keyboard.press("Tab")
    assert page.locator("a.skip:focus").count() == 1
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_nothing_is_asked_of_another_host_and_nothing_fails(browser, address):
    context = browser.new_context(base_url=address)
    page = context.new_page()
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    for path in ("/", f"/?q={QUESTION}", "/documents/cars?start=0&stop=6#quote"):
        page.goto(path)
    context.close()
    assert all(url.startswith(address) for url in requests)
    assert complaints == []
