/** The list renews itself; the page's title tells how many wait. */

import { renewPart } from "./renewal.js";
import { follow } from "./stream.js";

const list = document.getElementById("list");
const line = document.getElementById("line");
const news = document.getElementById("news");
const title = document.title.replace(/^\(\d+\) /, "");
const A_MINUTE = 60_000;

let waiting = count();

function count() {
  return Number(list.querySelector("[data-waiting]")?.dataset.waiting ?? 0);
}

async function renew() {
  const answer = await fetch("/desk/conversations?part=list", { cache: "no-store", redirect: "manual" });
  if (!answer.ok) return;
  // Our own page, escaped by the server; a template runs nothing.
  const page = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  renewPart(list, page);
  const now = count();
  if (now > waiting) news.textContent = `${now} ${news.dataset.words}`;
  waiting = now;
  document.title = now ? `(${now}) ${title}` : title;
}

follow({
  address: () => "/desk/conversations/events",
  heard: (event) => event === "changed" && renew().catch(() => {}),
  line: (open) => {
    line.hidden = open;
    if (open) renew().catch(() => {});
    else line.textContent = line.dataset.unreachable;
  },
  ended: () => {
    line.hidden = false;
    line.textContent = line.dataset.signedOut;
  },
});
// "3 min ago" grows old by itself.
setInterval(() => renew().catch(() => {}), A_MINUTE);
