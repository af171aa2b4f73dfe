"""The addresses of the settings, in the order in which one is looked for."""

from web.desk.settings import (
    branches,
    configuration,
    desks,
    leaving,
    people,
    rooms,
    routing,
    sent_letters,
    times,
    tokens,
    vacancies,
    webhooks,
    widget,
    words,
)

ROUTERS = (
    rooms.router,
    routing.router,
    branches.router,
    desks.router,
    people.router,
    leaving.router,
    tokens.router,
    times.router,
    vacancies.router,
    webhooks.trials,
    webhooks.router,
    widget.router,
    words.router,
    sent_letters.router,
    configuration.router,
)
