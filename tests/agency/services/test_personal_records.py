"""No table with somebody in it is forgotten: neither when they ask to see, nor to be erased."""

from agency.services.candidates.personal_records import RECORDS
from agency.storage.models import (
    Candidate,
    Conversation,
    Journey,
    Lead,
    Model,
    PrivacyRequest,
)
from agency.storage.personal import outlives, personal_models

# What holds nothing of a visitor or a candidate. A table that holds something of them without a
# key to them could be neither shown nor erased: give it the key, and it need not be named here.
OF_THE_AGENCY = {
    "absence",
    "answer_version",
    "api_token",
    "audit_entry",
    "audit_seal",
    "branch",
    "canned_reply",
    "closing_reason",
    "consultant",
    "daily_count",
    "desk",
    "erasure",
    # Words without a person, looked over; a contact in them is blotted out with its owner.
    "example",
    "guess",
    "letter_template",
    "news_wish",
    # A name and a question that an editor words; taken from nobody's sentence.
    "own_topic",
    "receiver",
    "retention_run",
    "rule_version",
    "section_version",
    "sign_in",
    "sign_in_link",
    "team",
    "vacancy",
    "webhook",
    "webhook_trial",
}


def every_table() -> set[str]:
    return set(Model.metadata.tables)


def test_every_table_is_somebodys_or_the_agencys():
    somebodys = {model.__tablename__ for model in personal_models()}
    links_of_staff = {
        name
        for name, table in Model.metadata.tables.items()
        if table.foreign_keys
        and {key.column.table.name for key in table.foreign_keys} <= OF_THE_AGENCY
    }

    strange = every_table() - somebodys - OF_THE_AGENCY - links_of_staff

    assert strange == set(), (
        "these tables have no key to a candidate or a conversation: if they hold anything of a "
        "person, give them one, or else name them in OF_THE_AGENCY"
    )


def test_every_table_with_a_path_to_a_person_has_words_for_that_person():
    assert set(personal_models()) == set(RECORDS), (
        "add a Record (title, why, which columns are ours) to candidates/personal_records.py: "
        "it is shown to whoever asks for their details, and counted on certificates of erasure"
    )


def test_a_table_that_only_joins_others_goes_with_them():
    somebodys = {model.__tablename__ for model in personal_models()}
    mapped = {mapper.local_table for mapper in Model.registry.mappers}

    for table in set(Model.metadata.tables.values()) - mapped:
        for key in table.foreign_keys:
            if key.column.table.name in somebodys:
                assert key.ondelete == "CASCADE", table.name


def test_the_columns_that_are_held_back_are_there():
    for model, record in RECORDS.items():
        columns = set(model.__table__.columns.keys())
        named = {*record.ours, *record.names_staff, *filter(None, [record.may_name_others])}
        assert named <= columns, model.__name__


def test_parents_come_before_their_children():
    order = list(personal_models())

    assert order.index(Candidate) < order.index(Lead)
    assert order.index(Conversation) < order.index(Lead)


def test_only_the_register_and_what_is_summed_up_outlive_whoever_is_erased():
    assert {model for model in personal_models() if outlives(model)} == {PrivacyRequest, Journey}
