import { Alert } from "./alert.js";
import { announce } from "./announce.js";
import { complete } from "./completion.js";
import { el, freshId, icon, scrollable } from "./dom.js";
import { draft, keepDraft } from "./drafts.js";
import { t } from "./strings.js";

/** Where one writes: `send(text)` may refuse, and then the words stay. */
export class Composer {
  alert = new Alert();

  #commands;
  #send;
  #whenSent;
  #key = "";
  #sending = new Set();
  #options = [];
  #active = -1;
  #label = el("label", { class: "composer-label" });
  #hint = el("p", { class: "composer-hint", id: freshId("hint") });
  #list = scrollable(el("div", { class: "suggestions", role: "listbox", id: freshId("suggestions"), hidden: true }));
  #text;
  #opener;
  #submit;
  #form;

  constructor({ commands, send, sent }) {
    this.#commands = commands;
    this.#send = send;
    this.#whenSent = sent;
    this.#list.addEventListener("keydown", (event) => this.#pressed(event));
    this.#list.addEventListener("blur", (event) => this.#left(event));
    this.#drawText();
    this.#drawButtons();
    const bottom = el("div", { class: "composer-bottom" }, this.#opener, this.#hint, this.#submit);
    const box = el("div", { class: "composer-box" }, this.#label, this.#text, bottom);
    this.#form = el("form", { class: "composer", noValidate: true, on: { submit: (event) => this.#submitted(event) } });
    this.#form.append(this.alert.node, this.#list, box);
    this.alert.onclose = () => this.focus();
  }

  get node() {
    return this.#form;
  }

  #drawText() {
    const id = freshId("write");
    this.#label.htmlFor = id;
    this.#text = el("textarea", {
      id,
      rows: 1,
      autocomplete: "off",
      enterkeyhint: "send",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-controls": this.#list.id,
      "aria-describedby": this.#hint.id,
      on: {
        input: () => this.#typed(),
        keydown: (event) => this.#pressed(event),
        blur: (event) => this.#left(event),
      },
    });
  }

  #drawButtons() {
    // A multi-line field may not carry aria-expanded: the button that opens the list does.
    this.#opener = el("button", { type: "button", class: "quiet", "aria-haspopup": "listbox", "aria-expanded": "false" });
    this.#opener.setAttribute("aria-controls", this.#list.id);
    // Otherwise the press takes the focus from the text, which closes the list that the click then opens again.
    this.#opener.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#opener.addEventListener("click", () => this.#toggleList());
    this.#submit = el("button", { type: "submit", class: "primary" });
  }

  /** Turns to another conversation, with what was begun there. */
  aim(key, label) {
    this.#label.textContent = label;
    this.#hint.textContent = t("writeHint");
    this.#list.setAttribute("aria-label", t("commands"));
    this.#opener.replaceChildren(el("span", { class: "slash", "aria-hidden": "true" }, "/"), t("commands"));
    this.#submit.replaceChildren(icon("send"), t("send"));
    if (key === this.#key) return;
    this.#key = key;
    this.alert.clear();
    this.#write(draft(key));
  }

  focus() {
    this.#text.focus();
  }

  /** Puts a beginning into an empty field and lets the person go on. */
  begin(line) {
    if (this.#text.value.trim()) this.focus();
    else this.#accept(line);
  }

  #write(text) {
    this.#text.value = text;
    this.#grow();
    this.#closeList();
  }

  #grow() {
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }

  #typed() {
    keepDraft(this.#key, this.#text.value);
    this.#grow();
    this.#suggest();
  }

  #suggest() {
    const { options, active } = complete(this.#text.value, this.#commands());
    const opens = options.length > 0 && this.#list.hidden;
    this.#options = options;
    this.#drawList();
    this.#activate(active);
    if (opens && !this.#list.hidden) announce(t("suggestions", { n: options.length }));
  }

  #drawList() {
    this.#list.replaceChildren(...this.#options.map((option, index) => this.#drawOption(option, index)));
    this.#show(this.#options.length > 0);
  }

  #drawOption({ shown, hint, line }, index) {
    const attributes = {
      role: "option",
      id: `${this.#list.id}-${index}`,
      "aria-selected": "false",
      on: { pointerdown: (event) => event.preventDefault(), click: () => this.#accept(line) },
    };
    return el("div", attributes, el("strong", {}, shown), hint && el("span", {}, hint));
  }

  /** A list that is long enough to be scrolled takes the focus too. */
  #left({ relatedTarget }) {
    if (relatedTarget !== this.#list && relatedTarget !== this.#text) this.#closeList();
  }

  #show(shown) {
    this.#list.hidden = !shown;
    this.#opener.setAttribute("aria-expanded", String(shown));
  }

  #closeList() {
    this.#show(false);
    this.#options = [];
    this.#activate(-1);
  }

  #toggleList() {
    if (!this.#list.hidden) return this.#closeList();
    this.focus();
    if (!this.#text.value.startsWith("/")) this.#text.value = `/${this.#text.value.trimStart()}`;
    return this.#typed();
  }

  #activate(index) {
    this.#active = index;
    for (const [at, node] of [...this.#list.children].entries()) node.setAttribute("aria-selected", String(at === index));
    const node = this.#list.children[index];
    for (const holder of [this.#text, this.#list]) {
      if (node) holder.setAttribute("aria-activedescendant", node.id);
      else holder.removeAttribute("aria-activedescendant");
    }
    node?.scrollIntoView({ block: "nearest" });
  }

  #accept(line) {
    this.focus();
    this.#text.value = line;
    this.#text.setSelectionRange(line.length, line.length);
    this.#typed();
  }

  #pressed(event) {
    if (event.isComposing) return;
    if (!this.#list.hidden && this.#pressedInList(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) this.#submitted(event);
  }

  /** Whether the key was meant for the list. */
  #pressedInList({ key, shiftKey }) {
    if (key === "ArrowDown" || key === "ArrowUp") this.#step(key === "ArrowDown" ? 1 : -1);
    else if (key === "Escape") this.#escape();
    else if (["Enter", "Tab"].includes(key) && !shiftKey && this.#active >= 0) this.#accept(this.#options[this.#active].line);
    else return false;
    return true;
  }

  #escape() {
    this.focus();
    this.#closeList();
  }

  #step(by) {
    const n = this.#options.length;
    const from = this.#active < 0 && by < 0 ? 0 : this.#active;
    this.#activate((from + by + n) % n);
  }

  async #submitted(event) {
    event.preventDefault();
    const key = this.#key;
    const text = this.#text.value;
    if (this.#sending.has(key)) return;
    if (!text.trim()) return this.alert.show(t("emptyMessage"));
    this.#closeList();
    this.alert.clear();
    this.#sending.add(key);
    const refusal = await this.#send(text.trim());
    this.#sending.delete(key);
    if (!refusal) this.#sent(key, text);
    else if (key === this.#key) this.alert.show(refusal);
  }

  /** What was typed since, or in another conversation, stays. */
  #sent(key, text) {
    const now = draft(key) || text;
    const rest = now.startsWith(text) ? now.slice(text.length) : now;
    keepDraft(key, rest);
    if (key !== this.#key) return;
    this.#write(rest);
    this.#whenSent();
  }
}
