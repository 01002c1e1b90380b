"""What limits an estimate at a cut score, in one plain sentence each."""

from mtss_analysis.results import Caution

SENTENCES = {
    "no_students": "No student has a screening score, an outcome and a record of whether support was given.",
    "all_served": "Every student was served, so the cut decided nothing and nobody is there to compare with.",
    "none_served": "No student was served, so there is no effect to look for.",
    "one_side": "All students lie on one side of the cut (the {side} side), so nobody is there to compare with.",
    "no_untreated_near_cut": (
        "Every student within {bandwidth} points of the cut was served, on both sides of it, so nobody is there to "
        "compare with."
    ),
    "no_served_near_cut": "No student within {bandwidth} points of the cut was served, so no effect is to be seen.",
    "too_few_near_cut": (
        "There are too few students near the cut for an estimate: {n} in all, with {served} distinct scores on the "
        "served side and {other} on the other, or with hardly any difference in outcome or service."
    ),
    "underpowered": (
        "The interval holds zero. An effect of {detectable} or more would be found in four of five such districts; a "
        "smaller one may be there and was not seen."
    ),
    "few_near_cut": (
        "Only {served} students on the served side of the cut and {other} on the other lie within the bandwidth."
    ),
    "few_distinct_scores": (
        "Within the bandwidth scores take only {below} values on one side of the cut and {above} on the other, so that "
        "the lines rest on few scores."
    ),
    "weak_first_stage": (
        "The cut hardly decides who is served: the share served differs by {jump} at the cut (F {f}). What happened "
        "there cannot be laid to the service."
    ),
    "manipulation": (
        "Students bunch on one side of the cut (density test, p = {p}). Some may have been moved across it, so that "
        "the two sides cannot be compared."
    ),
    "heaping": (
        "More students than expected have just the score beside the cut (p = {p}). Some may have been moved there, so "
        "that the two sides cannot be compared. Ask how scores at the cut came about."
    ),
    "density_not_tested": "Whether students were moved across the cut could not be tested, so nothing is claimed.",
    "short_scale": (
        "The scale has too few scores beside the cut for a density test; heaps at the scores beside it were looked for "
        "instead, which finds only the cruder kind of moving."
    ),
    "left_out": (
        "The estimate leaves out schools where students may have been moved across the cut: {schools} of {of}."
    ),
    "most_left_out": (
        "In schools with half of the students or more, students may have been moved across the cut ({schools} of {of} "
        "schools), so that nothing is claimed of the others either."
    ),
    "missing_values": (
        "{lost} of {of} students are left out: {parts}. If more are lost on one side of the cut, the two sides cannot "
        "be compared; look whether having an outcome jumps at the cut."
    ),
    "one_school": "The students are of one school: the finding holds for it, and errors are those of students.",
    "few_clusters": (
        "The students near the cut come from {below} and {above} schools on its two sides; with fewer than {fewest}, "
        "clustered errors are themselves unsure."
    ),
    "below_worthwhile": (
        "The whole interval lies inside ± {worthwhile}, so that the effect, though not zero, is smaller than what was "
        "fixed beforehand as worth having."
    ),
}


def caution(code: str, **values: object) -> Caution:
    """Return a caution in words.

    Examples
    --------
    >>> caution("few_near_cut", served=4, other=9).sentence
    'Only 4 students on the served side of the cut and 9 on the other lie within the bandwidth.'
    """
    return Caution(code, "all", SENTENCES[code].format(**values))
