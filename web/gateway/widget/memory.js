/** What this browser remembers of a chat: which one it is, its key, and what is still to be sent. */

import { Problem } from "./conversation.js";
import { randomId } from "./element.js";

// Another tab's message may be under way; it is over soon.
const A_MOMENT = 1500;
const MOMENTS = 4;

export class Memory {
  constructor(home) {
    this.name = `agency-chat ${home}`;
    this.held = null;
    this.waiting = [];
  }

  /** Return {conversation, token}, or null for a visitor we have not met. */
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.name));
      const whole = typeof kept?.conversation === "string" && typeof kept?.token === "string";
      return whole ? kept : this.held;
    } catch {
      return this.held;
    }
  }

  /** Keep which chat it is; and what the page said first, which the server was never told. */
  keep(conversation, token, opening) {
    this.hold({ conversation, token, opening });
  }

  hold(begun) {
    this.held = this.write("localStorage", begun) ? null : begun;
  }

  /** Whether the visitor wants easy read; it is a wish of theirs, not part of a chat. */
  get easy() {
    try {
      return localStorage.getItem(`${this.name} easy`) !== null;
    } catch {
      return false;
    }
  }

  set easy(on) {
    try {
      if (on) localStorage.setItem(`${this.name} easy`, "on");
      else localStorage.removeItem(`${this.name} easy`);
    } catch {
      // It is wished for as long as the page lasts.
    }
  }

  /** The vacancy that the talk is about, as far as this browser knows. */
  get about() {
    return this.read()?.about ?? null;
  }

  set about(vacancy) {
    const begun = this.read();
    if (begun) this.hold({ ...begun, about: vacancy });
  }

  forget() {
    this.held = null;
    this.keepUnsent([]);
    this.erase("localStorage");
  }

  /** A browser may refuse the storage itself: *storage* is its name. */
  erase(storage) {
    try {
      window[storage].removeItem(this.name);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }

  /** Unsent messages belong to this tab alone, or two tabs would both send them. */
  unsent() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.name));
      return Array.isArray(kept) ? kept.filter((one) => typeof one?.text === "string" && one.key) : this.waiting;
    } catch {
      return this.waiting;
    }
  }

  keepUnsent(messages) {
    this.waiting = messages;
    if (messages.length > 0) this.write("sessionStorage", messages);
    else this.erase("sessionStorage");
  }

  /** Call *changed* when another tab starts, ends or replaces the chat. */
  watch(changed) {
    window.addEventListener("storage", (event) => {
      if (event.key !== this.name || event.storageArea !== localStorage) return;
      if (chatIn(event.oldValue) !== chatIn(event.newValue)) changed();
    });
  }

  write(storage, value) {
    try {
      window[storage].setItem(this.name, JSON.stringify(value));
      return true;
    } catch {
      // Storage may be full or switched off; the chat then lasts as long as the page.
      return false;
    }
  }
}

function chatIn(kept) {
  try {
    return JSON.parse(kept)?.conversation;
  } catch {
    return undefined;
  }
}

/** Messages on their way: one at a time, in order, and never twice. */
export class Outbox {
  /**
   * *arrived(replies, one)* is told what came back, *stuck(error, one)* that *one* waits
   * for another try, and *refused(error, one)* that it was taken out for good.
   */
  constructor({ conversation, memory, arrived, stuck, refused, working }) {
    Object.assign(this, { conversation, memory, arrived, stuck, refused, working });
    this.queue = [];
    this.busy = false;
  }

  get empty() {
    return this.queue.length === 0;
  }

  /** Take one message, {text} or {choice}, whose words stand in the transcript as *shown*. */
  take(message, words, shown) {
    this.queue.push({ key: randomId(), message, text: words, shown });
    return this.send();
  }

  /** Take up what an earlier page could not send; the server knows it by its key. */
  resume(shownAs) {
    if (!this.empty) return false;
    this.queue = this.memory.unsent().map((one) => ({ ...one, shown: shownAs(one) }));
    return !this.empty;
  }

  forget() {
    this.queue = [];
    this.keep();
  }

  async send() {
    this.keep();
    if (this.busy) return;
    this.busy = true;
    this.working(1);
    try {
      while (!this.empty) {
        const [one] = this.queue;
        if (!(await this.sendOne(one))) break;
      }
    } finally {
      this.busy = false;
      this.working(-1);
    }
  }

  async sendOne(one, tried = 1) {
    try {
      const replies = await this.conversation.say(one.message, one.key);
      if (this.queue[0] !== one) return false;
      this.queue.shift();
      this.keep();
      one.shown.sent();
      this.arrived(replies, one);
      return true;
    } catch (error) {
      if (this.queue[0] !== one) return false;
      if (error.code === "still_answering" && tried < MOMENTS) {
        await new Promise((later) => setTimeout(later, A_MOMENT));
        return this.sendOne(one, tried + 1);
      }
      if (error instanceof Problem && error.status < 500 && error.code !== "still_answering") {
        this.queue.shift();
        this.keep();
        this.refused(error, one);
      } else {
        for (const waiting of this.queue) this.stuck(error, waiting);
      }
      return false;
    }
  }

  keep() {
    this.memory.keepUnsent(this.queue.map(({ key, message, text }) => ({ key, message, text })));
  }
}
