"""Rig and server on the line: what is asked is answered, what changes is mirrored, and a cut line mends itself."""

import asyncio
import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sfa_live.errors import ActionError, LinkError, NotFoundError, NotReadyError, SfaError
from sfa_live.link import LinkServer, RigLink, socket_path
from sfa_live.settings import Settings


class FakeRig:
    """Answers like the rig: a state in wire form, one action that works, errors for the rest."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {"epoch": "e", "seq": 3, "master": {"gain_db": 0.0}}
        self.monitored: list[str | None] = []
        self.error: SfaError | None = None
        self.origins: list[str] = []

    def whole(self) -> dict[str, Any]:
        return self.state

    async def act(self, name: object, args: object, origin: str) -> dict[str, int]:
        self.origins.append(origin)
        if self.error is not None:
            raise self.error
        if name == "hang":
            await asyncio.sleep(60)
        return {"seq": 4, "frame": 128}

    async def ask(self, question: object, body: Mapping[str, Any]) -> Any:
        if question == "nothing":
            raise NotFoundError("There is nothing.")
        return {"question": question, **body}

    def monitor(self, port_id: str | None) -> None:
        self.monitored.append(port_id)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
async def rig(settings):
    face = FakeRig()
    server = LinkServer(socket_path(settings), face)
    await server.start()
    face.server = server  # type: ignore[attr-defined]
    yield face
    await server.stop()


async def _until(condition) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def test_the_first_thing_heard_is_the_whole_state(rig, settings):
    async with RigLink(settings) as link:
        await _until(lambda: link.connected)
        assert link.state == rig.state


async def test_an_action_is_answered_with_number_and_frame(rig, settings):
    async with RigLink(settings) as link:
        await _until(lambda: link.connected)
        assert await link.act("deck.play", {"deck": "A"}, origin="test") == {"seq": 4, "frame": 128}
        assert rig.origins == ["test"]


async def test_what_is_no_action_is_asked_and_answered_too(rig, settings):
    async with RigLink(settings) as link:
        await _until(lambda: link.connected)
        assert await link.ask("presets.text", name="mine") == {"question": "presets.text", "name": "mine"}
        with pytest.raises(NotFoundError, match="There is nothing"):
            await link.ask("nothing")


@pytest.mark.parametrize(
    "error", [ActionError("no such stem", code="unknown_stem"), NotReadyError("not yet", code="no_pack")]
)
async def test_a_refusal_crosses_the_line_as_the_same_error(rig, settings, error):
    rig.error = error
    async with RigLink(settings) as link:
        await _until(lambda: link.connected)
        with pytest.raises(type(error)) as heard:
            await link.act("stem.mute", {})
        assert (heard.value.message, heard.value.wire_code) == (error.message, error.wire_code)


async def test_a_fault_of_the_rig_is_an_answer_too(rig, settings):
    rig.error = ValueError("bug")
    async with RigLink(settings) as link:
        await _until(lambda: link.connected)
        with pytest.raises(SfaError) as heard:
            await link.act("deck.play", {"deck": "A"})
        assert heard.value.wire_code == "rig_error"


async def test_patches_keep_the_mirror_true(rig, settings):
    heard: list[str] = []
    async with RigLink(settings) as link:
        link.subscribe(lambda kind, _: heard.append(kind))
        await _until(lambda: link.connected)
        rig.server.tell("patch", {"epoch": "e", "seq": 4, "changes": {"/master/gain_db": -3.0}})
        await _until(lambda: heard[-1] == "patch")
        assert link.state == {"epoch": "e", "seq": 4, "master": {"gain_db": -3.0}}


async def test_without_a_rig_an_action_is_refused_at_once(settings):
    async with RigLink(settings) as link:
        with pytest.raises(LinkError, match="restarting"):
            await link.act("deck.play", {"deck": "A"})


async def test_a_rig_that_dies_answers_the_waiting_and_is_called_again(rig, settings):
    async with RigLink(settings) as link:
        await _until(lambda: link.connected)
        asked = asyncio.create_task(link.act("hang"))
        await asyncio.sleep(0.05)
        await rig.server.stop()
        with pytest.raises(LinkError):
            await asked
        await _until(lambda: not link.connected)
        again = LinkServer(socket_path(settings), rig)
        await again.start()
        await _until(lambda: link.connected)
        await again.stop()


async def test_nonsense_on_the_line_hangs_up_and_nothing_else(rig, settings):
    reader, writer = await asyncio.open_unix_connection(socket_path(settings))
    await reader.readline()
    writer.write(b"{nonsense\n")
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    async with RigLink(settings) as link:
        await _until(lambda: link.connected)


async def test_a_server_that_does_not_read_costs_the_rig_a_bounded_buffer(rig, settings):
    reader, writer = await asyncio.open_unix_connection(socket_path(settings))
    await reader.readline()
    body = {"filler": "x" * 65_536}
    for _ in range(1000):
        rig.server.tell("meters", body)
    waiting = sum(each.transport.get_write_buffer_size() for each in rig.server._writers)
    assert waiting < 1 << 20
    for _ in range(1000):
        rig.server.tell("event", body)
    await _until(lambda: not rig.server._writers)
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


def test_a_data_folder_that_lies_too_deep_still_has_a_socket(tmp_path):
    deep = tmp_path / ("x" * 120)
    assert len(str(socket_path(Settings(data=deep)))) < 100
