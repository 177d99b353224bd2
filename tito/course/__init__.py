"""The course as a model: what course.toml says, checked, with defaults filled in.

    course = Course.find()
    for module in course.prerequisites("m01"): ...
    notebook = course.source(course.require_built("05"))
"""

from tito.course.model import Course
from tito.course.rows import (
    Assignment,
    Capability,
    Checkpoint,
    LearningPath,
    Limits,
    Milestone,
    Module,
    Points,
    Policies,
    Sandbox,
    Tier,
)
from tito.errors import CourseError

__all__ = [
    "Assignment",
    "Capability",
    "Checkpoint",
    "Course",
    "CourseError",
    "LearningPath",
    "Limits",
    "Milestone",
    "Module",
    "Points",
    "Policies",
    "Sandbox",
    "Tier",
]
