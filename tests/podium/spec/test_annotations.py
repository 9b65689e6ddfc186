"""Annotations that Podium reads."""

from __future__ import annotations

import pytest

from podium.spec.annotations import KIND, SCORE_K8S_KIND, SCORE_K8S_SERVICE_NAME, SERVICE_NAME, SETTING, stated


@pytest.mark.parametrize(
    ("annotations", "param", "expected", "reason"),
    [
        ({}, "kind", None, "nothing is said"),
        ({KIND: "Job"}, "kind", "Job", "said"),
        ({SCORE_K8S_KIND: "Job"}, "kind", "Job", "said in the words of score-k8s"),
        ({SCORE_K8S_SERVICE_NAME: "b", SERVICE_NAME: "a"}, "service_name", "a", "Podium's own wins"),
        ({SERVICE_NAME: "", SCORE_K8S_SERVICE_NAME: "b"}, "service_name", "", "an empty text is said too"),
    ],
)
def test_a_param_is_what_the_first_of_its_annotations_says(annotations, param, expected, reason):
    """The order in which they stand in the file does not count."""
    assert expected == stated(annotations, param), reason


def test_no_annotation_sets_two_params():
    """One that did could not be mended without changing the other."""
    named = [name for names in SETTING.values() for name in names]
    assert len(named) == len(set(named))
