"""When faults begin: the moments at which they are taken back."""

import asyncio

from support.central_system_peers import run

from ocpp_load.central_system.faults.fault import Fault
from ocpp_load.central_system.faults.in_force import FaultsInForce
from ocpp_load.central_system.faults.kinds import FaultKind
from ocpp_load.central_system.faults.outage import Outage
from ocpp_load.central_system.faults.schedule import FaultSchedule


def test_a_fault_that_is_taken_back_at_the_very_moment_it_is_due_does_not_begin():
    async def scene():
        due = asyncio.Queue()
        faults = FaultsInForce()
        schedule = FaultSchedule(faults, Outage(None, [], faults), due.put_nowait)
        await schedule.order(Fault(kind=FaultKind.IGNORE, after_s=0.001))
        begins = await due.get()
        await schedule.take_back_all()
        await begins
        assert not faults.touch_calls

    run(scene())
