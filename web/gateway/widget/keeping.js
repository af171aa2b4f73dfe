/** Taking a chat away, and asking before something that cannot be undone. */

import { apart } from "./strings_apart.js";
import { el, press } from "./chat.js";

/** Give the visitor what stands in *log* as a text file. */
export function saveCopy(log) {
  const lines = [...log.querySelectorAll(".message")].map((message) => {
    const copy = message.cloneNode(true);
    for (const extra of copy.querySelectorAll("button, .trouble, .why, .thumbs, .speaker, a .unseen, .unseen:not(:first-child)")) extra.remove();
    for (const away of copy.querySelectorAll("a[href^=http]")) away.append(` (${away.href})`);
    for (const list of copy.querySelectorAll(".words :is(ul, ol):not(.summary)")) {
      [...list.children].forEach((item, i) => item.prepend(list.matches("ol") ? `${i + 1}. ` : "- "));
    }
    for (const block of copy.querySelectorAll("p, li, summary, .unseen, dl > div")) block.append("\n");
    return copy.textContent.replace(/\n{2,}/g, "\n").trim();
  });
  const text = `${lines.join("\n\n")}\n`;
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  el("a", { href: address, download: apart.savedAs }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Ask whether to "confirmAgain" or "confirmRemove". Returns whether the visitor said yes. */
export function confirm(panel, question) {
  const { title, why, yes, no } = apart[question];
  return new Promise((resolve) => {
    const answer = (said) => {
      sheet.remove();
      panel.body.inert = false;
      panel.asking = null;
      panel.opener.focus();
      resolve(said);
    };
    const sheet = el(
      "div",
      { class: "sheet", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "sheet-title", "aria-describedby": "sheet-why" },
      el("h3", { id: "sheet-title" }, title),
      el("p", { id: "sheet-why" }, why),
      el("p", { class: "acts" }, press(yes, () => answer(true), "main"), press(no, () => answer(false))),
    );
    panel.asking = () => answer(false);
    panel.body.inert = true;
    panel.node.append(sheet);
    sheet.querySelector(".quiet").focus();
  });
}
