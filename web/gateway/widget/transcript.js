/** The conversation as it is read: a log in which only what is new is announced. */

import { el, press, unseen } from "./element.js";
import { strings } from "./strings.js";
import { link, plainWords, safeAddress, wordsOf } from "./words.js";

const month = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

// A quick answer speaks for itself; only a slow one is worth telling a listener about.
const WORTH_SAYING = 1500;

export class Transcript {
  constructor(home) {
    this.home = home;
    this.node = el("div", { role: "log", "aria-label": strings.log, class: "log" });
  }

  clear() {
    this.node.replaceChildren();
  }

  /** Show what was said before. It is read at leisure, so it is not announced. */
  showHistory(turns) {
    this.node.setAttribute("aria-live", "off");
    this.clear();
    for (const turn of turns) {
      if (turn.from === "visitor") this.showVisitor(turn.text);
      else this.showReply({ ...turn, choices: [] });
    }
    setTimeout(() => this.node.removeAttribute("aria-live"), 500);
  }

  /** Show what the visitor says. The handle tells later whether it got through. */
  showVisitor(text) {
    const message = this.add("visitor", strings.you, plainWords(text));
    let trouble = null;
    const clear = () => {
      trouble?.remove();
      trouble = null;
      message.classList.remove("unsent");
    };
    return {
      node: message,
      sent: () => {
        if (trouble) this.node.append(message);
        clear();
      },
      remove: () => message.remove(),
      failed: (why, again) => {
        clear();
        message.classList.add("unsent");
        trouble = el(
          "p",
          { class: "trouble" },
          why,
          " ",
          press(strings.tryAgain, again),
        );
        message.append(trouble);
      },
    };
  }

  showReply(reply) {
    const speaker = reply.from === "consultant" ? "consultant" : "assistant";
    const titles = (reply.choices ?? []).map((choice) => choice.title);
    return this.add(
      speaker,
      reply.name ?? strings[speaker],
      reply.text && el("div", { class: "words" }, wordsOf(reply.text, this.home)),
      reply.cards?.length > 0 && this.cards(reply.cards),
      reply.answer && this.source(reply.answer),
      titles.length > 0 && unseen(strings.choicesFollow(titles)),
    );
  }

  /** Show a sentence of the window's own: what happened, not what was said. */
  showNote(text) {
    const note = el("p", { class: "note" }, text);
    this.node.append(note);
    return note;
  }

  add(speaker, name, ...parts) {
    const message = el(
      "div",
      { class: `message ${speaker}` },
      speaker === "consultant"
        ? el("p", { class: "speaker", "aria-hidden": "true" }, name)
        : null,
      unseen(strings.said(name), " "),
      ...parts,
    );
    this.node.append(message);
    return message;
  }

  source({ source, checked, nation }) {
    const address = source?.url && safeAddress(source.url, this.home);
    const parts = [
      strings.nations[nation] && [strings.nations[nation]],
      source?.title && [`${strings.source} `, address ? link(source.title, address) : source.title],
      readable(checked) && [strings.checked(month.format(new Date(checked)))],
    ].filter(Boolean);
    if (parts.length === 0) return null;
    return el("p", { class: "source" }, ...parts.flatMap((part, i) => (i ? [" · ", ...part] : part)));
  }

  cards(cards) {
    return el("ul", { class: "cards", "aria-label": strings.vacancies }, ...cards.map((card) => this.card(card)));
  }

  card(card) {
    const { place, pay, pattern } = card;
    const closes = readable(card.closes) ? day.format(new Date(card.closes)) : card.closes;
    const rows = Object.entries({ place, pay, pattern, closes }).filter(([, value]) => value);
    return el(
      "li",
      { class: "card" },
      el("p", { class: "card-title" }, card.title ?? ""),
      el(
        "dl",
        {},
        ...rows.map(([key, value]) =>
          el("div", { class: key }, el("dt", {}, strings.vacancyParts[key]), el("dd", {}, String(value))),
        ),
      ),
    );
  }

  /** Return the conversation as plain text, to keep. */
  asText() {
    const lines = Array.from(this.node.querySelectorAll(".message"), (message) => {
      const copy = message.cloneNode(true);
      for (const extra of copy.querySelectorAll(".trouble, .speaker, .unseen:not(:first-child)")) extra.remove();
      for (const block of copy.querySelectorAll("p, li, .unseen, dl > div")) block.append("\n");
      return copy.textContent.replace(/\n{2,}/g, "\n").trim();
    });
    return `${lines.join("\n\n")}\n`;
  }
}

/** Three dots, shown while work is under way and at no other time. */
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

function readable(date) {
  return Boolean(date) && !Number.isNaN(Date.parse(date));
}
