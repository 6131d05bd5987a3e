import { Composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { draftKey } from "./drafts.js";
import { MessageList } from "./message-list.js";
import { t } from "./strings.js";
import { nameOf } from "./talk-pane.js";

/** The answers to one message, beside the conversation or, where there is no room, over it. */
export class ThreadPane {
  root = null;

  #node;
  #title = el("h2", { id: "thread-title", tabindex: "-1" });
  #where = el("p", { class: "topic" });
  #close = el("button", { type: "button", class: "quiet" });
  #list;
  #composer;
  #session;
  #shown = null;

  constructor(node, session, { place, send, close }) {
    this.#node = node;
    this.#session = session;
    this.#composer = new Composer({ commands: () => session.commands, send, sent: () => this.#list.startAtEnd() });
    this.#list = new MessageList({ place: { ...place, level: 3, inThread: true }, days: false, lost: () => this.focus() });
    this.#close.addEventListener("click", close);
    const words = el("div", {}, this.#title, this.#where);
    node.append(el("div", { class: "pane-top" }, words, this.#close), this.#list.node, this.#composer.node);
    node.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && close());
  }

  get alert() {
    return this.#composer.alert;
  }

  focus() {
    this.#composer.focus();
  }

  focusMessage(id, control) {
    return !this.#node.hidden && this.#list.focusMessage(id, control);
  }

  open(root) {
    this.root = root;
    this.show();
    this.focus();
  }

  close() {
    this.root = null;
    this.show();
  }

  show() {
    const { talk, current, unread } = this.#session;
    const root = this.root && current && talk.find(current.id, this.root);
    this.#node.hidden = !root;
    if (!root) return;
    unread.seeThread(current.id, root.id);
    this.#showTop(current);
    this.#list.show([root, ...talk.replies(current.id, root.id)], () => ({}));
    this.#aim(current, root);
  }

  #showTop(channel) {
    const where = nameOf(channel);
    this.#title.textContent = t("thread");
    this.#where.textContent = t("threadIn", { where });
    this.#close.setAttribute("aria-label", t("closeThread"));
    this.#close.replaceChildren(icon("back"), el("span", { class: "for-phone" }, t("back")), icon("close"));
    this.#list.name(`${t("thread")} ${t("threadIn", { where })}`);
  }

  #aim(channel, root) {
    const key = draftKey(this.#session.person, channel.id, root.id);
    this.#composer.aim(key, t("writeInThread"));
    if (this.#shown !== key) this.#list.startAtEnd();
    this.#shown = key;
  }
}
