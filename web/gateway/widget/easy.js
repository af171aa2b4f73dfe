/** Easy read: larger type, a sentence to a line, the first part of an answer, and a voice. */

import { apart } from "./strings_apart.js";
import { el, press, strings, wordsOf } from "./chat.js";

const say = apart.easy;
const FIRST = 2;
const PACE = 0.9;
const voice = globalThis.speechSynthesis;

export class Easy {
  constructor(chat) {
    this.chat = chat;
    this.on = false;
    this.plain = Object.fromEntries(Object.keys(say.strings).map((name) => [name, strings[name]]));
    this.aloud = press(say.readNew, () => this.readNew(), "quiet", { "aria-pressed": "false" });
    this.hush = press(say.stop, () => voice.cancel(), "quiet");
    this.node = el(
      "div",
      { class: "easy-bar", role: "group", "aria-label": say.bar, hidden: true },
      voice && this.aloud,
      voice && this.hush,
      press(say.leave, () => chat.easyRead(false)),
    );
    chat.panel.progress.before(this.node);
  }

  turn(on) {
    this.on = on;
    this.node.hidden = !on;
    Object.assign(strings, on ? say.strings : this.plain);
    this.chat.panel.node.classList.toggle("easy", on);
    if (!this.chat.talking) this.chat.panel.about.textContent = strings.about;
    if (!on) {
      voice?.cancel();
      this.aloud.setAttribute("aria-pressed", "false");
    }
  }

  /** Return what the assistant wrote, its sentences apart; of an answer only the first at once. */
  words(text, home, { answer }) {
    const blocks = [...wordsOf(sentences(text), home).childNodes];
    let first = answer ? FIRST : blocks.length;
    // What ends in a colon is nothing without its list.
    if (blocks[first - 1]?.textContent.endsWith(":")) first += 1;
    if (blocks.length - first < 2) first = blocks.length;
    const page = document.createDocumentFragment();
    page.append(...blocks.slice(0, first));
    if (first < blocks.length) page.append(el("details", {}, el("summary", {}, say.more), ...blocks.slice(first)));
    return page;
  }

  button(message) {
    return voice && press(say.read, () => this.read([message]), "quiet aloud");
  }

  readNew() {
    const on = this.aloud.getAttribute("aria-pressed") !== "true";
    this.aloud.setAttribute("aria-pressed", String(on));
    if (on) this.read([...this.chat.transcript.node.querySelectorAll(".message")].slice(-1));
    else voice.cancel();
  }

  /** Read what has just been said, where the visitor wants it. */
  heard(messages) {
    if (this.aloud.getAttribute("aria-pressed") === "true") this.read(messages);
  }

  read(messages) {
    voice.cancel();
    for (const message of messages) {
      for (const part of message.querySelectorAll(".words p, .words li, .words .line, .as-typed, .card-title, .card dd")) {
        if (!part.closest("details:not([open])")) this.speak(part);
      }
    }
    for (const choice of messages.at(-1)?.matches(":last-child") ? this.chat.choices.node.children : []) this.speak(choice);
  }

  speak(part) {
    const said = new SpeechSynthesisUtterance(asSpoken(part.textContent));
    said.lang = part.closest("[lang]")?.lang || "en-GB";
    said.voice = voice.getVoices().find((each) => each.lang.replace("_", "-") === said.lang && each.localService) ?? null;
    said.rate = PACE;
    voice.speak(said);
  }
}

/** Return *text* as a voice should say it: "£80–£120" and "2025/26" hold a "to" that is only seen. */
function asSpoken(text) {
  return text
    .replace(/(\d)–(?=£?\d)/g, "$1 to ")
    .replace(/\b(20\d\d)\/(?=\d\d\b)/g, "$1 to ")
    .replace(/\b(\d):(?=\d\b)/g, "$1 to ");
}

/** Return *text* with each sentence in a paragraph of its own; lists stay as they are. */
function sentences(text) {
  return text
    .split("\n")
    .map((line) => (/^\s{0,3}([-•*]|\d{1,2}\.) |^\s*$/.test(line) ? line : apartIn(line).join("\n\n")))
    .join("\n");
}

function apartIn(line) {
  const pieces = globalThis.Intl?.Segmenter
    ? [...new Intl.Segmenter("en-GB", { granularity: "sentence" }).segment(line)].map(({ segment }) => segment)
    : (line.match(/.+?[.!?](?=\s+[A-Z]|$)\s*|.+$/g) ?? [line]);
  const whole = [];
  for (const piece of pieces) {
    // A bold word or a link that holds a full stop stays in one piece.
    if (whole.length && isOpen(whole.at(-1))) whole.push(whole.pop() + piece);
    else whole.push(piece);
  }
  return whole.map((piece) => piece.trim()).filter(Boolean);
}

const isOpen = (text) => text.split("**").length % 2 === 0 || /\[[^\]]*$|\]\([^)]*$/.test(text);
