from collections import Counter
from random import Random

from support.command_mix import VALIDATOR, a_situation, a_station

from ocpp_load.central_system.mix.choice import choose
from ocpp_load.central_system.mix.command_mix import CommandMix, MixEntry
from ocpp_load.central_system.mix.mix_file import DEFAULT_MIX, load_mix
from ocpp_load.central_system.mix.recipes import RECIPES
from ocpp_load.messages.v16.actions import Action

DRAWS = 4000


def mix_of(*entries):
    return CommandMix("test", tuple(MixEntry(*entry) for entry in entries))


def drawn(mix, station, **details):
    """Return how often each action comes in many draws from one source."""
    random = Random(7)
    situations = (a_situation(station, random=random, **details) for _ in range(DRAWS))
    return Counter(
        planned.action if (planned := choose(mix, situation)) else None for situation in situations
    )


def test_commands_come_as_often_as_their_weights_say():
    mix = mix_of((Action.CLEAR_CACHE, 3.0), (Action.GET_LOCAL_LIST_VERSION, 1.0))
    counts = drawn(mix, a_station())
    assert counts.keys() == {Action.CLEAR_CACHE, Action.GET_LOCAL_LIST_VERSION}
    assert 0.70 < counts[Action.CLEAR_CACHE] / DRAWS < 0.80


def test_what_makes_no_sense_leaves_its_turn_to_the_others():
    mix = mix_of((Action.REMOTE_STOP_TRANSACTION, 1000.0), (Action.CLEAR_CACHE, 1.0))
    assert drawn(mix, a_station()) == {Action.CLEAR_CACHE: DRAWS}


def test_nothing_is_chosen_where_nothing_makes_sense():
    mix = mix_of((Action.REMOTE_STOP_TRANSACTION, 1.0), (Action.CANCEL_RESERVATION, 1.0))
    assert choose(mix, a_situation(a_station())) is None


def test_a_payload_of_the_mix_is_sent_as_it_stands_whatever_the_situation():
    payload = {"type": "Hard"}
    mix = mix_of((Action.RESET, 1.0, payload))
    planned = choose(mix, a_situation(a_station(is_ready=False), may_disrupt=False))
    assert (planned.action, planned.payload) == (Action.RESET, payload)
    assert (planned.then, planned.disrupts) == (None, False)


def test_the_default_mix_has_every_command_that_there_is_a_recipe_for():
    mix = load_mix(DEFAULT_MIX, VALIDATOR)
    assert {entry.action for entry in mix.entries} == RECIPES.keys()
    assert all(entry.payload is None for entry in mix.entries)
    assert sum(entry.weight for entry in mix.entries) == 100


def test_the_default_mix_disrupts_seldom_and_few_at_a_time():
    mix = load_mix(DEFAULT_MIX, VALIDATOR)
    station = a_station(c0="Available", c1="Charging", c2="Available")
    random = Random(7)
    situations = (a_situation(station, random=random, charging=(1,)) for _ in range(DRAWS))
    disrupting = sum(choose(mix, situation).disrupts for situation in situations)
    assert 0 < disrupting < DRAWS * 0.04
    assert mix.disrupted_share == 0.05
