"""The tables of a fidelity result: what a row is, what each column means, and how aggregates are protected."""

from collections.abc import Mapping

from mtss_analysis.results import Cells, ColumnDoc

_STUDENT = ColumnDoc("student_id", "identifier of the student")
_DOMAIN = ColumnDoc("domain", "domain of support")
_YEAR = ColumnDoc("school_year", "school year, such as 2024-25")
_INTERVENTION = ColumnDoc("intervention", "name of the intervention")
_N = ColumnDoc("n", "students", "students")
COUNT_DOCS = (
    ColumnDoc("planned", "sessions planned until the last day of the records", "sessions"),
    ColumnDoc("delivered", "of these, delivered", "sessions"),
    ColumnDoc("student_absent", "of these, offered while the student was absent", "sessions"),
    ColumnDoc("not_held", "of these, not held", "sessions"),
    ColumnDoc("not_logged", "of these, with no record of what happened", "sessions"),
)
SHARE_DOCS = (
    ColumnDoc("held_low", "held at least, unlogged ones as not held", "percent"),
    ColumnDoc("held_high", "held at most, unlogged ones as held", "percent"),
    ColumnDoc("received_low", "held with the student there, at least", "percent"),
    ColumnDoc("received_high", "held with the student there, at most", "percent"),
    ColumnDoc("unlogged", "with no record of what happened", "percent"),
)
MINUTE_DOCS = (
    ColumnDoc("minutes_planned", "time planned", "minutes"),
    ColumnDoc("minutes_low", "time delivered at least", "minutes"),
    ColumnDoc("minutes_high", "time delivered at most", "minutes"),
)
_PROBES = (
    ColumnDoc("due", "progress probes due, holidays left out", "probes"),
    ColumnDoc("done", "of these, done when due", "probes"),
    ColumnDoc("late", "of these, made up for later", "probes"),
    ColumnDoc("missed", "of these, missed", "probes"),
    ColumnDoc("off_grade", "probes on a form of another grade", "probes"),
    ColumnDoc("graded", "probes of which the grade of the form is known", "probes"),
)
PLAN_DOCS = (
    ColumnDoc("plan_id", "identifier of the plan"), _STUDENT,
    ColumnDoc("school_id", "school on the plan's last day"), ColumnDoc("grade", "grade on that day"), _YEAR, _DOMAIN,
    ColumnDoc("tier", "tier of support"), _INTERVENTION,
    ColumnDoc("provider_id", "who delivers"), ColumnDoc("group_id", "group it is delivered in"),
    ColumnDoc("start", "first day"), ColumnDoc("last", "last day, or last day of the records"),
    ColumnDoc("open", "it lasts beyond the records"),
    *COUNT_DOCS, *SHARE_DOCS, *MINUTE_DOCS, *_PROBES,
    ColumnDoc("last_probe", "day of the last probe"),
    ColumnDoc("goal_chance", "chance to reach the goal, from the growth model; missing with too few scores",
              "probability"),
    ColumnDoc("delivery", "what the student received: delivered, not established, or not delivered"),
    ColumnDoc("response", "likely or unlikely to reach the goal, or cannot tell yet"),
    ColumnDoc("cell", "delivery and response"),
)  # fmt: skip
_PLACED = (_YEAR, _DOMAIN, _INTERVENTION)
_GIVEN_DOCS = (
    ColumnDoc("time_low", "time delivered of time planned, at least", "percent"),
    ColumnDoc("time_high", "time delivered of time planned, at most", "percent"),
    ColumnDoc("observed", "deliveries that somebody observed", "deliveries"),
    ColumnDoc("adherence", "adherence as observed", "percent"),
    ColumnDoc("adherence_low", "lower end of its interval over plans", "percent"),
    ColumnDoc("adherence_high", "upper end of its interval over plans", "percent"),
)
_STANDING = ColumnDoc("standing", "delivered, held, not as designed, not delivered, or unknown")
SCHOOL_DOCS = (
    *_PLACED, ColumnDoc("school_id", "school in which the student was on the day; All is the district"),
    _N, *COUNT_DOCS, *SHARE_DOCS, *MINUTE_DOCS, *_GIVEN_DOCS, _STANDING, ColumnDoc("reason", "why, in a sentence"),
)  # fmt: skip
DELIVERY_DOCS = (*_PLACED, _N, *SHARE_DOCS, *_GIVEN_DOCS, _STANDING)
STAFF_DOCS = (
    ColumnDoc("by", "provider or group"), ColumnDoc("who", "identifier of the provider or group"),
    ColumnDoc("school_id", "school in which most of these sessions were planned"), _YEAR, _N, *COUNT_DOCS, *SHARE_DOCS,
)  # fmt: skip
DIMENSION_DOCS = (
    ColumnDoc("school_id", "school; All is the district"), ColumnDoc("dimension", "dimension of fidelity"),
    ColumnDoc("source", "observation, or report about oneself"),
    ColumnDoc("deliveries", "deliveries that were rated; of dosage, sessions planned", "deliveries"),
    ColumnDoc("plans", "plans they belong to", "plans"), ColumnDoc("mean", "mean of the plans' means", "percent"),
    ColumnDoc("low", "lower end of its interval over plans; of dosage, held at least", "percent"),
    ColumnDoc("high", "upper end of its interval over plans; of dosage, held at most", "percent"),
)  # fmt: skip
RATED_DOCS = (
    ColumnDoc("by", "plan, provider or group"), ColumnDoc("who", "its identifier"), _YEAR,
    *(doc for doc in DIMENSION_DOCS if doc.name != "school_id"),
)  # fmt: skip
REPORT_DOCS = (
    ColumnDoc("school_id", "school; All is the district"),
    ColumnDoc("pairs", "deliveries both reported and observed", "deliveries"),
    ColumnDoc("plans", "plans they belong to", "plans"),
    ColumnDoc("reported", "mean of the reports", "percent"),
    ColumnDoc("observed", "mean of the observations", "percent"),
    ColumnDoc("bias", "reported less observed", "percent"),
    ColumnDoc("bias_low", "lower end of its interval, plans as clusters", "percent"),
    ColumnDoc("bias_high", "upper end of its interval", "percent"),
    ColumnDoc("same", "items rated alike", "percent"),
    ColumnDoc("kappa", "agreement beyond chance, squared weights"),
    ColumnDoc("icc", "intraclass correlation of absolute agreement, single ratings"),
    ColumnDoc("icc_low", "lower end of its interval"), ColumnDoc("icc_high", "upper end of its interval"),
    ColumnDoc("said", "whether reports are kinder than observations"),
)  # fmt: skip
REASON_DOCS = (
    _YEAR, ColumnDoc("school_id", "school; All is the district"), ColumnDoc("reason", "why sessions were not held"),
    ColumnDoc("sessions", "sessions not held", "sessions"), ColumnDoc("percent", "of all not held there", "percent"),
)  # fmt: skip
PROBE_DOCS = (_YEAR, _DOMAIN, ColumnDoc("school_id", "school; All is the district"), _N, *_PROBES)
WAIT_DOCS = (
    _DOMAIN, ColumnDoc("school_id", "school on the day of the screening; All is the district"),
    ColumnDoc("n", "students flagged without support", "students"),
    ColumnDoc("begun", "of these, with a delivered session by now", "students"),
    ColumnDoc("median", "time by which half had a session; missing where the data cannot tell yet", "days"),
    ColumnDoc("low", "lower end of its interval", "days"),
    ColumnDoc("high", "upper end of its interval; missing where the data cannot tell yet", "days"),
)  # fmt: skip
WORK_DOCS = (
    _STUDENT, ColumnDoc("school_id", "school"), ColumnDoc("grade", "grade"), _DOMAIN,
    ColumnDoc("what", "what is missing"), ColumnDoc("support", "support the score suggests, or that is open"),
    ColumnDoc("since", "first of an unbroken run of flagged screenings, last probe, or the plan's start"),
    ColumnDoc("days", "time since", "days"),
)  # fmt: skip
SERVICE_DOCS = (
    _DOMAIN, ColumnDoc("question", "what was asked"), ColumnDoc("school_id", "school; All is the district"),
    ColumnDoc("answer", "yes or no"), _N, ColumnDoc("students", "students asked about", "students"),
    ColumnDoc("percent", "n of students", "percent"),
)  # fmt: skip
QUADRANT_DOCS = (
    _YEAR, _DOMAIN, ColumnDoc("school_id", "school on the plan's last day; All is the district"),
    ColumnDoc("cell", "delivery and response"), _N,
    ColumnDoc("students", "students with a plan", "students"), ColumnDoc("percent", "n of students", "percent"),
)  # fmt: skip
TABLES: Mapping[str, tuple[str, str, tuple[ColumnDoc, ...]]] = {
    "plans": ("student", "one row is a plan of a student", PLAN_DOCS),
    "work": ("student", "one row is a student for whom something is missing, in a domain", WORK_DOCS),
    "schools": ("staff", "one row is an intervention in a school and school year", SCHOOL_DOCS),
    "staff": ("staff", "one row is a provider or a group in a school year", STAFF_DOCS),
    "rated": ("student", "one row is a dimension of a plan, provider or group, by one kind of rater", RATED_DOCS),
    "dimensions": ("staff", "one row is a dimension of fidelity in a school, by one kind of rater", DIMENSION_DOCS),
    "reports": ("staff", "one row is a school", REPORT_DOCS),
    "reasons": ("staff", "one row is a reason in a school and school year", REASON_DOCS),
    "probes": ("staff", "one row is a domain in a school and school year", PROBE_DOCS),
    "waits": ("staff", "one row is a domain in a school", WAIT_DOCS),
    "delivery": ("aggregate", "one row is an intervention in the district, in a school year", DELIVERY_DOCS),
    "service": ("aggregate", "one row is an answer, in a domain and school", SERVICE_DOCS),
    "quadrant": ("aggregate", "one row is delivery and response, in a domain, school and school year", QUADRANT_DOCS),
}
"""Name → who a row stands for, what a row is, and its columns."""

_NUMBERS = tuple(doc.name for doc in DELIVERY_DOCS[4:-1])
CELLS = {
    "delivery": Cells("n", ("school_year", "domain", "intervention"), statistics=_NUMBERS),
    "service": Cells("n", ("domain", "question"), ("school_id",), "answer", "students", percents=("percent",)),
    "quadrant": Cells("n", ("school_year", "domain"), ("school_id",), "cell", "students", percents=("percent",)),
}
