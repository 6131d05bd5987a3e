"""What a person who watches over the coach reads from outside."""

import logging

from bot.metrics import Metrics
from bot.ports import Figures, Pulse, StoreAway

log = logging.getLogger("tests.metrics")


async def nothing() -> Figures:
    return Figures()


async def read(metrics: Metrics) -> dict[str, float]:
    """Everything that is told, by name and labels."""
    lines = (await metrics.text()).decode().splitlines()
    told = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _, value in told if "_created" not in name}


async def test_what_the_log_told_is_counted_by_action_and_kind() -> None:
    metrics = Metrics(nothing, dict)
    log.addHandler(metrics)
    log.setLevel(logging.INFO)
    for _ in range(2):
        log.info("action=posting_%s posting=%s kind=%s reason=%s", "sent", "p1", "prompt", "said: action=nothing")
    log.info("action=ticked seconds=%.3f", 0.25)
    log.info("no action at all")
    log.removeHandler(metrics)
    told = await read(metrics)
    assert told['coach_actions_total{action="posting_sent",kind="prompt"}'] == 2
    assert told['coach_actions_total{action="ticked",kind=""}'] == 1
    assert (told['coach_seconds_count{action="ticked"}'], told['coach_seconds_sum{action="ticked"}']) == (1, 0.25)


async def test_what_waits_is_told_as_it_is_now() -> None:
    waiting = [{("slack", "waiting"): 3, ("mattermost", "unknown"): 1}, {("slack", "waiting"): 1}]

    async def figures() -> Figures:
        return Figures(7, 12.5, waiting.pop(0))

    metrics = Metrics(figures, dict)
    told = await read(metrics)
    assert (told["coach_due_members"], told["coach_oldest_due_seconds"], told["coach_store_up"]) == (7, 12.5, 1)
    assert told['coach_postings{platform="mattermost",state="unknown"}'] == 1
    told = await read(metrics)
    assert [name for name in told if name.startswith("coach_postings")] == [
        'coach_postings{platform="slack",state="waiting"}'
    ]


async def test_a_store_that_is_away_and_a_lost_websocket_are_told_without_failing() -> None:
    pulses = {"mattermost": Pulse(is_open=False, silent_seconds=95.5), "slack": Pulse(is_open=True, silent_seconds=3)}

    async def away() -> Figures:
        raise StoreAway("no answer")

    told = await read(Metrics(away, lambda: pulses))
    assert told["coach_store_up"] == 0
    assert told['coach_socket_open{platform="mattermost"}'] == 0
    assert told['coach_socket_silent_seconds{platform="mattermost"}'] == 95.5
    assert (told['coach_socket_open{platform="slack"}'], told['coach_socket_silent_seconds{platform="slack"}']) == (
        1,
        3,
    )


async def test_what_matters_has_a_counter_from_the_start_and_many_asked_at_once_are_many() -> None:
    metrics = Metrics(nothing, dict)
    told = await read(metrics)
    counters = {f"coach_{what}_total" for what in ("asked", "answered", "sent", "retried", "set_aside")}
    assert {name for name in counters if told[name] == 0} == counters
    log.addHandler(metrics)
    log.setLevel(logging.INFO)
    log.info("action=asked count=%s", 500)
    log.info("action=posting_%s posting=%s", "set_aside", "p1")
    log.removeHandler(metrics)
    told = await read(metrics)
    assert (told["coach_asked_total"], told["coach_set_aside_total"], told["coach_sent_total"]) == (500, 1, 0)
