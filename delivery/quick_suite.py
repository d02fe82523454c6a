"""The installed program, tried once from end to end: a minute's work, for any Python, without a checkout or pytest.

PYTHON delivery/quick_suite.py      where PYTHON is that of the environment with cardscan in it

One line a check and one closing line; exit code 1 when a check failed. Needs the standard library only.
"""

from __future__ import annotations

import contextlib
import http.cookiejar
import importlib.util
import io
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

# On a busy machine a scan may take long; nothing is waited for longer than that.
PATIENCE_S = 240
FORMATS = ("vcard", "vcard4", "jscontact", "jsonl", "csv", "google", "outlook", "hubspot", "salesforce")
VCARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Exemplo;Ana;;;\r\nFN:Ana Exemplo\r\nORG:Exemplo Lda.\r\n"
    "EMAIL:ana@exemplo.example\r\nEND:VCARD\r\n"
)


class FailedCheckError(Exception):
    """What was expected, and what came."""


def expect(holds: object, what: str) -> None:
    """An assertion that Python's -O does not take away."""
    if not holds:
        raise FailedCheckError(what)


class Program:
    """The installed `cardscan`, with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        kept = ("PATH", "LANG", "LC_ALL", "TMPDIR", "OMP_THREAD_LIMIT")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ} | {"HOME": str(home)}
        self.command = str(Path(sys.executable).with_name("cardscan"))

    def __call__(self, *arguments: object, cwd: Path | None = None, code: int = 0) -> str:
        """What a command prints; its exit code has to be `code`."""
        done = subprocess.run(
            [self.command, *map(str, arguments)],
            cwd=cwd or self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )
        said = f"cardscan {' '.join(map(str, arguments))}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
        expect(done.returncode == code and "Traceback" not in done.stderr, said)
        return done.stdout

    @contextlib.contextmanager
    def running(self, *arguments: object) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on until it is stopped, as Ctrl-C does."""
        with subprocess.Popen(
            [self.command, *map(str, arguments)],
            cwd=self.home,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(PATIENCE_S)
                except subprocess.TimeoutExpired:
                    process.kill()


def installed(program: Program) -> str:
    """It is the package of this environment that is tried, not a checkout."""
    import cardscan

    place = Path(cardscan.__file__).resolve()
    expect(Path(sys.prefix).resolve() in place.parents, f"cardscan is taken from {place}, not from {sys.prefix}")
    expect(program("--version").split() == ["cardscan", cardscan.__version__], "another version answers")
    return cardscan.__version__


def doctor(program: Program) -> str:
    """Exit code 0, and all that comes with the wheel is found."""
    said = program("doctor")
    neural = importlib.util.find_spec("openvino") is not None
    for found in ("ok       templates", "ok       reading with", f"{'ok     ' if neural else 'missing'}  rapidocr"):
        expect(found in said, said)
    return next(line for line in said.splitlines() if " rapidocr " in line).split(None, 2)[-1]


def helps(_: Program) -> str:
    """`--help` of every command and sub-command."""
    import click

    from cardscan.app.cli import cli, main

    def paths(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        if isinstance(command, click.Group):
            for name in command.list_commands(click.Context(command)):
                inner = command.get_command(click.Context(command), name)
                assert inner is not None
                yield from paths(inner, (*path, name))

    every = list(paths(cli, ()))
    for path in every:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            code = main([*path, "--help"])
        expect(code == 0 and "Usage:" in said.getvalue(), f"cardscan {' '.join(path)} --help: exit code {code}")
    return f"{len(every)} commands"


def demo(program: Program) -> str:
    """The sample photos become contacts and letters; the user's own store stays unmade."""
    said = program("demo")
    counted = re.search(r"^(\d+) cards read from (\d+) photos", said, re.MULTILINE)
    expect(counted and counted[1] == counted[2] and int(counted[1]) >= 5, said)
    expect(re.search(r"^Drafts: [1-9]", said, re.MULTILINE) and "What next:" in said, said)
    expect(sorted(path.name for path in program.home.iterdir()) == ["cardscan-demo"], "something else was made")
    return counted[0] if counted else ""


def setup(program: Program) -> str:
    """cardscan.toml, for the user alone."""
    program("setup", "--yes", "--name", "Robin Sample", "--email", "robin@example.org", "--country", "GB")
    (file,) = (path for path in program.home.rglob("cardscan.toml") if "cardscan-demo" not in path.parts)
    expect(file.stat().st_mode & 0o077 == 0, f"{file} can be read by others")
    expect("robin@example.org" in file.read_text("utf-8"), f"{file} does not hold the address")
    return str(file.relative_to(program.home))


def imports(program: Program) -> str:
    """A vCard, once; the same file again adds nothing."""
    (program.home / "phone.vcf").write_bytes(VCARD.encode())
    program("contacts", "import", "phone.vcf")
    program("contacts", "import", "phone.vcf")
    listed = program("contacts", "list")
    expect(listed.count("Ana Exemplo") == 1, listed)
    return "1 contact"


def exports(program: Program) -> str:
    """Every format holds the contact."""
    for name in FORMATS:
        expect("ana@exemplo.example" in program("contacts", "export", "--format", name), f"{name} lacks the contact")
    return f"{len(FORMATS)} formats"


def draft(program: Program) -> str:
    """A letter of the demo, and what it was made of."""
    folder = program.home / "cardscan-demo"
    number = program("drafts", "list", cwd=folder).split(None, 1)[0]
    said = program("drafts", "show", number, "--sources", cwd=folder)
    expect("Robin Sample" in said and "template: email/" in said and "note: " in said, said)
    expect(list((folder / "drafts").glob("*.eml")), "no .eml was written")
    return f"draft {number}"


def review(program: Program) -> str:
    """The page answers with its token, and nobody without it."""
    with program.running("review", "--no-browser") as process:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        address = next((line.split()[1] for line in lines if line.startswith("Review: ")), "")
        expect(address.startswith("http://127.0.0.1:"), f"no address was printed, but {address!r}")
        root = address.partition("/open")[0]
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        with browser.open(address, timeout=PATIENCE_S) as answer:
            page = answer.read().decode()
            expect(answer.status == 200 and "<title>" in page, f"the page answers {answer.status}")
        try:
            urllib.request.urlopen(root + "/", timeout=PATIENCE_S)  # noqa: S310 - our own page
        except urllib.error.HTTPError as error:
            expect(error.code in (401, 403), f"without the token: {error.code}")
            return f"200, and {error.code} without the token"
        raise FailedCheckError("the page answers without its token")


def watch(program: Program) -> str:
    """A photo that is put into a watched folder is read and moved; its JSON lines are clean."""
    folder = program.home / "inbox"
    folder.mkdir()
    photo = program.home / "cardscan-demo" / "photos" / "us-flat.png"
    done = folder / "done" / photo.name
    with program.running("watch", folder, "--delay", "0.2", "--every", "1") as process:
        # A photo comes under a name that is not read before it is whole.
        (folder / ".part").write_bytes(photo.read_bytes())
        (folder / ".part").rename(folder / photo.name)
        until = time.monotonic() + PATIENCE_S
        while not done.exists() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.1)  # only the file system says when it is done
    expect(done.exists(), f"{photo.name} was not moved to done/")
    listed = program("contacts", "list")
    expect("Tessa Van Houten" in listed, listed)
    lines = [json.loads(line) for line in program("contacts", "export", "--format", "jsonl").splitlines()]
    return f"{len(lines)} contacts now"


CHECKS: tuple[Callable[[Program], str], ...] = (
    installed, doctor, helps, demo, setup, imports, exports, draft, review, watch
)  # fmt: skip


def main() -> int:
    """All checks, each in the state that the ones before it left."""
    failed = 0
    with tempfile.TemporaryDirectory(prefix="cardscan-quick-") as home:
        program = Program(Path(home))
        for check in CHECKS:
            try:
                print(f"  ok      {check.__name__:<10}{check(program)}", flush=True)
            except Exception as error:  # noqa: BLE001 - the other checks go on
                failed += 1
                detail = str(error) if isinstance(error, FailedCheckError) else traceback.format_exc()
                print(f"  FAILED  {check.__name__:<10}{detail}", flush=True)
    print(f"Python {platform.python_version()}: {len(CHECKS) - failed} checks passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
