"""Students as the gradebook holds them: names and addresses in nbgrader's table, sections in one of ours beside it."""

from collections.abc import Mapping

from nbgrader.api import Gradebook, Student
from sqlalchemy import String, inspect, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from tito.gradebook.connection import connect, is_there, transact

NBGRADER = ("first_name", "last_name", "email")
FIELDS = (*NBGRADER, "section")
"""What is known of a student, beside their id."""
LONGEST = 128
"""Characters that the gradebook holds of each."""


class _Base(DeclarativeBase):
    pass


class _Section(_Base):
    __tablename__ = "tito_section"

    student: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    section: Mapped[str] = mapped_column(String(LONGEST))


def read(db_url: str) -> dict[str, dict[str, str]]:
    """Student -> their fields, empty ones left out; nobody where there is no gradebook, which is not made.

    Raises:
        GradebookError: it cannot be read.
    """
    if not is_there(db_url):
        return {}
    engine = connect(db_url)
    try:
        return transact(engine, _read)
    finally:
        engine.dispose()


def _read(session: Session) -> dict[str, dict[str, str]]:
    connection = session.connection()
    if not inspect(connection).has_table(Student.__tablename__):
        return {}
    where = sections(connection)
    found = {}
    for row in session.execute(select(Student.id, *(getattr(Student, name) for name in NBGRADER))):
        fields = {**{name: getattr(row, name) for name in NBGRADER}, "section": where.get(row.id)}
        found[row.id] = {name: text for name, text in fields.items() if text}
    return found


def sections(connection: Connection) -> dict[str, str]:
    """Student -> section, of those who have one."""
    if not inspect(connection).has_table(_Section.__tablename__):
        return {}
    rows = connection.execute(select(_Section.student, _Section.section))
    return {row.student: row.section for row in rows}


def write(db_url: str, people: Mapping[str, Mapping[str, str]], course_id: str) -> None:
    """Enter students and change their fields, all or nothing; what is not named stays.

    Args:
        course_id: nbgrader's name of the course, for a gradebook that is made now.

    Raises:
        GradebookError: it cannot be written; nothing was.
    """
    engine = connect(db_url)
    try:
        _make(engine, db_url, course_id)
        transact(engine, lambda session: _write(session, people))
    finally:
        engine.dispose()


def _make(engine: Engine, db_url: str, course_id: str) -> None:
    """Have nbgrader make its tables where there are none."""
    if not inspect(engine).has_table(Student.__tablename__):
        Gradebook(db_url, **({"course_id": course_id} if course_id else {})).close()


def _write(session: Session, people: Mapping[str, Mapping[str, str]]) -> None:
    _Base.metadata.create_all(session.connection())
    there = {student.id: student for student in session.scalars(select(Student))}
    for name, fields in people.items():
        student = there.get(name)
        if student is None:
            student = Student(id=name)
            session.add(student)
        for field in NBGRADER:
            if field in fields:
                setattr(student, field, fields[field])
        if "section" in fields:
            session.merge(_Section(student=name, section=fields["section"]))
