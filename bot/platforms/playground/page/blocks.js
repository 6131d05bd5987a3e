import { el, freshId, icon, scrollable, unseen } from "./dom.js";
import { menuButton } from "./menu.js";
import { t } from "./strings.js";

const DRAW = { heading, text, note, points, quote, table, picture, link, file, actions };

/** The coach's blocks as elements; `level` is that of their headings, `tap(act, control)` what a button does. */
export function drawBlocks(blocks, { level, tap }) {
  return blocks.filter(({ type }) => DRAW[type]).map((block) => DRAW[block.type](block, { level, tap }));
}

function heading(block, { level }) {
  return el(`h${level}`, { class: "heading" }, block.text);
}

function text(block) {
  return el("p", { class: "words" }, block.text);
}

function note(block) {
  return el("p", { class: "words note" }, block.text);
}

function points(block) {
  return el("ul", { class: "points" }, block.items.map((item) => el("li", { class: "words" }, item)));
}

function quote(block) {
  const words = el("blockquote", { class: "words" }, block.text);
  return el("figure", { class: "quote" }, words, block.by && el("figcaption", {}, block.by));
}

function table(block) {
  const caption = freshId("caption");
  const head = el("tr", {}, block.columns.map(columnHead));
  const rows = block.rows.map((row) => el("tr", {}, row.map(cell)));
  const grid = el("table", {}, el("caption", { id: caption }, block.caption), el("thead", {}, head), el("tbody", {}, rows));
  return scrollable(el("div", { class: "table", role: "group", "aria-labelledby": caption }, grid));
}

/** An empty header cell announces nothing and is none. */
function columnHead(name) {
  return name ? el("th", { scope: "col" }, name) : el("td", {});
}

function cell(value, index) {
  return index === 0 && value ? el("th", { scope: "row" }, value) : el("td", {}, value);
}

function picture(block) {
  const caption = block.table.caption;
  return el(
    "figure",
    { class: "picture" },
    isOurs(block.url) && el("img", { loading: "lazy", src: block.url, alt: block.alt }),
    disclosure("table", t("asTable", { caption }), table(block.table)),
  );
}

function disclosure(sign, label, content) {
  return el("details", {}, el("summary", {}, icon(sign), label), content);
}

function isOurs(address) {
  return URL.canParse(address, location.href) && new URL(address, location.href).origin === location.origin;
}

function link(block) {
  if (!isOurs(block.path)) return text({ text: block.label });
  const attributes = { class: "words link", href: block.path, target: "_blank", rel: "noopener" };
  return el("p", {}, el("a", attributes, block.label, icon("open"), unseen(` ${t("newTab")}`)));
}

function file({ name, content }) {
  const reader = scrollable(el("pre", { class: "file-text", role: "group", "aria-label": name }, content));
  const button = el("button", { type: "button", on: { click: () => save(name, content) } }, icon("download"), t("download", { name }));
  return el("div", { class: "file" }, button, disclosure("eye", t("readHere", { name }), reader));
}

function save(name, content) {
  const address = URL.createObjectURL(new Blob([content], { type: "text/plain;charset=utf-8" }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

function actions(block, { tap }) {
  return el("div", { class: "actions" }, block.items.map((item) => (item.type === "menu" ? menu(item, tap) : button(item, tap))));
}

function button({ label, act, primary }, tap) {
  const click = ({ currentTarget }) => tap(act, currentTarget);
  return el("button", { type: "button", class: primary && "primary", "data-act": act, on: { click } }, label);
}

function menu({ label, options }, tap) {
  const control = el("button", { type: "button", class: "opens" }, label, icon("chevron"));
  const items = options.map((option) => ({ label: option.label, choose: () => tap(option.act, control) }));
  return menuButton(control, [{ items }]);
}
