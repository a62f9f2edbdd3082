"""Whether all is well, the figures, and errors of one shape."""

import asyncio
import os
import re

import msgspec

from sfa_live import __version__


async def _supervise(stage, **workers):
    processes = {"supervisor": 1, "rig": 2, "server": os.getpid(), "workers": workers}
    path = stage.parts.settings.run_folder / "processes.json"
    await asyncio.to_thread(path.write_bytes, msgspec.json.encode(processes))


async def test_all_is_well_when_everything_runs(stage):
    await _supervise(stage, download=os.getpid(), processing=os.getpid(), analysis=os.getpid())
    status, health = await stage.get("/health")
    assert (status, health["status"], health["version"]) == (200, "ok", __version__)
    assert set(health["checks"].values()) == {"ok"}
    assert health["processes"]["rig"] == 2


async def test_each_part_that_is_away_is_named(stage):
    await _supervise(stage, download=os.getpid(), processing=None)
    await stage.rig.line.stop()
    await asyncio.sleep(0.05)
    status, health = await stage.get("/health")
    assert (status, health["status"]) == (503, "degraded")
    assert "processing" in health["checks"]["workers"]
    assert "rig" in health["checks"]["rig"]
    assert health["checks"]["database"] == health["checks"]["storage"] == "ok"


async def test_the_figures_are_prometheus_text(stage, tmp_path):
    await stage.add_song(tmp_path)
    await stage.socket("/live")
    stage.rig.tell_meters()
    await asyncio.sleep(0.1)

    async with stage.http.get(stage.url + "/metrics") as answer:
        text = await answer.text()
    for line in text.splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) sfa_\w+ .+|sfa_\w+(\{[^}]*\})? -?[\d.e+-]+", line), line
    assert 'sfa_jobs{kind="download",status="queued"} 1\n' in text
    assert "sfa_sockets 1\n" in text
    assert "sfa_rig_connected 1\n" in text
    assert "sfa_audio_load_ratio 0.125\n" in text
    assert 'sfa_loop_lag_seconds{quantile="0.99"}' in text


async def test_errors_have_one_shape(stage):
    for method, path, status in [
        ("GET", "/nothing", 404),
        ("GET", "/api/nothing", 404),
        ("PUT", "/api/tracks", 405),
        ("DELETE", "/api/tracks", 405),
        ("GET", "/api/tracks/nobody", 404),
    ]:
        got, answer = await stage.ask(method, path)
        assert got == status
        assert answer.keys() == {"error"}
        assert answer["error"].keys() == {"code", "message"}


async def test_what_should_not_happen_is_told_without_its_insides(stage, caplog, monkeypatch):
    async def fail(*_):
        raise RuntimeError("secret insides")

    monkeypatch.setattr(stage.parts.library, "track", fail)
    status, answer = await stage.get("/api/tracks/x")
    assert status == 500
    case = answer["error"]["message"].removesuffix(".").split()[-1]
    assert len(case) == 8
    assert "secret" not in answer["error"]["message"]
    assert case in caplog.text
    assert "secret insides" in caplog.text
