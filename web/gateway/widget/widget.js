/*
 * Puts one button on the page; the chat is fetched when it is first pressed. What a page may say to it
 * and hear from it is in docs/embedding.md: data- attributes, `agencyChat`, and events on `document`.
 *
 * It runs among scripts it does not know. What it needs later it takes now; options have no prototype
 * that somebody could have added to; and of the page it reads the path alone.
 */
(function launch(script, before) {
  "use strict";

  const NAME = "agency-chat";
  // A plugin that makes a page faster may run this late, from a tag of its own, or inside another file.
  script ??= [document.currentScript, ...document.querySelectorAll("script")].find((one) => /\/widget\.js(?:[?#]|$)/.test(one?.src));
  if (!script) return console.warn(`${NAME}: no script tag with /widget.js is on this page: leave it out of what is joined.`);
  const given = script.dataset;
  /** Say where the chat stands to the one that is on this page already. Returns whether one heard it. */
  const heard = (detail) => !document.dispatchEvent(new CustomEvent(`${NAME}:page`, { __proto__: null, cancelable: true, detail }));
  // The page's body was replaced, and this script ran again, or its tag is there twice: one chat.
  if (heard(given)) return;

  // How the desk wants it to look: the server fills this in.
  const desk = {};

  const request = window.fetch.bind(window);
  const home = new URL(".", script.src);
  const text = (words, longest) => (words ?? "").trim().slice(0, longest) || null;
  const settings = {
    __proto__: null,
    home: home.href,
    name: text(given.name, 60) || desk.name || "our team",
    phone: text(given.phone, 40),
    email: text(given.email, 120),
    privacy: webAddress(given.privacy) ?? new URL("privacy", home).href,
  };
  let said = given;
  stand();

  const words = {
    start: text(given.label, 40) || "Chat with us",
    again: "Continue your chat",
    opening: "Opening…",
    failed: "The chat could not be opened. Please try again",
    unlisted: "The chat is not set up for this website yet. ",
    instead: "Chat on a page of its own",
    or: (ways) => `, or reach us on ${ways.join(" or ")}.`,
  };

  /** Take from what was *said* where the chat stands: the page, the vacancy on it, and the first sentence. */
  function stand() {
    const page = said.page ?? location.pathname;
    settings.page = page.startsWith("/") ? page.split(/[?#]/)[0].slice(0, 200) : null;
    settings.vacancy = reference(said.vacancy);
    settings.opening = text(said.opening, 400);
    settings.counted = said.count !== "off" && settings.page;
  }

  /** Return a vacancy's reference, or null where it can be none. */
  function reference(said) {
    return /^[\w.-]{1,40}$/.test(said ?? "") ? said : null;
  }

  /** Return *address* where it is one of the web, or null. */
  function webAddress(address) {
    try {
      const url = new URL(address, home);
      return address && /^https?:$/.test(url.protocol) ? url.href : null;
    } catch {
      return null;
    }
  }

  const STYLE = `
    :host { all: initial !important; direction: ltr !important; }
    @media print { :host { display: none !important; } }
    .side {
      --chat-accent: var(--accent); --chat-on-accent: var(--on-accent);
      -webkit-text-size-adjust: none; text-size-adjust: none;
    }
    @media (prefers-color-scheme: dark) { .side { --chat-accent: var(--accent-dark); --chat-on-accent: var(--on-accent-dark); } }
    .corner {
      all: unset; position: fixed; z-index: 2147483647; inset: auto;
      bottom: calc(20px + env(safe-area-inset-bottom, 0px));
      display: flex; flex-direction: column; gap: 10px; align-items: flex-end;
      max-width: calc(100vw - 32px);
      font: 600 medium/1.3 var(--chat-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
    }
    .right .corner { right: calc(20px + env(safe-area-inset-right, 0px)); }
    .framed .corner { left: 0; right: 0; align-items: center; max-width: none; }
    .framed.framed.framed .panel { inset: 0; width: 100%; height: 100%; max-width: none; max-height: none; border: 0; border-radius: 0; box-shadow: none; }
    .left .corner { left: calc(20px + env(safe-area-inset-left, 0px)); align-items: flex-start; }
    .corner button {
      all: unset; box-sizing: border-box; display: inline-flex; align-items: center; gap: .6em;
      min-height: 56px; padding: .5em 1.35em .5em 1.1em; border-radius: 28px; cursor: pointer;
      color: var(--chat-on-accent); background: var(--chat-accent);
      border: 1px solid var(--chat-edge, transparent);
      box-shadow: 0 1px 2px rgb(20 20 30 / .2), 0 10px 28px rgb(20 20 30 / .22);
      transition: transform .18s ease, box-shadow .18s ease;
    }
    .corner button:hover { transform: translateY(-2px); box-shadow: 0 2px 4px rgb(20 20 30 / .2), 0 14px 34px rgb(20 20 30 / .28); }
    .corner button:focus-visible { outline: 3px solid var(--chat-accent); outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
    .corner button[hidden] { display: none; }
    .corner svg { width: 26px; height: 26px; flex: none; }
    .corner p {
      margin: 0; padding: .8em 1em; border-radius: 14px; max-width: 19em; font-weight: 400;
      color: #2b2531; background: #fff; border: 1px solid #b9afa5; box-shadow: 0 8px 24px rgb(20 20 30 / .2);
    }
    .corner a { color: #17594f; }
    .corner p:empty { display: none; }
    @media (prefers-reduced-motion: reduce) { .corner button { transition: none; } .corner button:hover { transform: none; } }
    @media (prefers-color-scheme: dark) { .corner button { --chat-edge: rgb(255 255 255 / .28); } }
    @media (forced-colors: active) {
      .corner button { border-color: ButtonText; }
      .corner button:focus-visible { outline-color: Highlight; }
    }`;

  const BUBBLE =
    "M5 4h14a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-6.2L8 21.6V18H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z" +
    "M6.5 9.7h2.6v2.6H6.5zM10.7 9.7h2.6v2.6h-2.6zM14.9 9.7h2.6v2.6h-2.6z";

  /** Return *wanted* as #rrggbb, or null when it is no such colour. */
  function hex(wanted) {
    const full = (wanted ?? "").replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
    return /^#[0-9a-f]{6}$/i.test(full) ? full : null;
  }

  /** Return the ink that can be read on *colour*: white where it has a contrast of 4.5. */
  function inkOn(colour) {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) >= 4.5 ? "#fff" : "#1d1822";
  }

  function drawing(path) {
    const [svg, line] = ["svg", "path"].map((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("fill", "currentColor");
    line.setAttribute("d", path);
    line.setAttribute("fill-rule", "evenodd");
    svg.append(line);
    return svg;
  }

  const host = document.createElement("div");
  host.setAttribute("data-agency-chat", "");
  host.lang = "en-GB";

  const root = host.attachShadow({ __proto__: null, mode: "open" });
  if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } else {
    root.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
  }

  const side = document.createElement("div");
  const place = [given.position, desk.position].find((one) => one === "left" || one === "right");
  side.className = `side ${place ?? "right"}${"frame" in given ? " framed" : ""}`;
  const light = hex(given.colour ?? given.color) ?? hex(desk.colour) ?? "#17594f";
  const dark = hex(given.colourDark ?? given.colorDark) ?? light;
  for (const [name, value] of [
    ["--accent", light],
    ["--on-accent", inkOn(light)],
    ["--accent-dark", dark],
    ["--on-accent-dark", inkOn(dark)],
    ["--chat-font", given.font],
  ]) {
    if (value) side.style.setProperty(name, value);
  }
  const corner = document.createElement("div");
  corner.className = "corner";
  // In the top layer no z-index, transform or clipping of the page reaches it.
  corner.setAttribute("popover", "manual");
  const trouble = document.createElement("p");
  trouble.setAttribute("role", "alert");
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  const label = document.createElement("span");
  button.append(drawing(BUBBLE), label);
  corner.append(trouble, button);
  side.append(corner);
  root.append(side);

  function began() {
    try {
      return localStorage.getItem(`${NAME} ${settings.home}`) !== null;
    } catch {
      return false;
    }
  }

  function rest() {
    label.textContent = began() ? words.again : words.start;
    button.removeAttribute("aria-busy");
  }

  let chat = null;
  let shown = null;
  let tries = 0;

  async function open(question, vacancy) {
    stand(); // a page may have changed without a word
    trouble.textContent = "";
    if (!chat) {
      label.textContent = words.opening;
      button.setAttribute("aria-busy", "true");
      chat = fetchChat();
    }
    try {
      const ready = await chat;
      if (!ready) return refuse();
      shown = ready;
      button.hidden = true;
      button.setAttribute("aria-expanded", "true");
      ready.open(text(question, 2000) ?? undefined, vacancy);
      tell("opened");
    } catch (error) {
      chat = null;
      tries += 1;
      const ways = [settings.phone, settings.email].filter(Boolean);
      trouble.textContent = words.failed + (ways.length ? words.or(ways) : ".");
      console.error(error);
    } finally {
      rest();
    }
  }

  /** Return the chat, or null where the agency has not listed this website. */
  async function fetchChat() {
    const again = tries ? `?try=${tries}` : "";
    const asked = request(`${settings.home}api/v1/widget`, { __proto__: null, credentials: "omit", referrerPolicy: "no-referrer" });
    const [listed, { prepareChat }] = await Promise.all([
      // Where nobody answers, the chat itself knows what to say.
      asked.then((answer) => answer.json()).then((said) => said.listed, () => true),
      import(`${settings.home}widget/chat.js${again}`),
    ]);
    return listed === false
      ? null
      : prepareChat({ root, side, settings, tell, closed: returned, call: (said) => (trouble.textContent = said) });
  }

  function refuse() {
    chat = null;
    const link = document.createElement("a");
    link.href = `${settings.home}chat`;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.textContent = words.instead;
    const ways = [settings.phone, settings.email].filter(Boolean);
    trouble.append(words.unlisted, link, ways.length ? words.or(ways) : ".");
    console.error(`${NAME}: ${location.origin} is not among the websites that may carry this chat. Add it at the desk under Settings, or to AGENCY_WIDGET_ORIGINS.`);
  }

  function returned() {
    shown = null;
    button.hidden = false;
    button.setAttribute("aria-expanded", "false");
    rest();
    button.focus();
    tell("closed");
  }

  const hearers = before?.hearers ?? new Set();

  /** Tell the page that something happened: one word, and nothing of what was said. */
  function tell(event) {
    for (const [name, hear] of hearers) {
      try {
        if (name === event) hear(event);
      } catch (error) {
        console.error(error);
      }
    }
    document.dispatchEvent(new CustomEvent(NAME, { __proto__: null, detail: { event } }));
  }

  button.addEventListener("click", () => open());
  document.addEventListener(`${NAME}:open`, (event) => {
    event.preventDefault(); // tells the page that it was heard
    open(event.detail?.text, reference(event.detail?.vacancy));
  });
  document.addEventListener(`${NAME}:close`, () => shown?.close());
  document.addEventListener(`${NAME}:page`, (event) => {
    event.preventDefault();
    said = event.detail ?? {};
    stand();
  });

  const api = {
    open: () => open(),
    close: () => shown?.close(),
    ask: (question) => open(String(question)),
    about: (vacancy) => open(null, reference(vacancy) ?? settings.vacancy),
    page: (now) => {
      said = { ...now };
      stand();
    },
    on(event, hear) {
      const one = [event, hear];
      hearers.add(one);
      return () => hearers.delete(one);
    },
  };
  if (!("agencyChat" in window) || (before && window.agencyChat === before.api)) {
    Object.defineProperty(window, "agencyChat", { __proto__: null, value: Object.freeze(api), configurable: true });
  }

  // What is typed here is not for the page's own listeners: they hear nothing of it, and the window
  // hears a copy that stays inside. A listener of the page that was at the window before us cannot be kept out.
  const TYPED = ["keydown", "keypress", "keyup", "beforeinput", "input", "compositionstart", "compositionupdate", "compositionend", "paste", "copy", "cut"];
  const SAME = ["bubbles", "cancelable", "detail", "key", "code", "location", "repeat", "isComposing", "ctrlKey", "shiftKey", "altKey", "metaKey", "data", "inputType", "dataTransfer", "clipboardData"];
  function keepInside(event) {
    const [target] = event.composedPath();
    if (target.getRootNode?.() !== root) return;
    event.stopImmediatePropagation();
    const like = { __proto__: null };
    for (const name of SAME) if (name in event) like[name] = event[name];
    if (!target.dispatchEvent(new event.constructor(event.type, like))) event.preventDefault();
  }
  for (const type of TYPED) window.addEventListener(type, keepInside, true);
  // A banner that fetches the focus back, and a page that scrolls by itself, leave the chat alone.
  for (const type of ["focusin", "wheel", "touchmove"]) root.addEventListener(type, (event) => event.stopPropagation(), { __proto__: null, passive: true });

  /** Say that the page was seen: its path, and nothing of who sees it. data-count="off" says nothing. */
  function seen() {
    if (!settings.counted) return;
    request(`${settings.home}api/v1/seen`, { __proto__: null, method: "POST", mode: "no-cors", credentials: "omit", referrerPolicy: "no-referrer", keepalive: true, body: settings.page }).catch(() => {});
  }

  // Beside the body, it outlives a body that is replaced. Whoever takes it away gets it back a few times.
  let returns = 21;
  function settle() {
    for (const seen of [document, document.documentElement]) if (seen) watch.observe(seen, { __proto__: null, childList: true });
    if (host.parentNode === document.documentElement || !document.body || returns-- < 1) return;
    // A page that was written anew has no listeners left: another launcher takes over.
    if (returns < 20 && !heard(said)) {
      watch.disconnect();
      return launch(script, { hearers, api });
    }
    document.documentElement.append(host);
    corner.showPopover?.();
    shown?.again?.();
  }
  const watch = new MutationObserver(settle);

  rest();
  // The page first: it is counted when it has a moment.
  if (!before) window.requestIdleCallback ? requestIdleCallback(seen, { __proto__: null, timeout: 3000 }) : setTimeout(seen);
  settle();
})();
