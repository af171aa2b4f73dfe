/** Puts the key of a chat that was opened by a link where the chat window keeps its own. */

const { conversation, token } = document.querySelector("main").dataset;
localStorage.setItem(
  `agency-chat ${new URL("/", location.href).href}`,
  JSON.stringify({ conversation, token }),
);
// The address in the bar opens the chat: it is not to stay in this browser's history.
history.replaceState(null, "", "/chat/resume");
