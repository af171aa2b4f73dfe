"""One command for the four processes: prepared, started, watched, and ended together."""

import asyncio
import errno
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence

import httpx

from agency.children import GRACE, Child, end_with_parent
from agency.dispatch import dispatch_for
from agency.logs import configure_logs
from agency.preparation import WayIn, is_lived_in, live_in, make_database, make_home, make_way_in
from agency.processes import ASSISTANT_MODEL, four_processes
from agency.refusals import said_in_a_sentence
from agency.settings import Settings

PATIENCE = 600.0  # seconds until everything must have answered once
TOO_MANY_DEATHS = 5  # before that first answer
EVERY = 15.0  # seconds between two looks at a running house
# A full disk or a locked database is not mended by starting the assistant again.
TO_BE_MENDED = {
    "no_room": "the disk of AGENCY_HOME is all but full, make room there",
    "cannot_keep": "nothing can be kept, `agency doctor` says more",
}
SILENT_FOR = 90.0  # an assistant that is up and answers nobody is started again after this


class CannotStart(Exception):
    """The house cannot start; the message is the one sentence that says why."""


class House:
    """
    Processes that stand and fall together.

    *ready_url* answers well once a real question went all the way through. The
    first process is the assistant: a mute or swollen one is started again.
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        ready_url: str,
        memory_mb: int,
        say: Callable[[str], None],
        welcome: Callable[[float], None],
    ) -> None:
        self.children = children
        self.assistant = children[0]
        self.ready_url = ready_url
        self.memory_mb = memory_mb
        self.say = say
        self.welcome = welcome

    async def run(self, *, grace: float = GRACE) -> None:
        """Run until SIGINT, SIGTERM or SIGHUP; whatever happens, leave no process behind."""
        asked = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, asked.set)

        ending = asyncio.create_task(asked.wait())
        keeping = [asyncio.create_task(child.keep()) for child in self.children]
        watching = asyncio.create_task(self.open_and_watch())
        working = [watching, *keeping]
        try:
            await asyncio.wait([ending, *working], return_when=asyncio.FIRST_COMPLETED)
            for task in working:
                if task.done():
                    task.result()
        finally:
            ending.cancel()
            watching.cancel()
            await asyncio.gather(*(child.end(grace) for child in self.children))
            await asyncio.gather(ending, *working, return_exceptions=True)
        self.say("every process has ended")

    async def open_and_watch(self) -> None:
        self.welcome(await self.wait_until_ready())
        await self.watch()

    async def wait_until_ready(self) -> float:
        """Return, once a real question was answered, how many seconds that took."""
        began = told = time.monotonic()
        while not await self.is_ready():
            worst = max(self.children, key=lambda child: child.deaths)
            if worst.deaths >= TOO_MANY_DEATHS:
                raise CannotStart(f"{worst.name} keeps ending; its lines above say why.")
            now = time.monotonic()
            if now - began > PATIENCE:
                raise CannotStart("the assistant has not answered in ten minutes.")
            if now - told > EVERY:
                told = now
                self.say(f"waiting for the first answer, {now - began:.0f} s{await self.why()}")
            await asyncio.sleep(0.5)
        return time.monotonic() - began

    async def is_ready(self) -> bool:
        answer = await self.ask()
        return answer is not None and answer.is_success

    async def is_the_assistant_to_blame(self) -> bool:
        """Tell whether the house is not ready for a reason that a new assistant could mend."""
        answer = await self.ask()
        if answer is None or answer.is_success:
            return answer is None
        return all(code not in answer.text for code in TO_BE_MENDED)

    async def why(self) -> str:
        """Return what whoever waits can mend, if that is what they wait for."""
        answer = await self.ask()
        said = answer.text if answer is not None else ""
        return next((f": {words}" for code, words in TO_BE_MENDED.items() if code in said), "")

    async def ask(self) -> httpx.Response | None:
        # Over plain http no certificate is needed; to read them all again for each look is work.
        # Whatever keeps us from looking (no file may be opened, say) is no reason to end a house.
        try:
            async with httpx.AsyncClient(timeout=10, trust_env=False, verify=False) as client:  # noqa: S501
                return await client.get(self.ready_url)
        except (httpx.HTTPError, OSError):
            return None

    async def watch(self) -> None:
        answered = time.monotonic()
        while True:
            await asyncio.sleep(EVERY)
            if not await self.is_the_assistant_to_blame():
                answered = time.monotonic()
            memory = await self.assistant.memory_mb()
            if memory > self.memory_mb:
                self.say(f"the assistant holds {memory} MB; starting it again")
            elif time.monotonic() - answered > SILENT_FOR:
                self.say("the assistant answers nobody; starting it again")
            else:
                continue
            await self.assistant.renew()
            answered = time.monotonic()


def check_port(host: str, port: int) -> None:
    """Raise CannotStart, with what to do about it, where the public port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
            door.listen()
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise CannotStart(
                    "AGENCY_HOST is no address of this machine: 127.0.0.1 is for this machine and"
                    " a proxy on it, 0.0.0.0 for a network."
                ) from None
            if error.errno == errno.EACCES:
                raise CannotStart(
                    f"port {port} is kept for the system: choose one from 1024 on, as in"
                    " `AGENCY_PORT=8000 make run`, and let a proxy stand in front."
                ) from None
            raise CannotStart(
                f"port {port} cannot be used ({error.strerror}): end what listens there, "
                f"or choose another, as in `AGENCY_PORT={port + 1} make run`."
            ) from None


def house_for(settings: Settings) -> House:
    """Prepare everything that *settings* ask for, and return the house, not yet started."""
    check_port(settings.host, settings.port)
    if not ASSISTANT_MODEL.exists():
        raise CannotStart("the assistant is not trained yet: `make train` does it.")
    if is_lived_in(settings.home) and settings.database_url.startswith("sqlite"):
        raise CannotStart(
            f"a house is running in {settings.home} already: end it first, or give this one"
            " another AGENCY_HOME."
        )
    # What cannot be used is said now, and not by a worker that keeps ending.
    for why in dispatch_for(settings).unusable.values():
        say("agency", f"{why} Nothing is sent there; all else goes on.")
    make_home(settings.home)
    settings = Settings.load()  # now with the keys that were made
    way_in = make_way_in(make_database(settings), settings)
    return House(
        four_processes(settings, say=say),
        ready_url=f"http://{loopback(settings.host)}:{settings.port}/readyz",
        memory_mb=settings.assistant_memory_mb,
        say=lambda line: say("agency", line),
        welcome=lambda seconds: welcome(settings.public_url, way_in, seconds),
    )


def loopback(host: str) -> str:
    """Return where this machine reaches what listens at *host*."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 (it is compared with, not listened at)
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def welcome(address: str, way_in: WayIn | None, seconds: float) -> None:
    lines = ["", f"  The chat   {address}/", f"  The desk   {address}/desk"]
    if way_in:
        lines += [f"  Sign in    {way_in.url}", f"             works once, as {way_in.name}"]
    lines += ["", f"  Ready after {seconds:.0f} s. Ctrl-C ends every process.", ""]
    print("\n".join(lines), flush=True)


def say(name: str, line: str) -> None:
    print(f"{name:<8}| {line}", flush=True)


def main() -> int:
    """Run the house; answer 0 when it was asked to end, and did."""
    if "--end-with-parent" in sys.argv:
        end_with_parent(signal.SIGTERM)
    configure_logs()
    try:
        with said_in_a_sentence():
            settings = Settings.load()
            house = house_for(settings)
        with live_in(settings.home):
            asyncio.run(house.run())
    except CannotStart as trouble:
        print(f"\nagency: {trouble}\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
