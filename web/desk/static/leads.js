/** The list of leads: new ones are told, never pushed in; and all of it by keyboard. */

import { renewPart } from "./renewal.js";
import { follow } from "./stream.js";

const list = document.getElementById("list");
const several = document.getElementById("several");
const fresh = document.getElementById("fresh");
const show = document.getElementById("show-fresh");
const news = document.getElementById("news");
const line = document.getElementById("line");
const keys = document.getElementById("keys");
const keysOn = document.getElementById("keys-on");
const picked = document.getElementById("picked");
const OFF = "desk-shortcuts-off";
const WHERE = "desk-lead-in-hand";

/* New leads */

let counted = 0;
let shown = 0;

function newest() {
  return list.querySelector("[data-newest]")?.dataset.newest ?? 0;
}

function tell(count) {
  counted = count;
  const many = count - shown;
  const words = many === 1 ? "1 new lead" : `${many > 99 ? "99+" : many} new leads`;
  fresh.hidden = many < 1;
  if (many < 1) return;
  show.textContent = `${words} – show`;
  news.textContent = words;
  // Where there is no row yet, nothing can shift under anybody's hand.
  if (list.querySelector(".empty")) renew(false);
}

async function renew(byHand) {
  const here = list.dataset.here;
  const address = `${here}${here.includes("?") ? "&" : "?"}part=list`;
  const answer = await fetch(address, { cache: "no-store", redirect: "manual" });
  if (!answer.ok) return;
  // Our own page, escaped by the server; a template runs nothing.
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  renewPart(list, page.body);
  shown = counted;
  fresh.hidden = true;
  tellPicked();
  if (byHand) links()[0]?.focus();
}

show.addEventListener("click", (event) => {
  event.preventDefault();
  renew(true).catch(() => location.assign(show.href));
});

follow({
  address: () => {
    const events = list.dataset.events;
    return `${events}${events.includes("?") ? "&" : "?"}after=${newest()}`;
  },
  heard: (event, data) => event === "new" && tell(JSON.parse(data).count),
  line: (open) => {
    line.hidden = open;
    if (open) counted = shown = 0;
    else line.textContent = line.dataset.unreachable;
  },
  ended: () => {
    line.hidden = false;
    line.textContent = line.dataset.signedOut;
  },
});

/* By keyboard */

function links() {
  return [...list.querySelectorAll(".lead h2 a")];
}

function inHand() {
  return document.activeElement?.closest?.(".lead");
}

function step(by) {
  const every = links();
  const at = every.indexOf(inHand()?.querySelector("h2 a"));
  const next = every[at < 0 ? (by > 0 ? 0 : every.length - 1) : at + by];
  next?.focus();
  next?.closest(".lead").scrollIntoView({ block: "nearest" });
}

function tick() {
  const box = inHand()?.querySelector("[name=pick]");
  if (!box) return;
  box.checked = !box.checked;
  tellPicked();
}

function tellPicked() {
  if (!picked) return;
  const many = list.querySelectorAll("[name=pick]:checked").length;
  picked.textContent = many === 1 ? "With the selected lead" : `With the ${many} selected leads`;
}

function accept() {
  const any = list.querySelector("[name=pick]:checked");
  const box = inHand()?.querySelector("[name=pick]");
  const button = several.querySelector("[value=accept]");
  if (!button || (!any && !box)) return;
  if (!any) box.checked = true;
  several.requestSubmit(button);
}

const DEEDS = {
  j: () => step(1),
  k: () => step(-1),
  x: tick,
  a: accept,
  u: () => document.getElementById("undo")?.click(),
  n: () => !fresh.hidden && show.click(),
  "/": () => document.getElementById("q").focus(),
  "?": () => keys.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keys.open || !keysOn.checked) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  const deed = DEEDS[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
});

keysOn.checked = !localStorage.getItem(OFF);
keysOn.addEventListener("change", () => {
  if (keysOn.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "yes");
});
const opener = document.getElementById("keys-button");
opener.hidden = false;
opener.addEventListener("click", () => keys.showModal());

list.addEventListener("change", tellPicked);
tellPicked();

// What was in hand before a deed is in hand after it.
several.addEventListener("submit", () => {
  const reference = inHand()?.dataset.reference;
  if (reference) sessionStorage.setItem(WHERE, reference);
});
const before = sessionStorage.getItem(WHERE);
sessionStorage.removeItem(WHERE);
if (before) list.querySelector(`[data-reference="${CSS.escape(before)}"] h2 a`)?.focus();
