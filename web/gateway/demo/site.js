/* Questions on the page open the chat with the question in its box; a job's button opens it about that job. Without the chat, the link stays a link. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-ask], [data-chat]");
  if (!link || !window.agencyChat) return;
  event.preventDefault();
  if (link.dataset.ask) window.agencyChat.ask(link.dataset.ask);
  else window.agencyChat.about(link.dataset.chat);
});

// What is seen first is painted first; then the page is laid out to its end.
const settle = () => document.documentElement.classList.add("settled");
addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(settle));
