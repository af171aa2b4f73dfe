"""The trained assistant as files: promoted whole, and put back as it was."""

from pathlib import Path

import pytest

from agency.assistant_files import AssistantFiles, FilesRefused, read_questions


@pytest.fixture
def files(tmp_path: Path) -> AssistantFiles:
    live = tmp_path / "models" / "assistant.tar.gz"
    live.parent.mkdir()
    live.write_bytes(b"the first")
    return AssistantFiles(live, tmp_path / "training")


def train(files: AssistantFiles, number: int, made: bytes) -> None:
    (files.folder(number) / "examples.yml").write_text(f"# {number}\n")
    files.candidate(number).write_bytes(made)


def test_a_promoted_candidate_is_live_with_its_examples_and_newer_than_they_are(
    files: AssistantFiles,
):
    train(files, 1, b"the second")

    files.promote(1)

    assert files.live.read_bytes() == b"the second"
    assert files.examples.read_text() == "# 1\n"
    assert files.live.stat().st_mtime_ns >= files.examples.stat().st_mtime_ns


def test_rolled_back_everything_is_as_it_was_even_if_the_promotion_was_done_twice(
    files: AssistantFiles,
):
    train(files, 1, b"the second")
    files.promote(1)
    files.promote(1)

    files.roll_back(1)

    assert files.live.read_bytes() == b"the first"
    assert not files.examples.exists()


def test_the_second_goes_back_to_the_first(files: AssistantFiles):
    train(files, 1, b"the second")
    files.promote(1)
    train(files, 2, b"the third")
    files.promote(2)

    files.roll_back(2)

    assert files.live.read_bytes() == b"the second"
    assert files.examples.read_text() == "# 1\n"


def test_what_was_trained_anew_since_is_not_undone(files: AssistantFiles):
    train(files, 1, b"the second")
    files.promote(1)
    files.live.write_bytes(b"trained by hand")

    with pytest.raises(FilesRefused):
        files.roll_back(1)

    assert files.live.read_bytes() == b"trained by hand"


def test_only_the_files_of_the_newest_trainings_are_kept(files: AssistantFiles):
    for number in range(1, 8):
        train(files, number, b"x")

    files.tidy()

    assert sorted(each.name for each in files.home.iterdir()) == ["4", "5", "6", "7"]


def test_values_typed_into_a_form_are_no_questions(tmp_path: Path):
    rows = '{"text": "a", "kind": "in_scope"}\n\n{"text": "b", "kind": "form_value"}\n'
    (tmp_path / "a.jsonl").write_text(rows)

    assert [each["text"] for each in read_questions(tmp_path)] == ["a"]


def test_what_is_not_there_is_not_promoted_and_nothing_is_touched(files: AssistantFiles):
    (files.folder(1) / "examples.yml").write_text("# 1\n")

    with pytest.raises(FilesRefused):
        files.promote(1)

    assert files.live.read_bytes() == b"the first"
    assert not files.examples.exists()


def test_the_log_tells_what_went_wrong_and_not_how_often_a_bar_was_drawn(files: AssistantFiles):
    bars = "\r".join(
        f"Processed trackers: {n:3}%|██   | {n}/99 [00:00<00:01, 105.72it/s, # action=9]"
        for n in range(99)
    )
    counts = "Processed actions: 402it [00:00, 43279.09it/s]"
    files.folder(1)
    said = f"INFO  begins\n{bars}\r{counts}\n\nMemoryError: 3/4 [of it]\nended\n"
    files.log(1).write_text(said, "utf-8")

    assert files.log_lines(1) == ["INFO  begins", "MemoryError: 3/4 [of it]", "ended"]
