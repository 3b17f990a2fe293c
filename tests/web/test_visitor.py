import re

import pytest

QUESTION = "what's the CKD capacity?"


def test_reading_sets_no_cookie(client):
    for path in ("/", f"/?q={QUESTION}", "/documents/cars", "/conversations", "/nothing"):
        assert "Set-Cookie" not in client.get(path).headers


def test_asking_gives_a_browser_an_id_that_no_script_and_no_other_site_reads(client):
    response = client.post("/", data={"q": QUESTION})
    cookie = response.headers["Set-Cookie"]
    assert re.match(r"visitor=[A-Za-z0-9_-]{22};", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "Set-Cookie" not in client.post("/", data={"q": QUESTION}).headers


def test_over_https_the_cookie_stays_there(client):
    response = client.post("/", data={"q": QUESTION}, base_url="https://localhost")
    assert "Secure" in response.headers["Set-Cookie"]


def test_an_id_that_we_never_gave_is_replaced(client):
    client.set_cookie("visitor", "admin")
    assert "visitor=" in client.post("/", data={"q": QUESTION}).headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
    ],
)
def test_forms_of_other_sites_change_nothing(client, service, headers, status):
    response = client.post("/", data={"q": QUESTION}, headers=headers)
    assert response.status_code == status
    assert len(service.conversations.listed(None)) == (status == 303)


def test_links_from_other_sites_are_followed(client):
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
