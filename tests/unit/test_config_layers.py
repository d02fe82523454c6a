"""Settings come from five places, the later wins, and nothing unknown passes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.app.cli.scan import scan
from cardscan.config import Settings, known_keys, load_settings, rules
from cardscan.errors import ConfigError, ExitCode, UsageError
from cardscan.reading.ocr.engine import ENGINES, SECOND_READER

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
        ("[OCR]\nengine = 'auto'", "no setting `OCR`; did you mean `ocr`"),
        ("Country = 'DE'", "no setting `Country`; did you mean `country`"),
        ("[ocr]\nsecond-reader = 'off'", "did you mean `ocr.second_reader`"),
        ("[mail]\nengine = 'auto'", "no setting `mail.engine`; did you mean `ocr.engine`?"),
        ("[ocr]\nsecond_reader = ['off']", "`ocr.second_reader` is ['off']; it must be text in quotes"),
        ("[workers]\ncount = 'two'", "`workers.count` is 'two'; it must be a whole number"),
        ("[workers]\ncount = true", "it must be a whole number"),
        ("[workers]\ncount = -1", "`workers.count` is -1; it must be from 0 to 1,024"),
        ("[workers]\ntimeout_s = nan", "`workers.timeout_s` is nan; it must be from 0.1 to 86,400"),
        ("[workers]\ntimeout_s = inf", "it must be from 0.1 to 86,400"),
        ("[workers]\nmax_memory_mb = 1", "it must be from 64"),
        ("[workers]\ncount = '2'", "it must be a whole number, without quotes"),
        ("[mail]\nhtml = 'yes'", "`mail.html` is 'yes'; it must be true or false, without quotes"),
        ("[ocr]\nsecond_reader = 'of'", "`ocr.second_reader` is 'of'; it is auto, off or always; did you mean `off`?"),
        ("[ocr]\nengine = 'tesserect'", "it is auto, tesserocr or pytesseract; did you mean `"),
        (
            "[ocr]\nlanguages = ['eng', 'de']",
            "'de' is none of what may stand there: it must be a code of Tesseract's, "
            "such as eng or deu; did you mean `deu`?",
        ),
        ("[ocr]\nlanguages = ['../eng']", "'../eng' is none of what may stand there"),
        ("[ocr]\ntessdata = 'nowhere'", "nowhere'; there is no such folder; create it, or take the setting out"),
        ("[ocr]\ntessdata = 'cardscan.toml'", "cardscan.toml'; that is no folder"),
        ("[ocr]\ntimeout_s = 0", "`ocr.timeout_s` is 0; it must be from 0.1"),
        ("[photos]\npdf_dpi = 25000", "`photos.pdf_dpi` is 25000; it must be from 36 to 1,200"),
        ("[photos]\nmax_pages = 0", "it must be from 1 to 10,000"),
        (
            "country = 'UK'",
            "`country` is 'UK'; it must be the two letters of a country, such as DE or US (ISO 3166-1); "
            "did you mean `GB`?",
        ),
        ("country = 'Germany'", "did you mean `DE`?"),
        ("country = 'Swizerland'", "did you mean `CH`?"),
        ("country = 'Österreich'", "did you mean `AT`?"),
        ("country = 'ZZ'", "such as DE or US (ISO 3166-1)"),
        (
            "[followup]\ndefault_language = 'klingon'",
            "`followup.default_language` is 'klingon'; it must be the two "
            "letters of a language, such as en or de (ISO 639-1)",
        ),
        ("[followup]\ndefault_language = 'German'", "did you mean `de`?"),
        ("[followup]\ndefault_language = 'de_AT'", "did you mean `de`?"),
        (
            "[followup]\ndefault_language = 'sv'",
            "`followup.default_language` is 'sv', and no letter is written in it; there are de, en, es, fr, it, nl, pt",
        ),
        ("[followup]\naddress = 'informel'", "it is formal or informal; did you mean `informal`"),
        ("[followup]\ntemplates = 'letters'", "letters'; there is no such folder"),
        (
            "[lint]\noff = ['stockphrase']",
            "'stockphrase' is none of what may stand there: it is unfilled, name",
        ),
        ("[lint]\noff = ['stockphrase']", "did you mean `stock_phrase`?"),
        ("[lint]\nmax_similarity = 85", "it must be from 0.01 to 1"),
        ("[plan]\nnew_per_week = 5000", "`plan.new_per_week` is 5000; it must be from 0 to 500"),
        ("[mail]\noutbox = 'cardscan.toml'", "cardscan.toml'; a file is in its place; name a folder"),
        ("home = 'cardscan.toml'", "a file is in its place"),
        ("db = 'postgres://host/cards'", "did you mean `postgresql+psycopg`?"),
        ("[carddav]\nurl = 'htps://book.example.org/'", "such as https://host/path; did you mean `https`"),
        ("[carddav]\nurl = 'book.example.org'", "it must be a web address"),
        ("[sender]\nemail = 'Robin <robin@example.org>'", "it must be one e-mail address"),
        ('[sender]\nname = "Robin\\nBcc: x"', "it must be on one line"),
        ('[sender]\nsignature = ["a\\nb"]', "it must be on one line"),
        ("[ocr]\nlanguages = 'eng'", "it must be a list of texts"),
        ("ocr = 3", "[ocr] is a block"),
        ("country = ", "not valid TOML"),
        ("db = 'mysql://robin:secret@host/cards'", "`db` is 'mysql://***@host/cards'; it must be the path of a file"),
        ("country = 'DE" + "x" * 500 + "'", "xxx...'; it must be the two letters of a country"),
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
        ("CARDSCAN_CARDAV_PASSWORD", "secret", "did you mean `CARDSCAN_CARDDAV_PASSWORD`"),
        ("CARDSCAN_WORKERS_COUNT", "many", "must be a number"),
        ("CARDSCAN_WORKERS_COUNT", "-3", "CARDSCAN_WORKERS_COUNT is '-3'; it must be from 0 to 1,024"),
        ("CARDSCAN_OCR_SECOND_READER", "of", "did you mean `off`?"),
        ("CARDSCAN_COUNTRY", "UK", "did you mean `GB`?"),
        ("CARDSCAN_OCR_LANGUAGES", "eng+fr", "did you mean `fra`?"),
        ("CARDSCAN_FOLLOWUP_DEFAULT_LANGUAGE", "klingon", "it must be the two letters of a language"),
        ("CARDSCAN_FOLLOWUP_DEFAULT_LANGUAGE", "sv", "no letter is written in it"),
    ],
)
def test_a_mistake_in_the_environment_is_named(tmp_path: Path, name: str, value: str, said: str) -> None:
    """The variable is named, and what was near."""
    with pytest.raises(ConfigError, match=name) as caught:
        load(tmp_path, environment={name: value})
    assert said in str(caught.value)


def test_a_file_may_begin_with_the_mark_that_windows_editors_write(tmp_path: Path) -> None:
    """A byte order mark is no first character of a key."""
    (tmp_path / "cardscan.toml").write_bytes(b'\xef\xbb\xbfcountry = "DE"\n')
    assert load_settings(files=[tmp_path / "cardscan.toml"], environment={}, home=HOME).country == "DE"


def test_a_file_that_is_not_text_is_a_sentence(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 do not end in a traceback."""
    file = tmp_path / "cardscan.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_settings(files=[file], environment={}, home=HOME)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("country", "UK", "--country is 'UK'; it must be the two letters"),
        ("ocr__second_reader", "of", "--second-reader is 'of'; it is auto, off or always; did you mean `off`?"),
        ("workers__count", -1, "--workers is -1"),
        ("carddav__url", "nowhere", "--url is 'nowhere'"),
    ],
)
def test_a_mistake_in_a_flag_is_named(tmp_path: Path, key: str, value: object, said: str) -> None:
    """As it was written, with what is allowed; exit code 2."""
    with pytest.raises(UsageError) as caught:
        load(tmp_path, **{key: value})
    assert said in str(caught.value)
    assert caught.value.exit_code is ExitCode.USAGE


def test_a_value_counts_in_the_form_that_is_meant(tmp_path: Path) -> None:
    """Codes in the wrong case are no mistake, and a language of the user's own texts is one."""
    texts = tmp_path / "letters/email/conference"
    texts.mkdir(parents=True)
    (texts / "first.sv.txt.j2").write_text("Subject: x\n\nx\n")
    settings = load(tmp_path, 'country = "gb"\n[followup]\ndefault_language = "SV"\ntemplates = "letters"\n')
    assert (settings.country, settings.followup.default_language) == ("GB", "sv")


def test_every_setting_has_a_rule_or_is_a_yes_or_no() -> None:
    """A new one cannot be forgotten; and every default keeps its own rule."""
    assert {key for key in known_keys() if key not in rules()} == {"mail.html", "workers.sandbox"}
    for key, rule in rules().items():
        block, _, name = key.rpartition(".")
        settings = Settings(home=HOME)
        value = getattr(getattr(settings, block) if block else settings, name)
        assert rule(value) == value


def test_paths_in_a_file_start_at_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative path means the same whatever the current folder is; ~ is the user's home."""
    monkeypatch.setenv("HOME", str(tmp_path / "robin"))
    (tmp_path / "robin/tess").mkdir(parents=True)
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


def test_a_choice_on_the_command_line_is_one_of_the_setting_and_says_what_was_near() -> None:
    """The flags name what the settings allow, without importing the readers for it."""
    options = {option.name: option.type for option in scan.params}
    engine, second_reader = options["engine"], options["second_reader"]
    assert isinstance(engine, click.Choice)
    assert isinstance(second_reader, click.Choice)
    assert (tuple(engine.choices), tuple(second_reader.choices)) == (ENGINES, SECOND_READER)
    with pytest.raises(click.UsageError) as caught:
        second_reader.convert("of", None, None)
    assert "did you mean `off`?" in str(caught.value)
