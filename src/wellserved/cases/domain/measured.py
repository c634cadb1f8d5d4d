"""Where on the map cases are measured, as (touchpoint, measure) of the journey of complaints."""

JOURNEY = "complaint"
FIRST_ANSWER = ("first-answer", "hours")
RESOLUTION = ("resolution", "hours")
FIRST_CONTACT = ("resolution", "first-contact")
HELPED = ("aftermath", "helped")
TOLD = ("aftermath", "told")
