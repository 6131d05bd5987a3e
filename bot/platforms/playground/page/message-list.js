import { capital, day, dayKey } from "./dates.js";
import { el, focusOn, icon } from "./dom.js";
import { drawMessage } from "./message-view.js";
import { language, t } from "./strings.js";

const NEAR_END = 80;

/** The messages of one conversation, oldest first; only what changed is drawn anew, so that focus and place stay. */
export class MessageList {
  #list = el("ol", { class: "messages", role: "list" });
  #scroller = el("div", { class: "scroller", role: "group", tabindex: "0" });
  #latest = el("button", { type: "button", class: "latest", hidden: true });
  #node;
  #drawn = new Map();
  #place;
  #days;
  #lost;
  #atEnd = true;
  #top = 0;

  /** `place` is what message-view wants; `days` asks for day separators; `lost()` takes a focus whose message went. */
  constructor({ place, days, lost }) {
    this.#place = place;
    this.#days = days;
    this.#lost = lost;
    this.#scroller.append(this.#list);
    this.#scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.#list.addEventListener("click", ({ target }) => this.#unfolds(target));
    this.#latest.addEventListener("click", () => this.#goToEnd());
    // Pictures take their room after they are drawn, and windows change.
    new ResizeObserver(() => this.#settle()).observe(this.#list);
    new ResizeObserver(() => this.#settle()).observe(this.#scroller);
    this.#node = el("div", { class: "list" }, this.#scroller, this.#latest);
  }

  get node() {
    return this.#node;
  }

  name(label) {
    this.#scroller.setAttribute("aria-label", label);
    this.#latest.replaceChildren(icon("down"), t("latest"));
  }

  /** `counts(message)` is {replies, fresh}. */
  show(messages, counts) {
    const entries = this.#entries(messages, counts);
    const hadFocus = this.#list.contains(document.activeElement);
    this.#removeOthers(new Set(entries.map(({ key }) => key)));
    let cursor = this.#list.firstElementChild;
    for (const entry of entries) cursor = this.#put(entry, cursor);
    if (hadFocus && !this.#list.contains(document.activeElement)) this.#lost();
    this.#settle();
    this.#scrolled();
  }

  #entries(messages, counts) {
    let today = null;
    return messages.flatMap((message) => {
      const separator = this.#days && dayKey(message.at) !== today ? [dayEntry(message.at)] : [];
      today = dayKey(message.at);
      return [...separator, this.#messageEntry(message, counts(message))];
    });
  }

  #messageEntry(message, counts) {
    const draw = () => el("li", { "data-message": message.id }, drawMessage(message, { ...this.#place, ...counts }));
    return { key: `message/${message.id}`, version: JSON.stringify([message, counts, language()]), draw };
  }

  #removeOthers(wanted) {
    for (const [key, { node }] of this.#drawn) {
      if (wanted.has(key)) continue;
      node.remove();
      this.#drawn.delete(key);
    }
  }

  /** Draws the entry before `cursor`, and answers what comes after it. */
  #put({ key, version, draw }, cursor) {
    const old = this.#drawn.get(key);
    if (old?.version === version) return this.#settleAt(old.node, cursor);
    const node = draw();
    this.#drawn.set(key, { node, version });
    if (!old) {
      this.#list.insertBefore(node, cursor);
      return cursor;
    }
    replace(old.node, node);
    return this.#settleAt(node, cursor === old.node ? node : cursor);
  }

  #settleAt(node, cursor) {
    if (node === cursor) return cursor.nextElementSibling;
    this.#list.insertBefore(node, cursor);
    return cursor;
  }

  /** Focuses a message, or what stands in it now for a control that it had; answers whether the message is here. */
  focusMessage(id, control) {
    const article = this.#drawn.get(`message/${id}`)?.node.querySelector("article");
    const same = article && control && twin(control, article);
    if (same) same.focus();
    else if (article) focusOn(article);
    return Boolean(article);
  }

  startAtEnd() {
    this.#atEnd = true;
    this.#settle();
  }

  #settle() {
    if (this.#atEnd) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #scrolled() {
    const left = this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight;
    const top = this.#scroller.scrollTop;
    // Content that grows leaves the end behind too: only somebody who goes up wants to stay there.
    if (left < NEAR_END) this.#atEnd = true;
    else if (top < this.#top) this.#atEnd = false;
    this.#top = top;
    this.#latest.hidden = left < NEAR_END;
  }

  /** What somebody unfolds stays in front of them. */
  #unfolds(target) {
    if (target.closest("summary")) this.#atEnd = false;
  }

  #goToEnd() {
    this.startAtEnd();
    focusOn(this.#list.lastElementChild.querySelector("article"));
  }
}

function dayEntry(at) {
  const draw = () => el("li", { class: "day" }, el("h3", {}, el("span", {}, capital(day(at)))));
  return { key: `day/${dayKey(at)}`, version: language(), draw };
}

/** Puts a message in place of its former self, with the focus and the tables that were open. */
function replace(old, fresh) {
  const focused = old.contains(document.activeElement) && document.activeElement;
  const opened = [...old.querySelectorAll("details")].map(({ open }) => open);
  for (const [index, details] of fresh.querySelectorAll("details").entries()) details.open = opened[index] ?? false;
  old.replaceWith(fresh);
  if (focused) (twin(focused, fresh) ?? fresh.querySelector("article")).focus();
}

function twin(focused, fresh) {
  const name = focused.getAttribute("aria-label");
  const tool = name && fresh.querySelector(`.message-tools [aria-label="${CSS.escape(name)}"]`);
  return tool ?? (focused.dataset.act && fresh.querySelector(`[data-act="${CSS.escape(focused.dataset.act)}"]`));
}
