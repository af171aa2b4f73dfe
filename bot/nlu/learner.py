"""What every component that learns has in common: it keeps what it learned, and takes it up."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage


class Learner(GraphComponent):
    """
    A component that is trained.

    At the end of its `train` a subclass returns `self.learned()`; it says in `keep` what is kept
    in a folder, and in `take_up` how it is read again.
    """

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self.config = config
        self.model_storage = model_storage
        self.resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> GraphComponent:
        """Return the component as it was trained; ValueError if it never was."""
        learner = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            learner.take_up(folder)
        return learner

    def learned(self) -> Resource:
        """Keep what was learned; return where it is."""
        with self.model_storage.write_to(self.resource) as folder:
            self.keep(folder)
        return self.resource

    @abstractmethod
    def keep(self, folder: Path) -> None:
        """Write to *folder* what was learned."""

    @abstractmethod
    def take_up(self, folder: Path) -> None:
        """Read from *folder* what was learned."""
