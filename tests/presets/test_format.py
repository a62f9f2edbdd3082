"""The whole format: what every table and key becomes, and a sentence for what does not go together."""

import pytest

from presets import Address, Button, Curve, Echo, Encoder, KeepAlive, Only, Scale, Takeover, Turn, When
from presets.own import SurfaceLayer
from presets.read import read_preset
from presets.styles import RingLook
from sfa_live.errors import PresetError
from sfa_live.model.action import DeckStop, SceneRecall

HEAD = 'format = 1\nname = "Test"\nlayers = ["shift", "fx"]\npages = 2\n'
REST = """\
takeover = "pickup"
echo = "release"
tried = "by Ada, firmware 1.0"
[match]
ports = ["test"]
identity = "47 4F 00 19"
usb = ["09e8:004F"]
[settings]
global_channel = 3
shift_note = 98
[connect]
send = ["B{global_channel} 00 7F", "F0 47 {global_channel} F7"]
[keep_alive]
send = ["F0 47 F7"]
every_ms = 200
[lamps.pads]
send = "note"
lit = 127
off = 0
armed = 2
armed_channel = 15
[rings.pots]
send = "cc"
number_offset = 48
style = "pan"
bottom = 17
top = 27
off = 0
[texts.strip]
message = "F0 00 00 66 14 12 {column} {text} F7"
width = 7
"""


def read(binds: str, head: str = HEAD + REST, settings=None):
    return read_preset(head + binds, "test", "test.toml", settings or {})


def one(bind: str):
    return read(f"[[bind]]\n{bind}").controls[0]


MUTE = 'note = 36\naction = "stem.mute"\ndeck = "A"\nstem = 1\n'
GAIN = 'action = "stem.gain"\ndeck = "A"\nstem = 1\n'
TAP = 'note = 40\naction = "deck.tap"\ndeck = "A"\n'


def test_the_head_of_a_file():
    preset = read("")
    assert (preset.match.identity, preset.match.usb) == (b"\x47\x4f\x00\x19", ("09E8:004F",))
    assert (preset.layers, preset.pages, preset.echo) == (("shift", "fx"), 2, Echo.RELEASE)
    assert preset.tried == "by Ada, firmware 1.0"
    assert preset.keep_alive == KeepAlive((b"\xf0\x47\xf7",), 200)
    assert preset.lamp_rate == 2_000


def test_a_setting_stands_wherever_its_number_stands():
    preset = read('[[bind]]\nnote = "{shift_note}"\nchannel = "{global_channel}"\naction = "deck.tap"\ndeck = "A"\n')
    assert preset.settings == {"global_channel": 3, "shift_note": 98}
    assert preset.connect == (b"\xb2\x00\x7f", b"\xf0\x47\x03\xf7")
    assert preset.controls[0].address == Address("note", (2,), 98)


def test_a_user_sets_what_the_file_lets_him_set():
    preset = read(
        '[[bind]]\nnote = 1\nwith = "note {shift_note}"\naction = "panic"\n', settings={"shift_note": 5, "x": 1}
    )
    assert preset.controls[0].beside == Address("note", tuple(range(16)), 5)
    assert preset.settings == {"global_channel": 3, "shift_note": 5}


def test_lamps_rings_and_texts():
    preset = read("")
    pads, pots, strip = preset.styles["pads"], preset.rings["pots"], preset.texts["strip"]
    assert pads.messages(5, "armed") == (bytes((0x9E, 5, 2)),)
    assert pads.messages(5, "lit") == (bytes((0x90, 5, 127)),)
    assert pots.look is RingLook.PAN
    assert [pots.message(2, share)[1:] for share in (0.0, 0.5, 1.0, None)] == [
        bytes((50, value)) for value in (17, 22, 27, 0)
    ]
    assert strip.message(1, "Vöcals") == bytes.fromhex("F0000066141207") + b"V?cals \xf7"


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("cc14 = 7", Address("cc14", tuple(range(16)), 7)),
        ("bend = true", Address("bend", tuple(range(16)), 0)),
        ("pressure = true\nchannel = 2", Address("pressure", (1,), 0)),
        ("key_pressure = 60", Address("key_pressure", tuple(range(16)), 60)),
        ("nrpn = 1234", Address("nrpn", tuple(range(16)), 1234)),
        ('rpn = 0\nchannel = "2..15"', Address("rpn", tuple(range(1, 15)), 0)),
    ],
)
def test_every_kind_of_fader(key, address):
    control = one(f"{key}\n{GAIN}")
    assert control.address == address
    assert control.is_fader
    assert control.scale == Scale("db", Curve.LEVEL, -90.0, 6.0)
    assert control.takeover is Takeover.PICKUP


def test_everything_that_a_button_can_say():
    control = one(MUTE + 'layer = "shift"\npage = 2\nwith = "cc 20 channel 3"\nwhen = "long"\nonly = "playing"\n')
    assert (control.layer, control.page, control.when, control.only) == ("shift", 2, When.LONG, Only.PLAYING)
    assert control.beside == Address("cc", (2,), 20)
    assert one(TAP + "wait = true").wait


def test_a_button_in_a_layer_of_its_own():
    control = one('note = 98\naction = "surface.layer"\nlayer = "shift"\n')
    assert (control.layer, control.asked, control.button) == (None, SurfaceLayer(layer="shift"), Button.MOMENTARY)


def test_an_endless_knob():
    control = one('cc = 16\nencoder = "auto"\nstep = 0.5\naccelerate = true\nring = "pots"\n' + GAIN)
    assert control.turn == Turn(Encoder.AUTO, None, 0.5, True)
    assert (control.takeover, control.ring) == (Takeover.NONE, "pots")
    assert one('cc = 1\nencoder = "offset"\naction = "deck.jog"\ndeck = "A"\n').turn == Turn(Encoder.OFFSET, "ms", 10.0)


def test_a_motor_fader_with_a_strip():
    control = one('bend = true\nmotor = true\ntouch = "note 104"\ntext = "strip"\ncolumn = 3\n' + GAIN)
    assert (control.motor, control.touch) == (True, Address("note", tuple(range(16)), 104))
    assert (control.text, control.column) == ("strip", 3)


def test_a_macro():
    control = one(
        'note = 1\nquantise = "1 bar"\nmacro = [{action = "deck.stop", deck = 1}, '
        '{action = "scene.recall", slot = 2, quantise = "now"}]\n'
    )
    assert [step.asked for step in control.macro] == [
        DeckStop(deck="A", quantise="1 bar"),
        SceneRecall(slot=2, quantise="now"),
    ]


def test_the_numbers_of_a_row_move_with_the_bank_and_a_single_one_stays():
    row = read('[[bind]]\nnote = "1..2"\naction = "stem.mute"\ndeck = "focus"\nstem = "1..2"\n').controls
    assert [control.banked for control in row] == [("stem",), ("stem",)]
    assert row[0].args == {"deck": "focus", "stem": 1}
    assert one(MUTE).banked == ()


def test_one_control_can_be_many_things_at_different_times():
    binds = [
        MUTE,
        MUTE + 'layer = "shift"\n',
        MUTE + "page = 1\n",
        MUTE + 'when = "double"\n',
        MUTE + 'with = "note 1"\n',
    ]
    binds += [MUTE + 'only = "playing"\n', MUTE + 'only = "stopped"\n']
    assert len(read("".join(f"[[bind]]\n{bind}" for bind in binds)).controls) == 7


WRONG = [
    (MUTE + 'layer = "shfit"', "there is no layer 'shfit'. Did you mean 'shift'?"),
    (MUTE + "page = 3", "there is no page 3: the file says pages = 2."),
    ('note = 1\naction = "surface.layer"\nlayer = "fxx"', "there is no layer 'fxx'. Did you mean 'fx'?"),
    ('note = 1\naction = "surface.page"\npage = 3', "there is no page 3"),
    (MUTE + 'when = "dubble"', "there is no when 'dubble'. Did you mean 'double'?"),
    (MUTE + "wait = true\nbutton = 'hold'", "what is held cannot wait: it acts at once."),
    (MUTE + "wait = true\nwhen = 'long'", "only a plain press can wait."),
    (MUTE + "when = 'release'\nbutton = 'hold'", "what acts on release cannot be held."),
    (
        "note = 1\naction = 'loop.roll'\ndeck = 'A'\nbeats = 1\nwait = true",
        "what is held cannot wait: it acts at once.",
    ),
    ("note = 1\naction = 'surface.layer'\nlayer = 'fx'\nwait = true", "what is held cannot wait: it acts at once."),
    (
        "note = 1\naction = 'deck.nudge'\ndeck = 'A'\npercent = 2\nwhen = 'release'",
        "what acts on release cannot be held: write on = true or on = false.",
    ),
    (
        "nrpn = 300\nring = 'pots'\n" + GAIN,
        "a MIDI number is 0 to 127, but the ring of nrpn 300 on any channel is 348.",
    ),
    (
        MUTE + "lamp = 'wide'\nlamp_number = 100\n[lamps.wide]\nsend = 'note'\nlit = 127\noff = 0\ncolours = [0, 72]",
        "a MIDI number is 0 to 127, but the lamp of note 36 on any channel is 172.",
    ),
    (
        "cc = 7\ntext = 'strip'\ncolumn = 20\n" + GAIN,
        "a MIDI number is 0 to 127, but the column of text of cc 7 on any channel is 140.",
    ),
    (TAP.replace("note", "program") + "when = 'long'", "a program change is never let go."),
    (MUTE.replace("note", "program") + "button = 'hold'", "a program change is never let go: it cannot hold anything."),
    ('note = 1\naction = "panic"\nonly = "playing"', "only = … looks at the bind's deck, and this bind has none."),
    (MUTE + 'with = "note 200"', "a MIDI number is 0 to 127 and a channel 1 to 16, but with is 'note 200'."),
    (MUTE + 'with = "pad 3"', "with takes a button such as 'note 98', not 'pad 3'."),
    (MUTE + 'encoder = "twos"', "an endless knob sends CC: write cc = … for it."),
    (MUTE + 'takeover = "pickup"', "takeover is for knobs and faders only."),
    (MUTE + "motor = true", "only a fader that sends cc, cc14 or bend has a motor."),
    (MUTE + 'ring = "pots"', "a ring shows a value, and this control moves none."),
    ("cc = 1\n" + GAIN + 'ring = "pot"', "there is no ring style 'pot'. Did you mean 'pots'?"),
    ("cc = 1\n" + GAIN + 'when = "long"', "a fader or knob is not pressed: leave 'when' out."),
    ("cc = 1\n" + GAIN + "low = -100.0", "low takes -90 to 6, not -100.0."),
    ("cc = 1\n" + GAIN + "low = 1\nhigh = 1", "low and high are the same: the control would move nothing."),
    ("cc = 1\n" + GAIN + 'curve = "log"', "a curve 'log' needs low and high above 0, but it goes from -90 to 6."),
    ("cc = 1\n" + GAIN + "step = 1", "only an endless knob has it: write encoder = … for one."),
    ('cc = 1\nencoder = "twos"\ntakeover = "scale"\n' + GAIN, "takeover is for faders and knobs that have a place"),
    ('cc = 1\naction = "clock.tempo"\nlow = 60', "how far shall bpm go? Write low = … and high = …, each 20 to 400."),
    ('bend = true\naction = "panic"', "panic has nothing that a fader or knob could move here."),
    ("note = 1\nvelocity = 'dB'\n" + GAIN, "there is no number of stem.gain 'dB'. Did you mean 'db'?"),
    ("note = 1\nmacro = []", "a macro is a list of actions"),
    ("note = 1\nmacro = [{action = 'deck.stopp', deck = 'A'}]", "there is no action 'deck.stopp'. Did you mean"),
    ("note = 1\nmacro = [{action = 'deck.stop', deck = 'E'}]", "there is no deck 'E'."),
    ("note = 1\naction = 'panic'\nmacro = [{action = 'panic'}]", "a bind has either an action or a macro"),
    ("note = 1\nlamp = 'pads'", "a bind needs an action, such as action = 'stem.mute', or a macro."),
    (MUTE + 'channel = "9..3"', "channels are 1 to 16, the lower first, but it is '9..3'."),
    (TAP + 'lamp_number = "{shft_note}"', "there is no setting of this file 'shft_note'. Did you mean 'shift_note'?"),
    (MUTE + "[[bind]]\n" + MUTE + 'layer = "fx"\n[[bind]]\n' + MUTE + 'layer = "fx"', "bound already, in line 41."),
    ("cc14 = 7\n" + GAIN + '[[bind]]\ncc = 39\naction = "panic"', "cc 39 on channel 1 is bound as a pair already"),
    ("cc = 39\naction = 'panic'\n[[bind]]\ncc14 = 7\n" + GAIN, "bound as a control of its own already, in line 36."),
]  # fmt: skip


@pytest.mark.parametrize(("bind", "sentence"), WRONG)
def test_what_does_not_go_together_is_one_sentence(bind, sentence):
    with pytest.raises(PresetError) as caught:
        read(f"[[bind]]\n{bind}\n")
    assert sentence in caught.value.message
    assert len(caught.value.lines) == 1, caught.value.message


def test_all_mistakes_are_told_each_with_its_line():
    text = (
        'format = 1\nname = "Test"\npagse = 2\n[match]\nports = ["x"]\ntype = "usbb"\n'
        '[lamps.pads]\nsend = "note"\nlit = 200\noff = 0\n'
        '[[bind]]\nnote = "36..38"\naction = "stem.mut"\ndeck = "A"\nstem = "1..3"\n'
        '[[bind]]\nnote = 300\naction = "stem.mute"\ndeck = "E"\nstem = 1\nlamp = "pads"\nbuton = "hold"\n'
        '[[bind]]\ncc = 1\naction = "stem.gain"\ndeck = "A"\nstem = 9\nrange = 3\n'
    )
    with pytest.raises(PresetError) as caught:
        read_preset(text, "test", "test.toml")
    assert caught.value.lines == (
        (3, "there is no setting 'pagse'. Did you mean 'pages'?"),
        (6, "there is no type 'usbb'. Did you mean 'usb'?"),
        (9, "a lamp's value is a number from 0 to 127; for sysex a list of them will do, too."),
        (13, "there is no action 'stem.mut'. Did you mean 'stem.mute'?"),
        (17, "note takes 0 to 127, not 300."),
        (19, "there is no deck 'E'. There are: A, B, C, D."),
        (22, "there is no setting of stem.mute 'buton'. Did you mean 'button'?"),
        (27, "stem takes name or number 1 to 8, not 9."),
        (28, "only faders of these have a range: deck.eq, deck.tempo, deck.key_shift."),
    )
    assert caught.value.message.startswith("test.toml, line 3: there is no setting 'pagse'.")
