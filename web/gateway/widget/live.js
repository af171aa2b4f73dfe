/** Listening for a person of the agency, while one is wanted or speaks and the page is looked at. */

import { strings } from "./chat.js";

// The server gives a sign of life every 15 seconds.
const SILENCE = 40_000;
const SOONEST = 500;
const LATEST = 30_000;
const OUT_OF_SIGHT = 120_000;

export class Live {
  constructor(chat) {
    this.chat = chat;
    this.wanted = false;
    this.running = false;
    this.line = null;
    document.addEventListener("visibilitychange", () => this.looked());
  }

  /** Follow where it stands: {state, name}, or null where nobody is to be expected. */
  stands(live) {
    const { panel, typing, talking } = this.chat;
    panel.about.textContent = talking ? strings.talking(live.name) : strings.about;
    typing.node.hidden = talking;
    this.wanted = Boolean(live) && live.state !== "over";
    if (this.wanted) this.run();
    else this.line?.abort();
  }

  /** A page that nobody looks at costs a battery nothing; back in sight, it catches up. */
  looked() {
    clearTimeout(this.timer);
    if (document.hidden) this.timer = setTimeout(() => this.line?.abort(), OUT_OF_SIGHT);
    else if (this.wanted) this.run();
  }

  async run() {
    if (this.running) return;
    this.running = true;
    for (let tries = 0; this.wanted && !(document.hidden && this.line?.signal.aborted); tries += 1) {
      // All chats of a server that was restarted must not come back in the same moment.
      if (tries) await this.pause(Math.min(LATEST, SOONEST * 2 ** tries) * (0.5 + Math.random() / 2));
      this.line = new AbortController();
      try {
        await this.listen(() => (tries = 0));
      } catch {
        // The line broke, or the server did.
      }
    }
    this.running = false;
  }

  async listen(opened) {
    const { conversation, token } = this.chat.memory.read() ?? {};
    if (!token) return;
    const watch = () => {
      clearTimeout(this.silence);
      this.silence = setTimeout(() => this.line.abort(), SILENCE);
    };
    watch();
    try {
      const answer = await fetch(`${this.chat.conversation.base}/${conversation}/events`, {
        __proto__: null,
        headers: { Authorization: `Bearer ${token}`, "Last-Event-ID": [...this.chat.ids].at(-1) ?? "" },
        credentials: "omit",
        cache: "no-store",
        signal: this.line.signal,
      });
      if (!answer.ok) {
        this.wanted = ![401, 404].includes(answer.status);
        return;
      }
      opened();
      // What was typed meanwhile is sent, and what was said is shown.
      this.chat.refresh();
      await this.read(answer.body.pipeThrough(new TextDecoderStream()).getReader(), watch);
    } finally {
      clearTimeout(this.silence);
    }
  }

  async read(reader, watch) {
    for (let text = ""; ; ) {
      const { done, value } = await reader.read();
      if (done) return;
      watch();
      const events = (text + value).replaceAll("\r\n", "\n").split("\n\n");
      text = events.pop();
      for (const event of events) {
        const data = event.match(/^data: ?(.*)$/m)?.[1];
        if (data) this.heard(JSON.parse(data));
      }
    }
  }

  heard(reply) {
    const { chat } = this;
    if (chat.ids.has(reply.id)) return;
    chat.ids.add(reply.id);
    chat.arrived([reply], 0);
    if (!chat.panel.shown) chat.call(strings.news(reply.name ?? strings.assistant));
  }

  pause(milliseconds) {
    return new Promise((resume) => {
      setTimeout(resume, milliseconds);
      window.addEventListener("online", resume, { __proto__: null, once: true });
    });
  }
}
