"""OSC at the real rig: a datagram is heard, the surface sees what the link does, and a taken port stops nothing."""

import socket

import pytest

from bench.stage import Stage, noise_song, write_pack
from sfa_live.settings import Settings
from tests.osc.stage import Surface, until
from tests.rig.test_power_loss import linked
from tests.web.stage import free_port


@pytest.mark.slow
async def test_a_surface_plays_the_rig_and_sees_what_other_hands_do(tmp_path):
    port = free_port()
    settings = Settings(data=tmp_path, audio="null", midi="none", osc=port)
    write_pack(settings.media / "packs", "song", noise_song(20.0))
    with Stage(settings) as stage:
        stage.start_rig()
        async with linked(settings) as link:
            await stage.load(link, ("A", "song"), play=False)
            surface = Surface(port)
            surface.send("/transport/play", 1.0)
            await until(lambda: link.state["decks"]["A"]["playing"])
            assert await surface.hear("/transport/play") == 1.0
            surface.send("/stem/2/volume", 0.375)
            await until(lambda: link.state["decks"]["A"]["stems"]["drums"]["gain_db"] == pytest.approx(-12.04))
            await surface.settle()
            await link.act("stem.mute", {"deck": "A", "stem": "drums"})
            assert await surface.hear("/stem/2/mute") == 1.0
            surface.send("/action/deck/load", "A", "nothing")
            assert (await surface.hear("/error")).endswith(".")
            surface.socket.close()


@pytest.mark.slow
async def test_a_rig_whose_osc_port_is_taken_plays_on_and_hears_osc_as_soon_as_it_is_free(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        settings = Settings(data=tmp_path, audio="null", midi="none", osc=port)
        with Stage(settings) as stage:
            stage.start_rig()
            async with linked(settings) as link:
                await link.act("mixer.crossfader", {"value": 0.5})
                other.close()
                surface = Surface(port)

                def moved():
                    surface.send("/crossfader", 0.0)
                    return link.state["master"]["crossfader"] == -1.0

                await until(moved, 10.0)
                surface.socket.close()
