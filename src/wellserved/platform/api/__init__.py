"""HTTP API plumbing: problems, bodies, the schema. It knows nothing of people or of what the calls do."""

from .application import Api
from .bodies import JSON, LARGEST, NDJSON, Body, announced, read_body
from .problems import Fault, Problem, ProblemOut
from .schemas import Asked, Given, Name, Slug, Text
from .times import Day, Time

__all__ = [
    "JSON",
    "LARGEST",
    "NDJSON",
    "Api",
    "Asked",
    "Body",
    "Day",
    "Fault",
    "Given",
    "Name",
    "Problem",
    "ProblemOut",
    "Slug",
    "Text",
    "Time",
    "announced",
    "read_body",
]
