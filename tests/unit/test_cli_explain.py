"""`cardscan explain` writes only into a folder that is its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardscan.app.cli import main
from cardscan.app.cli.explain import folder_to_write, write_explanation
from cardscan.app.cli.explain_page import GENERATOR
from cardscan.errors import ExitCode, OutputError, UsageError
from cardscan.model.explanation import Explanation, ShownPage, StepPicture

PICTURE = StepPicture(b"png", b"jpeg")


def explanation(pages: int) -> Explanation:
    """Pictures without a card."""
    shown = tuple(ShownPage(n + 1, (9, 9), (), 0, PICTURE, PICTURE, (), "blank") for n in range(pages))
    return Explanation("IMG_1.jpg", "00", "nobody", shown)


def test_a_new_folder_is_made_with_the_folders_above_it(tmp_path: Path) -> None:
    """And is readable by its owner alone: it holds somebody's card."""
    folder_to_write(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700


def test_an_earlier_explanation_is_replaced_and_its_pictures_go(tmp_path: Path) -> None:
    """Pictures of a page that is no longer there would be taken for this photo's."""
    write_explanation(explanation(3), tmp_path)
    folder_to_write(tmp_path)
    write_explanation(explanation(1), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "index.html",
        "page-1-chosen.png",
        "page-1-outlines.png",
    ]
    assert GENERATOR in (tmp_path / "index.html").read_text("utf-8")


def test_pictures_of_a_run_that_was_stopped_are_no_obstacle(tmp_path: Path) -> None:
    """The page is written last."""
    (tmp_path / "page-1-chosen.png").write_bytes(b"half")
    folder_to_write(tmp_path)


@pytest.mark.parametrize("name", ["holiday.jpg", "index.html", "page-1-chosen.png.bak", ".hidden"])
def test_a_folder_with_anything_else_in_it_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    """Also a web page that somebody else made."""
    (tmp_path / name).write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="holds other files"):
        folder_to_write(tmp_path)
    assert (tmp_path / name).read_text("utf-8") == "mine"


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    """Nothing is overwritten."""
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="is a file"):
        folder_to_write(tmp_path / "out")
    with pytest.raises(OutputError):
        folder_to_write(tmp_path / "out" / "below")


@pytest.mark.parametrize(
    ("photo", "code", "said"),
    [("missing.jpg", ExitCode.USAGE, "no such file"), (".", ExitCode.USAGE, "is a folder"),
     ("empty.jpg", ExitCode.FAILED, "the file is empty")],
)  # fmt: skip
def test_what_is_no_photo_ends_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], photo: str, code: ExitCode, said: str
) -> None:
    """Before any model is loaded."""
    (tmp_path / "empty.jpg").touch()
    assert main(["explain", str(tmp_path / photo), "--output", str(tmp_path / "out")]) == code
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
