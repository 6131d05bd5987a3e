import { el, freshId } from "./dom.js";

const EDGE = 8;
const GAP = 4;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * The button with its menu, in the top layer so that nothing cuts it.
 * `groups` are {label?, items: [{label, detail?, before?, checked?, choose}]}.
 */
export function menuButton(button, groups) {
  const id = freshId("menu");
  button.id ||= `${id}-button`;
  const menu = el("div", { class: "menu", role: "menu", id, popover: "auto", "aria-labelledby": button.id });
  menu.append(...groups.map((group) => drawGroup(group, menu)));
  connect(button, menu);
  return el("span", { class: "menu-holder" }, button, menu);
}

function drawGroup({ label, items }, menu) {
  const entries = items.map((item) => drawItem(item, menu));
  if (!label) return el("div", { role: "none", class: "menu-group" }, entries);
  const id = freshId("group");
  const title = el("span", { class: "menu-title", id, role: "presentation" }, label);
  return el("div", { role: "group", class: "menu-group", "aria-labelledby": id }, title, entries);
}

function drawItem({ label, detail, before, checked, choose }, menu) {
  const radio = checked !== undefined;
  const attributes = {
    type: "button",
    role: radio ? "menuitemradio" : "menuitem",
    "aria-checked": radio && String(checked),
    tabindex: "-1",
    on: { click: () => (menu.hidePopover(), choose()) },
  };
  return el("button", attributes, before, el("span", { class: "menu-label" }, label, detail && el("small", {}, detail)));
}

function connect(button, menu) {
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", menu.id);
  // The browser then knows that a press on the button is not one outside of the menu.
  button.popoverTargetElement = menu;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    if (menu.matches(":popover-open")) menu.hidePopover();
    else open(button, menu, 0);
  });
  button.addEventListener("keydown", (event) => openByArrow(event, button, menu));
  menu.addEventListener("keydown", (event) => move(event, button, menu));
  menu.addEventListener("beforetoggle", ({ newState }) => follow(button, menu, newState === "open"));
}

function openByArrow(event, button, menu) {
  if (!STEPS[event.key]) return;
  event.preventDefault();
  open(button, menu, event.key === "ArrowDown" ? 0 : -1);
}

function open(button, menu, index) {
  if (!menu.matches(":popover-open")) menu.showPopover();
  place(button, menu);
  const all = items(menu);
  const checked = all.find((item) => item.getAttribute("aria-checked") === "true");
  reach(checked ?? all.at(index), all);
}

/** One item at a time can be reached by Tab: the one with the focus. */
function reach(item, all) {
  for (const other of all) other.setAttribute("tabindex", other === item ? "0" : "-1");
  item?.focus();
}

const items = (menu) => [...menu.querySelectorAll("[role^=menuitem]")];

function follow(button, menu, opened) {
  button.setAttribute("aria-expanded", String(opened));
  menu.follows ??= () => place(button, menu);
  const change = opened ? "addEventListener" : "removeEventListener";
  document[change]("scroll", menu.follows, { capture: true, passive: true });
  window[change]("resize", menu.follows);
}

/** Under the button, or over it where there is more room. */
function place(button, menu) {
  const anchor = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const fitsBelow = height <= innerHeight - anchor.bottom - EDGE;
  const top = fitsBelow ? anchor.bottom + GAP : anchor.top - height - GAP;
  menu.style.top = `${between(EDGE, top, innerHeight - height - EDGE)}px`;
  menu.style.left = `${between(EDGE, anchor.left, document.documentElement.clientWidth - width - EDGE)}px`;
}

const between = (low, value, high) => Math.max(low, Math.min(value, high));

function move(event, button, menu) {
  const all = items(menu);
  const now = all.indexOf(document.activeElement);
  const target = destination(event.key, now, all);
  if (target) {
    event.preventDefault();
    reach(target, all);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close(button, menu);
  } else if (event.key === "Tab") {
    close(button, menu);
  }
}

function close(button, menu) {
  menu.hidePopover();
  button.focus();
}

function destination(key, now, all) {
  if (STEPS[key]) return all.at((now + STEPS[key]) % all.length);
  if (key === "Home") return all[0];
  if (key === "End") return all.at(-1);
  if (key.length !== 1 || key === " ") return null;
  const rest = [...all.slice(now + 1), ...all.slice(0, now + 1)];
  return rest.find((item) => startsWith(item.querySelector(".menu-label").textContent, key));
}

const startsWith = (text, key) => text.trim().toLocaleLowerCase().startsWith(key.toLocaleLowerCase());
