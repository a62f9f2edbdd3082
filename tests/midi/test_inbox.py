from midi.wire.event import Event, Kind
from midi.wire.inbox import Inbox


def note(number: int) -> Event:
    return Event(Kind.NOTE_ON, 0, number, 100, 0.0)


def knob(value: int) -> Event:
    return Event(Kind.CC, 0, 7, value, 0.0)


def taken(inbox: Inbox) -> list[Event]:
    return [inbox.take() for _ in range(len(inbox))]


def test_what_waits_comes_out_in_its_order():
    inbox = Inbox()
    events = [note(1), knob(1), note(2), knob(2)]
    for event in events:
        inbox.put(event)
    assert taken(inbox) == events
    assert inbox.lost == 0


def test_without_room_the_oldest_place_of_a_knob_gives_way_and_never_a_note():
    inbox = Inbox(room=4)
    for event in (note(1), knob(1), knob(2), note(2), note(3), knob(3), note(4)):
        inbox.put(event)
    assert taken(inbox) == [note(1), note(2), note(3), note(4)]
    assert inbox.lost == 3


def test_where_only_presses_wait_the_newest_is_lost_and_counted():
    inbox = Inbox(room=3)
    for number in range(10):
        inbox.put(note(number))
    inbox.put(knob(1))
    assert taken(inbox) == [note(0), note(1), note(2)]
    assert inbox.lost == 8


def test_a_flood_takes_no_more_room_than_the_inbox_has():
    inbox = Inbox(room=64)
    for value in range(100_000):
        inbox.put(knob(value & 127))
    assert len(inbox) == 64
    assert inbox.lost == 100_000 - 64
