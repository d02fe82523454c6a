"""Sandbox a worker process: no network, no files beyond what reading needs, no new programs.

It uses the system calls of Landlock (Linux 5.13 and later) and seccomp; both work without root and cannot be undone.
Where the kernel has neither, the limits on time and memory remain, and `cardscan doctor` says so.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# https://docs.kernel.org/userspace-api/landlock.html; the three calls have the same numbers on every processor.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EXECUTE, _WRITE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
# The access rights a kernel knows, indexed by the version of its interface; it refuses a rule with other rights.
_KNOWN_RIGHTS = (0, (1 << 13) - 1, (1 << 14) - 1, (1 << 15) - 1, (1 << 15) - 1, (1 << 16) - 1)
_TCP = 0b11  # bind, connect; version 4
_SCOPES = 0b11  # abstract sockets, signals to processes outside; version 6
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_SET_MODE_FILTER, _TSYNC = 1, 1
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_CLONE_THREAD = 0x00010000

_READABLE = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/sys/devices/system", "/opt")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


@dataclass(frozen=True, slots=True)
class _Processor:
    """What seccomp needs to know about one processor type."""

    audit_arch: int
    seccomp: int
    clone: int
    denied: tuple[int, ...]
    denied_programs: tuple[int, ...]


# Denied: the network, other processes' memory, kernel keys, name spaces, and io_uring, which bypasses this filter.
# Numbers from the kernel's syscall tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
_PROCESSORS = {
    "x86_64": _Processor(
        0xC000003E, 317, 56,
        (41, 42, 49, 50, 53, 101, 155, 161, 165, 248, 249, 250, 272, 298, 308, 310, 311, 321, 323, 425, 438),
        (57, 58, 59, 322),
    ),
    "aarch64": _Processor(
        0xC00000B7, 277, 220,
        (198, 199, 200, 201, 203, 117, 41, 51, 40, 217, 218, 219, 97, 241, 268, 270, 271, 280, 282, 425, 438),
        (221, 281),
    ),
}  # fmt: skip
_CLONE3 = 435


@dataclass(frozen=True, slots=True)
class Protection:
    """What this kernel offers: the version of Landlock (0: none), and whether it has seccomp."""

    landlock: int
    seccomp: bool

    def describe(self) -> str:
        """Return it in words, for `cardscan doctor`."""
        files = f"Landlock {self.landlock} (files)" if self.landlock else "no Landlock"
        calls = "seccomp (network, programs)" if self.seccomp else "no seccomp"
        return f"{files}, {calls}"


def protection() -> Protection:
    """Ask the kernel what protection it offers."""
    if not sys.platform.startswith("linux"):
        return Protection(0, False)
    version = _libc().syscall(_CREATE_RULESET, None, 0, 1)
    # PR_GET_SECCOMP (21) fails if the kernel was built without it.
    seccomp = platform.machine() in _PROCESSORS and _libc().prctl(21, 0, 0, 0, 0) >= 0
    return Protection(max(0, int(version)), seccomp)


def shut_in(*, readable: Iterable[Path] = ()) -> None:
    """Restrict this process, and all threads it starts later, to reading programs and models.

    Args:
        readable: Further files and folders that may be read.
    """
    found = protection()
    if not found.landlock:
        return
    _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _landlock(found.landlock, [*_needed(), *readable])


def forbid_calls(*, programs: bool = False) -> None:
    """Deny network access and new processes to every thread of this process.

    Args:
        programs: Allow new programs: the reader is a separate program that is started for each picture.
    """
    found = protection()
    if not found.seccomp:
        return
    processor = _PROCESSORS[platform.machine()]
    filters = _seccomp_program(processor, programs=programs)
    code = ctypes.create_string_buffer(b"".join(filters))
    header = struct.pack("HxxxxxxP", len(filters), ctypes.addressof(code))
    _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if _libc().syscall(processor.seccomp, _SECCOMP_SET_MODE_FILTER, _TSYNC, header) != 0:
        raise OSError(ctypes.get_errno(), "seccomp refuses the filter")


def _needed() -> list[Path]:
    """Return where Python, the libraries and the models lie. Never the working folder, which is the user's."""
    package = Path(__file__).resolve().parent.parent
    places = [Path(place) for place in (*_READABLE, *_DEVICES, sys.prefix, sys.base_prefix)]
    places += [package, package.parent / "templates", Path("/proc/self")]
    places += [Path(entry) for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages")]
    if os.environ.get("TESSDATA_PREFIX"):
        places.append(Path(os.environ["TESSDATA_PREFIX"]))
    return places


def _landlock(version: int, readable: Iterable[Path]) -> None:
    rights = _KNOWN_RIGHTS[min(version, len(_KNOWN_RIGHTS) - 1)]
    attributes = struct.pack("QQQ", rights, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _libc().syscall(_CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "Landlock makes no ruleset")
    try:
        for place in readable:
            try:
                descriptor = os.open(place, os.O_PATH | os.O_CLOEXEC)
            except OSError:
                continue
            try:
                allowed = _READ_FILE | (_READ_DIR | _EXECUTE if place.is_dir() else 0)
                if str(place) == "/dev/null":
                    allowed |= _WRITE
                rule = struct.pack("=Qi", allowed & rights, descriptor)
                _libc().syscall(_ADD_RULE, ruleset, 1, rule, 0)
            finally:
                os.close(descriptor)
        if _libc().syscall(_RESTRICT_SELF, ruleset, 0) != 0:
            raise OSError(ctypes.get_errno(), "Landlock refuses to restrict")
    finally:
        os.close(ruleset)


def _seccomp_program(processor: _Processor, *, programs: bool) -> list[bytes]:
    """Return classic BPF over `struct seccomp_data`: number at 0, architecture at 4, first argument at 16."""
    load, equal, at_least, bits, ret = 0x20, 0x15, 0x35, 0x45, 0x06

    def step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("HBBI", code, yes, no, value)

    lines = [step(load, 4), step(equal, processor.audit_arch, 1, 0), step(ret, _KILL), step(load, 0)]
    if processor.audit_arch == 0xC000003E:  # deny the x32 numbers: they are second names for the same calls
        lines += [step(at_least, 0x40000000, 0, 1), step(ret, _ERRNO | _EPERM)]
    for number in processor.denied + (() if programs else processor.denied_programs):
        lines += [step(equal, number, 0, 1), step(ret, _ERRNO | _EPERM)]
    if not programs:
        # Threads may start, processes may not. clone3 hides its flags from the filter; libc then falls back to clone.
        lines += [step(equal, _CLONE3, 0, 1), step(ret, _ERRNO | _ENOSYS)]
        lines += [step(equal, processor.clone, 0, 3), step(load, 16), step(bits, _CLONE_THREAD, 1, 0)]
        lines += [step(ret, _ERRNO | _EPERM)]
    return [*lines, step(ret, _ALLOW)]


_LIBC: list[ctypes.CDLL] = []


def _libc() -> ctypes.CDLL:
    if not _LIBC:
        library = ctypes.CDLL(None, use_errno=True)
        library.syscall.restype = ctypes.c_long
        _LIBC.append(library)
    return _LIBC[0]
