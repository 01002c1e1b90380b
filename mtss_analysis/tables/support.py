"""Scores and support: what was measured, planned, delivered and checked."""

from mtss_analysis.tables.columns import Column, Table
from mtss_analysis.tables.roster import GRADES
from mtss_analysis.vocabulary import Domain, Purpose, Season, SessionStatus

DOMAINS = tuple(Domain)

SCORES = Table(
    name="scores",
    row="one score of a student",
    columns=(
        Column("student_id", "id", "identifier of the student"),
        Column("domain", "text", "what was measured", allowed=DOMAINS),
        Column("measure", "text", "name of the measure, as in params/screening.yml"),
        Column("purpose", "text", "why it was collected", allowed=tuple(Purpose)),
        Column("date", "date", "day of testing; for a reason not tested, the window's day"),
        Column("season", "text", "screening window; empty for progress probes", nullable=True, allowed=tuple(Season)),
        Column("score", "number", "the score; empty if not tested", unit="score", nullable=True),
        Column("sem", "number", "standard error of measurement, if known", "score", False, True, low=0),
        Column("form", "text", "form or passage", required=False, nullable=True),
        Column("form_grade", "text", "grade level of the form, if off grade", "", False, True, GRADES),
        Column("language", "text", "language of testing", required=False, nullable=True),
        Column("assessor_id", "id", "who tested", required=False, nullable=True),
        Column("not_tested_reason", "text", "why there is no score", required=False, nullable=True),
    ),
    key=("student_id", "measure", "purpose", "date", "form"),
    references=(("student_id", "students"),),
)

INTERVENTIONS = Table(
    name="interventions",
    row="one plan of support",
    columns=(
        Column("plan_id", "id", "identifier of the plan"),
        Column("student_id", "id", "student supported; empty for a plan of a school or group", nullable=True),
        Column("org_id", "id", "school or district supported, if not a student", required=False, nullable=True),
        Column("domain", "text", "domain of support", allowed=DOMAINS),
        Column("tier", "integer", "tier of support in this domain", low=1, high=3),
        Column("need", "text", "the need in words", required=False, nullable=True),
        Column("intervention", "text", "name of the intervention"),
        Column("provider_id", "id", "who delivers", required=False, nullable=True),
        Column("group_id", "id", "group it is delivered in", required=False, nullable=True),
        Column("start", "date", "first day"),
        Column("end", "date", "last day; empty while it lasts", nullable=True),
        Column("sessions_per_week", "number", "planned sessions a week", "sessions/week", False, True, low=0, high=25),
        Column("minutes_per_session", "number", "planned minutes a session", "minutes", False, True, low=0, high=480),
        Column("measure", "text", "measure that shows progress", nullable=True),
        Column("baseline", "number", "score the aimline starts from", "score", False, True),
        Column("goal", "number", "score aimed for", unit="score", nullable=True),
        Column("goal_date", "date", "day by which the goal is to be reached", nullable=True),
        Column("review_by", "date", "day by which the team looks again", required=False, nullable=True),
        Column("exit_status", "text", "how it ended", required=False, nullable=True),
        Column("focus_area", "text", "strategic focus area it serves", required=False, nullable=True),
    ),
    key=("plan_id",),
    references=(("student_id", "students"),),
)

SESSIONS = Table(
    name="sessions",
    row="one planned session of a plan",
    columns=(
        Column("plan_id", "id", "identifier of the plan"),
        Column("date", "date", "day planned"),
        Column("status", "text", "what happened; not logged is unknown, not missed", allowed=tuple(SessionStatus)),
        Column("minutes", "number", "minutes delivered", "minutes", nullable=True, low=0, high=480),
        Column("not_held_reason", "text", "why it was not held", required=False, nullable=True),
        Column("provider_id", "id", "who delivered", required=False, nullable=True),
    ),
    key=("plan_id", "date"),
    references=(("plan_id", "interventions"),),
)

FIDELITY_CHECKS = Table(
    name="fidelity_checks",
    row="one rated item of one delivery",
    columns=(
        Column("plan_id", "id", "identifier of the plan"),
        Column("date", "date", "day of the delivery"),
        Column("source", "text", "who rated", allowed=("self_report", "observation")),
        Column("rater_id", "id", "identifier of the rater", required=False, nullable=True),
        Column(
            "dimension", "text", "dimension of fidelity",
            allowed=("adherence", "dosage", "quality", "responsiveness", "differentiation"),
        ),
        Column("item", "text", "item of the checklist"),
        Column("score", "number", "rating as a share of the most possible", "share", nullable=True, low=0, high=1),
    ),
    key=("plan_id", "date", "source", "rater_id", "item"),
    references=(("plan_id", "interventions"),),
)  # fmt: skip
