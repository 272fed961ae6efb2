import pytest
from support.compared_runs import run_of

from ocpp_load.errors import OptionError
from ocpp_load.report.comparison import Result, compare, parse_budget
from ocpp_load.report.comparison.budget import governing
from ocpp_load.report.comparison.judging import Finding

STEADY = [[0.010] * 20] * 60


@pytest.mark.parametrize(
    ("text", "statistic", "share", "plus", "direction", "name"),
    [
        ("p99=10%", "p99", 0.1, 0, None, None),
        ("p99.9 = 10 %", "p99.9", 0.1, 0, None, None),
        ("P50=0%", "p50", 0, 0, None, None),
        ("p99=5ms", "p99", 0, 5, None, None),
        ("p99=0.5 s", "p99", 0, 500, None, None),
        ("p99=200us", "p99", 0, 0.2, None, None),
        ("p99=10%+1ms", "p99", 0.1, 1, None, None),
        ("mean=250%", "mean", 2.5, 0, None, None),
        ("from intent p95=10%", "from intent p95", 0.1, 0, None, None),
        ("from  intent mean=1ms", "from intent mean", 0, 1, None, None),
        ("failures=0.1%", "failures", 0, 0.001, None, None),
        ("rate=5%", "rate", 0.05, 0, None, None),
        ("BootNotification p99=10%", "p99", 0.1, 0, None, "BootNotification"),
        ("Heartbeat from intent p99=1ms", "from intent p99", 0, 1, None, "Heartbeat"),
        ("tcp connect p50=10%", "p50", 0.1, 0, None, "tcp connect"),
        ("commands p99=10%", "p99", 0.1, 0, "command", None),
        ("command Reset p99=10%", "p99", 0.1, 0, "command", "Reset"),
        ("flow Reset to accepted p50=1 s", "p50", 0, 1000, "flow", "Reset to accepted"),
    ],
)
def test_a_budget_is_read(text, statistic, share, plus, direction, name):
    budget = parse_budget(text)
    assert budget.text == text
    assert budget.statistic.name == statistic
    assert (budget.share, budget.plus) == pytest.approx((share, plus))
    assert (budget.direction, budget.name) == (direction, name)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is no budget; write for example p99=10%"),
        ("p99", "is no budget"),
        ("p99<10%", "is no budget"),
        ("=10%", "is no budget"),
        ("p99=", '"" is no amount'),
        ("p99=10", "10 has no unit; write 10% or 10ms"),
        ("failures=1", "1 has no unit; write 1%"),
        ("p99=-5%", '"-5%" is no amount'),
        ("p99=nan%", '"nan%" is no amount'),
        ("p99=10%+", '"" is no amount'),
        ("p99=10h", '"10h" is no amount'),
        ("failures=5ms", "failures is no time"),
        ("rate=1s", "rate is no time"),
        ("rate=100%", "rate cannot fall by 100%"),
        ("max=10%", "a single call decides"),
        ("from intent max=10%", "a single call decides"),
        ("p100=10%", "a single call decides"),
        ("p0=10%", 'no statistic "p0"'),
        ("p101=10%", 'no statistic "p101"'),
        ("latency=10%", 'no statistic "latency"; allowed: any percentile'),
        ("count=10%", 'no statistic "count"'),
    ],
)
def test_what_is_no_budget_is_told_with_its_option(text, problem):
    with pytest.raises(OptionError) as told:
        parse_budget(text)
    assert str(told.value).startswith("--budget: ")
    assert problem in str(told.value)
    assert "\n" not in str(told.value)


def test_a_name_that_neither_run_has_is_told():
    run = run_of(STEADY)
    with pytest.raises(OptionError, match=r"neither run has .*Hartbeat.*did you mean Heartbeat"):
        compare(run, run, [parse_budget("Hartbeat p99=10%")])
    with pytest.raises(OptionError, match='neither run has command "Heartbeat"'):
        compare(run, run, [parse_budget("command Heartbeat p99=10%")])


def texts_of(budgets, key):
    return [budget.text for budget in governing(map(parse_budget, budgets), key)]


def test_the_budget_that_names_a_line_closest_counts():
    budgets = ["p99=10%", "calls p99=20%", "Heartbeat p99=30%", "call Heartbeat p99=40%", "p50=1%"]
    assert texts_of(budgets, ("call", "Heartbeat")) == ["call Heartbeat p99=40%", "p50=1%"]
    assert texts_of(budgets[:3], ("call", "Heartbeat")) == ["Heartbeat p99=30%"]
    assert texts_of(budgets, ("call", "Authorize")) == ["calls p99=20%", "p50=1%"]
    assert texts_of(budgets, ("link", "connect")) == ["p99=10%", "p50=1%"]


def test_two_budgets_of_one_kind_both_count():
    assert texts_of(["p99=10%", "p99=5ms"], ("call", "Heartbeat")) == ["p99=10%", "p99=5ms"]


@pytest.mark.parametrize(
    ("text", "directions"),
    [
        ("p99=1%", {"call", "link", "flow"}),
        ("failures=1%", {"call", "command", "link", "check", "flow"}),
        ("rate=1%", {"call", "flow"}),
        ("commands p99=1%", {"command"}),
    ],
)
def test_a_budget_without_a_name_is_about_what_the_central_system_answers_for(text, directions):
    every = ("call", "command", "link", "check", "flow")
    assert {one for one in every if texts_of([text], (one, "any"))} == directions


@pytest.mark.parametrize(
    ("budget", "new", "finding"),
    [
        ("p99=10%", [[0.0112] * 20] * 60, Finding.EXCEEDED),
        ("p99=15%", [[0.0112] * 20] * 60, Finding.WITHIN),
        ("p99=1ms", [[0.0112] * 20] * 60, Finding.EXCEEDED),
        ("p99=2ms", [[0.0112] * 20] * 60, Finding.WITHIN),
        ("p99=10%+1ms", [[0.0112] * 20] * 60, Finding.WITHIN),
        ("mean=10%", [[0.0112] * 20] * 60, Finding.EXCEEDED),
        ("from intent p50=10%", [[0.0112] * 20] * 60, Finding.EXCEEDED),
        ("p99=0%", [[0.005] * 20] * 60, Finding.WITHIN),
        ("p99=0%", [[0.005] * 20] * 2, Finding.UNJUDGED),
        ("p99.9=0%", [[0.015] * 20] * 60, Finding.UNJUDGED),
        ("rate=10%", [[0.010] * 20] * 60, Finding.WITHIN),
        ("rate=10%", [[0.010] * 10] * 60, Finding.EXCEEDED),
        ("rate=60%", [[0.010] * 10] * 60, Finding.WITHIN),
    ],
)
def test_what_becomes_of_a_budget(budget, new, finding):
    (judgement,) = compare(run_of(STEADY), run_of(new), [parse_budget(budget)]).judgements
    assert judgement.finding is finding
    assert (judgement.reason is None) is (finding is not Finding.UNJUDGED)


@pytest.mark.parametrize(
    ("failures", "budget", "finding"),
    [
        (0, "failures=0%", Finding.WITHIN),
        (2, "failures=0%", Finding.EXCEEDED),
        (2, "failures=5%", Finding.EXCEEDED),
        (2, "failures=20%", Finding.WITHIN),
    ],
)
def test_a_budget_of_failures_is_in_points(failures, budget, finding):
    new = run_of(STEADY, failures=[failures] * 60)
    (judgement,) = compare(run_of(STEADY), new, [parse_budget(budget)]).judgements
    assert judgement.finding is finding


def test_a_handful_of_calls_says_nothing_of_their_failures_unless_it_is_plain():
    old, few = run_of(STEADY), run_of([[0.01]] * 12)
    (judgement,) = compare(old, few, [parse_budget("failures=0.1%")]).judgements
    assert judgement.finding is Finding.UNJUDGED
    assert judgement.reason == "not enough calls to judge: NEW has 12, 30 are needed"
    (judgement,) = compare(
        old, run_of([[0.01]] * 12, failures=[1] * 12), [parse_budget("failures=0.1%")]
    ).judgements
    assert judgement.finding is Finding.EXCEEDED


def test_a_line_of_one_run_only_is_not_judged():
    old, new = run_of(STEADY), run_of(STEADY, name="Authorize")
    comparison = compare(old, new, [parse_budget("p99=10%")])
    assert [judgement.reason for judgement in comparison.judgements] == [
        "OLD has no such line",
        "NEW has no such line",
    ]
    assert (comparison.result, comparison.exit_code) == (Result.UNJUDGED, 3)


def test_strictly_what_was_not_judged_anywhere_leaves_no_verdict():
    old = run_of(STEADY)
    budgets = [parse_budget("p99=10%"), parse_budget("p99.9=10%")]
    assert compare(old, old, budgets).result is Result.WITHIN
    comparison = compare(old, old, budgets, is_strict=True)
    assert (comparison.result, comparison.exit_code) == (Result.UNJUDGED, 3)
    slow = run_of([[0.02] * 20] * 60)
    assert compare(old, slow, budgets, is_strict=True).result is Result.REGRESSION
    assert compare(old, old, [parse_budget("p99=10%")], is_strict=True).result is Result.WITHIN
