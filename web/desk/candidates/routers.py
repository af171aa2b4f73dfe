"""The addresses of people, in the order in which one is looked for."""

from web.desk.candidates import access_request, changes, erasing, people

ROUTERS = (access_request.router, changes.router, erasing.router, people.router)
