/* Tells the page around the frame what happens in the chat: one word, and nothing that was said. */
document.addEventListener("agency-chat", ({ detail }) => {
  parent.postMessage({ source: "agency-chat", event: detail.event }, "*");
});
