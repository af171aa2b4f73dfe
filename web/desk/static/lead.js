/** A lead's page that is open: who else looks at it. */

import { follow } from "./stream.js";

const line = document.getElementById("others");

/** Say who else is here, and whether the lead is another than the one on this page. */
function show({ others, version }) {
  const { one, several, changed } = line.dataset;
  const is_new = version > Number(line.dataset.version);
  const said = [];
  if (others.length) {
    const names = document.createElement("strong");
    names.textContent = others.join(", ");
    said.push(names, ` ${others.length > 1 ? several : one} `);
  }
  if (is_new) said.push(changed);
  line.replaceChildren(...said);
  line.classList.toggle("changed", is_new);
  line.hidden = said.length === 0;
}

if (line?.dataset.path) {
  follow({
    address: () => line.dataset.path,
    heard: (event, data) => {
      if (event === "there") show(JSON.parse(data));
      if (event === "gone") location.reload();
    },
    line: () => {},
    ended: () => {},
  });
}
