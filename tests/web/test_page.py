"""The built page is served as it lies there."""


async def test_the_page_is_asked_for_anew_and_its_parts_are_kept(stage):
    async with stage.http.get(stage.url + "/") as answer:
        assert await answer.text() == "<!doctype html>the page"
        assert answer.headers["Cache-Control"] == "no-cache"
    async with stage.http.get(stage.url + "/assets/index-abc123.js") as answer:
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.content_type == "text/javascript"
    assert (await stage.get("/assets/nothing.js"))[0] == 404


async def test_a_page_that_is_not_built_says_so(stage, static):
    (static / "index.html").unlink()
    async with stage.http.get(stage.url + "/") as answer:
        assert answer.status == 503
        assert "not built" in await answer.text()
