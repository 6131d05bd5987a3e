import { drawBlocks } from "./blocks.js";
import { capital, day, time } from "./dates.js";
import { el, freshId, icon } from "./dom.js";
import { t } from "./strings.js";

const HUES = 6;

/**
 * One message. `place` says where it stands: {level, inThread, replies, fresh} and what can be done there:
 * tap(message, act, control), reply(message), edit(message), remove(message).
 */
export function drawMessage(message, place) {
  const id = freshId("message");
  const attributes = { class: message.author.coach ? "message coach" : "message", "aria-labelledby": id, tabindex: "-1" };
  const body = el("div", { class: "message-body" }, drawHead(message, place, id), drawWords(message, place), drawFoot(message, place));
  return el("article", attributes, avatar(message.author), body);
}

export function avatar({ name, coach }) {
  if (coach) return el("img", { class: "avatar", src: "/page/favicon.svg", alt: "" });
  return el("span", { class: `avatar hue-${hue(name)}`, "aria-hidden": "true" }, initials(name));
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 && words.at(-1)].filter(Boolean).map((word) => [...word][0].toLocaleUpperCase()).join("");
}

const hue = (name) => [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7) % HUES;

function drawHead(message, place, id) {
  const said = place.inThread ? `${capital(day(message.at))}, ${time(message.at)}` : time(message.at);
  return el(
    "div",
    { class: "message-head" },
    el("p", { id, class: "message-who" }, el("strong", {}, message.author.name), " ", el("time", { datetime: message.at }, said)),
    message.edited && el("span", { class: "message-mark" }, `(${t("edited")})`),
    message.only_for && el("span", { class: "message-mark" }, icon("eye"), t("onlyForYou")),
    drawTools(message, place),
  );
}

function drawTools(message, place) {
  const at = time(message.at);
  const who = message.author.name;
  const tools = [
    !place.inThread && !message.only_for && tool(t("reply"), t("replyTo", { who, at }), () => place.reply(message)),
    message.mine && tool(t("edit"), t("editOf", { at }), ({ currentTarget }) => place.edit(message, currentTarget)),
    message.mine && tool(t("remove"), t("removeOf", { at }), ({ currentTarget }) => place.remove(message, currentTarget)),
  ];
  return el("div", { class: "message-tools" }, tools);
}

function tool(label, name, click) {
  return el("button", { type: "button", class: "quiet", "aria-label": name, on: { click } }, label);
}

function drawWords(message, place) {
  if (!message.blocks) return el("p", { class: "words typed" }, message.text ?? "");
  const tap = (act, control) => place.tap(message, act, control);
  return el("div", { class: "card" }, drawBlocks(message.blocks, { level: place.level, tap }));
}

function drawFoot(message, { replies, fresh, inThread, reply }) {
  if (inThread || !replies) return null;
  const label = [t("replies", { n: replies }), fresh && el("strong", {}, t("freshReplies", { n: fresh }))].filter(Boolean);
  const words = label.flatMap((part, index) => (index ? [", ", part] : [part]));
  return el("button", { type: "button", class: "replies", on: { click: () => reply(message) } }, words, icon("chevron"));
}
