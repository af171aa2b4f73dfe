/**
 * The chat, put together: what happens when something is said, sent, lost or ended.
 *
 * It travels as one file with the modules it begins with; what is fetched later takes from here
 * what it needs of them.
 */

import { Choices, choicesOf, Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { icons } from "./element.js";
import { Memory, Outbox } from "./memory.js";
import { Panel } from "./panel.js";
import { strings } from "./strings.js";
import { Transcript, Typing } from "./transcript.js";

/** Build the chat inside *root* and return {open, close}. Nothing is shown yet. */
export async function prepareChat({ root, side, settings, tell, closed, call }) {
  await dress(root);
  const chat = new Chat(settings, tell, closed, call);
  side.append(chat.panel.node);
  return {
    open: (text, vacancy) => chat.open(text, vacancy),
    close: () => chat.panel.close(),
    /** Stand open once more, after the page had taken it out and put it back. */
    again: () => chat.panel.refit(),
  };
}

/** Give *root* its styles as a constructed sheet, which the strictest page policy allows. */
async function dress(root) {
  const answer = await fetch(new URL("chat.css", import.meta.url), { __proto__: null, credentials: "omit" });
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
  constructor(settings, tell, closed, call) {
    this.settings = settings;
    this.tell = tell;
    this.call = call;
    this.loading = null;
    this.loaded = false;
    this.form = null;
    this.turns = 0;
    this.ids = new Set();
    this.stood = null;
    this.live = null;
    this.talking = false;
    this.memory = new Memory(settings.home);
    this.conversation = new Conversation(settings.home, this.memory);
    this.panel = new Panel({ settings, closed });
    this.transcript = new Transcript(settings.home, {
      rate: (...said) => this.conversation.rate(...said),
      choose: (choice) => this.choose(choice),
      ask: (card) => {
        this.askAbout(card.id, strings.askedAbout(card));
        this.refocus();
      },
    });
    this.typing = new Typing();
    this.choices = new Choices((choice) => this.choose(choice));
    this.composer = new Composer({ send: (text) => this.say(text), attach: (files) => this.takeFiles(files) });
    this.errands = null;
    this.easy = null;
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
      this.typing.node,
      this.choices.node,
    );
    panel.body.append(this.composer.node);
    panel.takeDrops((files) => this.takeFiles(files));
    this.setOptions();
    if (this.memory.easy) this.easyRead(true);
    this.memory.watch(() => this.turnedOver());
    window.addEventListener("online", () => (this.loaded ? this.outbox.send() : this.panel.shown && this.ready()));
    document.addEventListener("visibilitychange", () => this.refresh());
    window.addEventListener("focus", () => this.refresh());
  }

  setOptions() {
    const easy = Boolean(this.easy?.on);
    this.panel.setOptions([
      { title: strings.other, act: () => this.showContact({ focus: true }) },
      { title: strings.anotherWay, act: () => this.showContact({ focus: true, another: true }) },
      { title: strings.easy[Number(easy)], act: () => this.easyRead(!easy) },
      { title: strings.save, act: () => this.saveCopy() },
      { title: strings.again, act: () => this.startAgain() },
      { title: strings.privacy, address: this.settings.privacy },
      { title: strings.remove, act: () => this.remove() },
    ]);
  }

  /** Go over to easy read, or back; what has been said already is shown anew. */
  async easyRead(on) {
    try {
      this.easy ??= new (await import("./easy.js")).Easy(this);
    } catch {
      return this.composer.complain(strings.notRead);
    }
    this.memory.easy = on;
    this.easy.turn(on);
    this.transcript.easy = on ? this.easy : null;
    this.setOptions();
    if (this.loaded) await this.refresh(true);
    if (this.panel.shown) this.refocus();
  }

  open(text, vacancy) {
    this.panel.open();
    if (text) this.composer.offer(text);
    if (vacancy) this.ready().then((there) => there && this.turnTo(vacancy));
    // A phone's keyboard would cover the greeting, so there the visitor opens it.
    if (matchMedia("(pointer: coarse)").matches) this.panel.heading.focus();
    else this.composer.focus();
    if (this.loaded) this.refresh();
    else this.ready();
  }

  /** Have a conversation to speak in, begun or taken up again. Returns whether there is one. */
  ready() {
    this.loading ??= this.load().finally(() => (this.loading = null));
    return this.loading;
  }

  async load() {
    if (this.loaded) return true;
    this.working(1);
    try {
      if (!this.conversation.begun || !(await this.takeUp())) await this.begin();
      this.loaded = true;
      // Fetched now, the contact form is here when the server is not.
      setTimeout(() => this.prepareErrands().catch(() => {}), 1000);
    } catch (error) {
      this.cannotStart(error);
    } finally {
      this.working(-1);
    }
    return this.loaded;
  }

  async begin() {
    const replies = await this.conversation.start(this.settings);
    if (this.settings.opening) this.transcript.showReply({ text: this.settings.opening });
    this.arrived(replies, 0);
    this.ids = new Set(replies.map(({ id }) => id));
  }

  async takeUp() {
    try {
      this.showHistory(await this.conversation.history());
    } catch (error) {
      if (!error.gone) throw error;
      this.forget();
      this.transcript.showNote(strings.renewed);
      return false;
    }
    if (this.outbox.resume((one) => this.transcript.showVisitor(one.text))) {
      // It may have arrived after all: then the second look shows it once.
      this.outbox.send().then(() => this.outbox.empty && this.refresh(true));
    }
    return true;
  }

  showHistory({ turns = [], form = null, live = null }) {
    this.attend(live);
    const replies = turns.slice(turns.findLastIndex((turn) => turn.from === "visitor") + 1);
    this.turns = turns.length;
    this.ids = new Set(turns.map(({ id }) => id));
    const text = this.memory.read()?.opening;
    this.transcript.showHistory(text ? [{ from: "assistant", text }, ...turns] : turns);
    this.settle(replies, form);
    this.panel.scrollTo(null);
  }

  /** Look whether more has been said elsewhere: by a person, or in another tab. */
  async refresh(anyway = false) {
    if (document.hidden || !this.panel.shown || !this.loaded || this.typing.shown) return;
    if (!this.outbox.empty) this.outbox.send();
    else try {
      const history = await this.conversation.history();
      if (this.outbox.empty && (anyway || history.turns.length !== this.turns)) this.showHistory(history);
    } catch (error) {
      if (error.gone) this.end(strings.ended);
    }
  }

  /** Another tab has started a chat, or ended this one. */
  turnedOver() {
    this.leave();
    if (!this.conversation.begun) this.end(strings.ended);
    else if (this.panel.shown) this.ready();
  }

  /** Say *text*; on another job's page than the talk is about, it is said of that job. */
  say(text) {
    const { vacancy } = this.settings;
    const anew = vacancy && vacancy !== this.stood && vacancy !== this.memory.about;
    this.stood = vacancy;
    if (anew) this.memory.about = vacancy;
    this.send({ text, ...(anew && { vacancy }) }, text);
  }

  /** Go over to this job, unless the talk is about it already. */
  turnTo(vacancy) {
    if (vacancy !== this.memory.about) this.askAbout(vacancy, strings.askAbout);
  }

  askAbout(vacancy, words) {
    this.stood = this.settings.vacancy;
    this.memory.about = vacancy;
    this.send({ vacancy }, words);
  }

  choose(choice) {
    this.send({ choice: choice.token }, choice.title);
    this.refocus();
  }

  async send(message, words) {
    if (!(this.loaded || (await this.ready()))) {
      this.composer.offer(words);
      this.composer.complain(strings.unreachable);
      return;
    }
    this.choices.clear();
    this.outbox.take(message, words, this.transcript.showVisitor(words));
  }

  arrived(replies, asked) {
    this.turns += asked + replies.length;
    // It was said to a person, whose words come when they come.
    if (replies.length === 0 && asked) return this.talking || setTimeout(() => this.refresh(true));
    const nodes = replies.map((reply) => this.transcript.showReply(reply));
    this.transcript.easy?.heard(nodes);
    const finished = this.form?.asks === "summary";
    this.settle(replies, replies.at(-1)?.form ?? null);
    // Answers are read from the first one on; a form waits at its last question.
    this.panel.scrollTo(nodes.at(this.form ? -1 : 0) ?? null);
    if (replies.length > 0) this.tell("answered");
    if (finished && !this.form && replies.some(({ text }) => /\bL-\d{4,}\b/.test(text ?? ""))) this.tell("lead sent");
  }

  /** Say whether a person is asked for or speaks: then, and only then, listen for one. */
  async attend(live) {
    this.talking = live?.state === "talking";
    if (!live && !this.live) return;
    try {
      this.live ??= import("./live.js").then(({ Live }) => new Live(this));
      (await this.live).stands(live);
    } catch {
      this.live = null;
    }
  }

  /** Bring everything round the transcript into line with the last replies. */
  settle(replies, form) {
    const { live } = replies.findLast((reply) => reply.live) ?? {};
    if (live) this.attend(live);
    this.form = form;
    const choices = this.talking ? [] : [...choicesOf(replies)];
    if (form?.asks === "cv") {
      choices.unshift(
        { title: strings.chooseFile, drawing: icons.clip, act: () => this.composer.pick() },
        { title: strings.choosePhoto, act: () => this.composer.pick({ photos: true }) },
      );
      choices.push({ title: strings.anotherWay, act: () => this.showContact({ focus: true, another: true }) });
    }
    this.choices.show(choices);
    this.transcript.editable(form?.asks === "summary");
    this.composer.expect(form?.asks ?? (this.talking || null));
    this.panel.showProgress(form, () => this.say(strings.stop));
    if (form?.name === "contact") this.showContact();
  }

  stuck(error, one) {
    const why = !navigator.onLine ? strings.offline : (error.detail ?? strings.notSent);
    one.shown.failed(why, () => this.outbox.send());
    if (navigator.onLine && error.status !== 409 && !this.talking) this.showContact();
    this.panel.scrollTo(one.shown.node);
  }

  async refused(error, one) {
    one.shown.remove();
    if (error.gone) {
      this.forget();
      this.transcript.showNote(strings.renewed);
      if (one.message.text) this.send(one.message, one.text);
      else this.ready();
      return;
    }
    const why = error.detail ?? (error.status === 429 ? strings.tooFast(error.retryAfter ?? 5) : strings.notSent);
    if (one.message.text) this.composer.offer(one.text);
    else this.refresh(true);
    if (one.message.vacancy) this.memory.about = null;
    if (error.code === "conversation_full") this.choices.show([{ title: strings.again, act: () => this.startAgain() }]);
    this.composer.complain(why);
    this.composer.focus();
  }

  cannotStart(error) {
    this.transcript.clear();
    this.transcript.showReply({ text: error.detail ?? strings.couldNotStart });
    this.choices.show([{ title: strings.tryAgain, act: () => this.ready() }]);
    this.showContact();
  }

  async takeFiles(files) {
    try {
      if (await this.ready()) (await this.prepareErrands()).upload.take(files);
    } catch {
      this.composer.complain(strings.notUploaded);
    }
  }

  async showContact({ focus = false, another = false } = {}) {
    (await this.errand())?.showContact({ focus, another });
  }

  /** Have the errands at hand, or say in words that they did not come. */
  errand() {
    return this.prepareErrands().catch(() => this.composer.complain(strings.notRead));
  }

  async prepareErrands() {
    const { Errands } = await import("./errands.js");
    return (this.errands ??= new Errands(this));
  }

  async saveCopy() {
    (await this.errand())?.save();
    this.panel.opener.focus();
  }

  async startAgain() {
    if (!(await (await this.errand())?.confirm("confirmAgain"))) return;
    this.forget();
    await this.ready();
    this.refocus();
  }

  async remove() {
    if (!(await (await this.errand())?.confirm("confirmRemove"))) return;
    try {
      const stays = this.conversation.begun && (await this.conversation.erase());
      this.end(stays?.detail ?? strings.removed);
    } catch (error) {
      if (error.gone) return this.end(strings.removed);
      this.transcript.showNote(strings.notRemoved);
      this.panel.scrollTo(null);
    }
  }

  /** Close the book on this chat, and offer a new one. */
  end(why) {
    this.forget();
    this.transcript.showNote(why);
    this.choices.show([{ title: strings.startNew, act: () => this.ready().then(() => this.refocus()) }]);
  }

  /** Leave nothing of this chat in the window or in the browser. */
  forget() {
    this.memory.forget();
    this.leave();
  }

  /** Leave nothing of this chat in the window. */
  leave() {
    this.outbox.forget();
    this.transcript.clear();
    this.errands?.clear();
    this.settle([], null);
    this.attend(null);
    this.turns = 0;
    this.loaded = false;
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
