/** A part of a page becomes what the server says now; what is the same stays the same node. */

/**
 * Make the children of *part* those of *fresh*.
 *
 * Whoever is on a link or a button, or about to press it, keeps it: only what has changed is
 * changed. Ticks, text in boxes and what is unfolded belong to the visitor and stay.
 */
export function renewPart(part, fresh) {
  const focused = document.activeElement;
  becomeChildren(part, fresh);
  if (part.contains(focused) && document.activeElement !== focused) focused.focus();
}

/** Make *node* itself what *fresh* is: its children, as `renewPart` does, and its attributes. */
export function renewNode(node, fresh) {
  renewPart(node, fresh);
  becomeAlike(node, fresh);
}

function becomeChildren(node, fresh) {
  const known = [...node.childNodes];
  const children = [...fresh.childNodes].map((wanted) => {
    const at = known.findIndex((one) => isSame(one, wanted));
    if (at < 0) return wanted;
    const [child] = known.splice(at, 1);
    become(child, wanted);
    return child;
  });
  for (const gone of known) gone.remove();
  children.forEach((child, at) => {
    if (node.childNodes[at] !== child) node.insertBefore(child, node.childNodes[at] ?? null);
  });
}

function become(node, wanted) {
  if (node.nodeType !== Node.ELEMENT_NODE) {
    if (node.data !== wanted.data) node.data = wanted.data;
    return;
  }
  becomeAlike(node, wanted);
  becomeChildren(node, wanted);
}

function becomeAlike(node, wanted) {
  for (const { name } of [...node.attributes]) {
    if (name !== "open" && !wanted.hasAttribute(name)) node.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (name !== "open" && node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
}

/** A row is known by where it leads, a form by what it does, anything else by its kind. */
function isSame(known, wanted) {
  // Blanks between elements come and go, so that no element is moved for their sake.
  const isBlank = wanted.nodeType === Node.TEXT_NODE && !wanted.data.trim();
  return !isBlank && known.nodeName === wanted.nodeName && nameOf(known) === nameOf(wanted);
}

function nameOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  const leads = node.matches("a[href]") ? node : node.matches("li, tr") ? node.querySelector("a[href]") : null;
  return node.id || leads?.getAttribute("href") || node.getAttribute("action") || node.getAttribute("name") || "";
}
