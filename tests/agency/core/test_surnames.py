"""Jobs that are names as well."""

import pytest

from agency.core.surnames import is_surname


@pytest.mark.parametrize("name", ["Cook", "Taylor", "baker", "Smith", "CARTER"])
def test_a_job_of_old_is_a_surname(name: str):
    assert is_surname(name)


@pytest.mark.parametrize("name", ["bouncer", "cleaner", "teacher"])
def test_most_jobs_are_nobodys_name(name: str):
    assert not is_surname(name)
