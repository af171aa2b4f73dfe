/** What most visitors never need, and so is fetched apart: a CV, details, a copy, an end. */

import { ContactForm } from "./contact.js";
import { confirm, saveCopy } from "./keeping.js";
import { apart } from "./strings_apart.js";
import { Upload } from "./upload.js";

export class Errands {
  constructor(chat) {
    this.chat = chat;
    this.upload = new Upload({
      conversation: chat.conversation,
      choose: () => chat.composer.pick(),
      kept: (file, replies) => this.keptCv(file, replies),
      began: () => chat.panel.scrollTo(null),
      ended: () => {
        chat.refocus();
        chat.refresh();
      },
    });
    this.contact = new ContactForm({
      settings: chat.settings,
      notice: () => chat.conversation.notice().catch(() => null),
      leave: (details, key) => this.leaveDetails(details, key),
      closed: () => {
        this.contact.hide();
        chat.composer.focus();
      },
    });
    chat.transcript.node.after(this.upload.node, this.contact.node);
  }

  showContact({ focus, another }) {
    this.contact.show({ focus, another });
    if (focus) this.chat.panel.scrollTo(this.contact.node);
  }

  save() {
    saveCopy(this.chat.transcript.node);
  }

  confirm(question) {
    return confirm(this.chat.panel, question);
  }

  clear() {
    this.upload.clear();
    this.contact.hide();
  }

  keptCv(file, replies) {
    this.chat.transcript.showVisitor(apart.fileSaid(file));
    this.chat.choices.clear();
    this.chat.arrived(replies, 1);
  }

  /** Send a contact form. Returns what went wrong in words, or null. */
  async leaveDetails(details, key) {
    const { chat } = this;
    try {
      if (!chat.conversation.begun) {
        await chat.begin();
        chat.loaded = true;
      }
      const replies = await chat.conversation.leaveDetails(details, key);
      this.contact.hide();
      if (replies.length > 0) chat.arrived(replies, 1);
      else chat.transcript.showReply({ text: apart.contact.thanks });
      chat.tell("lead sent");
      chat.panel.messages.focus();
      return null;
    } catch (error) {
      return error.detail ?? apart.unreachable;
    }
  }
}
