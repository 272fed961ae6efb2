from ocpp_load.metrics import TransactionAudit


def test_audits_of_several_processes_add_up_with_their_findings():
    whole = TransactionAudit(delivered=3, findings=[{"what": "lost"}], lost=1)
    whole.add(TransactionAudit(delivered=2, out_of_order=1, findings=[{"what": "out of order"}]))
    assert (whole.delivered, whole.lost, whole.out_of_order) == (5, 1, 1)
    assert [finding["what"] for finding in whole.findings] == ["lost", "out of order"]


def test_it_is_clean_as_long_as_nothing_is_lost_twice_or_out_of_order():
    assert TransactionAudit(delivered=5, left_open=2).is_clean
    for counter in ("lost", "delivered_twice", "out_of_order", "values_lost"):
        assert not TransactionAudit(**{counter: 1}).is_clean


def test_findings_of_each_kind_are_bounded_while_all_are_counted():
    audit = TransactionAudit()
    for number in range(150):
        audit.find("values_lost", {"transaction": number})
    audit.find("lost", {"transaction": 150})
    assert [finding["transaction"] for finding in audit.findings] == [*range(100), 150]
    assert (audit.values_lost, audit.lost) == (150, 1)


def test_it_goes_over_the_wire_by_name():
    audit = TransactionAudit(delivered=3, findings=[{"what": "lost"}], lost=1)
    assert TransactionAudit.from_dict(audit.as_dict()) == audit
