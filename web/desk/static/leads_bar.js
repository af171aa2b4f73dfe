/** The bar under the list comes up when a lead is picked: never over the lead that was picked. */

const list = document.getElementById("list");

function show(lead) {
  // The style sheet keeps room for the bar below whatever is scrolled to.
  lead?.scrollIntoView({ block: "nearest" });
}

list.addEventListener("change", (event) => show(event.target.closest(".lead")));
document.addEventListener("keyup", (event) => {
  if (event.key === "x") show(document.activeElement?.closest(".lead"));
});
