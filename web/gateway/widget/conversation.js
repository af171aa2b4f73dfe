/** The chat API: the only place that talks to the agency's server. */

const PATIENCE = 25_000;

/** The server said no, in words that a person can read. */
export class Problem extends Error {
  constructor(status, detail, retryAfter) {
    super(detail || `HTTP ${status}`);
    this.status = status;
    this.detail = detail;
    this.retryAfter = retryAfter;
  }
}

/** No answer came: no network, no server, or no patience left. */
export class Unreachable extends Error {}

export class Conversation {
  constructor(home, memory) {
    this.base = new URL("api/v1/conversations", home).href;
    this.memory = memory;
  }

  get begun() {
    return this.memory.read() !== null;
  }

  /** Start a new conversation and return the assistant's first replies. */
  async start(page) {
    const body = await this.ask("POST", "", { body: { page }, open: true });
    this.memory.keep(body.conversation, body.token);
    return body.replies ?? [];
  }

  /** Return {turns, form} as the server has kept them. */
  history() {
    return this.ask("GET", "");
  }

  /** Say {text} or {choice}. The same key again is never a second message. */
  async say(message, key) {
    const body = await this.ask("POST", "/messages", { body: message, headers: { "Idempotency-Key": key } });
    return body.replies ?? [];
  }

  async leaveDetails(details, key) {
    const body = await this.ask("POST", "/contact", { body: details, headers: { "Idempotency-Key": key } });
    return body?.replies ?? [];
  }

  erase() {
    return this.ask("DELETE", "");
  }

  /** Send a file. Returns {replies, cancel}; fetch cannot tell how much has gone up, so XHR. */
  sendCv(file, progressed) {
    const { conversation, token } = this.memory.read() ?? {};
    const request = new XMLHttpRequest();
    const replies = new Promise((resolve, reject) => {
      request.open("POST", `${this.base}/${conversation}/cv`);
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "text";
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) progressed(event.loaded / event.total);
      };
      request.onload = () => {
        const body = parsed(request.responseText);
        if (request.status < 300) resolve(body?.replies ?? []);
        else reject(new Problem(request.status, body?.detail, Number(request.getResponseHeader("Retry-After")) || null));
      };
      request.onerror = () => reject(new Unreachable());
      request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    });
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
    return { replies, cancel: () => request.abort() };
  }

  async ask(method, path, { body, headers = {}, open = false } = {}) {
    const known = this.memory.read();
    if (!open && !known) throw new Problem(401);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(open ? this.base : `${this.base}/${known.conversation}${path}`, {
        method,
        credentials: "omit",
        cache: "no-store",
        signal: stop.signal,
        headers: {
          Accept: "application/json",
          ...(body ? { "Content-Type": "application/json" } : {}),
          ...(open ? {} : { Authorization: `Bearer ${known.token}` }),
          ...headers,
        },
        body: body ? JSON.stringify(body) : undefined,
      });
      const said = parsed(await answer.text());
      if (!answer.ok) throw new Problem(answer.status, said?.detail, Number(answer.headers.get("Retry-After")) || null);
      return said;
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Unreachable(String(error));
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
