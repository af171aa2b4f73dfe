import stat

import pytest


def test_a_file_comes_back_as_it_was_until_it_is_erased(store):
    key = store.keep(b"%PDF-1.7")

    assert store.open(key) == b"%PDF-1.7"
    assert list(store.keys()) == [key]

    store.erase(key)
    store.erase(key)
    assert list(store.keys()) == []
    with pytest.raises(FileNotFoundError):
        store.open(key)


def test_a_file_is_private_and_its_name_says_nothing(store):
    first, second = store.keep(b"Jo's CV"), store.keep(b"Jo's CV")

    assert first != second
    assert stat.S_IMODE((store.root / first).stat().st_mode) == 0o600
    assert stat.S_IMODE((store.root / first).parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    "key",
    ["", "../agency.sqlite3", "/etc/passwd", "ab/../../x", "ab/" + "g" * 32, "ab/" + "a" * 31],
)
def test_no_key_leads_out_of_the_store(store, key):
    for reach in (store.open, store.erase):
        with pytest.raises(ValueError, match="not the key"):
            reach(key)


def test_a_disk_that_is_full_leaves_nothing_behind(store, monkeypatch):
    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(OSError, match="No space"):
        store.keep(b"%PDF-1.7")

    assert [path for path in store.root.rglob("*") if path.is_file()] == []
