"""Rows put straight into the database by the superuser: what tests arrange, past every wall."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from django.db import connections, models

from rempart.kernel import ids
from rempart.register.models import Incident, IncidentVersion


def plant(superuser: psycopg.Connection, row: models.Model) -> Any:
    """Insert `row` as it stands, whoever may or may not see it afterwards."""
    fields = [f for f in row._meta.concrete_fields if not f.generated]
    values = [f.get_db_prep_save(getattr(row, f.attname), connections["owner"]) for f in fields]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    superuser.execute(f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({marks})", values)
    return row


def incident(superuser: psycopg.Connection, **said: Any) -> Incident:
    """An incident with a first version, anywhere in the need-to-know."""
    day = said.pop("day", date(2014, 11, 3))
    row = Incident(
        **{
            "starts_on": day,
            "ends_on": day,
            "author": UUID(int=0),
            "component": 1,
            "reference": ids.new_reference("GAO", 2014),
            "place": "Djebock",
            "threat_type": "killing",
            **said,
        }
    )
    plant(superuser, row)
    plant(
        superuser,
        IncidentVersion(
            object_id=row.pk,
            number=1,
            action="incident.record",
            actor=row.author,
            actor_name="x",
            values={"summary": row.summary},
            office=row.office,
            component=row.component,
            marking=row.marking,
            compartment=row.compartment,
        ),
    )
    return row
