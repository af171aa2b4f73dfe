import pytest

from agency.core.names import find_name


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


@pytest.mark.parametrize("typed", ["Will May", "An Nguyen", "Grace Good", "Mark Jobs"])
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
