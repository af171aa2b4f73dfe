from bot.language.build import language
from bot.nlu.likely_role import without
from bot.nlu.vocabulary import vocabulary


def test_only_what_is_said_besides_the_role_is_learned_from():
    doc = language()("does a SENCO line manage the other sencos")
    named = [entity for entity in vocabulary(doc) if entity["entity"] == "role"]

    assert without(named, doc.text) == "does a job line manage the other job"
