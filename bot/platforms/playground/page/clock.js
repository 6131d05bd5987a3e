import { capital, forField, hands, moment, momentSeenFrom } from "./dates.js";
import { el, freshId, icon, svg, unseen } from "./dom.js";
import { t } from "./strings.js";

/** The coach's moment, what comes next, and the two ways to get there; `jump(to)` lives through it and answers whether it could. */
export class Clock {
  #face = face();
  #now = el("p", { class: "clock-now" });
  #next = el("p", { class: "clock-next", id: freshId("next") });
  #jumpNext = el("button", { type: "button", class: "primary" });
  #label = el("label", { for: "moment" });
  #field = el("input", { type: "datetime-local", id: "moment" });
  #jumpTo = el("button", { type: "submit" });
  #tools = el("div", { class: "clock-tools", id: "clock-tools" });
  #opener = el("button", { type: "button", class: "clock-opener", "aria-expanded": "false", "aria-controls": "clock-tools" });
  #jump;
  #alert;
  #session = null;
  #busy = null;
  /** A moment that somebody wrote stays until the clock got there. */
  #written = false;

  constructor(node, { jump, alert }) {
    this.#jump = jump;
    this.#alert = alert;
    const form = el("form", { class: "clock-jump", noValidate: true, on: { submit: (event) => this.#submitted(event) } });
    form.append(el("div", { class: "clock-field" }, this.#label, this.#field), this.#jumpTo);
    this.#tools.append(el("div", { class: "clock-coming" }, this.#next, this.#jumpNext), form);
    this.#jumpNext.setAttribute("aria-describedby", this.#next.id);
    this.#jumpNext.addEventListener("click", () => this.#go("next", this.#jumpNext));
    this.#opener.addEventListener("click", () => this.#toggle());
    this.#field.addEventListener("input", () => (this.#written = true));
    node.append(el("div", { class: "clock-line" }, this.#face.node, this.#now, this.#opener), this.#tools);
  }

  show(session) {
    this.#session = session;
    const { now, next } = session;
    this.#face.turn(hands(now));
    this.#now.replaceChildren(unseen(`${t("now")} `), el("time", { datetime: now }, capital(moment(now))));
    this.#next.replaceChildren(...this.#coming(now, next));
    this.#jumpNext.hidden = !next;
    this.#label.textContent = t("jumpTo");
    this.#opener.replaceChildren(t("timeTools"), unseen(` ${t("timeToolsMore")}`), icon("chevron"));
    if (!this.#written && document.activeElement !== this.#field) this.#field.value = forField(now);
    this.#nameButtons();
  }

  #coming(now, next) {
    if (!next) return [t("nothingNext")];
    return [el("strong", {}, t("next")), " ", t("nextAt", { at: momentSeenFrom(now, next.at), what: next.what })];
  }

  #nameButtons() {
    const working = t("jumping");
    this.#jumpNext.textContent = this.#busy === this.#jumpNext ? working : t("jumpToNext");
    this.#jumpTo.textContent = this.#busy === this.#jumpTo ? working : t("jump");
    for (const button of [this.#jumpNext, this.#jumpTo]) {
      if (this.#busy) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
    this.#face.node.classList.toggle("running", Boolean(this.#busy));
  }

  #toggle() {
    const open = this.#opener.getAttribute("aria-expanded") !== "true";
    this.#opener.setAttribute("aria-expanded", String(open));
  }

  #submitted(event) {
    event.preventDefault();
    if (!this.#field.value) this.#alert.show(t("noMoment"));
    else this.#go(this.#field.value, this.#jumpTo);
  }

  async #go(to, button) {
    if (this.#busy) return;
    this.#busy = button;
    this.#nameButtons();
    this.#alert.clear();
    if (await this.#jump(to)) this.#written = false;
    this.#busy = null;
    this.show(this.#session);
  }
}

function face() {
  const hour = svg("path", { class: "hand", d: "M24 24V14" });
  const minute = svg("path", { class: "hand thin", d: "M24 24V9" });
  const ring = svg("circle", { class: "ring", cx: "24", cy: "24", r: "21" });
  const node = svg("svg", { class: "face", viewBox: "0 0 48 48", "aria-hidden": "true" }, ring, hour, minute);
  const turn = (angles) => {
    hour.setAttribute("transform", `rotate(${angles.hour} 24 24)`);
    minute.setAttribute("transform", `rotate(${angles.minute} 24 24)`);
  };
  return { node, turn };
}
