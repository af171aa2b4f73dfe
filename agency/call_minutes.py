"""How long before a promise somebody is reminded, and how long a consultant may be quiet."""

from dataclasses import dataclass
from datetime import timedelta

from agency.core.section_entries import CALLS
from agency.settings import Settings
from agency.storage.sections import SectionBook


@dataclass(frozen=True)
class CallMinutes:
    """What was set at the desk counts; where nothing was, the settings of the environment do."""

    settings: Settings
    sections: SectionBook

    def remind(self) -> timedelta:
        """Return how long before a promise falls due its lead's owner is reminded."""
        minutes = self.sections.read(CALLS)["remind_minutes"]
        return timedelta(minutes=minutes or self.settings.remind_minutes)

    def quiet(self) -> timedelta:
        """Return after how long a chat is taken back from a consultant who says nothing."""
        minutes = self.sections.read(CALLS)["quiet_minutes"]
        return timedelta(minutes=minutes or self.settings.takeover_quiet_minutes)
