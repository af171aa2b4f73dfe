from web.desk.pages import STATIC
from web.desk.static import FILES


def test_every_file_that_a_page_may_name_is_served_and_no_other():
    assert {path.name for path in STATIC.iterdir()} == set(FILES)
