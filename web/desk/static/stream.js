/** Server-sent events over fetch: it tells a dead line from a quiet one, and comes back by itself. */

const SILENCE = 40_000;
const SOONEST = 500;
const LATEST = 20_000;

/** Follow *address()* for ever. *heard(event, data)*; *line(open)*; *ended(status)* says it is over. */
export async function follow({ address, heard, line, ended }) {
  let tries = 0;
  for (;;) {
    try {
      const over = await listen(address(), heard, () => {
        tries = 0;
        line(true);
      });
      if (over) return ended(over);
    } catch {
      // The line broke, or the server is being restarted: come back a little later each time.
    }
    line(false);
    const most = Math.min(LATEST, SOONEST * 2 ** tries);
    tries += 1;
    await pause(most * (0.5 + Math.random() / 2));
  }
}

/** Return the status that says it is no use to come back, or nothing. */
async function listen(address, heard, opened) {
  const stop = new AbortController();
  let watch = setTimeout(() => stop.abort(), SILENCE);
  try {
    const answer = await fetch(address, { signal: stop.signal, cache: "no-store", redirect: "manual" });
    if (answer.type === "opaqueredirect") return 401;
    if ([401, 403, 404].includes(answer.status)) return answer.status;
    if (!answer.ok) throw new Error(String(answer.status));
    opened();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return 0;
      clearTimeout(watch);
      watch = setTimeout(() => stop.abort(), SILENCE);
      const events = (text + value).replaceAll("\r\n", "\n").split("\n\n");
      text = events.pop();
      for (const event of events) tell(event, heard);
    }
  } finally {
    clearTimeout(watch);
    stop.abort();
  }
}

function tell(event, heard) {
  const fields = Object.fromEntries(event.split("\n").map((row) => [row.split(":", 1)[0], row.slice(row.indexOf(":") + 1).trim()]));
  if (fields.event) heard(fields.event, fields.data);
}

/** Wait, but not when the network has just come back. */
function pause(milliseconds) {
  return new Promise((resume) => {
    setTimeout(resume, milliseconds);
    window.addEventListener("online", resume, { once: true });
  });
}
