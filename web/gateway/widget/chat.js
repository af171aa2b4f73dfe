/** The chat, put together: what happens when something is said, sent, lost or ended. */

import { Choices, choicesOf } from "./choices.js";
import { Composer } from "./composer.js";
import { ContactForm } from "./contact.js";
import { Conversation } from "./conversation.js";
import { el, icons } from "./element.js";
import { Memory } from "./memory.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { strings } from "./strings.js";
import { Transcript } from "./transcript.js";
import { Typing } from "./typing.js";
import { takeDrops, Upload } from "./upload.js";

/** Build the chat inside *root* and return {open, close}. Nothing is shown yet. */
export async function prepareChat({ root, side, settings, tell, closed }) {
  await dress(root);
  const chat = new Chat(settings, tell, closed);
  side.append(chat.panel.node);
  return { open: (text) => chat.open(text), close: () => chat.panel.close() };
}

/** Give *root* its styles as a constructed sheet, which the strictest page policy allows. */
async function dress(root) {
  const answer = await fetch(new URL("chat.css", import.meta.url), { credentials: "omit" });
  if (!answer.ok) throw new Error(`chat.css: ${answer.status}`);
  const css = await answer.text();
  if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } else {
    root.append(Object.assign(document.createElement("style"), { textContent: css }));
  }
}

class Chat {
  constructor(settings, tell, closed) {
    this.settings = settings;
    this.tell = tell;
    this.loading = null;
    this.form = null;
    this.turns = 0;
    this.memory = new Memory(settings.home);
    this.conversation = new Conversation(settings.home, this.memory);
    this.panel = new Panel({ settings, closed });
    this.transcript = new Transcript(settings.home);
    this.typing = new Typing();
    this.choices = new Choices((choice) => this.choose(choice));
    this.composer = new Composer({ send: (text) => this.say(text), attach: () => this.upload.choose() });
    this.upload = new Upload({
      conversation: this.conversation,
      kept: (file, replies) => this.keptCv(file, replies),
      began: () => this.panel.scrollTo(null),
      ended: () => {
        this.refocus();
        this.refresh();
      },
    });
    this.contact = new ContactForm({
      settings,
      notice: () => this.conversation.notice().then(({ wording }) => wording).catch(() => null),
      leave: (details, key) => this.leaveDetails(details, key),
      closed: () => this.closeContact(),
    });
    this.outbox = new Outbox({
      conversation: this.conversation,
      memory: this.memory,
      working: (more) => this.working(more),
      arrived: (replies) => this.arrived(replies, 1),
      stuck: (error, one) => this.stuck(error, one),
      refused: (error, one) => this.refused(error, one),
    });
    this.build();
  }

  build() {
    const { panel } = this;
    panel.messages.append(
      this.transcript.node,
      this.upload.node,
      this.contact.node,
      this.typing.node,
      this.choices.node,
    );
    panel.body.append(this.composer.node, this.upload.picker);
    takeDrops(panel.node, el("p", { class: "veil", "aria-hidden": "true" }, strings.drop), (file) => this.takeFile(file));
    panel.setOptions([
      { title: strings.other, act: () => this.showContact() },
      { title: strings.save, act: () => this.saveCopy() },
      { title: strings.again, act: () => this.startAgain() },
      { title: strings.privacy, address: this.settings.privacy },
      { title: strings.remove, act: () => this.remove() },
    ]);
    this.memory.watch(() => this.reload());
    window.addEventListener("online", () => this.outbox.send());
    document.addEventListener("visibilitychange", () => this.refresh());
  }

  open(text) {
    this.panel.open();
    if (text) this.composer.offer(text);
    // A phone's keyboard would cover the greeting, so there the visitor opens it.
    if (matchMedia("(pointer: coarse)").matches) this.panel.heading.focus();
    else this.composer.focus();
    if (this.loading) this.refresh();
    else this.ready();
  }

  /** Have a conversation to speak in, begun or taken up again. Returns whether there is one. */
  ready() {
    this.loading ??= this.load().then((ready) => {
      if (!ready) this.loading = null;
      return ready;
    });
    return this.loading;
  }

  async load() {
    this.working(1);
    try {
      if (!this.conversation.begun || !(await this.takeUp())) await this.begin();
      return true;
    } catch (error) {
      this.cannotStart(error);
      return false;
    } finally {
      this.working(-1);
    }
  }

  async begin() {
    const replies = await this.conversation.start(this.settings.page);
    if (this.settings.opening) this.transcript.showReply({ text: this.settings.opening });
    this.arrived(replies, 0);
  }

  async takeUp() {
    try {
      this.showHistory(await this.conversation.history());
    } catch (error) {
      if (!error.gone) throw error;
      this.forget();
      this.transcript.showNote(strings.ended);
      return false;
    }
    if (this.outbox.resume((one) => this.transcript.showVisitor(one.text))) {
      // It may have arrived after all: then the second look shows it once.
      this.outbox.send().then(() => this.outbox.empty && this.refresh(true));
    }
    return true;
  }

  showHistory({ turns = [], form = null }) {
    const replies = turns.slice(turns.findLastIndex((turn) => turn.from === "visitor") + 1);
    this.turns = turns.length;
    this.transcript.showHistory(turns);
    this.settle(replies, form);
    this.panel.scrollTo(null);
  }

  /** Look whether more has been said elsewhere: by a person, or in another tab. */
  async refresh(anyway = false) {
    if (document.hidden || !this.panel.shown || this.typing.shown || !this.conversation.begun) return;
    if (!this.outbox.empty) {
      this.outbox.send();
      return;
    }
    try {
      const history = await this.conversation.history();
      if (this.outbox.empty && (anyway || history.turns.length !== this.turns)) this.showHistory(history);
    } catch (error) {
      if (error.gone) this.reload();
    }
  }

  reload() {
    this.memory.held = null;
    this.loading = null;
    this.outbox.forget();
    if (this.panel.shown) this.ready();
  }

  async say(text) {
    this.send({ text }, text);
  }

  choose(choice) {
    this.send({ choice: choice.token }, choice.title);
    this.refocus();
  }

  async send(message, words) {
    const shown = this.transcript.showVisitor(words);
    this.choices.clear();
    this.panel.scrollTo(null);
    if (!this.loading && !(await this.ready())) {
      shown.failed(strings.notSent, () => {
        shown.remove();
        this.send(message, words);
      });
      return;
    }
    await this.loading;
    this.outbox.take(message, words, shown);
  }

  arrived(replies, asked) {
    this.turns += asked + replies.length;
    if (replies.length === 0 && asked) {
      this.transcript.showNote(strings.silent);
      this.contact.show();
    }
    const nodes = replies.map((reply) => this.transcript.showReply(reply));
    const finished = this.form?.asks === "summary";
    this.settle(replies, replies.at(-1)?.form ?? null);
    this.panel.scrollTo(nodes[0] ?? null);
    if (replies.length > 0) this.tell("answered");
    if (finished && !this.form && replies.some(({ text }) => /\bL-\d{4,}\b/.test(text ?? ""))) this.tell("lead sent");
  }

  /** Bring everything round the transcript into line with the last replies. */
  settle(replies, form) {
    this.form = form;
    const choices = [...choicesOf(replies)];
    if (form?.asks === "cv") {
      choices.unshift({ title: strings.chooseFile, drawing: icons.clip, act: () => this.upload.choose() });
    }
    this.choices.show(choices);
    this.composer.expect(form?.asks ?? null);
    this.panel.showProgress(form, () => this.say(strings.stop));
    if (form?.name === "contact") this.contact.show();
  }

  stuck(error, one) {
    const why = !navigator.onLine ? strings.offline : (error.detail ?? strings.notSent);
    one.shown.failed(why, () => this.outbox.send());
    if (navigator.onLine && error.status !== 409) this.contact.show();
    this.panel.scrollTo(null);
  }

  async refused(error, one) {
    one.shown.remove();
    if (error.gone) {
      this.forget();
      this.transcript.showNote(strings.ended);
      this.loading = null;
      if ((await this.ready()) && one.message.text) this.send(one.message, one.text);
      return;
    }
    const why = error.detail ?? (error.status === 429 ? strings.tooFast(error.retryAfter ?? 5) : strings.notSent);
    if (one.message.text) this.composer.offer(one.text);
    else this.refresh(true);
    if (error.code === "conversation_full") this.choices.show([{ title: strings.again, act: () => this.startAgain() }]);
    this.composer.complain(why);
    this.composer.focus();
  }

  cannotStart(error) {
    this.transcript.clear();
    this.transcript.showReply({ text: error.detail ?? strings.couldNotStart });
    this.choices.show([{ title: strings.tryAgain, act: () => this.ready() }]);
    this.contact.show();
  }

  async takeFile(file) {
    if (await this.ready()) this.upload.send(file);
  }

  keptCv(file, replies) {
    this.transcript.showVisitor(strings.fileSaid(file)).sent();
    this.choices.clear();
    this.arrived(replies, 1);
  }

  showContact() {
    this.contact.show({ focus: true });
    this.panel.scrollTo(this.contact.node);
  }

  closeContact() {
    this.contact.hide();
    this.composer.focus();
  }

  /** Send a contact form. Returns what went wrong in words, or nothing. */
  async leaveDetails(details, key) {
    try {
      if (!this.conversation.begun) await this.begin();
      const replies = await this.conversation.leaveDetails(details, key);
      this.contact.hide();
      if (replies.length > 0) this.arrived(replies, 0);
      else this.transcript.showReply({ text: strings.contact.thanks });
      this.tell("lead sent");
      this.panel.messages.focus();
      return null;
    } catch (error) {
      return error.detail ?? strings.unreachable;
    }
  }

  saveCopy() {
    const address = URL.createObjectURL(new Blob([this.transcript.asText()], { type: "text/plain;charset=utf-8" }));
    el("a", { href: address, download: strings.savedAs }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    this.panel.opener.focus();
  }

  async startAgain() {
    if (!(await this.panel.confirm(strings.confirmAgain))) return;
    this.forget();
    await this.ready();
    this.refocus();
  }

  async remove() {
    if (!(await this.panel.confirm(strings.confirmRemove))) return;
    let stays = null;
    try {
      if (this.conversation.begun) stays = await this.conversation.erase();
    } catch (error) {
      if (!error.gone) {
        this.transcript.showNote(strings.notRemoved);
        this.panel.scrollTo(null);
        return;
      }
    }
    this.forget();
    this.transcript.showNote(stays?.detail ?? strings.removed);
    this.choices.show([{ title: strings.startNew, act: () => this.ready().then(() => this.refocus()) }]);
  }

  /** Leave nothing of this chat in the window or in the browser. */
  forget() {
    this.outbox.forget();
    this.memory.forget();
    this.transcript.clear();
    this.upload.clear();
    this.contact.hide();
    this.settle([], null);
    this.turns = 0;
    this.loading = null;
  }

  /** Put the focus back where one writes, without raising a phone's keyboard. */
  refocus() {
    if (matchMedia("(pointer: coarse)").matches) this.panel.messages.focus();
    else this.composer.focus();
  }

  working(more) {
    this.typing.working(more);
    if (more > 0) this.panel.scrollTo(null);
  }
}
