from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.build import language
from bot.nlu.likely_role import LIKELY_ROLE, LikelyRoleReader, without
from bot.nlu.vocabulary import vocabulary


def test_only_what_is_said_besides_the_role_is_learned_from():
    doc = language()("does a SENCO line manage the other sencos")
    named = [entity for entity in vocabulary(doc) if entity["entity"] == "role"]

    assert without(named, doc.text) == "does a job line manage the other job"


def test_without_a_role_in_the_examples_none_is_likely(tmp_path):
    config, storage = LikelyRoleReader.get_default_config(), LocalModelStorage(tmp_path)
    kept = LikelyRoleReader.create(config, storage, Resource("roles"), None).train(TrainingData())

    reader = LikelyRoleReader.load(config, storage, kept, None)

    (message,) = reader.process([Message({"text": "I change nappies"})])
    assert message.get(LIKELY_ROLE) is None
