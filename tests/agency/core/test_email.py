import pytest

from agency.core.email import find_address
from agency.core.email_slips import suggest_domain


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("jo@example.org", "jo@example.org"),
        ("JO@EXAMPLE.ORG", "jo@example.org"),
        ("jo@example.org.", "jo@example.org"),
        ("my email is jo@example.org thanks", "jo@example.org"),
        ("<jo@example.org>", "jo@example.org"),
        ("'jo@example.org'", "jo@example.org"),
        ("mailto:jo@example.org", "jo@example.org"),
        ("o'brien+jobs@example.org", "o'brien+jobs@example.org"),
        ("jo@example.org, or else sam@example.org", "jo@example.org"),
    ],
)
def test_an_address_is_found_inside_what_was_typed(typed, address):
    assert find_address(typed) == address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("jo @ example . org", "jo@example.org"),
        ("jo@@example.org", "jo@example.org"),
        ("jo@example. org", "jo@example.org"),
        ("jo@example.co. uk", "jo@example.co.uk"),
        ("jo@example,org", "jo@example.org"),
    ],
)
def test_stray_spaces_and_commas_are_forgiven(typed, address):
    assert find_address(typed) == address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("jo at example dot org", "jo@example.org"),
        ("jo at example.org", "jo@example.org"),
        ("jo [at] example [dot] org", "jo@example.org"),
        ("jo(at)example.org", "jo@example.org"),
        ("jo dot smith at example dot co dot uk", "jo.smith@example.co.uk"),
        ("jo underscore smith at example dot org", "jo_smith@example.org"),
        ("reach me at jo dash smith at example dot org", "jo-smith@example.org"),
    ],
)
def test_an_address_may_be_spelt_out(typed, address):
    assert find_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "no",
        "nadia@example",
        "jo@example.1",
        "jo..smith@example.org",
        ".jo@example.org",
        "jo@-example.org",
        "zoë@example.org",
        "x" * 65 + "@example.org",
        "i work at example.org",
        "jo@" + "a" * 64 + ".org",
    ],
)
def test_what_nobody_could_write_to_is_refused(typed):
    assert find_address(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jo@gmial.com", "jo@gmail.com"),
        ("jo@gmal.con", "jo@gmail.com"),
        ("jo@hotnail.com", "jo@hotmail.com"),
        ("jo@hotmail.co.ik", "jo@hotmail.co.uk"),
        ("jo@school.con", "jo@school.com"),
    ],
)
def test_a_slip_in_the_domain_is_noticed(typed, meant):
    assert suggest_domain(typed) == meant


@pytest.mark.parametrize("domain", ["gmail.com", "mail.com", "example.org", "school.sch.uk"])
def test_a_domain_without_a_slip_is_left_alone(domain):
    assert suggest_domain(f"jo@{domain}") is None
