/** Why an answer did not help, for whoever likes to say it. */

import { apart } from "./strings_apart.js";
import { el, press, randomId } from "./chat.js";

const say = apart.rating;

/** Return a form that sends a reason, or words, with *send(reason, words)*, once. */
export function reasonForm(send) {
  const id = `why-${randomId()}`;
  const words = el("input", { id, type: "text", maxlength: "300", autocomplete: "off" });
  const told = (reason, said) =>
    send(reason, said).then(() => {
      node.replaceChildren(el("p", { role: "status", tabindex: "-1" }, say.thanks));
      node.firstChild.focus();
    }, () => {});
  const node = el(
    "form",
    {
      class: "why",
      "aria-label": say.why,
      onsubmit: (event) => {
        event.preventDefault();
        told(null, words.value.trim() || null);
      },
    },
    el("p", {}, say.why),
    el("p", { class: "reasons" }, ...Object.entries(say.reasons).map(([reason, title]) => press(title, () => told(reason, null), "choice"))),
    el("label", { for: id }, say.words),
    el("p", { class: "one-line" }, words, el("button", { type: "submit", class: "quiet" }, say.send)),
  );
  return node;
}
