const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["value", "checked", "hidden", "textContent", "noValidate"]);
const ICONS = {
  back: "M15 5l-7 7 7 7",
  chevron: "M6 9l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  download: "M12 4v11M7 11l5 5 5-5M5 20h14",
  down: "M12 5v14M6 13l6 6 6-6",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  menu: "M4 7h16M4 12h16M4 17h16",
  open: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  plus: "M12 5v14M5 12h14",
  send: "M4 12l16-8-5 16-3.500-6.500z",
  table: "M4 5h16v14H4zM4 10h16M10 10v9",
  warning: "M12 3l10 18H2zM12 10v5M12 18v.5",
};

let last = 0;

export const freshId = (name) => `${name}-${(last += 1)}`;

/** An element; strings among the children become text, so that nothing that people type is ever parsed. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(node, name, value);
  node.append(...children.flat(2).filter((child) => child != null && child !== false));
  return node;
}

function set(node, name, value) {
  if (value == null || value === false) return;
  if (name === "on") listen(node, value);
  else if (PROPERTIES.has(name)) node[name] = value;
  else node.setAttribute(name, value === true ? "" : value);
}

function listen(node, handlers) {
  for (const [event, handler] of Object.entries(handlers)) node.addEventListener(event, handler);
}

export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function icon(name) {
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
}

export const unseen = (text) => el("span", { class: "unseen" }, text);

/** Focus for what takes none by itself, such as a heading or a message. */
export function focusOn(node) {
  if (!node.hasAttribute("tabindex")) node.setAttribute("tabindex", "-1");
  node.focus();
}

/** Whoever cannot use a mouse can scroll a wide table or a long list only if it takes the focus. */
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (overflows(target)) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});

const overflows = (node) => node.scrollWidth > node.clientWidth || node.scrollHeight > node.clientHeight;

export function scrollable(node) {
  sizes.observe(node);
  return node;
}
