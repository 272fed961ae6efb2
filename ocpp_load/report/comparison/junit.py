"""The comparison as JUnit XML: a test case for each budget at each line, for a CI server to show."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from ocpp_load.one_line import in_one_line
from ocpp_load.report.comparison.wording import (
    condition_text,
    headline,
    invalid_texts,
    judgement_text,
    line_name,
    run_text,
)

_CLASS = "ocpp_load.comparison"


def render_comparison_junit(comparison: Mapping[str, Any]) -> bytes:
    """Return the document: a case for the verdict, then one for each judgement.

    What is exceeded is a failure. What could not be judged is skipped, and an error where there
    is no verdict for it.
    """
    suite = TestSuite("comparison")
    for side in ("old", "new"):
        suite.add_property(side, in_one_line(run_text(comparison[side])))
    for condition in comparison["conditions"]:
        suite.add_property("different", in_one_line(condition_text(condition)))
    suite.add_testcase(_verdict(comparison))
    for judgement in comparison["judgements"]:
        suite.add_testcase(_case(judgement, is_error=comparison["result"] == "not judged"))
    suite.update_statistics()
    document = JUnitXml("comparison")
    document.add_testsuite(suite)
    document.update_statistics()
    content = io.BytesIO()
    document.write(content, pretty=True)
    return content.getvalue()


def _verdict(comparison: Mapping[str, Any]) -> TestCase:
    case = TestCase("verdict", _CLASS, time=0.0)
    if comparison["exit_code"]:
        kind = Failure if comparison["result"] == "regression" else Error
        case.result = [
            _told(kind, headline(comparison), comparison["result"], invalid_texts(comparison))
        ]
    return case


def _case(judgement: Mapping[str, Any], *, is_error: bool) -> TestCase:
    name = f"{judgement['budget']}: {line_name(judgement)}"
    case = TestCase(in_one_line(name), _CLASS, time=0.0)
    finding, text = judgement["finding"], judgement_text(judgement)
    if finding == "within budget":
        case.system_out = in_one_line(text)
    elif finding == "exceeded":
        case.result = [_told(Failure, text, finding)]
    else:
        case.result = [_told(Error if is_error else Skipped, text, finding)]
    return case


def _told(
    kind: type[Failure] | type[Error] | type[Skipped],
    message: str,
    type_: str,
    more: Iterable[str] = (),
) -> Failure | Error | Skipped:
    result = kind(in_one_line(message), type_)
    result.text = "\n".join(in_one_line(line) for line in more)
    return result
