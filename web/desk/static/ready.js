/** Canned replies, put where the cursor is. Without this a link loads the page with one in it. */

/** Put *words* into *box* where the cursor is, and leave it there. */
function insert(box, words) {
  const before = box.value.slice(0, box.selectionStart);
  const gap = before && !/\s$/.test(before) ? " " : "";
  box.setRangeText(gap + words, box.selectionStart, box.selectionEnd, "end");
  box.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-into]");
  const box = link && document.getElementById(link.dataset.into);
  if (!box) return;
  event.preventDefault();
  insert(box, link.dataset.words);
});
