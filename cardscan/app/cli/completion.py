"""`cardscan completion`: print the script that a shell needs to complete commands and options."""

from __future__ import annotations

import click


@click.command(short_help="Print the script that completes commands with the Tab key.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands with the Tab key.

    \b
    bash   add to ~/.bashrc:  eval "$(cardscan completion bash)"
    zsh    add to ~/.zshrc:   eval "$(cardscan completion zsh)"
    fish   cardscan completion fish > ~/.config/fish/completions/cardscan.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - the choice above holds click's own names
    completer = kind(ctx.find_root().command, {}, "cardscan", "_CARDSCAN_COMPLETE")
    click.echo(completer.source_template % completer.source_vars())
