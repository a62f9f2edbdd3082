from hypothesis import given
from hypothesis import strategies as some

from midi.monitor import in_words
from midi.surface import Surface
from midi.wire.parser import Parser
from presets import load_preset
from tests.midi.hands import FakeShow

SHOW = FakeShow()
SURFACE = Surface("input:x", load_preset("generic"), SHOW.deliver, SHOW.current)
STATUS_FIRST = some.tuples(some.integers(0x80, 0xFF), some.integers(0, 255), some.integers(0, 255))
ANYTHING = some.lists(some.integers(0, 255), max_size=40)


@given(some.lists(some.one_of(STATUS_FIRST, ANYTHING), max_size=20))
def test_no_bytes_ever_raise(messages):
    for message in messages:
        for event in Parser().feed(bytes(message), 0.0):
            SURFACE.hear(event)
            assert in_words(event)
    SURFACE.settle(0.0)
    SURFACE.let_go()
    SHOW.heard.clear()
