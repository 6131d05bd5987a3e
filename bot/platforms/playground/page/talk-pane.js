import { Composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { draftKey } from "./drafts.js";
import { MessageList } from "./message-list.js";
import { t } from "./strings.js";

/** The conversation in the middle. */
export class TalkPane {
  #title = el("h2", { id: "talk-title", tabindex: "-1" });
  #topic = el("p", { class: "topic" });
  #back = el("button", { type: "button", class: "quiet to-nav" });
  #leave = el("button", { type: "button", class: "quiet", id: "leave-button" });
  #empty = el("div", { class: "empty", hidden: true });
  #list;
  #composer;
  #session;
  #shown = null;

  constructor(node, session, { place, send, toNav, leave }) {
    this.#session = session;
    this.#composer = new Composer({ commands: () => session.commands, send, sent: () => this.#list.startAtEnd() });
    this.#list = new MessageList({ place: { ...place, level: 4, inThread: false }, days: true, lost: () => this.focus() });
    this.#back.addEventListener("click", toNav);
    this.#leave.addEventListener("click", leave);
    const words = el("div", {}, this.#title, this.#topic);
    node.append(el("div", { class: "pane-top" }, this.#back, words, this.#leave), this.#empty, this.#list.node, this.#composer.node);
  }

  get alert() {
    return this.#composer.alert;
  }

  focus() {
    this.#composer.focus();
  }

  focusTitle() {
    this.#title.focus();
  }

  focusMessage(id, control) {
    return this.#list.focusMessage(id, control);
  }

  show() {
    const channel = this.#session.current;
    if (!channel) return;
    this.#showTop(channel);
    this.#showMessages(channel);
    const key = draftKey(this.#session.person, channel.id);
    this.#composer.aim(key, t(channel.kind === "direct" ? "writeToDirect" : "writeTo", { where: nameOf(channel) }));
    if (this.#shown !== key) this.#list.startAtEnd();
    this.#shown = key;
  }

  #showTop(channel) {
    const tag = channel.example && el("small", { class: "tag" }, t("example"));
    this.#title.replaceChildren(...[nameOf(channel), tag && " ", tag].filter(Boolean));
    this.#topic.textContent = channel.topic || (channel.kind === "direct" ? t("private") : "");
    const n = this.#unreadElsewhere(channel);
    const label = n ? `${t("conversations")}, ${t("unread", { n })}` : t("conversations");
    this.#back.replaceChildren(icon("menu"), label);
    this.#leave.textContent = t("leaveChannel");
    this.#leave.setAttribute("aria-label", t("leaveOf", channel));
    this.#leave.hidden = channel.kind === "direct";
  }

  #unreadElsewhere({ id }) {
    const others = this.#session.channels.filter((channel) => channel.id !== id);
    return others.reduce((sum, channel) => sum + this.#session.unread.count(channel.id), 0);
  }

  #showMessages(channel) {
    const { talk, unread } = this.#session;
    const roots = talk.roots(channel.id);
    this.#list.name(t("messagesOf", { where: nameOf(channel) }));
    this.#list.show(roots, ({ id }) => ({
      replies: talk.replies(channel.id, id).length,
      fresh: unread.countReplies(channel.id, id),
    }));
    this.#showEmpty(talk.isLoaded(channel.id), roots.length);
  }

  #showEmpty(loaded, n) {
    this.#empty.hidden = n > 0;
    if (n > 0) return;
    const { commands } = this.#session;
    const buttons = commands.map(({ command, hint }) =>
      el("li", {}, el("button", { type: "button", on: { click: () => this.#composer.begin(command) } }, command), " ", hint),
    );
    const tries = [el("p", {}, t("nothingYet")), el("p", {}, t("tryCommand")), el("ul", { role: "list" }, buttons)];
    this.#empty.replaceChildren(...(loaded ? tries : [el("p", {}, t("loading"))]));
  }
}

export const nameOf = ({ kind, name }) => (kind === "direct" ? name : `#${name}`);
