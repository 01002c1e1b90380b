"""Why an index of agreement cannot be told, or how far it can be trusted."""

REASONS = {
    "": "",
    "nothing_rated": "There is no pair of ratings, so nothing can be compared.",
    "one_category": "Both raters used one and the same category only, so agreement beyond chance is not defined.",
    "constant_rater": "One rater used one category only, so no agreement beyond chance could be seen.",
    "no_disagreement": "No disagreement was seen, so the interval has no width; with few ratings that says little.",
    "one_target": "One target alone cannot show whether raters tell targets apart.",
    "one_rater": "One rater alone cannot agree or disagree.",
    "no_variation": "All ratings are equal, so whether raters tell targets apart cannot be seen.",
    "one_unit": "One unit alone gives no interval: how far units differ is not seen.",
    "few_items": "Two items or more are needed to see whether items hang together.",
    "three_items": "Three items or more are needed to find how much of each item is shared.",
    "few_respondents": "More respondents than items are needed to see whether items hang together.",
    "constant_item": "An item was answered alike by all respondents, so how it goes with the others cannot be seen.",
    "not_converged": "The search for the shared part of the items did not end; the numbers are its last step.",
    "at_bound": "The shared part explains an item wholly, which real items never are: the items fit one factor badly "
    "or respondents are few.",
    "one_cluster": "All pairs belong to one cluster, so how far clusters differ is not seen.",
}
"""Code → the sentence for a reader."""
