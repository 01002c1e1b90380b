"""What happened around a student and a team: referrals, marks, notes, ratings, meetings, decisions, letters."""

from mtss_analysis.tables.columns import Column, Table
from mtss_analysis.tables.support import DOMAINS
from mtss_analysis.vocabulary import Action

ACTIONS = tuple(Action)
STUDENT = Column("student_id", "id", "identifier of the student")
OF_STUDENT = (("student_id", "students"),)

INCIDENTS = Table(
    name="incidents",
    row="one referral of a student for behavior",
    columns=(
        STUDENT,
        Column("school_id", "id", "school where it happened"),
        Column("date", "date", "day"),
        Column("time", "text", "time of day as HH:MM", required=False, nullable=True),
        Column("location", "text", "where in the school", required=False, nullable=True),
        Column("behavior", "text", "what was seen"),
        Column("motivation", "text", "what the student seemed to seek or avoid", required=False, nullable=True),
        Column("action", "text", "what the school did", required=False, nullable=True),
        Column("days_removed", "number", "days out of class or school", "days", False, True, low=0, high=366),
    ),
    references=(*OF_STUDENT, ("school_id", "schools")),
)

MARKS = Table(
    name="marks",
    row="one course mark of a student in a term",
    columns=(
        STUDENT,
        Column("term", "text", "term, such as 2024-25 T1"),
        Column("course", "text", "course"),
        Column("mark", "text", "the mark as given", nullable=True),
        Column("passed", "flag", "whether it passes", nullable=True),
    ),
    key=("student_id", "term", "course"),
    references=OF_STUDENT,
)

OBSERVATIONS = Table(
    name="observations",
    row="one note about a student",
    columns=(
        STUDENT,
        Column("date", "date", "day"),
        Column("domain", "text", "domain it speaks to", nullable=True, allowed=DOMAINS),
        Column("observer_role", "text", "role of the observer, never a name"),
        Column("setting", "text", "where", required=False, nullable=True),
        Column("note", "text", "the note"),
    ),
    references=OF_STUDENT,
)

RATINGS = Table(
    name="ratings",
    row="one item of one administration of an instrument",
    columns=(
        Column("instrument", "text", "instrument, as in params/instruments/"),
        Column("version", "text", "version of the instrument"),
        Column("org_id", "id", "school or district rated"),
        Column("administration_id", "id", "one sitting of the team"),
        Column("administered_on", "date", "day"),
        Column("respondent_role", "text", "role of the respondent, never a name", nullable=True),
        Column("rater_id", "id", "identifier of the rater", required=False, nullable=True),
        Column("item", "text", "number of the item"),
        Column("score", "number", "rating; empty if it does not apply", nullable=True),
        Column("evidence", "text", "what the rating rests on", required=False, nullable=True),
    ),
    key=("instrument", "version", "administration_id", "rater_id", "item"),
)

LEARNING = Table(
    name="learning",
    row="one answer to one question of a lesson's knowledge check",
    columns=(
        Column("lesson", "text", "lesson, as in params/lessons.yml"),
        Column("version", "text", "version of its knowledge check"),
        Column("item", "text", "number of the question"),
        Column("choice", "text", "number of the choice, from 1"),
        Column("attempt", "integer", "how often the person had checked the answers, this time included", low=1),
        Column("answered_on", "date", "day"),
        Column("respondent_id", "id", "random code of one sitting, which names nobody"),
        Column("respondent_role", "text", "role of the respondent, never a name", required=False, nullable=True),
        Column("school_id", "id", "school of the respondent", required=False, nullable=True),
    ),
    key=("lesson", "version", "respondent_id", "attempt", "item"),
    references=(("school_id", "schools"),),
)

MEETINGS = Table(
    name="meetings",
    row="one planned team meeting",
    columns=(
        Column("team", "text", "team, as in params/teams.yml"),
        Column("org_id", "id", "school or district"),
        Column("date", "date", "day planned"),
        Column("kind", "text", "kind of meeting"),
        Column("held", "flag", "whether it was held", nullable=True),
    ),
    key=("team", "org_id", "date"),
)

DECISIONS = Table(
    name="decisions",
    row="one decision of a team about a student's plan",
    columns=(
        STUDENT,
        Column("plan_id", "id", "identifier of the plan", nullable=True),
        Column("domain", "text", "domain", allowed=DOMAINS),
        Column("date", "date", "day decided"),
        Column("decided_by_role", "text", "role that decided, never a name"),
        Column("rule_version", "text", "rule and version in force", required=False, nullable=True),
        Column("probability", "number", "probability shown to the team", "share", False, True, low=0, high=1),
        Column("recommended", "text", "what the rule advised", required=False, nullable=True, allowed=ACTIONS),
        Column("decided", "text", "what the team decided", allowed=ACTIONS),
        Column("reason", "text", "why", required=False, nullable=True),
        Column("review_by", "date", "day by which the team looks again", required=False, nullable=True),
        Column("carried_out", "flag", "whether it was done", required=False, nullable=True),
    ),
    references=(*OF_STUDENT, ("plan_id", "interventions")),
)

ACTION_ITEMS = Table(
    name="action_items",
    row="one step of a school's action plan",
    columns=(
        Column("org_id", "id", "school or district"),
        Column("instrument", "text", "instrument it answers", nullable=True),
        Column("item", "text", "number of the item", nullable=True),
        Column("step", "text", "what is done"),
        Column("owner_role", "text", "role that does it, never a name"),
        Column("due", "date", "day it is due", nullable=True),
        Column("evidence", "text", "what will show it", required=False, nullable=True),
        Column("status", "text", "where it stands", allowed=("planned", "under_way", "done", "dropped")),
    ),
)

LETTERS = Table(
    name="letters",
    row="one contact with a family",
    columns=(
        STUDENT,
        Column("kind", "text", "what it is about: entry, progress, change, exit"),
        Column("language", "text", "language of the letter"),
        Column("due", "date", "day it is due"),
        Column("sent", "date", "day it was sent; empty if not yet", nullable=True),
    ),
    references=OF_STUDENT,
)
