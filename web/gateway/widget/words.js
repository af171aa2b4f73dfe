/** Light markdown into nodes: paragraphs, "- " and "1. " lists, **bold** and links that open safely. */

import { el, unseen } from "./element.js";
import { strings } from "./strings.js";

// Every part is bounded or cannot overlap with its neighbour, so no text can make this slow.
const INLINE = /\*\*([^*\n]{1,500})\*\*|\[([^\][\n]{1,200})\]\(([^()\s]{1,1000})\)/g;
const SAFE = new Set(["https:", "mailto:", "tel:"]);

/** Return what the assistant wrote as paragraphs and lists. */
export function wordsOf(text, home) {
  const page = document.createDocumentFragment();
  for (const block of blocksOf(text)) {
    if (block.items) {
      page.append(el(block.kind, {}, ...block.items.map((item) => el("li", {}, inline(item, home)))));
    } else {
      page.append(el("p", {}, inline(block.text, home)));
    }
  }
  return page;
}

/** Return what a visitor typed: their own line breaks, and nothing else is read into it. */
export function plainWords(text) {
  return el("p", { class: "as-typed" }, text);
}

/** Return the address of a link that may be shown, or null. */
export function safeAddress(address, home) {
  try {
    const own = address.startsWith("/") && !address.startsWith("//");
    const url = own ? new URL(address.slice(1), home) : new URL(address);
    return own || SAFE.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

export function link(label, address) {
  const away = !/^(mailto|tel):/.test(address);
  return away
    ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label, unseen(` ${strings.opensNewTab}`))
    : el("a", { href: address }, label);
}

function blocksOf(text) {
  const blocks = [];
  let open = null;
  for (const line of String(text).replace(/\r\n?/g, "\n").split("\n")) {
    const item = /^\s{0,3}([-•*]|\d{1,2}\.) +(.*)$/.exec(line);
    const kind = /^\d/.test(item?.[1]) ? "ol" : "ul";
    if (!line.trim()) {
      open = null;
    } else if (item && (kind === "ul" || item[1] === "1." || open?.kind === "ol")) {
      // A number begins a list with the first alone: any other may belong to a sentence.
      if (open?.kind !== kind) blocks.push((open = { kind, items: [] }));
      open.items.push(item[2]);
    } else if (open?.items && /^\s/.test(line)) {
      open.items.push(`${open.items.pop()} ${line.trim()}`);
    } else if (open?.text) {
      open.text += ` ${line.trim()}`;
    } else {
      blocks.push((open = { text: line.trim() }));
    }
  }
  return blocks;
}

function inline(text, home) {
  const line = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, bold, label, address] = found;
    line.append(text.slice(from, found.index));
    from = found.index + whole.length;
    if (bold !== undefined) {
      line.append(el("strong", {}, bold));
    } else {
      const safe = safeAddress(address, home);
      line.append(safe ? link(label, safe) : whole);
    }
  }
  line.append(text.slice(from));
  return line;
}
