"""Looking things up while somebody types: one look at a time, and the last word is always looked up."""

from __future__ import annotations

import asyncio

from trainingdesk.ui.latest import Latest


def test_what_is_asked_meanwhile_is_looked_up_once_more() -> None:
    async def steps() -> None:
        seen: list[str] = []
        line = [""]
        gate, running = asyncio.Event(), []

        async def look() -> None:
            seen.append(line[-1])
            await gate.wait()

        latest = Latest(lambda work: running.append(asyncio.ensure_future(work)), look)
        for typed in ("a", "ab", "abc"):
            line.append(typed)
            latest.ask()
            await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*running)
        assert seen == ["a", "abc"]
        assert len(running) == 1

    asyncio.run(steps())


def test_nobody_looks_after_the_end() -> None:
    async def steps() -> None:
        seen: list[int] = []
        running = []

        async def look() -> None:
            seen.append(1)

        latest = Latest(lambda work: running.append(asyncio.ensure_future(work)), look)
        latest.stop()
        latest.ask()
        assert latest.stopped
        assert (seen, running) == ([], [])

    asyncio.run(steps())
