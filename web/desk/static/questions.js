// While a training is under way its page shows how far it is, without being loaded again.
import { renewNode } from "./renewal.js";

const EVERY = 2000;

async function lookAgain() {
  const part = document.getElementById("training");
  if (!part || !part.hasAttribute("data-under-way")) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.pathname, { credentials: "same-origin" });
      const text = answer.ok ? await answer.text() : "";
      const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("training");
      if (fresh) renewNode(part, fresh);
    } catch {
      // The line is away for a moment; the next look comes soon.
    }
  }
  setTimeout(lookAgain, EVERY);
}

setTimeout(lookAgain, EVERY);
