"""Write the watch events as sentences, for a person who watches the program in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from cardscan.app.watch.signs import NOBODY, Log, Told
from cardscan.model.plaintext import one_line, visible_bytes
from cardscan.workflows.intake.intake import NO_SENDER_YET

# A longer name or reason would push the rest out of sight.
LONGEST_NAME, LONGEST_REASON = 60, 200
NAMED_AT_MOST = 5

_SENTENCES: Mapping[str, str] = {
    "retry": "{file}: the reader ended; it is tried again.",
    "given-up": "{file}: another cardscan has it now.",
    "unlisted": "{file}: cannot be looked into; check its rights.",
    "unheard": "Changes are not reported ({because}): looking every {look_every_s:g} s.",
    "heard-again": "Changes are reported again.",
    "took-over": "Another cardscan has ended; what it had not finished ({photos}) is done here.",
    "note-refused": "An event.toml is wrong and was not taken in; `cardscan status` says which.",
    "notes-honoured": "Changed notes are taken in; letters drafted: {drafts}.",
    "refused": "{file}: not read: {reason}.",
    "hook-skipped": "The command for new cards was left out once: {reason}.",
    "no-sender": NO_SENDER_YET,
    "reload-refused": "The new settings are wrong, the old ones stay: {reason}",
    "reloaded": "The settings are read again.",
    "left-behind": "The store could not be written at the end ({reason}); the next start goes on with {photos} photos.",
}
_STEPS = {"store": "the store", "files": "the photos' folders"}


class Teller(Log):
    """Writes one sentence for each event, with the names that log lines leave out."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], datetime]) -> None:
        """See `Log`; the time is the local one."""
        super().__init__(write, clock)

    def __call__(self, event: str, told: Told = NOBODY, **facts: object) -> None:
        """Write a sentence."""
        at = self._clock().astimezone().strftime("%H:%M:%S")
        for sentence in sentences(event, told, facts):
            self._put(f"{at}  {one_line(sentence, 2_000)}")


def sentences(event: str, told: Told, facts: Mapping[str, object]) -> list[str]:
    """Return the sentences for an event; an event that is not known here is written as it is."""
    reason = _short(str(facts.get("reason", "")), LONGEST_REASON)
    if event == "watching":
        return _watching(facts)
    if event == "ended":
        return [_ended(str(facts["state"]), int(str(facts["drafts"])), told)]
    if event in ("waiting", "resumed"):
        step = str(facts["step"])
        what = _STEPS.get(step, "a watched folder")
        fact = reason.partition(";")[0]  # what follows says what to do if nothing goes on by itself
        return [f"Waiting for {what}: {fact}; it goes on by itself." if event == "waiting" else f"Back: {what}."]
    if event == "hook-failed":
        return [f"The command for new cards failed ({reason or 'exit code ' + str(facts.get('code'))})."]
    if event == "stopped":
        ended = [f"{count} {state}" for state, count in facts.items() if count]
        return [f"Stopped. {', '.join(ended) or 'Nothing was read'}."]
    if event in _SENTENCES:
        file = _short(told.file, LONGEST_NAME) or "A photo"
        return [_SENTENCES[event].format_map({**facts, "reason": reason, "file": file})]
    return [f"{event} {' '.join(f'{key}={value}' for key, value in facts.items())}".rstrip()]


def _watching(facts: Mapping[str, object]) -> list[str]:
    folders = "1 folder" if facts["folders"] == 1 else f"{facts['folders']} folders"
    found = [f"Watching {folders}. Put photos in, they are read as they come. Ctrl-C stops; nothing is lost."]
    if facts["events"] == "no":
        found.append(f"Looking every {facts['look_every_s']:g} s, without events ({facts['because']}).")
    return found


def _ended(state: str, drafts: int, told: Told) -> str:
    file = _short(told.file, LONGEST_NAME)
    reason = _short(told.reason, LONGEST_REASON).rstrip(".")
    if state == "duplicate":
        return f"{file}: was read before."
    if state == "held":
        return f"{file}: waits: {reason}."
    if state != "done":
        return f"{file}: put aside: {reason}."
    names = [_short(name, LONGEST_NAME) for name in told.names[:NAMED_AT_MOST]]
    more = len(told.names) - len(names)
    said = ", ".join(names) + (f" and {more} more" if more else "")
    letters = {0: "", 1: "; letter drafted"}.get(drafts, f"; {drafts} letters drafted")
    checks = {0: "", 1: "; please check it"}.get(told.checks, f"; please check {told.checks} of them")
    return f"{file}: {said or 'nothing'}{letters}{checks}." + (f" {reason}." if reason else "")


def _short(text: str, longest: int) -> str:
    text = one_line(visible_bytes(text), longest + 1)
    return text if len(text) <= longest else text[: longest - 3] + "..."
