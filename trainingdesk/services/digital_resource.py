"""Digital learning resources (数字资源) of the catalogue, of a platform or of a course (the plan, art. 11)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import catalogue, rows
from trainingdesk.storage import digital_resource as stored

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.digital_resource import DigitalResourceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceDetails:
    """What a clerk enters for a resource; ``kind`` is a word such as 视频, 教材 or 题库."""

    name: str
    kind: str
    url: str | None = None
    platform_id: str | None = None
    course_id: str | None = None


def add_resource(work: Work, details: ResourceDetails) -> Changes:
    """A new resource; raises Refused without name or kind, and for a platform or a course that is not there."""
    values = {**_checked(details), "status": "active"}
    with work.writing(Action.EDIT_CATALOGUE) as session:
        _must_exist(session, details)
        row = rows.add(session, "digital_resource", row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.CATALOGUE, rows=(row,))


def edit_resource(work: Work, resource_id: str, details: ResourceDetails) -> Changes:
    """Change a resource."""
    values = _checked(details)
    with work.writing(Action.EDIT_CATALOGUE) as session:
        _must_exist(session, details)
        return _changed(session, resource_id, values)


def retire_resource(work: Work, resource_id: str) -> Changes:
    """Take a resource out of the catalogue."""
    with work.writing(Action.EDIT_CATALOGUE) as session:
        return _changed(session, resource_id, {"status": "retired"})


def list_resources(work: Work, *, text: str | None = None) -> tuple[DigitalResourceRow, ...]:
    """Resources by name, retired ones too."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return stored.digital_resources(session, text=text)


def _changed(session: Session, resource_id: str, values: dict[str, Any]) -> Changes:
    if not rows.change(session, "digital_resource", resource_id, values):
        raise Refused("digital_resource.unknown")
    return changed(session, Topic.CATALOGUE, rows=(resource_id,))


def _checked(details: ResourceDetails) -> dict[str, Any]:
    values = {key: (value or "").strip() or None for key, value in asdict(details).items()}
    if values["name"] is None or values["kind"] is None:
        raise Refused("digital_resource.no_name")
    return values


def _must_exist(session: Session, details: ResourceDetails) -> None:
    if details.platform_id is not None and catalogue.platform(session, details.platform_id) is None:
        raise Refused("platform.unknown")
    if details.course_id is not None and catalogue.course(session, details.course_id) is None:
        raise Refused("course.unknown")
