import { el, unseen } from "./dom.js";
import { avatar } from "./message-view.js";
import { t } from "./strings.js";

const GROUPS = [
  { kind: "channel", title: "channels" },
  { kind: "direct", title: "directs" },
];

/** The conversations, as links that can be opened anew or sent to somebody. */
export function drawSidebar(node, session, addressOf, join) {
  const focused = node.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
  node.replaceChildren(...GROUPS.map((group) => drawGroup(group, session, addressOf)), drawLeft(session, join));
  if (focused) node.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
}

function drawGroup({ kind, title }, session, addressOf) {
  const channels = session.channels.filter((channel) => channel.kind === kind);
  const links = channels.map((channel) => el("li", {}, drawLink(channel, session, addressOf)));
  return el("section", { hidden: !channels.length }, el("h2", {}, t(title)), el("ul", { role: "list" }, links));
}

function drawLeft({ left }, join) {
  const buttons = left.map((channel) => el("li", {}, drawBack(channel, join)));
  return el("section", { hidden: !left.length }, el("h2", {}, t("leftChannels")), el("ul", { role: "list" }, buttons));
}

function drawBack(channel, join) {
  const attributes = { type: "button", class: "quiet", "data-channel": channel.id, on: { click: () => join(channel) } };
  return el("button", attributes, t("comeBack", channel));
}

function drawLink(channel, session, addressOf) {
  const here = channel.id === session.channel;
  const count = session.unread.count(channel.id);
  const attributes = {
    href: addressOf(channel),
    class: count ? "channel has-unread" : "channel",
    "aria-current": here && "page",
    "data-channel": channel.id,
  };
  return el("a", attributes, sign(channel), drawName(channel), count > 0 && drawCount(count));
}

function sign({ kind, name }) {
  if (kind === "channel") return el("span", { class: "hash", "aria-hidden": "true" }, "#");
  return avatar({ name, coach: true });
}

function drawName({ name, example }) {
  return el("span", { class: "channel-name" }, name, example && [" ", el("small", { class: "tag" }, t("example"))]);
}

function drawCount(n) {
  return el("span", { class: "count-badge" }, el("span", { "aria-hidden": "true" }, n), unseen(`, ${t("unread", { n })}`));
}
