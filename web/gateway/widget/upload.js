/** One file on its way up: how far it is, a way to stop it, and words when it fails. */

import { apart } from "./strings_apart.js";
import { el, icon, icons, press, randomId } from "./chat.js";

const LARGEST = 10 * 1024 * 1024;

export class Upload {
  constructor({ conversation, choose, kept, began, ended }) {
    Object.assign(this, { conversation, choose, kept, began, ended });
    this.node = el("div", { class: "upload", role: "group", "aria-label": apart.upload, hidden: true });
  }

  /** Send one file; photos are made into one first. */
  async take(files) {
    const [first] = files;
    if (!first.type.startsWith("image/")) return this.send(first);
    this.show(el("p", { class: "file", role: "status" }, icon(icons.file), apart.preparing));
    try {
      const { pdfOf } = await import("./photo.js");
      return this.send(await pdfOf(files.filter((file) => file.type.startsWith("image/")), apart.photoName));
    } catch {
      return this.refuse(first, apart.notAPhoto);
    }
  }

  async send(file, key = randomId()) {
    if (file.size === 0) return this.refuse(file, apart.emptyFile);
    if (file.size > LARGEST) return this.refuse(file, apart.tooBig);
    const bar = el("progress", { max: "100", value: "0", "aria-label": apart.sending(file.name) });
    const share = el("span", { class: "share", "aria-hidden": "true" }, "0%");
    const going = this.conversation.sendCv(file, key, (part) => {
      bar.value = Math.round(part * 100);
      share.textContent = `${bar.value}%`;
      // What has gone up whole may be kept already: that is no longer ours to cancel.
      if (part === 1) cancel.hidden = true;
    });
    const cancel = press(apart.cancel, going.cancel);
    this.show(
      el("p", { class: "file" }, icon(icons.file), el("span", {}, apart.sending(file.name)), share),
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
    const final = error.status < 500 && ![408, 429].includes(error.status);
    const why = error.name === "AbortError" ? apart.cancelled : (error.detail ?? apart.notUploaded);
    this.refuse(file, why, !final && (() => this.send(file, key)));
  }

  refuse(file, why, again) {
    this.show(
      el("p", { class: "file" }, icon(icons.file), el("span", {}, file.name)),
      el("p", { class: "field-trouble", role: "alert" }, why),
      el(
        "p",
        { class: "acts" },
        again && press(apart.tryAgain, again),
        press(apart.anotherFile, () => this.choose()),
        press(apart.close, () => this.dismissed()),
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
