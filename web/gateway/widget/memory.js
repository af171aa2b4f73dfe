/** What this browser remembers of a chat: which one it is, its key, and what is not sent yet. */

export class Memory {
  constructor(home) {
    this.name = `agency-chat ${home}`;
    this.held = null;
    this.waiting = [];
  }

  /** Return {conversation, token}, or null for a visitor we have not met. */
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.name));
      const whole = typeof kept?.conversation === "string" && typeof kept?.token === "string";
      return whole ? kept : this.held;
    } catch {
      return this.held;
    }
  }

  keep(conversation, token) {
    const begun = { conversation, token };
    this.held = this.write(localStorage, begun) ? null : begun;
  }

  forget() {
    this.held = null;
    this.keepUnsent([]);
    try {
      localStorage.removeItem(this.name);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  }

  /** Unsent messages belong to this tab alone, or two tabs would both send them. */
  unsent() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.name));
      return Array.isArray(kept) ? kept.filter((one) => typeof one?.text === "string" && one.key) : this.waiting;
    } catch {
      return this.waiting;
    }
  }

  keepUnsent(messages) {
    this.waiting = messages;
    this.write(sessionStorage, messages);
  }

  /** Call *changed* when another tab starts, ends or replaces the chat. */
  watch(changed) {
    window.addEventListener("storage", (event) => {
      if (event.key === this.name && event.storageArea === localStorage) changed();
    });
  }

  write(storage, value) {
    try {
      storage.setItem(this.name, JSON.stringify(value));
      return true;
    } catch {
      // Storage may be full or switched off; the chat then lasts as long as the page.
      return false;
    }
  }
}
