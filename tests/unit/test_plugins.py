"""Plug-ins: off unless named, found by name, and blamed by name when they fail."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cardscan.config import load_settings
from cardscan.errors import ConfigError, PluginError, UsageError
from cardscan.plugins import Origin, Registry, blamed
from tests.example_plugins import write_plugin

GOOD = "class Plugin:\n    api = 1\n    greeting = 'hello'\n"
LEAVES_A_TRACE = "import sys\nsys.was_imported = True\n" + GOOD


def registry() -> Registry[Any]:
    """Things that greet; one is ours."""
    return Registry(
        "greeting",
        "plugins.greetings",
        {"ours": "tests.unit.test_plugins:GOOD"},
        needs=("greeting",),
        adapt=lambda made, origin: (made.greeting, origin),
    )


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Install plug-ins of the group `cardscan.greetings`."""
    monkeypatch.syspath_prepend(tmp_path)

    def put(name: str, code: str = GOOD, folder: str = "", entry: str = "Plugin") -> None:
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        if folder:
            monkeypatch.syspath_prepend(place)
        write_plugin(place, name, "cardscan.greetings", code, entry=entry)

    return put


def test_our_own_is_imported_when_it_is_asked_for() -> None:
    """By its dotted name, without being named in the settings."""
    assert registry().load("ours") == GOOD


def test_what_is_installed_and_not_named_is_not_even_imported(install: Callable[..., None]) -> None:
    """To install a package must not be enough to run its code."""
    install("traces", LEAVES_A_TRACE)
    with pytest.raises(UsageError, match=r"no greeting 'traces'; choose one of ours, or name a plug-in in `plugins"):
        registry().load("traces")
    assert not hasattr(sys, "was_imported")


def test_a_named_one_is_loaded_with_where_it_comes_from(install: Callable[..., None], tmp_path: Path) -> None:
    """Its package and version, for messages; its folder, for the sandbox. Others stay unread."""
    install("hello")
    install("traces2", LEAVES_A_TRACE)
    greetings = registry()
    greeting, origin = greetings.load("hello", ("hello",))
    assert (greeting, str(origin)) == ("hello", "the greeting `hello` of hello 2.1")
    assert greetings.origin("hello").folders == (tmp_path,)
    assert greetings.names(("hello",)) == ("ours", "hello")
    assert not hasattr(sys, "was_imported")


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("raising", "raise OSError('no licence')", "does not load (OSError: no licence); update its package, or take"),
        ("unmade", "class Plugin:\n    def __init__(self): self.x\n", "does not load (AttributeError: "),
        ("classless", "x = 1", "does not load (AttributeError: "),
        ("timeless", "class Plugin:\n    greeting = ''\n", "has the interface None, and this cardscan has 1; install"),
        ("newer", "class Plugin:\n    api = 2\n", "has the interface 2, and this cardscan has 1; install a version"),
        ("mute", "class Plugin:\n    api = 1\n", "lacks `greeting`; update its package, or take it out of `plugins"),
    ],
)
def test_one_that_does_not_fit_is_one_sentence_with_its_name(
    install: Callable[..., None], name: str, code: str, says: str
) -> None:
    """And a matter of the configuration: exit code 3."""
    install(name, code)
    with pytest.raises(ConfigError) as caught:
        registry().load(name, (name,))
    assert f"the greeting `{name}` of {name} 2.1 " in str(caught.value)
    assert says in str(caught.value)


def test_one_that_is_not_installed_is_said_with_what_is_there_and_what_to_do(install: Callable[..., None]) -> None:
    """Names of what is installed are told, and nothing of it is imported."""
    install("traces3", LEAVES_A_TRACE)
    with pytest.raises(ConfigError) as caught:
        registry().load("absent", ("absent",))
    assert str(caught.value).startswith("`plugins.greetings` names 'absent', and no installed package brings that gree")
    assert "(installed: traces3); install its package with `pip install PACKAGE`, or take" in str(caught.value)
    assert not hasattr(sys, "was_imported")


def test_one_name_in_two_packages_is_nobodys(install: Callable[..., None], tmp_path: Path) -> None:
    """Which of the two the user meant is not guessed."""
    install("twice")
    about = tmp_path / "other-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n", "utf-8")
    (about / "entry_points.txt").write_text("[cardscan.greetings]\ntwice = twice_module:Plugin\n", "utf-8")
    with pytest.raises(ConfigError, match=r"in several packages \(other 1.0, twice 2.1\); uninstall all but one"):
        registry().load("twice", ("twice",))


def test_a_plug_in_cannot_take_the_place_of_our_own(install: Callable[..., None]) -> None:
    """Whoever asks for ours gets ours, or a sentence."""
    install("ours")
    with pytest.raises(ConfigError, match="names 'ours', which is cardscan's own greeting; take the name out"):
        registry().load("ours", ("ours",))


def test_what_it_raises_is_told_with_its_name_but_what_its_interface_allows_passes() -> None:
    """Memory that runs out is the worker's business."""
    origin = Origin("greeting", "hello", "hello 2.1")

    def fail(error: Exception, **allowed: Any) -> None:
        with blamed(origin, "on Ada", "nothing was said", **allowed):
            raise error

    with pytest.raises(PluginError) as caught:
        fail(KeyError("x\n\x1b[31m"))
    said = str(caught.value)
    assert said.startswith("the greeting `hello` of hello 2.1 failed on Ada (KeyError: 'x")
    assert said.endswith("); nothing was said")
    assert not set(said) & set("\n\x1b")
    with pytest.raises(MemoryError):
        fail(MemoryError())
    with pytest.raises(OSError, match="full"):
        fail(OSError("full"), through=(OSError,))


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        (
            "[plugins]\nexports = ['Mark Down']",
            "'Mark Down' is none of what may stand there: it must be a plug-in's",
        ),
        ("[plugins]\nexports = 'markdown'", "`plugins.exports` is 'markdown'; it must be a list of texts"),
        ("[plugins]\nexport = ['markdown']", "no setting `plugins.export`; did you mean `plugins.exports`"),
    ],
)
def test_the_settings_take_names_of_plug_ins_and_nothing_else(tmp_path: Path, toml: str, says: str) -> None:
    """Whether one is installed is seen when it is asked for, so that `doctor` can say it of each."""
    file = tmp_path / "cardscan.toml"
    file.write_text("[plugins]\nexports = ['absent', 'a_b-1']\n", "utf-8")
    assert load_settings(files=[file], environment={}).plugins.exports == ("absent", "a_b-1")
    file.write_text(toml, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(files=[file], environment={})
    assert says in str(caught.value)
