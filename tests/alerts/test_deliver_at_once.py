"""Several deliverers, or several channels, at the same time."""

from collections.abc import Callable
from threading import Barrier, Event, Thread
from time import monotonic, sleep

from sqlalchemy import Engine

from intel.alerts.claims import CLAIM, claim, settle_sent
from intel.alerts.deliver import Delivery
from intel.alerts.messages import Message
from intel.alerts.webhook import Outcome
from tests.alerts.made import HOUR, Clock, deliveries, happen, leads, the_rules
from tests.alerts.sending import RULES, deliver


def both_at_once(*work: Callable[[], object]) -> None:
    threads = [Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_two_deliverers_at_once_send_each_message_once(engine: Engine) -> None:
    clock, sent, begin = Clock(), list[str](), Barrier(2)
    happen(engine, RULES, *(leads(f"zai/m{number}") for number in range(30)))

    def sender(message: Message) -> Outcome:
        sent.append(message.key)
        return Outcome()

    def work(owner: str) -> None:
        begin.wait(10)
        deliver(engine, clock, sender, owner=owner)

    both_at_once(lambda: work("one"), lambda: work("two"))
    assert len(sent) == len(set(sent)) == 30
    assert {row["state"] for row in deliveries(engine)} == {"sent"}


def test_what_a_dead_worker_had_claimed_is_sent_when_its_claim_ends(engine: Engine) -> None:
    clock = Clock()
    happen(engine, RULES, leads("zai/glm-5.2"))
    mine = claim(engine, "hook", "dead", clock())
    assert mine is not None
    assert claim(engine, "hook", "other", clock()) is None
    clock.on(CLAIM)
    theirs = claim(engine, "hook", "other", clock())
    assert theirs is not None
    assert theirs.key == mine.key
    settle_sent(engine, theirs, clock())
    assert claim(engine, "hook", "third", clock() + HOUR) is None


def test_a_slow_channel_holds_no_other(engine: Engine) -> None:
    rules = the_rules("""
channels: {slow: {kind: stdout}, quick: {kind: stdout}}
rules: [{name: r, kinds: all, channels: [slow, quick]}]
""")
    clock, arrived, let_go = Clock(), Event(), Event()
    happen(engine, rules, leads("zai/glm-5.2"))

    def slow(message: Message) -> Outcome:
        let_go.wait(30)
        return Outcome()

    def quick(message: Message) -> Outcome:
        arrived.set()
        return Outcome()

    delivery = Delivery(engine, rules, {"slow": slow, "quick": quick}, clock, "me")
    worker = Thread(target=delivery.run)
    worker.start()
    assert arrived.wait(30)
    let_go.set()
    worker.join(30)
    assert {row["state"] for row in deliveries(engine)} == {"sent"}


def test_a_call_waits_once_for_all_slow_channels_together(engine: Engine) -> None:
    rules = the_rules("""
channels: {one: {kind: stdout}, two: {kind: stdout}, three: {kind: stdout}}
rules: [{name: r, kinds: all, channels: [one, two, three]}]
""")
    clock, let_go = Clock(), Event()
    happen(engine, rules, leads("zai/glm-5.2"))

    def slow(message: Message) -> Outcome:
        let_go.wait(30)
        return Outcome()

    begun = monotonic()
    done = Delivery(engine, rules, dict.fromkeys(("one", "two", "three"), slow), clock, "me").run(patience=2)
    waited = monotonic() - begun
    let_go.set()
    while any(row["state"] == "waiting" for row in deliveries(engine)):
        sleep(0.05)
    assert done is not None
    assert waited < 4
