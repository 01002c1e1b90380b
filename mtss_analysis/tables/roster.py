"""Who learns where, and who was there: schools, students, enrollments, attendance."""

from mtss_analysis.tables.columns import Column, Table

GRADES = ("PK", "K", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")
"""Grades as the tables write them."""

SCHOOLS = Table(
    name="schools",
    row="a school",
    columns=(
        Column("school_id", "id", "identifier of the school"),
        Column("name", "text", "name shown on pages"),
        Column("level", "text", "kind of school, such as elementary, middle, high", nullable=True, required=False),
        Column("district_id", "id", "identifier of the district", nullable=True, required=False),
        Column("goals", "text", "strategic focus areas, separated by semicolons", nullable=True, required=False),
        Column(
            "staff",
            "integer",
            "people who could take part in professional development",
            "people",
            nullable=True,
            required=False,
            low=0,
        ),
    ),
    key=("school_id",),
)

STUDENTS = Table(
    name="students",
    row="a student in a school year",
    columns=(
        Column("student_id", "id", "identifier of the student, the same in every table"),
        Column("school_year", "text", "school year, such as 2024-25"),
        Column("grade", "text", "grade enrolled in", allowed=GRADES),
    ),
    key=("student_id", "school_year"),
    open=True,
)

ENROLLMENTS = Table(
    name="enrollments",
    row="a stay of a student in a school",
    columns=(
        Column("student_id", "id", "identifier of the student"),
        Column("school_id", "id", "identifier of the school"),
        Column("enrolled_from", "date", "first day of the stay"),
        Column("enrolled_to", "date", "last day of the stay; empty while it lasts", nullable=True),
    ),
    key=("student_id", "school_id", "enrolled_from"),
    references=(("student_id", "students"), ("school_id", "schools")),
)

ATTENDANCE = Table(
    name="attendance",
    row="a student's attendance in a period, usually a month",
    columns=(
        Column("student_id", "id", "identifier of the student"),
        Column("school_id", "id", "school that counted the days"),
        Column("period_start", "date", "first day of the period"),
        Column("period_end", "date", "last day of the period"),
        Column("days_enrolled", "number", "days the student was expected", unit="days", low=0, high=366),
        Column("days_absent", "number", "days missed, excused or not", unit="days", low=0, high=366),
    ),
    key=("student_id", "school_id", "period_start"),
    references=(("student_id", "students"), ("school_id", "schools")),
)
