/** What most visitors never need, and so is fetched apart: sending a CV, and leaving details. */

import { ContactForm } from "./contact.js";
import { strings } from "./strings.js";
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
      notice: () => chat.conversation.notice().then(({ wording }) => wording).catch(() => null),
      leave: (details, key) => this.leaveDetails(details, key),
      closed: () => {
        this.contact.hide();
        chat.composer.focus();
      },
    });
    chat.transcript.node.after(this.upload.node, this.contact.node);
  }

  showContact({ focus }) {
    this.contact.show({ focus });
    if (focus) this.chat.panel.scrollTo(this.contact.node);
  }

  clear() {
    this.upload.clear();
    this.contact.hide();
  }

  keptCv(file, replies) {
    this.chat.transcript.showVisitor(strings.fileSaid(file));
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
      else chat.transcript.showReply({ text: strings.contact.thanks });
      chat.tell("lead sent");
      chat.panel.messages.focus();
      return null;
    } catch (error) {
      return error.detail ?? strings.unreachable;
    }
  }
}
