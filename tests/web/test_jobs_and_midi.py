"""What is being prepared, and what controllers send, over sockets."""

from sfa_live.model.job import JobStatus
from sfa_live.music.job_rows import get_job, move
from tests.web.stage import until


async def test_tracks_are_told_to_everybody(stage, tmp_path):
    browser = await stage.socket("/jobs")

    track = await stage.add_song(tmp_path)
    assert (await browser.hear("track:added"))["id"] == track.id

    await stage.parts.library.edit(track.id, title="New")
    await until(lambda: any(told["title"] == "New" for told in browser.all("track:updated")))

    await stage.parts.library.delete(track.id)
    assert await browser.hear("track:deleted") == {"track_id": track.id}


async def test_a_job_is_told_to_those_that_joined_it(stage, tmp_path):
    joined, other = await stage.socket("/jobs"), await stage.socket("/jobs")
    track = await stage.add_song(tmp_path)
    job_id = track.jobs[0].id

    answer = await joined.client.call("join", {"job_id": job_id}, namespace="/jobs")
    assert (answer["ok"], answer["job"]["status"]) == (True, "queued")
    for status in (JobStatus.DOWNLOADING, JobStatus.FAILED):
        await stage.database.write(lambda session, to=status: move(session, get_job(session, job_id), to, error="No."))

    assert (await joined.hear("job:started"))["job_id"] == job_id
    failed = await joined.hear("job:failed")
    assert (failed["status"], failed["error"]) == ("failed", "No.")
    await other.hear("track:updated")
    assert not [name for name, _ in other.told if name.startswith("job:")]


async def test_a_job_that_is_left_is_heard_of_no_more(stage, tmp_path):
    browser = await stage.socket("/jobs")
    track = await stage.add_song(tmp_path)
    await browser.client.call("join", {"job_id": track.jobs[0].id}, namespace="/jobs")
    await browser.client.call("leave", {"job_id": track.jobs[0].id}, namespace="/jobs")

    await stage.parts.library.cancel_job(track.jobs[0].id)
    await browser.hear("track:updated")
    assert not browser.all("job:failed")


async def test_a_job_that_nobody_knows_cannot_be_joined(stage):
    browser = await stage.socket("/jobs")
    for asked in ({"job_id": "nobody"}, None, 7):
        answer = await browser.client.call("join", asked, namespace="/jobs")
        assert (answer["ok"], answer["error"]["code"]) == (False, "not_found")


async def test_ports_that_come_and_go_are_told(stage):
    browser = await stage.socket("/midi")
    stage.rig.line.tell("event", {"name": "device:connected", "port_id": "input:pad"})
    assert (await browser.hear("device:connected"))["port_id"] == "input:pad"


async def test_what_a_controller_sends_goes_to_those_that_monitor_it(stage):
    looking, other = await stage.socket("/midi"), await stage.socket("/midi")
    assert await looking.client.call("monitor", {"port_id": "input:pad"}, namespace="/midi") == {"ok": True}
    await until(lambda: stage.rig.monitored == ["input:pad"])

    stage.rig.line.tell("event", {"name": "message", "port_id": "input:pad", "text": "note_on 36"})
    assert (await looking.hear("message"))["text"] == "note_on 36"
    stage.rig.line.tell("event", {"name": "device:connected", "port_id": "x"})
    await other.hear("device:connected")
    assert not other.all("message")

    await looking.client.disconnect()
    await until(lambda: stage.rig.monitored == ["input:pad", None])


async def test_what_was_sent_before_goes_to_those_that_begin_to_monitor(stage):
    one, every = await stage.socket("/midi"), await stage.socket("/midi")
    await one.client.call("monitor", {"port_id": "input:pad"}, namespace="/midi")
    stage.rig.tell_history("input:pad", "input:pad", more=False)
    assert [line["port_id"] for line in (await one.hear("message:history"))["lines"]] == ["input:pad"]

    await every.client.call("monitor", {"port_id": "*"}, namespace="/midi")
    await until(lambda: stage.rig.monitored == ["input:pad", "*"])
    stage.rig.tell_history("*", "input:pad", "input:keys", more=True)
    stage.rig.tell_history("*", "input:keys", more=False)
    assert [line["port_id"] for line in (await every.hear("message:history", 2))["lines"]] == ["input:keys"]
    assert len(one.all("message:history")) == 1, "it has had its own"

    for port in ("input:keys", "input:pad"):
        stage.rig.line.tell("event", {"name": "message", "port_id": port, "text": "CC"})
        stage.rig.line.tell("event", {"name": "message:clock", "port_id": port, "ticks": 48})
    await every.hear("message:clock", 2)
    assert [line["port_id"] for line in every.all("message")] == ["input:keys", "input:pad"]
    assert (await one.hear("message:clock"))["ticks"] == 48
    assert [line["port_id"] for line in one.all("message")] == ["input:pad"]

    await every.client.disconnect()
    await one.client.disconnect()
    await until(lambda: stage.rig.monitored == ["input:pad", "*", None])


async def test_a_rig_that_was_started_again_is_told_what_is_monitored(stage):
    browser = await stage.socket("/midi")
    await browser.client.call("monitor", {"port_id": "input:pad"}, namespace="/midi")
    await until(lambda: stage.rig.monitored == ["input:pad"])
    await stage.rig.line.stop()
    await stage.rig.line.start()
    await until(lambda: stage.rig.monitored == ["input:pad"] * 2)
    stage.rig.tell_history("input:pad", more=False)
    assert (await browser.hear("message:history"))["lines"] == []
