"""The server process: library, jobs' news, the line to the rig and the web, started in order and stopped in reverse.

``python -m sfa_live.server '<settings json>'``; exit code 0 after SIGTERM, 2 when the port is taken.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from typing import Final

from aiohttp import web

from sfa_live.errors import SfaError, UsageError
from sfa_live.first_show import put_on_decks
from sfa_live.jobs import JobFeed
from sfa_live.link import RigLink
from sfa_live.music import Database, Library
from sfa_live.processes import beginning
from sfa_live.settings import Settings, decode_settings
from sfa_live.storage import MediaStore
from web.app import make_app
from web.gate import require_loopback
from web.parts import Parts
from web.ports import listen

log = logging.getLogger("sfa_live.server")

#: Seconds that answers under way have when the server stops.
_LAST_WORDS: Final = 1.0
#: Seconds that a refused upload may go on before its connection is closed.
_LINGER: Final = 0.5


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Run the server until told to stop. `UsageError` when the port or the host cannot be used."""
    async with contextlib.AsyncExitStack() as stack:
        require_loopback(settings.host)
        door = stack.enter_context(contextlib.closing(listen(settings.host, settings.port)))
        store = MediaStore(settings.media)
        await asyncio.to_thread(store.ensure)
        await asyncio.to_thread(store.remove_stale_staging)
        database = Database(settings)
        await asyncio.to_thread(database.migrate)
        stack.callback(database.close)
        stack.push_async_callback(database.aclose)
        library = Library(database, store)
        demo = await library.add_demo() if settings.demo else ()
        link = await stack.enter_async_context(RigLink(settings))
        parts = Parts(settings=settings, store=store, library=library, feed=JobFeed(database), link=link)
        runner = web.AppRunner(make_app(parts), access_log=None, shutdown_timeout=_LAST_WORDS, lingering_time=_LINGER)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, door).start()
        first = asyncio.create_task(put_on_decks(library, link, demo))
        stack.callback(first.cancel)
        log.info("The page is at http://%s:%d.", settings.host, settings.port)
        await stop.wait()
        log.info("Stopping.")


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; a second one ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def begin_to_stop() -> None:
        stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, begin_to_stop)
    await serve(settings, stop)


def main() -> int:
    """The process's entry: its exit code."""
    settings = decode_settings(sys.argv[1])
    beginning.begin(settings)
    try:
        asyncio.run(run(settings))
    except SfaError as wrong:
        log.error("%s", wrong.message)  # noqa: TRY400 - a sentence for the user, no traceback
        return 2 if isinstance(wrong, UsageError) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
