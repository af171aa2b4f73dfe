"""What every table shares: names of constraints, enums by value, times in UTC."""

from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, MetaData, TypeDecorator
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.orm import DeclarativeBase


class UtcTime(TypeDecorator[datetime]):
    """
    A moment in UTC, on every database.

    SQLite forgets the zone, so it is put back on reading. A time without a zone is
    refused on writing: nobody knows which hour it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(enum: type[Enum]) -> list[str]:
    return [member.value for member in enum]


class Model(DeclarativeBase):
    """
    A table of ours.

    JSON columns notice a new value, not a change inside the old one: assign, never append.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it from the class
        datetime: UtcTime(),
        Enum: EnumColumn(Enum, values_callable=_values, native_enum=False, length=40),
        list[str]: JSON(none_as_null=True),
        list[dict[str, Any]]: JSON(none_as_null=True),
        dict[str, Any]: JSON(none_as_null=True),
    }
