"""What the rig writes down, so that nothing is lost: the show, what is written on songs, and all that was done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sfa_live.model.show_state import ShowState
from sfa_live.rig_devices import DeviceBook
from sfa_live.settings import Settings
from sfa_live.show import ActionLog, Done, Journal, Keeper, Kept, MarkBook
from sfa_live.show.scenes import Scenes
from sfa_live.show.script import Begin, SongPaper

Look = Callable[[], tuple[ShowState, Scenes]]


class Memory:
    """The files of one life of the rig. Nobody who writes into it ever waits. Thread: the rig's loop, unless said."""

    def __init__(self, settings: Settings, look: Look) -> None:
        """``look`` tells the present; what is written into the journal is that with every deck where it is now."""
        self._look = look
        self._keeper = Keeper()
        self.journal = Journal(settings.run_folder / "show.json", self._keeper)
        self.marks = MarkBook(settings.marks, self._keeper)
        self.devices = DeviceBook(settings.data / "midi-devices.json", self._keeper)
        begin = Begin(settings.rate, settings.channels)
        self._night = ActionLog(settings.nights, begin, datetime.now())  # noqa: DTZ005 - the stage's own clock

    @property
    def trouble(self) -> str | None:
        """What is not kept now, or was not there to come back, in a sentence; None when all is well."""
        return self._keeper.trouble or self._night.trouble or self.journal.message

    def start(self) -> None:
        """Begin to write."""
        self._keeper.start()
        self._night.start()

    def note(self) -> None:
        """Something changed. Marks come first, so that the journal never knows of one that is lost."""
        self.note_marks()
        self.journal.note(Kept(*self._look()))

    def note_marks(self) -> None:
        """A song has come onto a deck, or a hand has written on one. Thread: any."""
        self.marks.note(self._look)

    def done(self, done: Done) -> None:
        """This was carried out."""
        song = done.song
        if song is not None:
            self.note_marks()
        paper = None if song is None else SongPaper(song.card, song.marks)
        self._night.note(done.frame, done.action, paper)

    def close(self, last: Kept, frame: int) -> None:
        """The show as it shall come back, and the frame at which its sound ends. Waits until all of it is written."""
        self.note_marks()
        self.journal.note(last)
        self.journal.resumed()
        self._night.close(frame)
        self._keeper.close()
