"""A rig that speaks the real link, and the real application on a real port, for the tests of the web."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import wave
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import msgspec
import socketio
from aiohttp import web
from sqlalchemy.orm import Session

from midi.learn.mappings import Mappings
from presets import PresetFolder
from sfa_live.errors import ActionError
from sfa_live.jobs import JobFeed
from sfa_live.link import LinkServer, RigLink, socket_path
from sfa_live.model.action import DECKS, DeckLoad, StemMute, parse_action
from sfa_live.model.job import JobKind, JobStatus
from sfa_live.model.meters import DeckMeters, Meters
from sfa_live.model.show_state import DeckState, ShowState, StemState, changes_between, empty_decks, to_wire
from sfa_live.model.track import TrackView
from sfa_live.music import Database, Library
from sfa_live.music.tables import JobRow, StemRow, TrackRow
from sfa_live.settings import Settings
from sfa_live.storage import MediaStore
from web.app import make_app
from web.limits import Limits
from web.parts import Parts

STEMS = ("vocals", "drums", "bass", "other")


class FakeRig:
    """Keeps a show with one song on deck A, mutes its stems, and answers like the rig over the real link."""

    def __init__(self, settings: Settings) -> None:
        stems = {name: StemState(slot=slot) for slot, name in enumerate(STEMS)}
        deck = DeckState(track_id="a", title="Song", duration_ms=60_000.0, stems=stems)
        self.state = ShowState("life-1", decks={**empty_decks(), "A": deck})
        self.heard: list[tuple[str, Any, str]] = []
        self.monitored: list[str | None] = []
        #: How often the controllers were told to look at their mappings anew.
        self.renewed = 0
        self.mappings = Mappings(PresetFolder([settings.data / "presets"]), self._renew)
        self.loads = asyncio.Event()
        self.loads.set()
        self.line = LinkServer(socket_path(settings), self)

    def whole(self) -> dict[str, Any]:
        return to_wire(self.state)

    async def act(self, name: object, args: object, origin: str) -> dict[str, int]:
        action = parse_action(name, args)
        self.heard.append((action.name, args, origin))
        if isinstance(action, StemMute):
            self._mute(action)
        elif isinstance(action, DeckLoad):
            await self.loads.wait()
        else:
            self.change(master=self.state.master)
        return {"seq": self.state.seq, "frame": 96_000}

    async def ask(self, question: object, body: Mapping[str, Any]) -> Any:
        return await asyncio.to_thread(self.mappings.answer, question, body)

    def monitor(self, port_id: str | None) -> None:
        self.monitored.append(port_id)

    def tell_history(self, port_id: str, *ports: str, more: bool) -> None:
        lines = [{"id": number, "port_id": port} for number, port in enumerate(ports)]
        self.line.tell("event", {"name": "message:history", "port_id": port_id, "lines": lines, "more": more})

    def change(self, **fields: Any) -> None:
        old, self.state = self.state, msgspec.structs.replace(self.state, seq=self.state.seq + 1, **fields)
        changes = changes_between(old, self.state)
        self.line.tell("patch", {"epoch": self.state.epoch, "seq": self.state.seq, "changes": changes})

    def tell_meters(self, frame: int = 0, position_ms: float = 0.0) -> None:
        deck = DeckMeters(position_ms, True, 4.5, (0.5, 0.5), (0.2, 0.2), dict.fromkeys(STEMS, 0.4))
        decks: dict[str, DeckMeters] = dict.fromkeys(DECKS, deck)
        meters = Meters(frame, 16.25, 120.0, (0.5, 0.5), (0.2, 0.2), limiter_db=0.0, load=12.5, decks=decks)
        self.line.tell("meters", msgspec.to_builtins(meters))

    def _renew(self) -> None:
        self.renewed += 1

    def _mute(self, action: StemMute) -> None:
        deck = self.state.decks[action.deck]
        if action.stem not in deck.stems:
            names = ", ".join(deck.stems)
            raise ActionError(f"Deck {action.deck} has no stem {action.stem!r}. It has: {names}.", code="unknown_stem")
        stem = deck.stems[str(action.stem)]
        muted = msgspec.structs.replace(stem, mute=not stem.mute if action.on is None else action.on)
        changed = msgspec.structs.replace(deck, stems={**deck.stems, str(action.stem): muted})
        self.change(decks={**self.state.decks, action.deck: changed})


class Stage:
    """The application as it runs, with ways to look at it from outside."""

    def __init__(
        self, app: web.Application, parts: Parts, database: Database, rig: FakeRig, http: aiohttp.ClientSession
    ) -> None:
        self.app = app
        self.parts = parts
        self.database = database
        self.rig = rig
        self.http = http
        self.url = f"http://127.0.0.1:{parts.settings.port}"
        self._clients: list[socketio.AsyncClient] = []

    async def get(self, path: str, **options: Any) -> tuple[int, Any]:
        """Status and JSON of a GET."""
        return await self.ask("GET", path, **options)

    async def ask(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """Status and JSON of any request."""
        async with self.http.request(method, self.url + path, **options) as answer:
            body = await answer.read()
            return answer.status, msgspec.json.decode(body) if body else None

    async def socket(self, *namespaces: str, **options: Any) -> Listener:
        """A Socket.IO client that has joined these namespaces."""
        client = socketio.AsyncClient(reconnection=False)
        self._clients.append(client)
        listener = Listener(client, namespaces)
        await client.connect(self.url, namespaces=list(namespaces), **{"transports": ["websocket"], **options})
        return listener

    async def close(self) -> None:
        """Hang up."""
        for client in self._clients:
            await client.eio.disconnect(abort=True)

    async def add_song(self, folder: Path, name: str = "song.wav") -> TrackView:
        """Upload a short song; its jobs wait, because no worker runs."""
        path = write_song(folder / name)
        form = aiohttp.FormData()
        form.add_field("file", await asyncio.to_thread(path.read_bytes), filename=name)
        status, body = await self.ask("POST", "/api/tracks", data=form)
        assert status == 201, body
        return msgspec.convert(body["track"], TrackView)

    async def set_job(self, track: TrackView, kind: str, **fields: Any) -> None:
        """Change the row of one of the track's jobs, as a worker would."""

        def change(session: Session) -> None:
            job = next(job for job in track.jobs if job.kind == kind)
            for name, value in fields.items():
                setattr(session.get_one(JobRow, job.id), name, value)

        await self.database.write(change)

    async def finish(self, track: TrackView) -> TrackView:
        """Do what the workers would: stems, pack and analysis are there, jobs are done."""
        await asyncio.to_thread(self._finish, track)
        return track

    def _finish(self, track: TrackView) -> None:
        store, rate = self.parts.store, self.parts.settings.rate
        places = [store.stem(track.id, name) for name in STEMS]
        for number, place in enumerate(places):
            place.parent.mkdir(parents=True, exist_ok=True)
            write_song(place, number)
        store.pack(track.id, rate).write_bytes(b"pack")
        store.analysis(track.id).write_text('{"tempo": 120.0}')
        store.waveform(track.id).write_text('{"points_per_second":100,"duration_ms":500,"stems":{"drums":[0,255]}}')
        with self.database.transaction() as session:
            session.get_one(TrackRow, track.id).pack_rate = rate
            for job in track.jobs:
                row = session.get_one(JobRow, job.id)
                row.status, row.progress = JobStatus.COMPLETED, 100
                if job.kind == JobKind.PROCESSING:
                    session.add_all(
                        StemRow(track_id=track.id, job_id=job.id, stem_type=name, model="original") for name in STEMS
                    )


class Listener:
    """A Socket.IO client that remembers everything that it was told, in order."""

    def __init__(self, client: socketio.AsyncClient, namespaces: tuple[str, ...]) -> None:
        self.client = client
        self.told: list[tuple[str, Any]] = []
        for namespace in namespaces:
            client.on("*", self._note, namespace=namespace)

    async def _note(self, event: str, *bodies: Any) -> None:
        self.told.append((event, *bodies))

    def all(self, event: str) -> list[Any]:
        """The bodies of all events of that name."""
        return [body for name, body in self.told if name == event]

    async def hear(self, event: str, count: int = 1) -> Any:
        """The body of the latest event of that name, once there have been so many."""
        await until(lambda: len(self.all(event)) >= count)
        return self.all(event)[-1]

    async def act(self, action: object, args: object = None) -> dict[str, Any]:
        """The ack of an action."""
        answer: dict[str, Any] = await self.client.call(
            "action", {"action": action, "args": args or {}, "id": 1}, namespace="/live"
        )
        return answer


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


def free_port() -> int:
    """A port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def write_song(path: Path, seed: int = 0) -> Path:
    """Half a second of something, as a wav file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes(bytes((seed + n * 7) % 251 for n in range(88_200)))
    return path


@contextlib.asynccontextmanager
async def open_stage(settings: Settings, limits: Limits, static: Path) -> AsyncIterator[Stage]:
    """The application on its port, with a rig on the line."""
    store = MediaStore(settings.media)
    await asyncio.to_thread(store.ensure)
    database = Database(settings)
    await asyncio.to_thread(database.migrate)
    rig = FakeRig(settings)
    await rig.line.start()
    async with RigLink(settings) as link:
        parts = Parts(
            settings=settings,
            store=store,
            library=Library(database, store),
            feed=JobFeed(database),
            link=link,
            limits=limits,
            static=static,
        )
        runner = web.AppRunner(make_app(parts), access_log=None, shutdown_timeout=0.5, lingering_time=0.5)
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        await until(lambda: link.connected)
        async with aiohttp.ClientSession() as http:
            stage = Stage(runner.app, parts, database, rig, http)
            yield stage
            await stage.close()
        await runner.cleanup()
    await rig.line.stop()
    await database.aclose()
    database.close()
