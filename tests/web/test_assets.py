"""The stylesheet, served once for ever under its own content's mark."""

from tests.client import PageClient


def test_the_page_names_the_stylesheet_that_is_served(client: PageClient) -> None:
    page = client.get("/")
    (path,) = [asset for asset in page.assets if asset.startswith("/style/")]
    response = client.http.get(path)
    assert (response.status_code, response.content_type) == (200, "text/css; charset=utf-8")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.http.get("/style/0123456789ab.css").status_code == 404


def test_every_asset_of_a_page_is_there(client: PageClient) -> None:
    for asset in client.get("/").assets:
        response = client.http.get(asset)
        assert (asset, response.status_code) == (asset, 200)
        response.close()
