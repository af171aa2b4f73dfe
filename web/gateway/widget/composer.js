/** The visitor's side: the replies that are suggested, and the box for words of their own. */

import { el, icon, icons, unseen } from "./element.js";
import { strings } from "./strings.js";

const LONGEST = 2000;
const NEARLY = 200;
const PHOTOS = "image/*";
// With photos among them, a telephone offers its camera and its pictures too.
const KINDS = `.pdf,.docx,.odt,.rtf,.txt,${PHOTOS}`;

// What the browser may offer to fill in, and which keys a phone shows, by what the form asks.
const HELP = {
  name: ["name", "text"],
  email: ["email", "email"],
  phone: ["tel", "tel"],
  place: ["postal-code", "text"],
  current_occupation: ["organization-title", "text"],
};

export class Composer {
  constructor({ send, attach }) {
    this.submit = send;
    this.box = el("textarea", {
      id: "message",
      rows: "1",
      enterkeyhint: "send",
      "aria-describedby": "message-help",
      placeholder: strings.ask,
      oninput: () => this.changed(),
      onkeydown: (event) => this.pressed(event),
    });
    this.picker = el("input", {
      type: "file",
      hidden: true,
      "aria-label": strings.upload,
      onchange: () => this.picker.files[0] && attach([...this.picker.files]),
    });
    this.help = el("p", { id: "message-help", class: "help" });
    this.status = el("p", { class: "unseen", role: "status" });
    this.trouble = el("p", { class: "field-trouble", role: "alert" });
    this.node = el(
      "form",
      { class: "composer", novalidate: true, onsubmit: (event) => this.sent(event) },
      this.trouble,
      el("label", { for: "message" }, unseen(strings.message)),
      el(
        "div",
        { class: "write" },
        this.box,
        el(
          "button",
          { type: "button", class: "round plain", "aria-label": strings.upload, title: strings.upload, onclick: () => this.pick() },
          icon(icons.clip),
        ),
        el("button", { type: "submit", class: "round", "aria-label": strings.send, title: strings.send }, icon(icons.send)),
      ),
      this.help,
      this.status,
      this.picker,
    );
  }

  /** Ask for a file. It has to follow at once upon a press, or the browser refuses. */
  pick({ photos = false } = {}) {
    this.picker.value = "";
    this.picker.accept = photos ? PHOTOS : KINDS;
    this.picker.multiple = photos;
    this.picker.click();
  }

  focus() {
    this.box.focus();
  }

  /** Suit the box to what is asked for just now: null for an open question. */
  expect(asks) {
    const [autocomplete, inputmode] = HELP[asks] ?? ["off", "text"];
    this.box.autocomplete = autocomplete;
    this.box.inputMode = inputmode;
    this.box.placeholder = asks ? strings.reply : strings.ask;
  }

  /** Put *text* in the box, unless the visitor has begun to write something else. */
  offer(text) {
    if (this.box.value.trim()) return;
    this.box.value = text;
    this.changed();
  }

  complain(sentence) {
    this.trouble.textContent = sentence;
    this.box.setAttribute("aria-invalid", sentence ? "true" : "false");
  }

  changed() {
    const left = LONGEST - [...this.box.value].length;
    const words = left < 0 ? strings.over(-left) : left < NEARLY ? strings.left(left) : "";
    this.help.textContent = words;
    if (left === NEARLY - 1 || left % 50 === 0 || left < 0) this.status.textContent = words;
    if (this.trouble.textContent) this.complain("");
    this.grow();
  }

  grow() {
    this.box.style.setProperty("height", "auto");
    this.box.style.setProperty("height", `${this.box.scrollHeight + 2}px`);
  }

  pressed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.node.requestSubmit();
  }

  sent(event) {
    event.preventDefault();
    const text = this.box.value.trim();
    const over = [...text].length - LONGEST;
    if (!text || over > 0) {
      this.complain(text ? strings.over(over) : strings.nothingTyped);
      this.focus();
      return;
    }
    this.box.value = "";
    this.changed();
    this.submit(text);
  }
}

/** The replies that the assistant suggests, as buttons just before the message box. */
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
