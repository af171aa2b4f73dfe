/* Questions on the page open the chat with the question written in its box. Without the chat, the link stays a link. */
document.addEventListener("click", (event) => {
  const question = event.target.closest("[data-ask]");
  if (!question) return;
  const ask = new CustomEvent("agency-chat:open", { cancelable: true, detail: { text: question.dataset.ask } });
  if (!document.dispatchEvent(ask)) event.preventDefault();
});
