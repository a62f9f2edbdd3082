"""The controllers' mappings: to be listed, taken along, brought and taken away."""

from __future__ import annotations

from typing import Annotated, Any, Final

from aiohttp import web
from msgspec import Meta, Struct

from web.filenames import attachment
from web.parts import parts_of
from web.routing import Resource

presets: Final = Resource("presets")


class Preset(Struct, frozen=True):
    """A controller's mapping."""

    #: Its file's name without ``.toml``.
    name: str
    #: What it calls itself.
    title: str
    #: It is the user's own; the others are shipped, and an own one of the same name hides them.
    own: bool
    #: The mapping that it began as, when it was learnt.
    based_on: str | None = None
    #: Why it cannot be used, in a sentence.
    problem: str | None = None


class Presets(Struct, frozen=True):
    """Every mapping there is."""

    presets: tuple[Preset, ...]


class PresetText(Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping's file, as `docs/controllers.md` describes it."""

    text: Annotated[str, Meta(max_length=256_000)]


class PresetTaken(Struct, frozen=True):
    """A mapping that was taken in: the controllers that it fits play by it already."""

    name: str
    title: str
    #: How many knobs, faders and buttons it has.
    controls: int


class PresetControl(Struct, frozen=True):
    """One control of a mapping and what it does."""

    #: Its name, by which `midi.forget` takes it away.
    control: str
    layer: str | None
    #: By its name in the vocabulary; ``macro`` where it is more than one.
    action: str
    args: dict[str, Any]
    #: How it is done, where the mapping says: ``range``, ``low``, ``high``, ``curve``, ``button``. `midi.learn` takes
    #: them among its arguments.
    how: dict[str, Any]


class PresetControls(Struct, frozen=True):
    """Every control of a mapping, in the file's order."""

    controls: tuple[PresetControl, ...]


@presets.route("GET", "/api/midi/presets", gives=Presets)
async def list_presets(request: web.Request) -> dict[str, Any]:
    """Every mapping, shipped ones and the user's own."""
    return {"presets": await parts_of(request).link.ask("presets.list")}


@presets.route("GET", "/api/midi/presets/{name}", gives="application/toml")
async def export_preset(request: web.Request) -> web.Response:
    """A mapping's file, to be saved."""
    name = request.match_info["name"]
    text = await parts_of(request).link.ask("presets.text", name=name)
    return web.Response(text=text, content_type="application/toml", headers=attachment(f"{name}.toml"))


@presets.route("GET", "/api/midi/presets/{name}/controls", gives=PresetControls)
async def list_controls(request: web.Request) -> dict[str, Any]:
    """What every control of a mapping does."""
    return {"controls": await parts_of(request).link.ask("presets.controls", name=request.match_info["name"])}


@presets.route("PUT", "/api/midi/presets/{name}", takes=PresetText, gives=PresetTaken)
async def import_preset(request: web.Request, asked: PresetText) -> Any:
    """Bring a mapping of your own; with a shipped one's name it takes that one's place.

    One with mistakes is refused with all of them and their lines, and the one before stays.
    """
    return await parts_of(request).link.ask("presets.save", name=request.match_info["name"], text=asked.text)


@presets.route("DELETE", "/api/midi/presets/{name}", gives=None, status=204)
async def remove_preset(request: web.Request) -> web.Response:
    """Take a mapping of your own away; a shipped one of its name is there again."""
    await parts_of(request).link.ask("presets.remove", name=request.match_info["name"])
    return web.Response(status=204)
