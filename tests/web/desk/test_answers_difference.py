from web.desk.answers.difference import Piece, compare, differences


def said(pieces: list[Piece], kind: str) -> str:
    return "".join(piece.words for piece in pieces if piece.kind != kind)


def test_what_went_and_what_came_stand_where_they_were():
    pieces = compare("It pays £20 an hour in term time.", "It pays £21 an hour in term time.")

    assert pieces == [
        Piece("same", "It pays "),
        Piece("gone", "£20 "),
        Piece("new", "£21 "),
        Piece("same", "an hour in term time."),
    ]


def test_a_word_or_two_alike_do_not_tear_a_change_apart():
    pieces = compare("Ring the head of the school.", "Write to the governors of a trust.")

    assert [piece.kind for piece in pieces] == ["gone", "new"]


def test_both_texts_can_be_read_in_a_difference():
    old = "One two three four.\n\n- five six\n- seven eight nine"
    new = "One two three 4.\n\n- five six\n- seven eight nine ten"

    pieces = compare(old, new)
    assert said(pieces, "new").split() == old.split()
    assert said(pieces, "gone") == new
    assert compare(old, old) == [Piece("same", old)]
    assert compare("", new) == [Piece("new", new)]
    assert compare(old, "") == [Piece("gone", old)]


def test_only_what_differs_is_told():
    before = {"text": "A", "source": {"title": "Pay", "url": None}, "checked": "2026-01-01"}
    after = before | {"source": {"title": "Pay", "url": "https://example.org"}}

    assert list(differences(before, after)) == ["address"]
    assert differences(before, before) == {}
    assert list(differences(None, before)) == ["text", "source", "checked"]
