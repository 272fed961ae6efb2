"""Who presses buttons at the central system of a run, and that nobody runs in vain without."""

import pytest

from ocpp_load.errors import OptionError, ScenarioError
from ocpp_load.runtime.plan import plan_of
from ocpp_load.scenario.operator import DescribedOperator, EmbeddedOperator
from ocpp_load.settings import settings_from

HOST = "ws://127.0.0.1:9/ocpp"
SCENARIO = 'name: x\nocpp: "1.6"\nstation: {vendor: v, model: m}\nsteps:\n  - connect\n'


@pytest.fixture
def plan(tmp_path):
    def plan(steps="  - operator: {action: Reset}\n", **options):
        file = tmp_path / "x.yaml"
        file.write_text(SCENARIO + steps, encoding="utf-8")
        return plan_of(settings_from({"scenario": str(file), **options}, HOST))

    return plan


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "operator.yaml"
    file.write_text("url: http://csms/${action}", encoding="utf-8")
    return file


def test_without_anybody_to_press_buttons_no_scenario_that_needs_it_begins(plan):
    with pytest.raises(OptionError, match="--operator: needed by an operator step of 'x'"):
        plan()
    assert plan("  - boot\n").operator is None
    assert plan("  - operator: {url: 'http://csms/'}\n").operator is None


def test_the_control_interface_of_a_central_system_will_do(plan):
    operator = plan(control_url="http://127.0.0.1:9001").operator
    assert operator == EmbeddedOperator("http://127.0.0.1:9001")


def test_a_file_goes_over_the_control_interface(plan, file):
    operator = plan(operator=str(file), control_url="http://127.0.0.1:9001").operator
    assert isinstance(operator, DescribedOperator)


def test_a_file_with_a_mistake_is_told(plan, file):
    file.write_text("url: nowhere", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"operator\.yaml:1:6"):
        plan("  - boot\n", operator=str(file))


@pytest.mark.parametrize("url", ["127.0.0.1:9001", "ftp://x", "http://", "http://x:0"])
def test_a_control_interface_has_a_url(plan, url):
    with pytest.raises(OptionError, match="--control-url"):
        plan(control_url=url)


def test_a_file_that_is_not_there_is_told(plan):
    with pytest.raises(OptionError, match="--operator"):
        plan(operator="nothing.yaml")
