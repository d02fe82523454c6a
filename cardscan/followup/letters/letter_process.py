"""Render letters in a separate process with limits on time and memory.

The checks of `templates/sandbox.py` refuse every template known to be dangerous, with file and line. This process is
the wall behind them: whatever a template still manages to do, it does in a process that has no store, cannot write
files, and is ended after a few seconds of work. It sends back text in JSON, never objects.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import json
import math
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from cardscan.errors import CardscanError, TemplateError
from cardscan.followup.letters.draft import write
from cardscan.followup.letters.likeness import telling
from cardscan.followup.letters.lint import LintSettings
from cardscan.followup.planning.plan import Plan
from cardscan.model.draft import Letter, LetterPiece, OtherLetter, Sender
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line
from cardscan.model.reading import ContactDetails

# CPU time. A letter takes some milliseconds; sixty wordings of it take a quarter of a second.
TIMEOUT_S = 4
# Factor for waiting: on a busy machine a letter may take this many times its CPU limit.
PATIENCE = 10
# Starting Python and loading the template library on a busy machine.
START_TIMEOUT_S = 30
# Starts to try in a row: a process may die by chance before it is ready, when the system is short of memory.
STARTS = 3
# The signals of our own limits; any other signal came from the system or a person.
BY_A_LIMIT = (-signal.SIGXCPU, -signal.SIGALRM) if hasattr(signal, "SIGXCPU") else ()
# The process itself is some 40 MB.
MAX_MEMORY_MB = 256
MAX_ANSWER_BYTES = 1_000_000
_LENGTH = struct.Struct(">I")


class LetterProcess:
    """One process that writes letters; started on first use, replaced when it has ended, safe to use from threads."""

    def __init__(self, *, timeout_s: float = TIMEOUT_S) -> None:
        """Limit each letter to `timeout_s` of CPU time (rounded up), and to PATIENCE times that of waiting."""
        self._timeout_s = timeout_s
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def write(
        self,
        plan: Plan,
        details: ContactDetails,
        encounter: Encounter,
        sender: Sender,
        *,
        templates_dirs: Sequence[Path],
        token: str,
        others: Sequence[OtherLetter],
        lint: LintSettings,
        variant: int | None = None,
    ) -> Letter:
        """Write a letter as `cardscan.followup.letters.draft.write` does, within the limits.

        Raises:
            TemplateError: The template is wrong, or took more time or memory than a letter may; or the letter could not
                be written for another reason, which the message gives.
        """
        compared = telling(others, plan.recipient) if variant is None else ()
        # The private note has no business in a process that runs templates.
        job = (
            plan,
            details,
            dataclasses.replace(encounter, note=""),
            sender,
            tuple(templates_dirs),
            token,
            tuple(compared),
            lint,
            variant,
        )
        name = f"email/{plan.cadence}/{plan.template}.{plan.language}.txt.j2"
        with self._lock:
            answer = self._ask(pickle.dumps((self._timeout_s, job)), name)
        if "error" in answer:
            raise TemplateError(str(answer["error"]))
        if "fault" in answer:
            raise TemplateError(
                f"{name}: the letter could not be written ({answer['fault']}); this is a fault of cardscan, "
                "please report it with the template"
            )
        return _letter(answer["letter"])

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()

    def _ask(self, job: bytes, name: str, *, again: bool = True) -> dict[str, Any]:
        """Return the answer to one job.

        If no limit of ours ended the process, the system or a person did; a new process then tries once more.
        """
        process = self._running()
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 - it was made with pipes
        try:
            process.stdin.write(_LENGTH.pack(len(job)) + job)
            process.stdin.flush()
            patience_s = self._timeout_s * PATIENCE
            head = _read(process.stdout, _LENGTH.size, time.monotonic() + patience_s)
            length = _LENGTH.unpack(head)[0]
            if length > MAX_ANSWER_BYTES:
                raise TemplateError(f"{name}: makes more than {MAX_ANSWER_BYTES:,} bytes of letter; shorten it")
            answer: dict[str, Any] = json.loads(_read(process.stdout, length, time.monotonic() + patience_s))
        except TimeoutError as error:
            self.close()
            raise self._took_too_long(name) from error
        except (OSError, EOFError, ValueError) as error:
            end = _end_of(process)
            self.close()
            if end in BY_A_LIMIT:
                raise self._took_too_long(name) from error
            if again:
                return self._ask(job, name, again=False)
            raise TemplateError(
                f"{name}: the process that writes letters was ended twice over it ({_end_in_words(end)}); "
                "see whether the system is short of memory, and run again"
            ) from error
        except BaseException:  # Ctrl-C: the rest of this answer would be taken for the next one
            self.close()
            raise
        return answer

    def _took_too_long(self, name: str) -> TemplateError:
        return TemplateError(
            f"{name}: rendering it took more than {self._timeout_s:g} s and was ended; "
            "take loops and long texts out of the template"
        )

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        command = "from cardscan.followup.letters.letter_process import serve; serve()"
        for attempt in range(1, STARTS + 1):
            self.close()
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and text
                [sys.executable, "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )  # fmt: skip
            self._process = process
            assert process.stdout is not None  # noqa: S101 - it was made with pipes
            try:
                _read(process.stdout, 1, time.monotonic() + START_TIMEOUT_S)
                break
            except (OSError, EOFError) as error:
                if attempt == STARTS or isinstance(error, TimeoutError):
                    self.close()
                    raise CardscanError(
                        "the process that writes letters did not start; run again with --debug"
                    ) from error
        return process


def _end_of(process: subprocess.Popen[bytes]) -> int | None:
    """Return the exit code of a process that has closed its pipes, or None if it is still running after a second."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.wait(1)
    return None


def _end_in_words(code: int | None) -> str:
    if code is None:
        return "it no longer answered"
    return f"by {signal.Signals(-code).name}" if -code in list(signal.Signals) else f"exit code {code}"


def serve() -> None:
    """Run in the process: answer jobs until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    _limit()
    stdout.write(b"!")
    stdout.flush()
    while head := stdin.read(_LENGTH.size):
        raw = stdin.read(_LENGTH.unpack(head)[0])
        timeout_s, job = pickle.loads(raw)  # noqa: S301 - from the parent, trusted
        _limit_time(timeout_s)
        signal.alarm(math.ceil(timeout_s * PATIENCE) + 1)  # ends it if the parent is gone or nothing counts CPU time
        answer = _answer(job)
        signal.alarm(0)
        stdout.write(_LENGTH.pack(len(answer)) + answer)
        stdout.flush()


def _answer(job: tuple[Any, ...]) -> bytes:
    """Return the letter or what is wrong; every failure is answered, because silence would be taken for a limit."""
    plan, details, encounter, sender, dirs, token, others, lint, variant = job
    try:
        letter = write(
            plan, details, encounter, sender,
            templates_dirs=dirs, token=token, others=others, lint=lint, variant=variant,
        )  # fmt: skip
        return json.dumps({"letter": dataclasses.asdict(letter) | {"due": letter.due.isoformat()}}).encode()
    except CardscanError as error:
        said = {"error": str(error)}
    except MemoryError:
        said = {"error": f"email/{plan.cadence}/{plan.template}: needs more than {MAX_MEMORY_MB} MB; shorten it"}
    except Exception as error:  # noqa: BLE001 - a fault of ours, and no limit
        said = {"fault": one_line(f"{type(error).__name__}: {error}", 300)}
    return json.dumps(said).encode()


def _limit() -> None:
    """Allow only the memory that a letter needs, and no writing to files (on Linux)."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123 - proc, no path
        used = next((int(line.split()[1]) // 1024 for line in status if line.startswith("VmData:")), 0)
    wanted = (
        (resource.RLIMIT_DATA, (used + MAX_MEMORY_MB) * 1024 * 1024),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, limit in wanted:
        hard = resource.getrlimit(kind)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (limit, limit))


def _limit_time(timeout_s: float) -> None:
    """End this process after this much more CPU time: a looping template ends soon, a busy machine may take longer."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    limit = math.ceil(time.process_time() + timeout_s)  # the kernel counts whole seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _read(stream: BinaryIO | Any, count: int, deadline: float) -> bytes:
    """Read exactly `count` bytes from a pipe; TimeoutError at the deadline, EOFError if the pipe ends first."""
    got, handle = b"", stream.fileno()
    while len(got) < count:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([handle], [], [], left)[0]:
            raise TimeoutError
        part = os.read(handle, count - len(got))
        if not part:
            raise EOFError
        got += part
    return got


def _letter(stored: dict[str, Any]) -> Letter:
    pieces = tuple(LetterPiece(**piece) for piece in stored["pieces"])
    return Letter(**{**stored, "due": date.fromisoformat(stored["due"]), "pieces": pieces})


_PROCESS = LetterProcess()
atexit.register(_PROCESS.close)
write_shut_in = _PROCESS.write
