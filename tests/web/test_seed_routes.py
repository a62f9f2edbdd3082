"""The original system's routes, with its shapes, by track id and never by path."""

from sfa_live.model.separator import SEPARATORS

URL = "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"


async def test_what_a_spotify_url_names(stage):
    status, body = await stage.ask("POST", "/api/spotify/fetch", json={"url": URL + "?si=x"})
    assert status == 200
    assert body == {"success": True, "metadata": {"kind": "track", "id": "4uLU6hMCjMI75M1A2tKUQC", "url": URL}}


async def test_a_download_is_begun_and_followed(stage):
    status, begun = await stage.ask("POST", "/api/download/track", json={"url": URL})
    assert status == 201
    assert begun.keys() == {"success", "job_id", "status", "track_id"}

    _, job = await stage.get(f"/api/download/job/{begun['job_id']}")
    assert (job["success"], job["status"], job["progress"], job["result"]) == (True, "queued", 0, None)

    await stage.finish(await stage.parts.library.track(begun["track_id"]))
    _, job = await stage.get(f"/api/download/job/{begun['job_id']}")
    assert job["result"] == {"file_path": f"/files/{begun['track_id']}/original"}


async def test_a_separation_is_begun_and_followed(stage, tmp_path):
    track = await stage.finish(await stage.add_song(tmp_path))

    status, begun = await stage.ask(
        "POST", "/api/processing/separate", json={"track_id": track.id, "model": "htdemucs"}
    )
    assert status == 201
    assert (begun["success"], begun["status"], begun["model"]) == (True, "queued", "htdemucs")
    _, job = await stage.get(f"/api/processing/job/{begun['job_id']}")
    assert (job["status"], job["result"]) == ("queued", None)

    done = next(job for job in track.jobs if job.kind == "processing")
    _, job = await stage.get(f"/api/processing/job/{done.id}")
    assert {stem["stem_type"] for stem in job["result"]} == {"vocals", "drums", "bass", "other"}
    assert (await stage.get(job["result"][0]["file_path"].replace("/files", "/nofiles")))[0] == 404


async def test_separators_are_listed_and_an_unknown_one_is_refused(stage, tmp_path):
    _, body = await stage.get("/api/processing/models")
    assert [model["name"] for model in body["models"]] == [separator.name for separator in SEPARATORS]

    track = await stage.add_song(tmp_path)
    status, body = await stage.ask("POST", "/api/processing/separate", json={"track_id": track.id, "model": "x/y"})
    assert status == 400
    assert "htdemucs_ft" in body["error"]["message"]


async def test_an_analysis_is_begun_and_followed(stage, tmp_path):
    track = await stage.add_song(tmp_path)
    status, begun = await stage.ask("POST", "/api/analysis/analyze", json={"track_id": track.id})
    assert (status, begun["status"], begun["type"]) == (201, "queued", "full")
    _, job = await stage.get(f"/api/analysis/job/{begun['job_id']}")
    assert (job["type"], job["result"]) == ("full", None)


async def test_paths_on_the_server_are_not_taken(stage):
    for route in ("/api/processing/separate", "/api/analysis/analyze"):
        status, _ = await stage.ask("POST", route, json={"file_path": "/etc/passwd"})
        assert status == 400


async def test_a_job_of_another_kind_is_not_found(stage, tmp_path):
    track = await stage.add_song(tmp_path)
    assert (await stage.get(f"/api/analysis/job/{track.jobs[0].id}"))[0] == 404
