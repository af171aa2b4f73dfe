/** Three dots, shown while work is under way and at no other time. */

import { el } from "./element.js";
import { strings } from "./strings.js";

// A quick answer speaks for itself; only a slow one is worth telling a listener about.
const WORTH_SAYING = 1500;

export class Typing {
  constructor() {
    this.under = 0;
    this.timer = null;
    this.dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    this.status = el("span", { class: "unseen", role: "status" });
    this.node = el("p", { class: "typing" }, this.dots, this.status);
    this.dots.hidden = true;
  }

  get shown() {
    return this.under > 0;
  }

  working(more) {
    this.under = Math.max(0, this.under + more);
    this.dots.hidden = !this.shown;
    clearTimeout(this.timer);
    if (this.shown) this.timer = setTimeout(() => (this.status.textContent = strings.writing), WORTH_SAYING);
    else this.status.textContent = "";
  }
}
