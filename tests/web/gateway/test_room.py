import errno
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from agency.settings import Settings
from agency.storage.models import Conversation, Cv, Lead, Turn
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn
from tests.web.gateway.conftest import Visitor, is_problem
from web.gateway.problems import Problem
from web.gateway.room import GOOD_FOR, MEGABYTE, Room, free_bytes

PLENTY = 10_000 * MEGABYTE


class Disk:
    """A volume that is as full as a test says."""

    def __init__(self) -> None:
        self.free = PLENTY
        self.looks = 0

    def measure(self, _folder: Path) -> int:
        self.looks += 1
        return self.free


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def door(serve: Callable[..., str], settings: Settings, disk: Disk) -> Iterator[httpx.Client]:
    always_later = itertools.count(step=10).__next__
    room = Room(settings.home, measure=disk.measure, clock=always_later)
    with httpx.Client(base_url=serve(settings, room=room), timeout=20, trust_env=False) as client:
        yield client


def is_without_room(answer: httpx.Response) -> bool:
    assert int(answer.headers["retry-after"]) >= 60
    assert "0161 496 0100" in answer.json()["detail"]
    return is_problem(answer, 503, "no_room")


def test_on_a_full_disk_nothing_is_begun_or_kept_and_the_visitor_learns_whom_to_ring(
    door: httpx.Client,
    visitor: Visitor,
    disk: Disk,
    assistant: AssistantStandIn,
    open_unit: OpenUnit,
    tmp_path: Path,
):
    disk.free = 63 * MEGABYTE

    assert is_without_room(door.post("/api/v1/conversations", json={}))
    assert is_without_room(visitor.send({"text": "hello"}))
    assert is_without_room(visitor.leave(phone="07700 900123", consent=True))
    assert is_without_room(visitor.upload(b"Jo Example"))
    assert is_without_room(door.get("/readyz"))

    assert door.get("/healthz").status_code == 200
    assert assistant.turns == []
    assert not (tmp_path / "cvs").exists()
    with open_unit() as session:
        assert [session.query(kind).count() for kind in (Conversation, Turn, Lead, Cv)] == [
            1,
            1,
            0,
            0,
        ]


def test_a_cv_needs_more_room_than_a_message(visitor: Visitor, disk: Disk):
    disk.free = 127 * MEGABYTE

    assert visitor.say("hello")
    assert is_without_room(visitor.upload(b"Jo Example"))

    disk.free = 128 * MEGABYTE
    assert visitor.upload(b"Jo Example").status_code == 202


def test_a_disk_that_fills_up_under_a_cv_is_said_and_nothing_of_it_is_kept(
    visitor: Visitor, open_unit: OpenUnit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def no_space(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    assert is_without_room(visitor.upload(b"Jo Example"))

    with open_unit() as session:
        assert session.query(Cv).count() == 0
    assert not [each for each in (tmp_path / "cvs").rglob("*") if each.is_file()]

    monkeypatch.undo()
    assert visitor.upload(b"Jo Example").status_code == 202


def test_what_was_kept_before_can_still_be_read_repeated_and_erased(visitor: Visitor, disk: Disk):
    replies = visitor.say("hello", key="one")
    disk.free = 0

    assert visitor.say("hello", key="one") == replies
    assert len(visitor.read()["turns"]) == 3
    assert visitor.erase().status_code == 204


def test_once_there_is_room_again_the_chat_goes_on(visitor: Visitor, disk: Disk):
    disk.free = 0
    assert is_without_room(visitor.send({"text": "hello"}, key="one"))

    disk.free = PLENTY

    assert visitor.say("hello", key="one")


def test_the_disk_is_looked_at_once_in_a_few_seconds(tmp_path: Path, disk: Disk):
    now = 0.0
    room = Room(tmp_path, measure=disk.measure, clock=lambda: now)
    for _ in range(100):
        room.require(MEGABYTE)
    assert disk.looks == 1

    disk.free = 0
    now += GOOD_FOR

    with pytest.raises(Problem):
        room.require(MEGABYTE)
    assert disk.looks == 2


def test_a_folder_still_to_be_made_has_the_room_of_the_volume_it_will_be_on(tmp_path: Path):
    assert 0 < free_bytes(tmp_path) < 2**60
    assert abs(free_bytes(tmp_path / "not" / "yet") - free_bytes(tmp_path)) < PLENTY
