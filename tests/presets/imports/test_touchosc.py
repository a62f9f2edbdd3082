"""TouchOSC's layouts: what they send as MIDI plays, what they send as OSC is told."""

import base64
import io
import zipfile
import zlib

import pytest

from presets.imports import Fate, import_touchosc, read_foreign
from sfa_live.errors import PresetError
from sfa_live.model.action import DeckPlay, MixerCrossfader, StemGain, StemMute, StemSolo
from tests.midi.hands import CC, NOTE, OFF
from tests.presets.imports.playing import play


def coded(words: str) -> str:
    return base64.b64encode(words.encode()).decode()


def old_control(kind, name, midi="", osc=""):
    """A control of the old kind; ``midi``: (kind of message, channel, number, bottom, top)."""
    message = ""
    if midi:
        type_, channel, number, low, high = midi
        where = f'type="{type_}" channel="{channel}" data1="{number}"'
        message = f'<midi var="x" {where} data2f="{low}" data2t="{high}" sysex=""/>'
    address = f'osc_cs="{coded(osc)}"' if osc else ""
    return f'<control name="{coded(name)}" x="0" y="0" w="9" h="9" {address} type="{kind}">{message}</control>'


def old_layout(*controls):
    page = f'<tabpage name="{coded("1")}">{"".join(controls)}</tabpage>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("index.xml", f'<?xml version="1.0"?><layout version="17" mode="0">{page}</layout>')
    return file.getvalue()


def new_control(kind, name, *messages, **properties):
    told = {"name": name, **properties}
    keys = "".join(f"<property type='s'><key>{k}</key><value>{v}</value></property>" for k, v in told.items())
    inside = f"<properties>{keys}</properties><values/><messages>{''.join(messages)}</messages>"
    return f"<node ID='x' type='{kind}'>{inside}</node>"


def new_midi(kind, channel, number, *, number_is="CONSTANT"):
    """A control change or a note; what stands for its number may be moved by the hand."""
    value = "<value><type>{}</type><key></key><scaleMin>{}</scaleMin><scaleMax>{}</scaleMax></value>"
    values = value.format("CONSTANT", 0, 15) + value.format(number_is, 0, 1) + value.format("VALUE", 0, 127)
    message = f"<type>{kind}</type><channel>{channel}</channel><data1>{number}</data1><data2>0</data2>"
    head = "<enabled>1</enabled><send>1</send><receive>1</receive>"
    return f"<midi>{head}<message>{message}</message><values>{values}</values></midi>"


def new_osc(*path):
    parts = "".join(f"<partial><type>{kind}</type><value>{value}</value></partial>" for kind, value in path)
    return f"<osc><enabled>1</enabled><send>1</send><path>{parts}</path></osc>"


def new_layout(*nodes):
    children = f"<node ID='r' type='GROUP'><children>{''.join(nodes)}</children></node>"
    return zlib.compress(f"<?xml version='1.0' encoding='UTF-8'?><lexml version='4'>{children}</lexml>".encode())


def test_an_old_layouts_faders_and_buttons_play():
    layout = import_touchosc(
        old_layout(
            old_control("faderv", "fader1", (0, 1, 20, 0, 127), "/stem/2/volume"),
            old_control("push", "Mute 3", (1, 1, 60, 0, 127)),
            old_control("rotaryh", "crossfader", (0, 2, 9, 127, 0)),
            old_control("toggle", "play", (0, 1, 50, 0, 127), "/deck/2/play"),
        )
    )
    heard = play(layout, (CC, 20, 96), (NOTE, 60, 9), (OFF, 60, 0), (CC | 1, 9, 127), (CC, 50, 127))
    assert heard == [
        StemGain(deck="A", stem=2, db=0.0),
        StemMute(deck="A", stem=3, on=True),
        MixerCrossfader(value=-1.0),
        DeckPlay(deck="B"),
    ]


def test_a_toggle_that_sends_on_and_off_by_turns_is_on_and_off_by_turns():
    layout = import_touchosc(old_layout(old_control("toggle", "solo1", (0, 1, 33, 0, 127))))
    heard = play(layout, (CC, 33, 127), (CC, 33, 0))
    assert heard == [StemSolo(deck="A", stem=1, on=on) for on in (True, False)]


def test_the_originals_own_layout_is_known_by_its_messages():
    faders = [old_control("faderv", "x", (0, 1, number, 0, 127)) for number in (7, 14)]
    layout = import_touchosc(old_layout(*faders, old_control("push", "y", (0, 1, 18, 0, 127))))
    assert play(layout, (CC, 7, 0), (CC, 18, 127)) == [
        StemGain(deck="A", stem=1, db=-90.0),
        StemMute(deck="A", stem=2, on=True),
    ]
    assert [line.what for line in layout.report] == [
        "x (faderv), cc 7 channel 1",
        "x (faderv), cc 14 channel 1",
        "y (push), cc 18 channel 1",
    ]


def test_a_new_layout_plays_too_and_its_channels_begin_at_nought():
    layout = import_touchosc(
        new_layout(
            new_control("FADER", "stem 1 volume", new_midi("CONTROLCHANGE", 0, 7)),
            new_control("BUTTON", "b", new_midi("NOTE_ON", 1, 36), new_osc(("CONSTANT", "/stem/4/mute")), buttonType=1),
        )
    )
    heard = play(layout, (CC, 7, 127), (NOTE | 1, 36, 127), (OFF | 1, 36, 0))
    assert heard == [StemGain(deck="A", stem=1, db=6.0), *(StemMute(deck="A", stem=4, on=on) for on in (True, False))]


@pytest.mark.parametrize(
    ("address", "fate", "why"),
    [
        ("/stem/1/volume", Fate.KEPT, "listens to this address as it is: stem.gain deck A stem 1."),
        ("/mixer/crossfader", Fate.KEPT, "listens to this address as it is: mixer.crossfader."),
        ("/1/stem2/mute", Fate.APPROXIMATED, "call it /stem/2/mute in the layout"),
        ("/1/fader3", Fate.APPROXIMATED, "call it /stem/3/volume in the layout"),
        ("/crossfader", Fate.KEPT, "listens to this address as it is: mixer.crossfader."),
        ("/pad/4", Fate.KEPT, "listens to this address as it is: stem.mute deck A stem 4."),
        ("/pad/10", Fate.KEPT, "listens to this address as it is: deck.cue deck A slot 2."),
        ("/pad/99", Fate.LEFT_OUT, "does not listen to this address"),
        ("/transport/next", Fate.KEPT, "listens to this address as it is: cue.next deck A."),
        ("/lights/strobe", Fate.LEFT_OUT, "does not listen to this address"),
    ],
)
def test_an_osc_address_is_told_with_the_one_that_it_should_be(address, fate, why):
    for layout in (
        old_layout(old_control("faderv", "x", osc=address)),
        new_layout(new_control("FADER", "x", new_osc(("CONSTANT", address)))),
    ):
        (line,) = import_touchosc(layout).report
        assert line.fate is fate
        assert why in line.why
        assert address in line.what


def test_an_address_made_of_parts_and_the_controls_name_is_put_together():
    path = new_osc(("CONSTANT", "/stem/"), ("CONSTANT", "2/"), ("PROPERTY", "name"))
    (line,) = import_touchosc(new_layout(new_control("FADER", "volume", path))).report
    assert line.what == "volume (fader), OSC /stem/2/volume"


@pytest.mark.parametrize(
    ("control", "why"),
    [
        (old_control("faderv", "x", (0, 5, 99, 0, 127)), "neither its address nor its name says what it is for"),
        (old_control("xy", "crossfader", (0, 5, 99, 0, 127)), "a xy has more than one value"),
        (old_control("push", "play", (9, 1, 0, 0, 127)), "its message has no number of its own"),
        (old_control("push", "crossfader", (1, 1, 0, 0, 127)), "needs a knob or fader"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(control, why):
    imported = import_touchosc(old_layout(control))
    assert imported.presets == ()
    assert why in imported.report[0].why


def test_a_message_that_is_not_sent_and_one_whose_number_moves_are_no_controls():
    off = new_midi("CONTROLCHANGE", 0, 7).replace("<send>1</send>", "<send>0</send>")
    assert import_touchosc(new_layout(new_control("FADER", "volume 1", off))).report == ()
    moving = new_midi("CONTROLCHANGE", 0, 7, number_is="VALUE")
    assert import_touchosc(new_layout(new_control("FADER", "volume 1", moving))).presets == ()


def test_the_kind_of_file_is_known_by_what_is_in_it():
    layouts = [old_layout(old_control("faderv", "volume 1", (0, 1, 7, 0, 127))), new_layout(new_control("FADER", "x"))]
    layouts.append(zlib.decompress(layouts[1]))
    assert {read_foreign("some.bin", layout).kind for layout in layouts} == {"a TouchOSC layout"}


def test_a_layout_without_its_index_is_refused_in_a_sentence():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("other.xml", "<layout/>")
    with pytest.raises(PresetError, match=r"There is no index\.xml in this archive"):
        import_touchosc(file.getvalue())
