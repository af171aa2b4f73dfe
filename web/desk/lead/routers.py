"""A lead's addresses, in the order in which one is looked for."""

from web.desk.lead import call, cv, events, lead, letter, moves, notes, same_person, split, tasks

ROUTERS = (
    call.router,
    lead.router,
    events.router,
    moves.router,
    notes.router,
    tasks.router,
    letter.router,
    split.router,
    call.outcomes,
    cv.router,
    same_person.router,
)
