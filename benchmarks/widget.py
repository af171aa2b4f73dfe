"""
The chat on the example site, in a real browser whose processor is slowed six times.

    python -m benchmarks.widget http://localhost:8000 [--page /] [--rounds 9]

Prints, as medians with the slowest round, from the start of the page: when the page itself was
first seen, when the launcher's file was there, and when the launcher was painted and could be
pressed; from the press, when the chat stands open; and from the key that sent a message, when the
first reply is painted. Beside the reply stands the server's own part of it. Other programs at work
make all of it slower: the machine's load is printed too.
"""

from __future__ import annotations

import argparse
import os
import statistics

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import ARGUMENTS, find_chromium

SLOWED = 6
# Asked from outside, the page would be busy with the question: first it is left alone.
LEFT_ALONE = 3_000
QUESTIONS = (
    "what does a SENCO earn?",
    "what does a teaching assistant do all day?",
    "do I need GCSE maths?",
)
GOAL = 1000
SHADOW = "document.querySelector('[data-agency-chat]')?.shadowRoot"

# The page notes by itself when something was painted: the frame after the one that drew it.
WATCH = """() => {
    if (window !== top) return;
    window.noted = {};
    window.painted = () => new Promise((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))));
    const watch = new MutationObserver(async () => {
        if (!document.querySelector("[data-agency-chat]")) return;
        watch.disconnect();
        noted.launcher = await painted();
    });
    watch.observe(document, { childList: true, subtree: true });
}"""

LAUNCHER = """() => {
    const [file] = performance.getEntriesByType("resource")
        .filter((one) => one.name.endsWith("/widget.js"));
    const [seen] = performance.getEntriesByName("first-contentful-paint");
    const page = seen.startTime;
    return {
        "the page seen": page,
        "launcher's file": file.responseEnd,
        "launcher": noted.launcher,
        "after its file": noted.launcher - file.responseEnd,
        "after the page": Math.max(0, noted.launcher - page),
    };
}"""

OPEN = f"""() => new Promise((done) => {{
    const began = performance.now();
    const root = {SHADOW};
    const look = async () => {{
        if (root.querySelector(".message")) done(await painted() - began);
        else requestAnimationFrame(look);
    }};
    root.querySelector(".corner button").click();
    look();
}})"""

ASK = f"""(question) => new Promise((done) => {{
    const root = {SHADOW};
    const box = root.querySelector("textarea");
    const before = root.querySelectorAll(".message.assistant").length;
    box.value = question;
    const began = performance.now();
    const look = async () => {{
        if (root.querySelectorAll(".message.assistant").length > before) {{
            const took = await painted() - began;
            const [sent] = performance.getEntriesByType("resource")
                .filter((one) => one.name.endsWith("/messages")).slice(-1);
            done([took, sent.duration]);
        }} else requestAnimationFrame(look);
    }};
    box.form.requestSubmit();
    look();
}})"""


def one_round(browser: Browser, house: str, page_path: str, question: str) -> dict[str, float]:
    """Return how long each step took in a browser that knows nothing yet, in milliseconds."""
    context = browser.new_context(base_url=house, viewport={"width": 390, "height": 844})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.add_init_script(f"({WATCH})()")
    page.goto(page_path, wait_until="commit")
    page.wait_for_timeout(LEFT_ALONE)
    page.wait_for_function("window.noted?.launcher")
    took: dict[str, float] = page.evaluate(LAUNCHER)
    took["opened"] = page.evaluate(OPEN)
    page.wait_for_timeout(2_000)
    took["reply"], took["of it the server"] = page.evaluate(ASK, question)
    context.close()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("house")
    parser.add_argument("--page", default="/")
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        # The first round also starts the browser, and fills the house's own caches.
        rounds = [
            one_round(browser, given.house, given.page, QUESTIONS[at % len(QUESTIONS)])
            for at in range(given.rounds + 1)
        ][1:]
        browser.close()
    load = os.getloadavg()[0]
    cores = os.cpu_count()
    print(
        f"processor slowed {SLOWED} times, {given.rounds} rounds, load {load:.1f} on {cores} cores"
    )
    for name in rounds[0]:
        took = [each[name] for each in rounds]
        middle = statistics.median(took)
        print(
            f"{name:18} median {middle:5.0f} ms  slowest {max(took):5.0f} ms  "
            f"{middle / GOAL:.2f} of a second"
        )


if __name__ == "__main__":
    main()
