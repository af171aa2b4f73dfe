from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from agency.storage.unit import OpenUnit


@pytest.fixture
def session(open_unit: OpenUnit) -> Iterator[Session]:
    """One unit of work; what a test leaves behind is thrown away with its file."""
    with open_unit() as session:
        yield session
