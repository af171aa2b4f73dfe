/** One conversation, live: what is said appears, and what you send waits until it has arrived. */

import { renewPart } from "./renewal.js";
import { follow } from "./stream.js";

const here = location.pathname;
const log = document.getElementById("log");
const turns = document.getElementById("turns");
const standing = document.getElementById("standing");
const line = document.getElementById("line");
const form = document.getElementById("say");
const box = form?.elements.text;
const trouble = document.getElementById("trouble");
const words = document.getElementById("words").dataset;
const kept = `desk ${here}`;

let queue = [];
let busy = false;

/** Show a turn, once, where it belongs: at the end. */
function show({ id, from, name, at, time, text }) {
  if (turns.querySelector(`[data-id="${CSS.escape(id)}"]`)) return;
  const item = element("li", `turn ${from}`, []);
  item.dataset.id = id;
  const when = element("time", "quiet", [time]);
  when.dateTime = at;
  item.append(element("p", "from", [element("strong", "", [name]), " ", when]), element("p", "said", [text]));
  turns.append(item);
  toTheEnd();
}

function element(name, kind, children) {
  const node = document.createElement(name);
  if (kind) node.className = kind;
  node.append(...children);
  return node;
}

function toTheEnd() {
  log.scrollTop = log.scrollHeight;
}

/** Fetch who speaks now. The box stays where it is, with whatever is written in it. */
async function renew() {
  const answer = await fetch(`${here}?part=standing`, { cache: "no-store", redirect: "manual" });
  if (!answer.ok) return;
  const focused = standing.contains(document.activeElement);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  renewPart(standing, page.body);
  arrange();
  if (focused && !standing.contains(document.activeElement)) (standing.querySelector("button") ?? log).focus();
}

function arrange() {
  const mine = standing.querySelector("[data-mine]").dataset.mine === "yes";
  if (form) form.hidden = !mine && !box.value && queue.length === 0;
}

/** What is sent is kept in this tab until the server has it; its key makes it one message. */
function keep() {
  try {
    if (queue.length) sessionStorage.setItem(kept, JSON.stringify(queue.map(({ key, text }) => ({ key, text }))));
    else sessionStorage.removeItem(kept);
  } catch {
    // Without storage a message lasts as long as the page.
  }
}

function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function waitingItem(text) {
  const item = element("li", "turn consultant unsent", [element("p", "said", [text]), element("p", "trouble", [words.sending])]);
  turns.append(item);
  toTheEnd();
  return item;
}

async function send() {
  if (busy) return;
  busy = true;
  while (queue.length) {
    const [one] = queue;
    const told = await post(one);
    if (told === null) break;
    queue.shift();
    keep();
    one.item.remove();
    if (told.id) show(told);
    else refuse(one, told.problem);
  }
  busy = false;
}

/** Return what the server says to one message, or null where it could not be reached. */
async function post(one) {
  const body = new FormData(form);
  body.set("text", one.text);
  body.set("key", one.key);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.type === "opaqueredirect") return wait(one, words.signedOut);
    if (answer.status >= 500 || answer.status === 429) return wait(one, words.later);
    return await answer.json().catch(() => ({ problem: "refused" }));
  } catch {
    return wait(one, words.later);
  }
}

function wait(one, why) {
  one.item.querySelector(".trouble").textContent = why;
  return null;
}

function refuse(one, problem) {
  if (!box.value) box.value = one.text;
  trouble.textContent = words[problem] ?? words.refused;
  renew().catch(() => {});
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  const long = [...text].length > Number(box.dataset.longest);
  trouble.textContent = !text ? words.empty : long ? words.too_long : "";
  if (trouble.textContent) return;
  queue.push({ key: randomKey(), text, item: waitingItem(text) });
  keep();
  box.value = "";
  box.focus();
  send();
});

box?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

try {
  queue = (JSON.parse(sessionStorage.getItem(kept)) ?? []).map((one) => ({ ...one, item: waitingItem(one.text) }));
} catch {
  queue = [];
}
arrange();
toTheEnd();
send();
window.addEventListener("online", send);

follow({
  address: () => `${here}/events?after=${[...turns.querySelectorAll("[data-id]")].at(-1)?.dataset.id ?? ""}`,
  heard: (event, data) => {
    if (event === "turn") show(JSON.parse(data));
    if (event === "standing") renew().catch(() => {});
    if (event === "gone") location.assign("/desk/conversations");
  },
  line: (open) => {
    line.hidden = open;
    if (!open) line.textContent = words.unreachable;
    else {
      send();
      renew().catch(() => {});
    }
  },
  ended: (status) => {
    line.hidden = false;
    line.textContent = status === 404 ? words.gone : words.signedOut;
  },
});
