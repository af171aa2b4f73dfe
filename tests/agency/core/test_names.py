import pytest

from agency.core.names import find_name, names_two, surname_first


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("jo", "Jo"),
        ("JO SMITH", "Jo Smith"),
        ("my name is jo o'brien", "Jo O'Brien"),
        ("My full name is Mary Ann de Souza", "Mary Ann de Souza"),
        ("it's jo", "Jo"),
        ("yes it's Jo", "Jo"),
        ("hi, i'm Priya Patel and i want a job", "Priya Patel"),
        ("I am called grace hopper thanks", "Grace Hopper"),
        ("everyone calls me Bex", "Bex"),
        ("My name is Joanne Smith but everyone calls me Jo", "Joanne Smith (Jo)"),
        ("Robert (Bob) Jones", "Robert (Bob) Jones"),
        ("Dr Amina Khan", "Dr Amina Khan"),
        ("Name: Jo Bloggs", "Jo Bloggs"),
        ("Jo here", "Jo"),
        ("Mrs. Jo Smith", "Jo Smith"),
        ("Jo Smith (she/her)", "Jo Smith"),
        ("Jo Smith, 07700 900123", "Jo Smith"),
        ("jo 😊", "Jo"),
        ("it's jo, jo bloggs", "Jo Bloggs"),
        ("its kaz", "Kaz"),
        ("Jo, Stockport", "Jo"),
    ],
)
def test_a_name_is_found_however_it_is_introduced(typed, name):
    assert find_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("anne-marie d’arcy", "Anne-Marie D'Arcy"),
        ("FATIMA AL-SAYED", "Fatima Al-Sayed"),
        ("Siobhán Ní Dhomhnaill", "Siobhán Ní Dhomhnaill"),
        ("İpek Çelik", "İpek Çelik"),
        ("zoë", "Zoë"),
        ("李小龙", "李小龙"),
        ("नरेंद्र", "नरेंद्र"),
        ("sam mcdonald", "Sam McDonald"),
        ("DeShawn McAllister", "DeShawn McAllister"),
        ("vincent van gogh", "Vincent van Gogh"),
        ("This is Ahmed bin Rashid", "Ahmed bin Rashid"),
        ("J. R. Hartley", "J. R. Hartley"),
        ("TJ", "TJ"),
    ],
)
def test_a_name_is_written_as_its_owner_would(typed, name):
    assert find_name(typed) == name


@pytest.mark.parametrize("typed", ["Can You Help", "Do They Know", "Sen Teacher", "Are There Jobs"])
def test_a_sentence_in_capitals_is_no_name(typed):
    assert find_name(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "Will May",
        "An Nguyen",
        "Grace Good",
        "Mark Jobs",
        "Can Yilmaz",
        "Do Thi Nga",
        "Are Olsen",
        "Sen Patel",
    ],
)
def test_a_name_may_be_an_ordinary_word(typed):
    assert find_name(typed) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "😊",
        "no",
        "j",
        "jo@example.org",
        "https://example.org",
        "www.example.org",
        "example.org",
        "jo2",
        "07700 900123",
        "i'd rather not say",
        "what is a senco",
        "why do you need it?",
        "i'm a teaching assistant",
        "i'm looking for work",
        "actually make that TA",
        "I'm after SENCO or assistant headteacher posts",
        "about ten years",
        "ten years",
        "wait, change the role",
        "<script>alert(1)</script>",
        "one two three four five six seven",
        "a" * 100,
    ],
)
def test_what_is_no_name_is_refused(typed):
    assert find_name(typed) is None


@pytest.mark.parametrize(
    ("typed", "turned"),
    [
        ("O'Shea, Patrick", ("Patrick", "Patrick O'Shea")),
        ("O’Shea,Patrick", ("Patrick", "Patrick O'Shea")),
        ("KHAN, Amina", ("Amina", "Amina Khan")),
        ("de Souza, Ana Maria", ("Ana Maria", "Ana Maria de Souza")),
        ("Jo, thanks", None),
        ("Jo, Jo Bloggs", None),
        ("Jo Bloggs", None),
        ("jo, stockport", None),
    ],
)
def test_a_name_as_registers_have_it_is_turned_round(typed, turned):
    assert surname_first(typed) == turned


@pytest.mark.parametrize(
    "typed", ["my mum's phone", "It's my husband's number", "head of year at a secondary"]
)
def test_whose_and_what_is_nobodys_name(typed):
    assert find_name(typed) is None


@pytest.mark.parametrize(
    "typed", ["Jo and Kim Example", "Jo Brown and Kim Brown", "jo & kim", "we are Jo and Kim"]
)
def test_two_people_are_told_from_one(typed):
    assert names_two(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Jo Example",
        "Jo and I live in Leeds",
        "Jo and thanks",
        "Jo and 07700 900123",
        "Anderson",
        "Andrew Sandhu",
        "hi it's Jo and my email is jo@example.org",
    ],
)
def test_one_person_is_not_taken_for_two(typed):
    assert not names_two(typed)
