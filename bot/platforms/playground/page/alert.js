import { el, icon } from "./dom.js";
import { t } from "./strings.js";

/** A place for one sentence about what did not work; it stays until it is closed or something works. */
export class Alert {
  /** Where the focus goes when somebody closes it. */
  onclose = () => {};

  #place = el("div", { role: "alert" });

  get node() {
    return this.#place;
  }

  show(sentence, ...controls) {
    this.ask(sentence, ...controls, this.#closing());
  }

  /** A sentence that only its own controls take away. */
  ask(sentence, ...controls) {
    this.#place.replaceChildren(el("div", { class: "alert" }, icon("warning"), el("p", {}, sentence), controls));
    this.#place.scrollIntoView({ block: "nearest" });
  }

  #closing() {
    const close = () => {
      this.clear();
      this.onclose();
    };
    return el("button", { type: "button", class: "quiet", on: { click: close } }, t("close"));
  }

  clear() {
    this.#place.replaceChildren();
  }
}
