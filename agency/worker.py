"""The process that reads CVs, sends the news and forgets in time."""

import logging
import signal
from datetime import timedelta
from functools import partial

from agency.call_minutes import CallMinutes
from agency.core.section_entries import AGENCY
from agency.cv.process import CvReader
from agency.dispatch import dispatch_for
from agency.logs import configure_logs
from agency.refusals import said_in_a_sentence
from agency.settings import Settings
from agency.storage.files import CvStore
from agency.storage.sections import SectionBook
from agency.storage.unit import looks, open_database, units
from agency.work.counting import sum_up, tell_what_happened
from agency.work.delivering import ROUNDS, deliver_if_due, meet
from agency.work.forgetting import forget_what_is_over
from agency.work.leads import hand_on, notices_of, see_to_left, take_back_quiet
from agency.work.links import empty_outbox, send_one_link
from agency.work.questioning import add_question_rounds
from agency.work.reading import read_one
from agency.work.reminding import see_to_tasks, see_to_what_was_promised
from agency.work.rounds import Rounds
from agency.work.searching import clean_up_search, make_findable
from agency.work.ways_in import seal_audit_log, send_account_news, send_way_in

logger = logging.getLogger("agency.worker")

EVERY = 3.0  # seconds between two looks for what nobody waits for
# A lead just opened should be known at once, and somebody in the chat waits to hear what was
# read. A look that finds nothing costs less than a millisecond.
AT_ONCE = 0.25
EVERY_MINUTE = 60.0
HOURLY = 3600.0
# Chats are told every minute; older ones, of before an update or an outage, every hour.
TOLD_WITHIN = timedelta(hours=3)


def main() -> None:
    """Work until the process is asked to end."""
    configure_logs()
    with said_in_a_sentence():
        settings = Settings.load()
        engine = open_database(settings.database_url)
        open_unit, look = units(engine), looks(engine)
        sections = SectionBook(look)
        dispatch = dispatch_for(settings, sections)
    meet(open_unit, dispatch)

    reader = CvReader()
    reader.start()
    rounds = Rounds()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: rounds.ending.set())
    for to in ROUNDS:
        task = partial(deliver_if_due, look, open_unit, dispatch, to)
        rounds.every(AT_ONCE, f"deliver {to[0]}", task)
    read = partial(read_one, open_unit, CvStore(settings.home / "cvs"), reader)
    rounds.every(AT_ONCE, "read CVs", read)
    rounds.every(EVERY, "send links", partial(send_one_link, open_unit, dispatch))
    way_in = partial(send_way_in, look, open_unit, dispatch, settings.signing_key)
    rounds.every(EVERY, "send ways in", way_in)
    news = partial(send_account_news, look, open_unit, dispatch)
    rounds.every(EVERY, "send news of accounts", news)
    seal = partial(seal_audit_log, open_unit, settings.signing_key)
    rounds.every(EVERY_MINUTE, "seal the audit log", seal)
    left = partial(see_to_left, look, open_unit, webhook=bool(settings.webhook_url))
    rounds.every(EVERY_MINUTE, "left forms", left)
    rounds.every(EVERY_MINUTE, "hand on", partial(hand_on, open_unit))
    minutes = CallMinutes(settings, sections)
    rounds.every(EVERY, "agency's name", lambda: dispatch.sign_as(sections.read(AGENCY), settings))
    rounds.every(
        EVERY, "promises", lambda: see_to_what_was_promised(look, open_unit, minutes.remind())
    )
    rounds.every(
        EVERY_MINUTE, "journeys", partial(tell_what_happened, look, open_unit, TOLD_WITHIN)
    )
    rounds.every(HOURLY, "earlier journeys", partial(tell_what_happened, look, open_unit, None))
    rounds.every(HOURLY, "sums of days", partial(sum_up, look, open_unit))
    rounds.every(EVERY, "tasks", partial(see_to_tasks, look, open_unit))
    add_question_rounds(rounds, look, open_unit, settings)
    rounds.every(
        EVERY,
        "quiet consultants",
        lambda: take_back_quiet(
            look, open_unit, notices_of(settings, sections.read(AGENCY)), minutes.quiet()
        ),
    )
    rounds.every(HOURLY, "forget", partial(forget_what_is_over, open_unit, settings.home))
    rounds.every(HOURLY, "clean up search", partial(clean_up_search, open_unit))
    rounds.every(EVERY_MINUTE, "make findable", partial(make_findable, look, open_unit))
    rounds.every(HOURLY, "receivers", partial(meet, open_unit, dispatch))
    rounds.every(HOURLY, "empty outbox", partial(empty_outbox, open_unit, settings.home))
    logger.info("working")
    rounds.ending.wait()
    rounds.end()
    reader.close()


if __name__ == "__main__":
    main()
