"""Settings come from five places, the later wins, and nothing unknown passes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.config import Settings, known_keys, load_settings
from cardscan.errors import ConfigError, ExitCode

HOME = Path("/nowhere/cardscan")


def load(tmp_path: Path, toml: str = "", environment: dict[str, str] | None = None, **flags: object) -> Settings:
    """Settings from one file, an environment and flags."""
    file = tmp_path / "cardscan.toml"
    file.write_text(toml, "utf-8")
    dotted = {key.replace("__", "."): value for key, value in flags.items()}
    return load_settings(files=[file], environment=environment or {}, flags=dotted, home=HOME)


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    """No file, no variable, no flag: the store and the drafts lie in the home folder."""
    settings = load_settings(files=[tmp_path / "absent.toml"], environment={"PATH": "/bin"}, home=HOME)
    assert settings == Settings(home=HOME)
    assert settings.database == str(HOME / "cardscan.db")
    assert settings.drafts_folder == HOME / "drafts"


def test_flags_beat_the_environment_which_beats_the_file(tmp_path: Path) -> None:
    """Each layer overrides only the keys that it names."""
    toml = 'country = "DE"\n[workers]\ncount = 3\ntimeout_s = 30\nrecycle_after = 7\n'
    environment = {"CARDSCAN_WORKERS_COUNT": "4", "CARDSCAN_WORKERS_TIMEOUT_S": "40", "CARDSCAN_COUNTRY": "FR"}
    settings = load(tmp_path, toml, environment, workers__count=5, country=None)
    assert (settings.workers.count, settings.workers.timeout_s, settings.workers.recycle_after) == (5, 40.0, 7)
    assert settings.country == "FR"


def test_a_later_file_beats_an_earlier_one(tmp_path: Path) -> None:
    """The current folder's file comes after the user's."""
    user, here = tmp_path / "user.toml", tmp_path / "here.toml"
    user.write_text('country = "DE"\ndb = "a.db"\n')
    here.write_text('country = "AT"\n')
    settings = load_settings(files=[user, here], environment={}, home=HOME)
    assert (settings.country, settings.db) == ("AT", "a.db")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("contry = 'DE'", "no setting `contry`; did you mean `country`"),
        ("[ocr]\nlanguage = ['eng']", "no setting `ocr.language`; did you mean `ocr.languages`"),
        ("[worker]\ncount = 2", "no setting `worker`; did you mean"),
        ("count = 2", "no setting `count`"),
        ("[workers]\ncount = 'two'", "`workers.count` is 'two'; it must be a whole number"),
        ("[workers]\ncount = true", "it must be a whole number"),
        ("[workers]\ncount = -1", "[workers] count may not be negative"),
        ("[ocr]\nlanguages = 'eng'", "it must be a list of texts"),
        ("ocr = 3", "[ocr] is a block"),
        ("country = ", "not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_what_was_near(tmp_path: Path, toml: str, said: str) -> None:
    """One sentence with the file, the key and the next step; exit code 3."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, toml)
    assert said in str(caught.value)
    assert str(tmp_path / "cardscan.toml") in str(caught.value)
    assert caught.value.exit_code is ExitCode.CONFIG


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("CARDSCAN_WORKERS_COUNTS", "2", "did you mean `CARDSCAN_WORKERS_COUNT`"),
        ("CARDSCAN_WORKERS_COUNT", "many", "must be a number"),
    ],
)
def test_a_mistake_in_the_environment_is_named(tmp_path: Path, name: str, value: str, said: str) -> None:
    """The variable is named, and what was near."""
    with pytest.raises(ConfigError, match=name) as caught:
        load(tmp_path, environment={name: value})
    assert said in str(caught.value)


def test_a_file_that_is_not_text_is_a_sentence(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 do not end in a traceback."""
    file = tmp_path / "cardscan.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_settings(files=[file], environment={}, home=HOME)


def test_paths_in_a_file_start_at_the_file(tmp_path: Path) -> None:
    """A relative path means the same whatever the current folder is; ~ is the user's home."""
    settings = load(tmp_path, 'home = "data"\n[ocr]\ntessdata = "~/tess"\n')
    assert settings.home == tmp_path / "data"
    assert settings.ocr.tessdata == Path.home() / "tess"


def test_lists_in_the_environment_are_split(tmp_path: Path) -> None:
    """Commas and Tesseract's plus signs both separate."""
    for text in ("eng,deu", "eng+deu", " eng , deu ,"):
        assert load(tmp_path, environment={"CARDSCAN_OCR_LANGUAGES": text}).ocr.languages == ("eng", "deu")


def test_settings_cannot_be_changed_later(tmp_path: Path) -> None:
    """Frozen, blocks included."""
    settings = load(tmp_path)
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.workers.count = 3  # type: ignore[misc]


@given(st.dictionaries(st.text(max_size=12), st.one_of(st.integers(), st.text(), st.booleans(), st.lists(st.text()))))
def test_no_file_content_makes_anything_but_a_sentence(tmp_path_factory: pytest.TempPathFactory, content: dict) -> None:
    """Any flat table of keys either loads or is a ConfigError."""
    file = tmp_path_factory.mktemp("toml") / "cardscan.toml"
    lines = [f"{_quoted(key)} = {_literal(value)}" for key, value in content.items()]
    file.write_text("\n".join(lines), "utf-8", errors="surrogatepass")
    try:
        load_settings(files=[file], environment={}, home=HOME)
    except ConfigError as error:
        assert str(file) in str(error)


def test_every_key_has_a_type_that_can_be_written() -> None:
    """No setting exists that a file or variable could not express."""
    assert {"home", "db", "ocr.languages", "workers.timeout_s", "sender.email"} <= set(known_keys())


def _quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(c):08x}" if not 0xD800 <= ord(c) <= 0xDFFF else "?" for c in text) + '"'


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value % 2**62)
    if isinstance(value, list):
        return "[" + ", ".join(_quoted(item) for item in value) + "]"
    return _quoted(str(value))
