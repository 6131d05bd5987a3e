import { Alert } from "./alert.js";
import { el, freshId, icon } from "./dom.js";
import { t } from "./strings.js";

const BUSY = "aria-disabled";

/**
 * A modal dialog with one form. `submit(dialog)` is called when it is sent and closes the dialog itself;
 * `closed()` finds the place where the focus goes back to.
 */
export class Dialog {
  static current = null;

  #node = el("dialog", { class: "dialog" });
  #form;
  #alert = new Alert();
  #label = "";
  #dirty = false;
  #closed;

  constructor({ closed }) {
    this.#closed = closed;
    this.#alert.onclose = () => this.#stay();
    this.#node.addEventListener("keydown", (event) => this.#escape(event));
    this.#node.addEventListener("cancel", (event) => this.#cancel(event));
    this.#node.addEventListener("input", () => (this.#dirty = true));
  }

  /** Shows this content in place of what the dialog held. */
  show({ title, content, label, danger, submit }) {
    const id = freshId("dialog");
    this.#label = label;
    this.#dirty = false;
    this.#form = el("form", { noValidate: true, on: { submit: (event) => this.#submit(event, submit) } });
    this.#form.append(this.#top(id, title), el("div", { class: "dialog-body" }, content), this.#alert.node, this.#bottom(danger));
    this.#alert.clear();
    this.#node.setAttribute("aria-labelledby", id);
    this.#node.replaceChildren(this.#form);
    this.#open(content);
  }

  #open(content) {
    if (!this.#node.isConnected) document.body.append(this.#node);
    if (!this.#node.open) this.#node.showModal();
    Dialog.current = this;
    // What stands before the first field is meant to be read before it.
    if (content.length > 0 && !content[0].matches(".field")) this.#node.querySelector("h2").focus();
    else this.#firstField()?.focus();
  }

  #firstField() {
    return this.#node.querySelector(".dialog-body :is(input, select, textarea)");
  }

  #top(id, title) {
    const leave = () => this.leave();
    const button = el("button", { type: "button", class: "quiet square", "aria-label": t("close"), on: { click: leave } }, icon("close"));
    return el("div", { class: "dialog-top" }, el("h2", { id, tabindex: "-1" }, title), button);
  }

  #bottom(danger) {
    const leave = () => this.leave();
    return el(
      "div",
      { class: "dialog-bottom" },
      el("button", { type: "button", on: { click: leave } }, t("cancel")),
      el("button", { type: "submit", class: danger ? "danger" : "primary" }, this.#label),
    );
  }

  #escape(event) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.leave();
  }

  #cancel(event) {
    event.preventDefault();
    this.leave();
  }

  async #submit(event, submit) {
    event.preventDefault();
    const form = this.#form;
    if (form.querySelector(`[type=submit][${BUSY}]`)) return;
    this.#alert.clear();
    this.#busy(form, true);
    await submit(this);
    this.#busy(form, false);
  }

  #busy(form, busy) {
    const button = form.querySelector("[type=submit]");
    if (busy) button.setAttribute(BUSY, "true");
    else button.removeAttribute(BUSY);
    button.textContent = busy ? t("sending") : this.#label;
  }

  fail(sentence) {
    this.#alert.show(sentence);
  }

  /** Closes, after asking when words would be lost. */
  leave() {
    if (!this.#dirty) return this.close();
    const leave = el("button", { type: "button", on: { click: () => this.close() } }, t("leave"));
    const stay = el("button", { type: "button", on: { click: () => this.#stay() } }, t("stay"));
    this.#alert.ask(t("unsaved"), leave, stay);
    return stay.focus();
  }

  #stay() {
    this.#alert.clear();
    (this.#firstField() ?? this.#node.querySelector("h2")).focus();
  }

  close() {
    if (Dialog.current === this) Dialog.current = null;
    this.#node.close();
    this.#node.remove();
    this.#closed();
  }
}
