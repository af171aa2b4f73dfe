/** One file on its way up: how far it is, a way to stop it, and words when it fails. */

import { el, icon, icons, randomId } from "./element.js";
import { Problem } from "./conversation.js";
import { strings } from "./strings.js";

const LARGEST = 10 * 1024 * 1024;
const KINDS =
  ".pdf,.docx,.txt,application/pdf,application/vnd.openxmlformats-officedocument.wordprocessingml.document,text/plain";

export class Upload {
  constructor({ conversation, kept, began, ended }) {
    this.conversation = conversation;
    this.kept = kept;
    this.began = began;
    this.ended = ended;
    this.picker = el("input", {
      type: "file",
      accept: KINDS,
      hidden: true,
      tabindex: "-1",
      "aria-label": strings.upload,
      onchange: () => this.picked(),
    });
    this.node = el("div", { class: "upload", role: "group", "aria-label": strings.upload, hidden: true });
  }

  choose() {
    this.picker.value = "";
    this.picker.click();
  }

  picked() {
    const [file] = this.picker.files;
    if (file) this.send(file);
  }

  async send(file, key = randomId()) {
    if (file.size === 0) return this.refuse(file, strings.emptyFile);
    if (file.size > LARGEST) return this.refuse(file, strings.tooBig);
    const bar = el("progress", { max: "100", value: "0", "aria-label": strings.sending(file.name) });
    const share = el("span", { class: "share", "aria-hidden": "true" }, "0%");
    const going = this.conversation.sendCv(file, key, (part) => {
      bar.value = Math.round(part * 100);
      share.textContent = `${bar.value}%`;
      // What has gone up whole may be kept already: that is no longer ours to cancel.
      if (part === 1) cancel.hidden = true;
    });
    const cancel = el("button", { type: "button", class: "quiet", onclick: going.cancel }, strings.cancel);
    this.show(
      el("p", { class: "file" }, icon(icons.file), el("span", {}, strings.sending(file.name)), share),
      bar,
      el("p", {}, cancel),
    );
    this.began();
    try {
      const replies = await going.replies;
      this.clear();
      this.kept(file.name, replies);
    } catch (error) {
      this.failed(file, key, error);
    } finally {
      this.ended();
    }
  }

  failed(file, key, error) {
    const final = error instanceof Problem && error.status < 500 && error.status !== 429;
    const why = error.name === "AbortError" ? strings.cancelled : (error.detail ?? strings.notUploaded);
    this.refuse(file, why, !final && (() => this.send(file, key)));
  }

  refuse(file, why, again) {
    const id = `why-${randomId()}`;
    this.show(
      el("p", { class: "file" }, icon(icons.file), el("span", {}, file.name)),
      el("p", { id, class: "field-trouble", role: "alert" }, why),
      el(
        "p",
        { class: "acts" },
        again && el("button", { type: "button", class: "quiet", "aria-describedby": id, onclick: again }, strings.tryAgain),
        el(
          "button",
          { type: "button", class: "quiet", "aria-describedby": id, onclick: () => this.choose() },
          strings.anotherFile,
        ),
        el("button", { type: "button", class: "quiet", onclick: () => this.dismissed() }, strings.cancel),
      ),
    );
  }

  dismissed() {
    this.clear();
    this.ended();
  }

  show(...parts) {
    this.node.replaceChildren(...parts);
    this.node.hidden = false;
    this.node.scrollIntoView({ block: "nearest" });
  }

  clear() {
    this.node.replaceChildren();
    this.node.hidden = true;
  }
}

/** Take files that are dropped on *panel*, and say so while they hover. */
export function takeDrops(panel, veil, take) {
  let depth = 0;
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const show = (over) => panel.classList.toggle("dropping", over);
  panel.append(veil);
  panel.addEventListener("dragenter", (event) => {
    if (!carries(event)) return;
    depth += 1;
    show(true);
  });
  panel.addEventListener("dragleave", (event) => {
    if (!carries(event)) return;
    depth -= 1;
    show(depth > 0);
  });
  panel.addEventListener("dragover", (event) => {
    if (carries(event)) event.preventDefault();
  });
  panel.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    if (event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
  });
}
