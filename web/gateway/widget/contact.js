/** A plain form for when the assistant cannot help, or cannot be reached. */

import { apart } from "./strings_apart.js";
import { el, link, press, randomId } from "./chat.js";

const say = apart.contact;

export class ContactForm {
  constructor({ settings, notice, leave, closed }) {
    this.askNotice = notice;
    this.settings = settings;
    this.leave = leave;
    this.closed = closed;
    this.key = null;
    this.sent = null;
    this.node = el("section", { class: "contact", "aria-label": say.title, hidden: true });
  }

  get open() {
    return !this.node.hidden;
  }

  /** Show the form; what was typed before is still there. *another*: ask first how to reach them. */
  show({ focus = false, another = false } = {}) {
    if (!this.open || this.another !== another) {
      this.another = another;
      this.build();
      this.node.hidden = false;
      this.askNotice().then((notice) => {
        this.version = notice?.version;
        if (notice) this.notice.prepend(notice.wording, " ");
      });
    }
    if (focus) this.heading.focus();
  }

  hide() {
    this.node.hidden = true;
    this.node.replaceChildren();
  }

  build() {
    const either = this.another ? say.eitherOrPost : say.either;
    this.heading = el("h3", { tabindex: "-1" }, this.another ? say.another : say.title);
    this.fields = {
      ...(this.another && { way: this.field("way", "select", {}) }),
      name: this.field("name", "input", { type: "text", autocomplete: "name" }),
      email: this.field("email", "input", { type: "email", autocomplete: "email" }, either),
      phone: this.field("phone", "input", { type: "tel", autocomplete: "tel" }, either),
      ...(this.another && { words: this.field("words", "textarea", { rows: "2", maxlength: "300" }, say.wordsHint) }),
      message: this.field("message", "textarea", { rows: "3", maxlength: "2000" }),
    };
    this.fields.way?.box.append(...Object.entries(say.ways).map(([value, title]) => el("option", { value }, title)));
    this.consent = el("input", { type: "checkbox", id: "contact-consent", "aria-describedby": "contact-consent-trouble" });
    this.consentTrouble = el("p", { class: "field-trouble", id: "contact-consent-trouble" });
    this.notice = el("p", { class: "small" }, link(say.privacy, this.settings.privacy));
    this.trouble = el("p", { class: "field-trouble", role: "alert" });
    this.button = el("button", { type: "submit", class: "main" }, say.send);
    const parts = [
      this.heading,
      el("p", {}, this.another ? say.whyAnother : say.why),
      !this.another && this.ways(),
      el(
        "form",
        { novalidate: true, onsubmit: (event) => this.submitted(event) },
        ...Object.values(this.fields).map((field) => field.node),
        this.notice,
        el(
          "div",
          { class: "tick" },
          this.consent,
          el("label", { for: "contact-consent" }, say.consent(this.settings.name)),
        ),
        this.consentTrouble,
        this.trouble,
        el(
          "p",
          { class: "acts" },
          this.button,
          press(say.close, () => this.closed()),
        ),
      ),
    ];
    this.node.replaceChildren(...parts.filter(Boolean));
  }

  field(name, tag, given, hint) {
    const id = `contact-${name}`;
    const box = el(tag, { id, name, "aria-describedby": `${hint ? `${id}-hint ` : ""}${id}-trouble`, ...given });
    const trouble = el("p", { class: "field-trouble", id: `${id}-trouble` });
    const node = el(
      "div",
      { class: "field" },
      el("label", { for: id }, say[name]),
      hint && el("p", { class: "hint", id: `${id}-hint` }, hint),
      trouble,
      box,
    );
    return { node, box, trouble };
  }

  ways() {
    const { phone, email } = this.settings;
    if (!phone && !email) return null;
    return el(
      "p",
      { class: "ways" },
      say.waysTo,
      phone && el("br"),
      phone && link(phone, `tel:${phone.replace(/[^+\d]/g, "")}`),
      email && el("br"),
      email && link(email, `mailto:${email}`),
    );
  }

  async submitted(event) {
    event.preventDefault();
    const { name, email, phone, message, way, words } = this.fields;
    const typed = (field) => field?.box.value.trim() ?? "";
    const byPost = typed(way) === "post";
    const wrong = [
      this.mark(name, typed(name) ? "" : say.missing.name),
      this.mark(email, this.emailTrouble(typed(email), byPost || typed(phone))),
      words && this.mark(words, byPost && !typed(words) ? say.missing.address : ""),
      this.markConsent(this.consent.checked ? "" : say.missing.consent),
    ].filter(Boolean);
    if (wrong.length > 0) {
      wrong[0].focus();
      return;
    }
    this.trouble.textContent = "";
    this.button.setAttribute("aria-disabled", "true");
    this.button.textContent = say.sending;
    const details = {
      name: typed(name),
      email: typed(email) || null,
      phone: typed(phone) || null,
      message: typed(message) || null,
      ...(typed(way) && { way: typed(way), way_words: typed(words) || null }),
      consent: true,
      ...(this.version && { notice: this.version }),
    };
    // The same details again are the same request; others are another.
    if (JSON.stringify(details) !== this.sent) this.key = randomId();
    this.sent = JSON.stringify(details);
    const trouble = await this.leave(details, this.key);
    this.button.removeAttribute("aria-disabled");
    this.button.textContent = say.send;
    if (trouble) this.trouble.textContent = trouble;
  }

  emailTrouble(email, phone) {
    if (!email && !phone) return say.missing.email;
    return email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? say.missing.shape : "";
  }

  mark(field, trouble) {
    field.trouble.textContent = trouble;
    field.box.setAttribute("aria-invalid", trouble ? "true" : "false");
    return trouble && field.box;
  }

  markConsent(trouble) {
    this.consentTrouble.textContent = trouble;
    this.consent.setAttribute("aria-invalid", trouble ? "true" : "false");
    return trouble && this.consent;
  }
}
