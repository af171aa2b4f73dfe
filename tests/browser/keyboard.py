"""A page as the keyboard finds it: what Tab reaches, in which order, and whether one sees where."""

from __future__ import annotations

from playwright.sync_api import Page

# Everything that takes part in Tab, in the order of the page; of a group of radio buttons one.
WATCH = """
() => {
  const isThere = (node) => node.checkVisibility({ visibilityProperty: true })
    && !node.disabled && !node.closest("[inert]") && node.tabIndex >= 0;
  const all = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex]"
  )].filter(isThere);
  const group = (node) => [...document.querySelectorAll("input[type=radio]")].filter(
    (other) => other.name === node.name && other.form === node.form);
  window.wanted = all.filter((node) => {
    if (node.type !== "radio") return true;
    const others = group(node);
    return node === (others.find((other) => other.checked) ?? others[0]);
  });
  window.reached = [];
  window.unseen = [];
  // Looked at when the next Tab comes: by then the page has scrolled to it.
  const look = () => {
    let target = document.activeElement;
    if (target === document.body || window.reached.includes(target)) return;
    window.reached.push(target);
    while (target.shadowRoot?.activeElement) target = target.shadowRoot.activeElement;
    // A link that is stretched over its row, or a label around its box, shows it in its place.
    const shows = ({ outlineStyle, outlineWidth }) =>
      outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
    const places = [[target], [target, "::after"], [target, "::before"],
      [target.parentElement], [target.closest("li, label, tr, summary") ?? target]];
    const outlined = places.some(([node, part]) => shows(getComputedStyle(node, part)))
      || getComputedStyle(target).boxShadow !== "none";
    const { top, bottom, width } = target.getBoundingClientRect();
    const inside = bottom > 0 && top < innerHeight && width > 0;
    if (!inside || !outlined) window.unseen.push(target);
  };
  document.addEventListener("keydown", look, true);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  return window.wanted.length;
}
"""
MISSED = "window.wanted.filter((node) => !window.reached.includes(node)).length"
COMPARE = """
() => {
  const name = (node) => node.outerHTML.slice(0, 120).replace(/\\s+/g, " ");
  const { wanted, reached, unseen } = window;
  const met = reached.filter((node) => wanted.includes(node));
  const order = wanted.filter((node) => reached.includes(node));
  document.activeElement.blur();
  scrollTo(0, 0);
  const first = met.findIndex((node, at) => node !== order[at]);
  return [
    ...wanted.filter((node) => !reached.includes(node)).map((n) => `Tab misses: ${name(n)}`),
    ...unseen.map((n) => `focus is not seen on: ${name(n)}`),
    ...(first < 0 ? [] : [`Tab comes too early to: ${name(met[first])}`]),
  ].slice(0, 8);
}
"""


def reached_by_tab(page: Page) -> list[str]:
    """Press Tab through *page*; return what is missed, out of order, or focused unseen."""
    count = page.evaluate(WATCH)
    # A date has three fields and a calendar, and what scrolls is focused too.
    for _ in range(5):
        for _ in range(count + 2):
            page.keyboard.press("Tab")
        count = page.evaluate(MISSED)
        if not count:
            break
    found: list[str] = page.evaluate(COMPARE)
    return found
