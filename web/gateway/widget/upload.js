/** One file on its way up: how far it is, a way to stop it, and words when it fails. */

import { el, icon, icons, press, randomId } from "./element.js";
import { Problem } from "./conversation.js";
import { strings } from "./strings.js";

const LARGEST = 10 * 1024 * 1024;

export class Upload {
  constructor({ conversation, choose, kept, began, ended }) {
    Object.assign(this, { conversation, choose, kept, began, ended });
    this.node = el("div", { class: "upload", role: "group", "aria-label": strings.upload, hidden: true });
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
    const cancel = press(strings.cancel, going.cancel);
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
    const final = error instanceof Problem && error.status < 500 && ![408, 429].includes(error.status);
    const why = error.name === "AbortError" ? strings.cancelled : (error.detail ?? strings.notUploaded);
    this.refuse(file, why, !final && (() => this.send(file, key)));
  }

  refuse(file, why, again) {
    this.show(
      el("p", { class: "file" }, icon(icons.file), el("span", {}, file.name)),
      el("p", { class: "field-trouble", role: "alert" }, why),
      el(
        "p",
        { class: "acts" },
        again && press(strings.tryAgain, again),
        press(strings.anotherFile, () => this.choose()),
        press(strings.cancel, () => this.dismissed()),
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
