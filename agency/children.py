"""One process of ours: kept alive, heard, and ended with everything it started."""

import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

type Say = Callable[[str], None]

GRACE = 15.0  # seconds a process has to finish what it is doing
LONG_LIFE = 60.0  # after this much, a death is a new accident and not the same one again
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
LONGEST_LINE = 64 * 1024

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent(number: signal.Signals) -> None:
    """Ask the kernel to send this process *number* when its parent is gone (Linux only)."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, number)


async def exit_of(process: Process) -> None:
    """
    Wait until *process* itself has ended.

    Its own `wait` also waits for whoever still holds its output: a process that
    it started and left behind.
    """
    while process.returncode is None:  # noqa: ASYNC110 (there is no event for this alone)
        await asyncio.sleep(0.05)


class Child:
    """
    A process that is started again when it dies, a little later each time.

    It leads a process group of its own: a Ctrl-C reaches the supervisor alone,
    and what the process started ends with it.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        cwd: Path,
        say: Say,
        first_wait: float = FIRST_WAIT,
    ) -> None:
        self.name = name
        self.command = [str(part) for part in command]
        self.env = dict(env)
        self.cwd = cwd
        self.say = say
        self.first_wait = first_wait
        self.process: Process | None = None
        self.deaths = 0
        self.ending = asyncio.Event()

    async def keep(self) -> None:
        """Run the process, again and again, until it is asked to end."""
        wait = self.first_wait
        while not self.ending.is_set():
            born = time.monotonic()
            try:
                await self.live()
                how = f"ended ({self.last_words()})"
            except OSError as problem:  # no memory, no file; it may be there again in a moment
                how = f"not started ({(problem.strerror or type(problem).__name__).lower()})"
            if self.ending.is_set():
                return
            self.deaths += 1
            if time.monotonic() - born > LONG_LIFE:
                wait = self.first_wait
            self.say(f"{how}; starting it again in {wait:g} s")
            try:
                await asyncio.wait_for(self.ending.wait(), timeout=wait)
            except TimeoutError:
                wait = min(wait * 2, LONGEST_WAIT)

    async def live(self) -> None:
        parent = os.getpid()

        def between_fork_and_exec() -> None:
            end_with_parent(signal.SIGKILL)
            if os.getppid() != parent:  # it died before the kernel was asked
                os._exit(1)

        self.process = await asyncio.create_subprocess_exec(
            *self.command,
            env=self.env,
            cwd=self.cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            limit=LONGEST_LINE,
            preexec_fn=between_fork_and_exec,
        )
        hearing = asyncio.create_task(self.listen(self.process))
        try:
            await exit_of(self.process)
        finally:
            self.signal(signal.SIGKILL)  # what it started must not outlive it
            await hearing

    async def listen(self, process: Process) -> None:
        assert process.stdout
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:
                self.say("(a line too long to show)")
                continue
            if not line:
                return
            self.say(line.decode(errors="replace").rstrip())

    def last_words(self) -> str:
        code = self.process.returncode if self.process else None
        if code is None or code >= 0:
            return f"with {code}"
        return f"by {signal.Signals(-code).name}"

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process and self.process.returncode is None else None

    def signal(self, number: signal.Signals) -> None:
        """Send *number* to the process and to everything in its group."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):  # nobody is left
                os.killpg(self.process.pid, number)

    async def renew(self) -> None:
        """End the process; `keep` starts it afresh."""
        await self.finish(GRACE)

    async def end(self, grace: float = GRACE) -> None:
        """End the process for good."""
        self.ending.set()
        await self.finish(grace)

    async def finish(self, grace: float) -> None:
        process = self.process
        if process is None or process.returncode is not None:
            return
        self.signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(exit_of(process), timeout=grace)
        except TimeoutError:
            self.signal(signal.SIGKILL)
            await exit_of(process)

    async def memory_mb(self) -> int:
        """Return how much memory the process holds; 0 where nobody can tell."""
        if self.pid is None:
            return 0
        try:
            asked = await asyncio.create_subprocess_exec(
                *("ps", "-o", "rss=", "-p", str(self.pid)), stdout=subprocess.PIPE
            )
        except OSError:
            return 0
        told, _ = await asked.communicate()
        return int(told.strip() or 0) // 1024
