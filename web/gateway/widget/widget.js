/*
 * Puts one button on the page; the chat is fetched when it is first pressed. The page may send
 * `agency-chat:open` (detail {text}: put in the message box, unsent) and `agency-chat:close` to
 * `document`, and hears `agency-chat` there: {event: "opened" | "closed" | "answered" | "lead sent"}.
 */
(() => {
  "use strict";

  const script = document.currentScript;
  if (!script || document.querySelector("[data-agency-chat]")) return;

  const given = script.dataset;
  const home = new URL(".", script.src);
  const name = given.name || "our team";
  const settings = {
    home: home.href,
    name,
    page: given.page || null,
    phone: given.phone || null,
    email: given.email || null,
    opening: given.opening || null,
    privacy: new URL(given.privacy || "privacy", home).href,
  };
  const words = {
    start: given.label || "Chat with us",
    again: "Continue your chat",
    opening: "Opening…",
    failed: "The chat could not be opened. Please try again",
    or: (ways) => `, or reach us on ${ways.join(" or ")}.`,
  };

  const STYLE = `
    :host { all: initial !important; }
    @media print { :host { display: none !important; } }
    .corner {
      position: fixed; z-index: 2147483647;
      bottom: calc(20px + env(safe-area-inset-bottom, 0px));
      display: flex; flex-direction: column; gap: 10px; align-items: flex-end;
      max-width: calc(100vw - 32px);
      font: 600 medium/1.3 var(--chat-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
    }
    .right .corner { right: calc(20px + env(safe-area-inset-right, 0px)); }
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

  /** Return *wanted* as #rrggbb, or our own colour when it is not one. */
  function hex(wanted) {
    const full = (wanted || "").replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
    return /^#[0-9a-f]{6}$/i.test(full) ? full : "#17594f";
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
  host.style.setProperty("--chat-accent", hex(given.colour));
  host.style.setProperty("--chat-on-accent", inkOn(hex(given.colour)));
  if (given.font) host.style.setProperty("--chat-font", given.font);

  const root = host.attachShadow({ mode: "open" });
  if ("adoptedStyleSheets" in root && "replaceSync" in CSSStyleSheet.prototype) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } else {
    root.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
  }

  const side = document.createElement("div");
  side.className = given.position === "left" ? "left" : "right";
  const corner = document.createElement("div");
  corner.className = "corner";
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
      return localStorage.getItem(`agency-chat ${settings.home}`) !== null;
    } catch {
      return false;
    }
  }

  function rest() {
    label.textContent = began() ? words.again : words.start;
    button.removeAttribute("aria-busy");
  }

  let chat = null;
  let tries = 0;

  async function open(text) {
    trouble.textContent = "";
    if (!chat) {
      label.textContent = words.opening;
      button.setAttribute("aria-busy", "true");
      const again = tries ? `?try=${tries}` : "";
      chat = import(`${settings.home}widget/chat.js${again}`).then(({ prepareChat }) =>
        prepareChat({ root, side, settings, tell, closed: returned, call: (words) => (trouble.textContent = words) }),
      );
    }
    try {
      const ready = await chat;
      button.hidden = true;
      button.setAttribute("aria-expanded", "true");
      ready.open(text);
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

  function returned() {
    button.hidden = false;
    button.setAttribute("aria-expanded", "false");
    rest();
    button.focus();
    tell("closed");
  }

  function tell(event) {
    document.dispatchEvent(new CustomEvent("agency-chat", { detail: { event } }));
  }

  button.addEventListener("click", () => open());
  document.addEventListener("agency-chat:open", (event) => {
    event.preventDefault(); // tells the page that it was heard
    open(event.detail?.text);
  });
  document.addEventListener("agency-chat:close", async () => (await chat)?.close());

  rest();
  const settle = () => document.body.append(host);
  if (document.body) settle();
  else document.addEventListener("DOMContentLoaded", settle, { once: true });
})();
