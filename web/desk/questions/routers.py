"""The addresses of questions and of teaching, in the order in which one is looked for."""

from web.desk.questions import group, listing, topic, trainings

ROUTERS = (listing.router, trainings.router, topic.router, group.router)
