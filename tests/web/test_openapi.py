"""The description of the interface is true."""

import re

import msgspec

from web.app import ROUTES
from web.rest.health import Health


async def test_every_route_is_in_the_document(stage):
    _, document = await stage.get("/api/openapi.json")
    described = {(method.upper(), path) for path, item in document["paths"].items() for method in item}
    plain = re.compile(r"\{(\w+):[^}]*\}")
    assert described == {(route.method, plain.sub(r"{\1}", route.path)) for route in ROUTES}
    served = {
        (route.method, route.resource.canonical)
        for route in stage.app.router.routes()
        if route.method != "HEAD" and route.resource.canonical.startswith(("/api", "/files", "/export", "/health"))
    }
    assert served <= described
    for reference in re.findall(r'"\$ref":"#/components/schemas/(\w+)"', msgspec.json.encode(document).decode()):
        assert reference in document["components"]["schemas"]
    for item in document["paths"].values():
        for operation in item.values():
            assert operation["summary"]


async def test_real_answers_are_what_the_document_says(stage, tmp_path):
    track = await stage.finish(await stage.add_song(tmp_path))
    stage.rig.tell_meters()
    values = {"track_id": track.id, "job_id": track.jobs[0].id, "name": "generic"}
    bodies = {
        "/api/actions": {"action": "panic"},
        "/api/spotify/fetch": {"url": "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"},
        "/api/download/track": {"url": "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"},
        "/api/tracks": {"url": "https://open.spotify.com/track/5uLU6hMCjMI75M1A2tKUQC"},
        "/api/processing/separate": {"track_id": track.id},
        "/api/analysis/analyze": {"track_id": track.id},
        "/api/tracks/{track_id}": {"title": "Another"},
        "/api/midi/presets/{name}": {"text": 'format = 1\nname = "Mine"\n[match]\n'},
    }
    kinds = {"/api/processing/job/{job_id}": 1, "/api/analysis/job/{job_id}": 2}
    checked = 0
    for route in ROUTES:
        if route.gives is None or isinstance(route.gives, str) or "/jobs/{job_id}/" in route.path:
            continue
        job = track.jobs[kinds.get(route.path, 0)].id
        path = route.path.format(**{**values, "job_id": job})
        body = bodies.get(route.path) if route.method != "GET" else None
        status, answer = await stage.ask(route.method, path, json=body)
        assert status == (503 if route.gives is Health else route.status), (path, answer)
        fitted = msgspec.convert(answer, route.gives)
        assert msgspec.json.decode(msgspec.json.encode(fitted)) == answer, path
        checked += 1
    assert checked >= 18
