/** Messages on their way: one at a time, in order, and never twice. */

import { Problem } from "./conversation.js";
import { randomId } from "./element.js";

// Another tab's message may be under way; it is over soon.
const A_MOMENT = 1500;
const MOMENTS = 4;

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
