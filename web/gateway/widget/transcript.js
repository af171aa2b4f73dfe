/** The conversation as it is read: a log in which only what is new is announced. */

import { el, icon, icons, press, unseen } from "./element.js";
import { strings } from "./strings.js";
import { link, plainWords, safeAddress, wordsOf } from "./words.js";

const month = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

// A quick answer speaks for itself; only a slow one is worth telling a listener about.
const WORTH_SAYING = 1500;

export class Transcript {
  /** *rate(id, thumb, reason, words)*, *choose(choice)* and *ask(card)* are what its buttons do. */
  constructor(home, { rate, choose, ask }) {
    Object.assign(this, { home, rate, choose, ask });
    this.easy = null;
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
    const cards = (reply.cards ?? []).filter(({ kind }) => kind !== "summary");
    const message = this.add(
      speaker,
      reply.name ?? strings[speaker],
      reply.text && el("div", { class: "words" }, this.words(reply)),
      cards.length > 0 && this.cards(cards),
      reply.answer && this.source(reply.answer),
      reply.answer && reply.id && this.thumbs(reply),
      titles.length > 0 && unseen(strings.choicesFollow(titles)),
    );
    const aloud = this.easy?.button(message);
    if (aloud) message.append(aloud);
    return message;
  }

  words(reply) {
    const words = this.easy ? this.easy.words(reply.text, this.home, reply) : wordsOf(reply.text, this.home);
    if (reply.lang) words.firstElementChild?.setAttribute("lang", reply.lang);
    const summary = reply.cards?.find(({ kind }) => kind === "summary");
    // The same lines stand in the text, for readers without cards.
    if (summary) (words.querySelector("ul") ?? words.lastChild).replaceWith(this.summary(summary));
    return words;
  }

  /** Show what a form was told; each line can be changed while the form waits at its end. */
  summary({ lines }) {
    return el(
      "ul",
      { class: "summary", "aria-label": strings.summary },
      ...lines.map(({ title, value, edit }) =>
        el(
          "li",
          {},
          el("p", { class: "line" }, el("strong", {}, `${title}:`), ` ${value}`),
          press(strings.edit, () => this.choose({ title, token: edit }), "quiet edit", { "aria-label": `${strings.edit} ${title}` }),
        ),
      ),
    );
  }

  /** Say whether the newest summary can be changed; an older one never can. */
  editable(on) {
    const edits = [...this.node.querySelectorAll(".edit")];
    const newest = on && edits.at(-1)?.closest("ul");
    for (const edit of edits) edit.hidden = edit.closest("ul") !== newest;
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

  /** Ask quietly whether an answer helped: nobody is told of it who did not look. */
  thumbs({ id, rating }) {
    const both = ["up", "down"];
    const node = el("div", { class: "thumbs", "aria-live": "off" });
    const show = (said) => buttons.forEach((each, i) => each.setAttribute("aria-pressed", String(said === both[i])));
    const buttons = both.map((thumb, i) =>
      press(
        icon(icons.thumb),
        async () => {
          const said = buttons[i].getAttribute("aria-pressed") === "true" ? null : thumb;
          try {
            await this.rate(id, said);
            show(said);
            node.querySelector(".why")?.remove();
            if (said !== "down") return;
            const { reasonForm } = await import("./rating.js");
            node.append(reasonForm((reason, words) => this.rate(id, said, reason, words)));
          } catch {
            // Nobody is troubled with a rating that did not get through.
          }
        },
        "",
        { "aria-label": strings.helped[i] },
      ),
    );
    show(rating);
    node.append(...buttons);
    return node;
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
      press(strings.askAbout, () => this.ask(card), "quiet", { "aria-label": `${strings.askAbout}: ${card.title}` }),
    );
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
