/** The replies that the assistant suggests, as buttons just before the message box. */

import { el, icon } from "./element.js";
import { strings } from "./strings.js";

export class Choices {
  constructor(choose) {
    this.choose = choose;
    this.node = el("div", {
      role: "group",
      "aria-label": strings.choices,
      class: "choices",
      hidden: true,
      onkeydown: (event) => this.move(event),
    });
  }

  /** Show *choices*; each is {title, token} or an act of the window's own, {title, act, drawing}. */
  show(choices) {
    this.node.replaceChildren(
      ...choices.map((choice) =>
        el(
          "button",
          { type: "button", class: "choice", onclick: () => (choice.act ? choice.act() : this.choose(choice)) },
          choice.drawing && icon(choice.drawing),
          el("span", {}, choice.title),
        ),
      ),
    );
    this.node.hidden = choices.length === 0;
  }

  clear() {
    this.show([]);
  }

  move(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const buttons = [...this.node.children];
    const at = buttons.indexOf(event.target.closest("button"));
    if (!step || at < 0) return;
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length].focus();
  }
}

/** Return the choices that a whole turn leaves open: what a form asks comes before all else. */
export function choicesOf(replies) {
  const last = replies.at(-1);
  if (last?.form) return last.choices ?? [];
  const titles = new Set();
  return replies
    .flatMap((reply) => reply.choices ?? [])
    .filter(({ title }) => !titles.has(title) && titles.add(title));
}
