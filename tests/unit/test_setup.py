"""`cardscan setup`: answers become a cardscan.toml, and nothing that stood there is lost."""

from __future__ import annotations

import os
import pwd
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.app.cli import main
from cardscan.app.cli.settings_file import SettingsFile, changed_text
from cardscan.app.cli.setup_questions import QUESTIONS, offered
from cardscan.config import user_config_file
from cardscan.errors import ConfigError, OutputError

NOBODY = 999_999  # a user number without an account

HELD = """# mine, by hand
country = "AT" # where most are from

[sender]
name = "Old Name"   # to be changed
signature = [
  "Firm", # with a comment
]

[workers]
count = 3

[plan]
weeks_ahead = 4
"""


@pytest.fixture
def file() -> Path:
    """The user's cardscan.toml, which is not there yet."""
    return user_config_file()


def held(file: Path, text: str = HELD) -> Path:
    """A file that was there before."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def typing(monkeypatch: pytest.MonkeyPatch, *lines: str | type[BaseException]) -> list[str]:
    """A person at a terminal who types these lines; an exception is what ends them. Returns what they were asked."""
    asked: list[str] = []
    answers = iter(lines)

    def answer(prompt: str) -> str:
        asked.append(prompt)
        line = next(answers)
        if not isinstance(line, str):
            raise line
        return line

    monkeypatch.setattr("cardscan.app.cli.setup.interactive", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", answer)
    return asked


def test_yes_takes_what_is_offered(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Name of the account, language and country of the locale, the week of the program; for the user's eyes alone."""
    account = pwd.struct_passwd(("ana", "x", 1000, 1000, "Ana Exemplo,Room 3", "/home/ana", "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwuid", lambda _: account)
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    for name, value in {"LC_ALL": "", "LANG": "de_AT.UTF-8", "EMAIL": "ana@example.org"}.items():
        monkeypatch.setenv(name, value)
    for name in ("LC_MESSAGES", "LC_TELEPHONE"):
        monkeypatch.delenv(name, raising=False)
    assert main(["setup", "--yes"]) == 0
    assert tomllib.loads(file.read_text("utf-8")) == {
        "country": "AT",
        "sender": {"name": "Ana Exemplo", "email": "ana@example.org"},
        "followup": {"default_language": "de"},
        "plan": {"new_per_week": 5, "existing_per_week": 5},
    }
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o077 == 0
    assert str(file) in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environment", "language", "country"),
    [
        ({"LANG": "C"}, "en", None),
        ({"LANG": "POSIX"}, "en", None),
        ({}, "en", None),
        ({"LANG": "C.UTF-8"}, "en", None),
        ({"LANG": "fr_CA.UTF-8"}, "fr", "CA"),
        ({"LANG": "sv_SE"}, "en", "SE"),  # no letters are written in Swedish
        ({"LANG": "en_US.UTF-8", "LC_TELEPHONE": "de_DE.UTF-8"}, "en", "DE"),
        ({"LANG": "de_DE", "LC_MESSAGES": "en_GB"}, "en", "DE"),
        ({"LANG": "de_DE", "LC_ALL": "C"}, "en", None),
        ({"LANG": "it_IT@euro"}, "it", "IT"),
        ({"LANG": "../../etc"}, "en", None),
    ],
)
def test_language_and_country_come_from_the_locale(
    environment: dict[str, str], language: str, country: str | None
) -> None:
    """Each by its own variable, as the C library takes them; none is made up."""
    found = offered(environment, NOBODY)
    assert (found["followup.default_language"], found.get("country")) == (language, country)


@pytest.mark.parametrize(
    ("full_name", "user", "name"),
    [
        ("Ana Exemplo,,,", 1000, "Ana Exemplo"),
        ("Jean-Luc d'Aubigny", 501, "Jean-Luc d'Aubigny"),
        ("Robin Q. Sample", 1001, "Robin Q. Sample"),
        ("root", 0, None),
        ("Robin Sample", 0, None),
        ("Mailing List Manager", 38, None),
        ("Debian Live user", 1000, None),
        ("Test Account", 1000, None),
        ("ubuntu", 1000, None),
        ("robin sample", 1000, None),
        ("Web Server 2", 1000, None),
        ("", 1000, None),
        ("Evil\x1b[31m Name", 1000, None),
    ],
)
def test_a_name_is_offered_only_where_it_is_surely_a_persons(
    full_name: str, user: int, name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Services, machines and nicknames sign no letter."""
    account = pwd.struct_passwd(("login", "x", user, user, full_name, "/", "/bin/sh"))
    monkeypatch.setattr(pwd, "getpwuid", lambda _: account)
    assert offered({}, user).get("sender.name") == name


def test_an_account_without_an_entry_is_offered_no_name() -> None:
    """As in a container."""
    assert "sender.name" not in offered({}, NOBODY)


def test_a_file_keeps_its_comments_and_everything_that_was_not_asked(file: Path) -> None:
    """Only the values that were named change; what follows a value on its line stays."""
    held(file)
    assert main(["setup", "--yes", "--name", "Ana Exemplo", "--new-per-week", "7"]) == 0
    written = file.read_text("utf-8")
    expected = HELD.replace('"Old Name" ', '"Ana Exemplo" ')
    assert [line for line in expected.splitlines() if line not in written.splitlines()] == []
    assert tomllib.loads(written)["plan"] == {"weeks_ahead": 4, "new_per_week": 7, "existing_per_week": 5}
    assert tomllib.loads(written)["workers"] == {"count": 3}


def test_line_ends_of_a_file_stay(file: Path) -> None:
    """A file of Windows stays one."""
    file.parent.mkdir(parents=True)
    file.write_bytes(HELD.replace("\n", "\r\n").encode())
    assert main(["setup", "--yes", "--country", "DE"]) == 0
    content = file.read_bytes()
    assert b'country = "DE" # where most are from\r\n' in content
    assert b'[sender]\r\nname = "Old Name"   # to be changed\r\n' in content


def test_a_file_that_is_a_link_stays_one_and_others_can_no_longer_read_it(file: Path, tmp_path: Path) -> None:
    """People keep their settings in one place and link to them."""
    real = tmp_path / "dotfiles.toml"
    real.write_text(HELD, "utf-8")
    real.chmod(0o644)
    file.parent.mkdir(parents=True)
    file.symlink_to(real)
    assert main(["setup", "--yes", "--country", "DE"]) == 0
    assert file.is_symlink()
    assert tomllib.loads(real.read_text("utf-8"))["country"] == "DE"
    assert real.stat().st_mode & 0o777 == 0o600


def test_every_question_is_asked_with_its_default_and_a_wrong_answer_again(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Enter takes what is offered, "-" leaves it out; the settings' own words say what is wrong."""
    asked = typing(
        monkeypatch,
        "Ana Exemplo", "ana(at)example.org", "ana@example.org", "Firm | +49 30 901820", "de", "", "auto",
        "many", "501", "3", "-",
    )  # fmt: skip
    assert main(["setup"]) == 0
    assert tomllib.loads(file.read_text("utf-8")) == {
        "country": "DE",
        "sender": {"name": "Ana Exemplo", "email": "ana@example.org", "signature": ["Firm", "+49 30 901820"]},
        "followup": {"default_language": "en"},
        "plan": {"new_per_week": 3},
    }
    for question in QUESTIONS:
        assert any(prompt.startswith(question.words) and "[" in prompt for prompt in asked), question
    said = capsys.readouterr()
    for wrong in ("ana(at)example.org", "no whole number", "from 0 to 500"):
        assert wrong in said.out + said.err


def test_a_value_is_replaced_only_after_a_yes(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both are shown; without the yes nothing is written, not even what is new."""
    held(file)
    answers = ("New Name", "new@example.org", "", "", "", "", "", "")
    typing(monkeypatch, *answers, "n")
    assert main(["setup"]) == 130
    assert file.read_text("utf-8") == HELD
    assert "sender.name: Old Name -> New Name" in capsys.readouterr().out
    typing(monkeypatch, *answers, "y")
    assert main(["setup"]) == 0
    sender = tomllib.loads(file.read_text("utf-8"))["sender"]
    assert sender == {"name": "New Name", "email": "new@example.org", "signature": ["Firm"]}


def test_twice_the_same_changes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second time there is nothing to write."""
    assert main(["setup", "--yes", "--name", "Ana Exemplo"]) == 0
    before = file.read_bytes(), file.stat().st_ino
    capsys.readouterr()
    assert main(["setup", "--yes"]) == 0
    assert (file.read_bytes(), file.stat().st_ino) == before
    assert "left as it was" in capsys.readouterr().out


@pytest.mark.parametrize("after", range(len(QUESTIONS)))
@pytest.mark.parametrize("end", [KeyboardInterrupt, EOFError])
def test_who_breaks_off_leaves_everything_as_it_was(
    after: int, end: type[BaseException], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C and Ctrl-D at any question: no file, no folder."""
    typing(monkeypatch, *["5"] * min(after, 1), *[""] * max(0, after - 1), end)
    assert main(["setup"]) == 130
    assert not file.parent.exists()


def test_without_a_terminal_nothing_is_asked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A script is told what to write; it does not hang."""
    assert main(["setup", "--name", "Ana Exemplo"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert not file.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--email", "ana"], "--email: "),
        (["--email", "a@example.org, b@example.org"], "--email: "),
        (["--country", "Germany"], "did you mean `DE`"),
        (["--language", "klingon"], "--language: "),
        (["--languages", "e;rm"], "--languages: "),
        (["--new-per-week", "-1"], "--new-per-week: "),
        (["--new-per-week", "1e3"], "no whole number"),
        (["--existing-per-week", "100000"], "from 0 to 500"),
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_written(
    arguments: list[str], said: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2."""
    assert main(["setup", "--yes", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert not file.exists()


@pytest.mark.parametrize("text", ["country = ", "contry = 'DE'", "[workers]\ncount = -1\n"])
def test_a_file_with_a_mistake_is_named_and_left_alone(
    text: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is for the user to mend; exit code 3."""
    held(file, text)
    assert main(["setup", "--yes"]) == 3
    assert str(file) in capsys.readouterr().err
    assert file.read_text("utf-8") == text


def test_a_place_that_cannot_be_written_is_a_sentence() -> None:
    """With the way out, and not as root's privilege either: nobody can make a folder there."""
    with pytest.raises(OutputError, match="--file"):
        SettingsFile(Path("/proc/cardscan/cardscan.toml")).write({"country": "DE"})


def test_what_goes_before_the_file_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A variable, or a cardscan.toml in the current folder, would otherwise make the answer seem lost."""
    (tmp_path / "cardscan.toml").write_text('[sender]\nname = "Somebody Else"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CARDSCAN_COUNTRY", "FR")
    assert main(["setup", "--yes", "--name", "Ana Exemplo", "--country", "DE"]) == 0
    said = capsys.readouterr().err
    assert "CARDSCAN_COUNTRY sets country too" in said
    assert "cardscan.toml in this folder sets sender.name too" in said


def test_letters_without_a_sender_are_mentioned(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    """--yes knows no address; it says how to give one."""
    assert main(["setup", "--yes", "--file", str(file.with_name("other.toml"))]) == 0
    assert "--email" in capsys.readouterr().err


words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
blocks = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["DE", "FR"]),
        "sender": st.fixed_dictionaries({}, optional={"name": words, "signature": st.lists(words, max_size=3)}),
        "plan": st.fixed_dictionaries({}, optional={"new_per_week": st.integers(0, 9)}),
    },
)
answers = st.fixed_dictionaries(
    {},
    optional={
        "country": st.sampled_from(["AT", None]),
        "sender.name": words | st.none(),
        "sender.signature": st.lists(words, min_size=1, max_size=3).map(tuple) | st.none(),
        "ocr.languages": st.just(("eng", "deu")) | st.none(),
        "plan.new_per_week": st.integers(0, 9) | st.none(),
    },
)


def spelled(content: dict[str, Any], style: str) -> str:
    """A cardscan.toml with this content, as somebody might write it."""
    top = "".join(f"{key} = {tomlkit.item(value).as_string()}\n" for key, value in content.items() if key == "country")
    for block, inner in content.items():
        if block == "country":
            continue
        entries = {key: tomlkit.item(value).as_string() for key, value in inner.items()}
        if style == "tables":
            top += f"\n# about {block}\n[{block}]\n" + "".join(f"{key} = {text}\n" for key, text in entries.items())
        elif style == "dotted":
            top += f"# about {block}\n" + "".join(f"{block}.{key} = {text}\n" for key, text in entries.items())
        else:
            top += f"# about {block}\n{block} = {{{', '.join(f'{key} = {text}' for key, text in entries.items())}}}\n"
    return top


@settings(max_examples=60)
@given(blocks, answers, st.sampled_from(["tables", "dotted", "inline"]))
def test_any_file_with_any_answers_says_both(content: dict[str, Any], said: dict[str, Any], style: str) -> None:
    """What comes out is the old content with the answers put in, and every comment is still there."""
    text = changed_text(spelled(content, style), said)
    expected = {key: dict(value) if isinstance(value, dict) else value for key, value in content.items()}
    for key, answer in said.items():
        block, _, name = key.rpartition(".")
        table = expected.setdefault(block, {}) if block else expected
        table.pop(name, None)
        if answer is not None:
            table[name] = list(answer) if isinstance(answer, tuple) else answer
    found = tomllib.loads(text)
    assert {key: value for key, value in found.items() if value != {}} == {
        key: value for key, value in expected.items() if value != {}
    }
    assert [line for line in spelled(content, style).splitlines() if line.startswith("#") and line not in text] == []


def test_the_settings_check_every_answer(file: Path) -> None:
    """In their own words, without a file's name, and with what the file holds already: texts of one's own, here."""
    with pytest.raises(ConfigError, match=r"^`plan.new_per_week` is 501"):
        SettingsFile(file).check("plan.new_per_week", 501)
    with pytest.raises(ConfigError, match="no letter is written in it"):
        SettingsFile(file).check("followup.default_language", "sv")
    held(file, '[followup]\ntemplates = "mine"\n')
    texts = file.parent / "mine" / "email" / "conference"
    texts.mkdir(parents=True)
    (texts / "first.sv.txt.j2").write_text("Subject: x\n\nx\n")
    SettingsFile(file).check("followup.default_language", "sv")
    assert main(["setup", "--yes", "--language", "sv"]) == 0
