import pytest


def cookie(client, name):
    found = client.get_cookie(name)
    return found and found.value


def test_a_language_is_kept_and_leads_back(client):
    sent = {"language": "kk", "next": "/documents?q=JAC"}
    response = client.post("/preferences", data=sent)
    assert (response.status_code, response.location) == (303, "/documents?q=JAC")
    assert "HttpOnly" in response.headers["Set-Cookie"]
    assert "SameSite=Lax" in response.headers["Set-Cookie"]
    assert "Мақалалардан сұраңыз" in client.get("/").text


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_a_theme_is_kept(client, theme):
    client.post("/preferences", data={"theme": theme})
    assert f'data-theme="{theme}"' in client.get("/").text


def test_a_made_up_theme_in_a_cookie_is_the_systems(client):
    client.set_cookie("theme", '"><script>')
    assert 'data-theme="system"' in client.get("/").text


@pytest.mark.parametrize("sent", [{"language": "tlh"}, {"theme": "sepia"}])
def test_what_is_not_offered_is_refused(client, sent):
    response = client.post("/preferences", data=sent)
    assert response.status_code == 400
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "/\n/evil.example", "", "x"],
)
def test_it_leads_to_no_other_site(client, address):
    response = client.post("/preferences", data={"theme": "dark", "next": address})
    assert response.location == "/"
