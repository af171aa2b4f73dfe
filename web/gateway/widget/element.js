/** Building nodes. Text goes in as text; nothing here can read HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** Return a new element; `onclick`-like names are listeners, null and false are left out. */
export function el(tag, given = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Return a line drawing of 24 by 24, hidden from screen readers: its button has a name. */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export const icons = {
  close: "M6 6l12 12M18 6L6 18",
  options: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
  clip: "M19.5 11.5l-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8-8a3 3 0 0 1 4.3 4.3l-8 8a1.5 1.5 0 0 1-2.1-2.1l7.2-7.2",
  thumb: "M7 11v10H4a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1zl4-8a3 3 0 0 1 3 3v4h5.2a2 2 0 0 1 2 2.4l-1.4 7a2 2 0 0 1-2 1.6H7",
  file: "M7 3h7l5 5v12a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5",
};

/** A button that is words: *look* is "quiet", or "main" for the one thing to do. */
export const press = (words, onclick, look = "quiet", more = {}) =>
  el("button", { type: "button", class: look, onclick, ...more }, words);

/** A sentence for screen readers alone. */
export const unseen = (...children) => el("span", { class: "unseen" }, ...children);

/** Return a random id; `randomUUID` is missing on pages without https. */
export function randomId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
