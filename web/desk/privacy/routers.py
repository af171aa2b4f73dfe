"""The privacy officer's addresses."""

from web.desk.privacy import audit_log, day, retention

ROUTERS = (day.router, retention.router, audit_log.router)
