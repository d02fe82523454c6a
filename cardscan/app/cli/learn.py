"""`cardscan drafts learn`: take what an edited letter says in the user's own way as their default."""

from __future__ import annotations

import click

from cardscan.app.cli.console import interactive, plain
from cardscan.app.cli.draft_desk import desk_of
from cardscan.app.cli.options import db_option, debug_option
from cardscan.errors import UsageError

_ASKED = {
    "greeting": "Greet so from now on",
    "sign_off": "Say goodbye so from now on",
    "question": "Ask this where nothing else is asked",
}


@click.command("learn", short_help="Take greeting, farewell and question of an edited letter as your own.")
@click.argument("number", type=click.IntRange(1))
@click.option("-y", "--yes", is_flag=True, help="Ask nothing: take all of it.")
@click.option("--undo", "taken_back", is_flag=True, help="Take back what was learned last in the letter's language.")
@db_option
@debug_option
def learn(number: int, yes: bool, taken_back: bool, db: str | None) -> None:
    """Take greeting, farewell and question of an edited letter as your own, for its language and form of address.

    Each is asked for. They are kept in email/phrases of your template folder, which you can change by hand.
    """
    from cardscan.app.cli import learning

    with desk_of(db) as (desk, _):
        draft = desk.store.drafts.get(number)
        name = desk.store.people.get(draft.contact_id).details.name
        folder, sender_name = desk.settings.followup.templates, desk.settings.sender.name
    if folder is None:
        raise UsageError('there is no folder for your own texts; make one and set followup.templates = "its path"')
    if taken_back:
        file = learning.unlearn(draft.letter.language, folder)
        click.echo(f"{plain(file)}: as it was before")
        return
    if not draft.edited:
        raise UsageError(f"draft {number} is as cardscan wrote it; `cardscan drafts edit {number}` changes it")
    if not yes and not interactive():
        raise UsageError("there is no terminal to ask at; give --yes to take all of it")
    found = learning.offers(draft, name, sender_name, folder)
    chosen = {key: text for key, text in found.items() if yes or click.confirm(f'{_ASKED[key]}: "{plain(text)}"?')}
    if not chosen:
        click.echo(f"draft {number}: {'nothing was taken' if found else 'there is nothing new in it to learn'}")
        return
    file = learning.learn(draft, chosen, folder)
    for key, text in chosen.items():
        click.echo(f"{key.replace('_', '-')}: {plain(text)}")
    click.echo(f"kept in {plain(file)}; take it back with `cardscan drafts learn {number} --undo`")
