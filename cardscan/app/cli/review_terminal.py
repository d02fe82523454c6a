"""Run `cardscan review --terminal`: the page's queue and actions, line by line, for people on SSH."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import plain, plain_lines
from cardscan.app.cli.review_person import options_of, print_person
from cardscan.app.cli.touch import ask_direction
from cardscan.errors import CardscanError, StoreError, UnclearLineError, UsageError
from cardscan.followup.notes.asked_day import asked_day
from cardscan.mail import preview
from cardscan.store import Lane, ValueKind
from cardscan.workflows.review.desk import DEFAULT_LATER_DAYS
from cardscan.workflows.review.fields import current_values
from cardscan.workflows.review.person_view import PersonView, person_view
from cardscan.workflows.review.relations import RelationDesk
from cardscan.workflows.review.typed_values import typed
from cardscan.workflows.review.words import LABELS

if TYPE_CHECKING:
    from cardscan.workflows.review.desk import ReviewDesk
    from cardscan.workflows.review.steps import Done

_HELP = """\
  c            the fields are right            1-9          take that other reading
  e            edit the fields in your editor  t WORDS      what you talked about, what you promised
  p            show the letter                 m            edit the letter in your editor
  v            another wording                 g LANGUAGE   the letter in another language (de, fr, ...)
  a            approve the letter shown, next  s WORDS      what happened since: she called, we meet in May
  w [DAY]      later: 2026-12-01, friday, +7   l            let go, next
  n, b         next, back                      u            undo the last step
  f            followed up already, next       x            this is not a card, next
  q            end
"""
_EDIT_HINT = "# One value a line. Correct what is wrong; a line that is taken out is no value of this person.\n"


# How many people of the queue one walk covers; the others move up.
_WALK = 500


class _QuitError(Exception):
    """The person wants to stop."""


def review_in_terminal(desk: ReviewDesk) -> None:
    """Go through the queue until it is empty or the person stops."""
    walk = _Walk(desk)
    while walk.show():
        try:
            line = click.prompt(walk.prompt, prompt_suffix="> ", default="n", show_default=False)
            walk.obey(str(line).strip())
        except (_QuitError, click.Abort, EOFError):
            break
        except CardscanError as error:
            click.echo(f"cardscan: {plain(error)}", err=True)
    walk.end()


class _Walk:
    """The current person in the queue. The queue may be re-sorted; this person stays current until they are left."""

    def __init__(self, desk: ReviewDesk) -> None:
        self._desk, self._again = desk, True
        self._person: int | None = None
        self._order: list[int] = []
        self._view: PersonView | None = None
        self._read: tuple[int, int] | None = None  # the letter that was printed, with its revision
        self._verbs: dict[str, Callable[[PersonView, str], None]] = {
            "c": lambda v, _: self._did(desk.people.confirm(v.history.contact.id, seen=v.seen, now=desk.clock())),
            "t": self._context,
            "s": self._since,
            "e": self._edit,
            "p": lambda v, _: self._letter(v),
            "m": lambda v, _: self._edit_letter(v),
            "v": lambda v, _: self._did(desk.letters.another(_draft(v)[0], revision=_draft(v)[1], now=desk.clock())),
            "g": lambda v, words: self._did(desk.letters.in_language(_draft(v)[0], words, revision=_draft(v)[1],
                                                                     now=desk.clock())),
            "a": self._approve,
            "f": lambda v, _: self._next(desk.people.done(v.history.contact.id, seen=v.seen, now=desk.clock())),
            "l": lambda v, _: self._next(desk.people.let_go(v.history.contact.id, seen=v.seen, now=desk.clock())),
            "x": lambda v, _: self._next(desk.people.no_card(v.history.contact.id, seen=v.seen, now=desk.clock())),
            "w": self._later,
            "u": lambda _v, _w: self._undo(),
        }  # fmt: skip

    @property
    def prompt(self) -> str:
        """The possible actions here, in short."""
        return "c e t p a l w u n b q, ? for all"

    def show(self) -> bool:
        """Print the current person; return False if nobody waits."""
        desk = self._desk
        waiting = [item.contact_id for item in desk.store.waiting(Lane.ALL, today=desk.today, limit=_WALK)]
        if not waiting:
            click.echo("Nobody is waiting. Well done.")
            return False
        if self._person is None:
            self._person = next((number for number in self._order if number in waiting), waiting[0])
        self._order = waiting
        if self._again:
            place = f"{waiting.index(self._person) + 1} of {len(waiting)}" if self._person in waiting else "decided"
            try:
                self._view = person_view(desk, self._person, now=desk.clock())
            except StoreError as error:  # the person was merged or forgotten in another window
                click.echo(f"cardscan: {plain(error)}", err=True)
                self._person = None
                return self.show()
            print_person(self._view, place)
        self._again = True
        return True

    def obey(self, line: str) -> None:
        """Carry out one line that the person typed."""
        word, _, rest = line.partition(" ")
        assert self._view is not None  # noqa: S101 - somebody is shown before anything is asked
        if word in ("q", "quit", "exit"):
            raise _QuitError
        if word in ("n", "b"):
            self._walk(1 if word == "n" else -1)
        elif word.isdecimal() and len(word) == 1:
            self._take(self._view, int(word))
        elif word in self._verbs:
            self._verbs[word](self._view, rest.strip())
        else:
            self._again = False
            click.echo(_HELP)

    def _walk(self, step: int) -> None:
        """Move to the previous or next person in the present queue."""
        at = self._order.index(self._person) + step if self._person in self._order else 0
        if at >= len(self._order):
            click.echo("That was the last one; b goes back, q ends.")
            self._again = False
        else:
            self._person = self._order[max(0, at)]

    def end(self) -> None:
        """Print what was achieved."""
        counts = self._desk.store.queue_counts(since=self._desk.midnight(), today=self._desk.today)
        click.echo(f"Decided today: {counts.today}. Waiting: {counts.everybody}.")

    def _did(self, done: Done) -> None:
        self._desk.did(done, self._desk.store.contact(done.contact_id).display_name)
        for flash in self._desk.take_flashes():
            click.echo(plain(flash.text))

    def _next(self, done: Done) -> None:
        """Move on to the next person: whoever is decided leaves the queue."""
        self._did(done)
        at = self._order.index(done.contact_id) + 1 if done.contact_id in self._order else 0
        self._order, self._person = self._order[at:], None

    def _undo(self) -> None:
        done = self._desk.people.undo(now=self._desk.clock())
        self._did(done)
        self._person = done.contact_id

    def _context(self, view: PersonView, words: str) -> None:
        line = words or str(click.prompt("What did you talk about, what did you promise?"))
        self._did(self._desk.people.add_context(view.history.contact.id, line, seen=view.seen, now=self._desk.clock()))

    def _since(self, view: PersonView, words: str) -> None:
        line = words or str(click.prompt("What happened since, and who wrote or called?"))
        number, desk = view.history.contact.id, self._desk
        verbs = RelationDesk(desk.store, desk.settings, desk.actor)
        try:
            done = verbs.touch(number, line, seen=view.seen, now=desk.clock())
        except UnclearLineError as error:
            way = ask_direction(error)
            done = verbs.touch(number, line, seen=view.seen, now=desk.clock(), direction=way)
        self._did(done)

    def _take(self, view: PersonView, number: int) -> None:
        options = options_of(view)
        if number not in options:
            raise UsageError(f"there is no other reading {number} here")
        field, text = options[number]
        values = current_values(self._desk.store.history(view.history.contact.id), field.kind)
        country = view.history.contact.country
        values[field.index] = typed(field.kind, text, values[field.index], country=country, whole=False)
        self._fix(view.history.contact.id, field.kind, values, view.seen)

    def _edit(self, view: PersonView, _: str) -> None:
        rows = "".join(f"{LABELS[field.kind]}: {plain(field.text)}\n" for field in view.fields)
        text = click.edit(_EDIT_HINT + rows, extension=".txt")
        if text is None:
            click.echo("Left as it was.")
            return
        found, seen, number = _taken_apart(text), view.seen, view.history.contact.id
        for kind in dict.fromkeys([*(field.kind for field in view.fields), *found]):
            lines = found.get(kind, [])
            if lines == [field.text for field in view.fields if field.kind is kind and field.text]:
                continue
            values = current_values(self._desk.store.history(number), kind)
            country = view.history.contact.country
            olds = [*values[: len(lines)], *[None] * (len(lines) - len(values))]
            new = [typed(kind, line, old, country=country) for line, old in zip(lines, olds, strict=True)]
            self._fix(number, kind, [value for value in new if value is not None], seen)
            seen = self._desk.store.seen(number)

    def _fix(self, number: int, kind: ValueKind, values: list[object], seen: str) -> None:
        self._did(self._desk.people.fix(number, kind, values, seen=seen, now=self._desk.clock()))

    def _letter(self, view: PersonView) -> None:
        self._read = _draft(view)
        letter = self._desk.store.draft(_draft(view)[0]).letter
        settings = self._desk.settings
        shown = preview(letter, settings.sender, now=self._desk.clock(), html=settings.mail.html)
        click.echo()
        for name, text in shown.headers:
            click.echo(f"{name}: {plain(text)}")
        click.echo(f"\n{plain_lines(shown.text or shown.problem)}")
        self._again = False

    def _edit_letter(self, view: PersonView) -> None:
        number, revision = _draft(view)
        letter = self._desk.store.draft(number).letter
        text = click.edit(f"Subject: {letter.subject}\n\n{letter.body}", extension=".txt")
        if text is None:
            click.echo("Left as it was.")
            return
        first, _, body = text.lstrip("\ufeff\r\n").partition("\n")
        if not first.lower().startswith("subject:"):
            raise UsageError('the first line has to be "Subject: ..."; nothing was changed')
        subject = first.partition(":")[2]
        self._did(
            self._desk.letters.save(number, revision=revision, subject=subject, body=body, now=self._desk.clock())
        )

    def _approve(self, view: PersonView, _: str) -> None:
        number, revision = _draft(view)
        if self._read != (number, revision):
            self._letter(view)
            click.echo("\nThis is what a approves; press it again when it is right.")
            return
        letter = self._desk.store.draft(number).letter
        self._next(
            self._desk.letters.approve(
                number, revision=revision, subject=letter.subject, body=letter.body, now=self._desk.clock()
            )
        )

    def _later(self, view: PersonView, words: str) -> None:
        until = asked_day(words or f"+{DEFAULT_LATER_DAYS}", self._desk.today)
        self._next(self._desk.people.later(view.history.contact.id, until, seen=view.seen, now=self._desk.clock()))


def _draft(view: PersonView) -> tuple[int, int]:
    """Return number and revision of the waiting letter; UsageError if there is none."""
    if view.letter is None:
        raise UsageError("no letter is waiting for this person")
    return view.letter.draft.id, view.letter.draft.revision


def _taken_apart(text: str) -> dict[ValueKind, list[str]]:
    """Return the editor's lines by kind; an unknown label is reported."""
    kinds = {label.casefold(): kind for kind, label in LABELS.items()}
    found: dict[ValueKind, list[str]] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        label, colon, value = line.partition(":")
        kind = kinds.get(label.strip().casefold())
        if not colon or kind is None:
            raise UsageError(
                f'"{plain(line)[:60]}" does not begin with "Name:", "E-mail:" or the like; nothing was changed'
            )
        found.setdefault(kind, [])
        if value.strip():
            found[kind].append(value.strip())
    return found
