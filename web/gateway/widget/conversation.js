/** The chat API: the only place that talks to the agency's server. */

const PATIENCE = 25_000;

/** The server said no, in words that a person can read. */
export class Problem extends Error {
  constructor(status, said, retryAfter) {
    super(said?.detail ?? `HTTP ${status}`);
    this.status = status;
    this.detail = said?.detail;
    this.code = said?.code;
    this.retryAfter = Number(retryAfter) || null;
  }

  /** Whether the conversation is over, so that only a new one helps. */
  get gone() {
    return [401, 403, 404, 410].includes(this.status) || this.code === "conversation_ended";
  }
}

/** No answer came: no network, no server, or no patience left. */
export class Unreachable extends Error {}

export class Conversation {
  constructor(home, memory) {
    this.home = home;
    this.base = new URL("api/v1/conversations", home).href;
    this.memory = memory;
  }

  get begun() {
    return this.memory.read() !== null;
  }

  /** Start a new conversation and return the assistant's first replies. */
  async start({ page, vacancy = null, opening = null }) {
    const body = await this.fetch("POST", this.base, { body: { page, vacancy } });
    this.memory.keep(body.conversation, body.token, opening);
    this.memory.about = vacancy;
    return body.replies ?? [];
  }

  /** Return {turns, form} as the server has kept them. */
  history() {
    return this.ask("GET", "");
  }

  /** Say {text}, {choice} or {vacancy}. The same key again is never a second message. */
  async say(message, key) {
    const body = await this.ask("POST", "/messages", { body: message, key });
    return body.replies ?? [];
  }

  async leaveDetails(details, key) {
    const body = await this.ask("POST", "/contact", { body: details, key });
    return body?.replies ?? [];
  }

  /** Return the notice that somebody agrees to by leaving their details. */
  notice() {
    return this.fetch("GET", new URL("api/v1/notice", this.home));
  }

  /** Say whether an answer helped: "up", "down" and perhaps why, or null, which takes it back. */
  rate(reply, rating, reason, words) {
    return this.ask("POST", `/replies/${reply}/rating`, { body: { rating, reason, words } });
  }

  /** Erase everything. Returns null, or {detail}: what has to stay, and why. */
  erase() {
    return this.ask("DELETE", "");
  }

  /** Send a file. Returns {replies, cancel}; fetch cannot tell how much has gone up, so XHR. */
  sendCv(file, key, progressed) {
    const { conversation, token } = this.memory.read() ?? {};
    const request = new XMLHttpRequest();
    const replies = new Promise((resolve, reject) => {
      request.open("POST", `${this.base}/${conversation}/cv`);
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.setRequestHeader("Idempotency-Key", key);
      request.responseType = "text";
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) progressed(event.loaded / event.total);
      };
      request.onload = () => {
        const body = parsed(request.responseText);
        if (request.status < 300) resolve(body?.replies ?? []);
        else reject(new Problem(request.status, body, request.getResponseHeader("Retry-After")));
      };
      request.onerror = () => reject(new Unreachable());
      request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    });
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
    return { replies, cancel: () => request.abort() };
  }

  ask(method, path, { body, key } = { __proto__: null }) {
    const { conversation, token } = this.memory.read() ?? {};
    if (!token) return Promise.reject(new Problem(401));
    return this.fetch(method, `${this.base}/${conversation}${path}`, {
      body,
      headers: { Authorization: `Bearer ${token}`, ...(key && { "Idempotency-Key": key }) },
    });
  }

  async fetch(method, address, { body, headers } = { __proto__: null }) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(address, {
        __proto__: null,
        method,
        credentials: "omit",
        cache: "no-store",
        signal: stop.signal,
        headers: { ...(body && { "Content-Type": "application/json" }), ...headers },
        body: body && JSON.stringify(body),
      });
      const said = parsed(await answer.text());
      if (!answer.ok) throw new Problem(answer.status, said, answer.headers.get("Retry-After"));
      return said;
    } catch (error) {
      throw error instanceof Problem ? error : new Unreachable(String(error));
    } finally {
      clearTimeout(timer);
    }
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
