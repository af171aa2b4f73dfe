/** The window: its header and options, how it opens and closes, and how it fits the screen. */

import { el, icon, icons, press } from "./element.js";
import { strings } from "./strings.js";

const FULL = "(max-width: 480px), (max-height: 480px)";

export class Panel {
  constructor({ settings, closed }) {
    this.closed = closed;
    this.entry = null;
    this.small = matchMedia(FULL);
    this.opener = el(
      "button",
      {
        type: "button",
        class: "round bare",
        "aria-label": strings.options,
        "aria-expanded": "false",
        "aria-controls": "options",
        onclick: () => this.showOptions(!this.optionsShown),
      },
      icon(icons.options),
    );
    this.options = el("ul", { id: "options", class: "options", hidden: true });
    this.heading = el("h2", { tabindex: "-1" }, settings.name);
    this.about = el("p", {}, strings.about);
    this.progress = el("div", { class: "progress", hidden: true });
    this.messages = el("div", { class: "messages", tabindex: "0", role: "region", "aria-label": strings.messages });
    this.body = el("div", { class: "body" });
    this.node = el(
      "dialog",
      { class: "panel", "aria-label": strings.title(settings.name), lang: "en-GB" },
      el(
        "div",
        { class: "header" },
        el("div", { class: "names" }, this.heading, this.about),
        this.opener,
        el(
          "button",
          { type: "button", class: "round bare", "aria-label": strings.close, onclick: () => this.close() },
          icon(icons.close),
        ),
        this.options,
      ),
      this.body,
    );
    this.body.append(this.progress, this.messages);
    this.messages.addEventListener("scroll", () => this.mark());
    new ResizeObserver(() => this.stay()).observe(this.messages);
    this.node.addEventListener("keydown", (event) => this.pressed(event));
    this.node.addEventListener("cancel", (event) => {
      if (event.target !== this.node) return;
      event.preventDefault();
      this.close();
    });
    this.node.addEventListener("focusout", (event) => {
      if (this.optionsShown && event.relatedTarget && !this.inOptions(event.relatedTarget)) this.showOptions(false);
    });
    this.node.addEventListener("pointerdown", (event) => {
      if (this.optionsShown && !this.inOptions(event.target)) this.showOptions(false);
    });
    window.addEventListener("popstate", () => {
      if (this.entry && history.state?.chat !== this.entry) this.close();
    });
    this.small.addEventListener("change", () => this.shown && this.refit());
    const fit = () => this.fit();
    window.visualViewport?.addEventListener("resize", fit);
    window.visualViewport?.addEventListener("scroll", fit);
  }

  get shown() {
    return this.node.open || this.floating;
  }

  get floating() {
    return this.node.hasAttribute("popover") && this.node.matches(":popover-open");
  }

  get optionsShown() {
    return !this.options.hidden;
  }

  /** On a small screen the chat is all there is; on a large one the page stays in use. */
  open() {
    if (this.shown) return;
    this.node.classList.toggle("full", this.small.matches);
    if (this.small.matches) {
      this.node.showModal();
      this.enter();
    } else if ("showPopover" in this.node) {
      this.node.setAttribute("popover", "manual");
      this.node.showPopover();
    } else {
      this.node.show();
    }
    this.fit();
  }

  close() {
    if (!this.shown) return;
    this.showOptions(false);
    this.put();
    this.leave();
    this.closed();
  }

  /**
   * Let a phone's back button close what fills the screen: one entry, at the page's own address.
   *
   * It carries the page's own state, passed on and not looked at, so that a page that routes by
   * it finds in the entry what it would find in its own.
   */
  enter() {
    const { state } = history;
    if (this.entry || (state && typeof state !== "object")) return;
    try {
      this.entry = Math.random();
      history.pushState({ ...state, chat: this.entry }, "");
    } catch {
      this.entry = null; // a page in a sandbox has no history to add to
    }
  }

  /** Take the entry back, if the page has not gone on from it meanwhile. */
  leave() {
    const ours = this.entry && history.state?.chat === this.entry;
    this.entry = null;
    if (ours) history.back();
  }

  put() {
    if (this.floating) this.node.hidePopover();
    this.node.removeAttribute("popover");
    if (this.node.open) this.node.close();
  }

  refit() {
    const focused = this.node.getRootNode().activeElement;
    this.put();
    this.open();
    focused?.focus();
  }

  /** Keep clear of a phone's keyboard, which covers the page without resizing it. */
  fit() {
    const seen = window.visualViewport;
    if (!seen || !this.node.open || Math.abs(seen.scale - 1) > 0.01) return;
    this.node.style.setProperty("--seen-height", `${seen.height}px`);
    this.node.style.setProperty("--seen-top", `${seen.offsetTop}px`);
  }

  setOptions(options) {
    this.options.replaceChildren(
      ...options.map(({ title, act, address }) =>
        el(
          "li",
          {},
          address
            ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, title)
            : el(
                "button",
                {
                  type: "button",
                  onclick: () => {
                    this.showOptions(false);
                    act();
                  },
                },
                title,
              ),
        ),
      ),
    );
  }

  showOptions(shown) {
    this.options.hidden = !shown;
    this.opener.setAttribute("aria-expanded", String(shown));
    if (shown) this.options.querySelector("button, a")?.focus();
  }

  inOptions(target) {
    return this.options.contains(target) || this.opener.contains(target);
  }

  /** Show how far a form has come, or nothing when none is open. */
  showProgress(form, stop) {
    this.progress.hidden = !(form?.step && form.of);
    if (this.progress.hidden) return this.progress.replaceChildren();
    const words = strings.step(form.step, form.of);
    return this.progress.replaceChildren(
      el("p", {}, words),
      press(strings.stop, stop),
      el("progress", { max: form.of, value: form.step, "aria-label": words }),
    );
  }

  pressed(event) {
    event.stopPropagation();
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    if (this.asking) {
      this.asking();
    } else if (this.optionsShown) {
      this.showOptions(false);
      this.opener.focus();
    } else {
      this.close();
    }
  }

  /** Remember what stands lowest in view, and how much of it. */
  mark() {
    const edge = this.messages.scrollTop + this.messages.clientHeight + this.messages.offsetTop;
    const node = [...this.messages.querySelectorAll(".message")].findLast((each) => each.offsetTop < edge);
    this.lowest = node && { node, part: (edge - node.offsetTop) / node.offsetHeight };
  }

  /** Show the same words when a phone is turned, its keyboard comes, or the window is sized. */
  stay() {
    const { node, part } = this.lowest ?? {};
    if (!node?.isConnected || !this.messages.clientHeight) return;
    const edge = node.offsetTop + part * node.offsetHeight - this.messages.offsetTop;
    this.messages.scrollTop = edge - this.messages.clientHeight;
  }

  /** Bring *node* into view from its first line, and never past the end. */
  scrollTo(node) {
    const box = this.messages;
    const top = node ? node.offsetTop - box.offsetTop - 14 : box.scrollHeight;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    box.scroll({ __proto__: null, top: Math.min(top, box.scrollHeight - box.clientHeight), behavior: calm ? "auto" : "smooth" });
  }

  /** Take a file that is dropped on the window, and say so while one hovers. */
  takeDrops(take) {
    const stays = { dragenter: () => true, dragover: () => true, dragleave: (to) => this.node.contains(to), drop: () => false };
    const listen = (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      event.preventDefault();
      this.node.classList.toggle("dropping", stays[event.type](event.relatedTarget));
      if (event.type === "drop" && event.dataTransfer.files[0]) take([...event.dataTransfer.files]);
    };
    this.node.append(el("p", { class: "veil", "aria-hidden": "true" }, strings.drop));
    for (const kind of Object.keys(stays)) this.node.addEventListener(kind, listen);
  }
}
