import { drawBlocks } from "./blocks.js";
import { el, freshId } from "./dom.js";
import { t } from "./strings.js";

const MOST_RADIOS = 5;
const DRAW = { text: textField, choice: choiceField, people: peopleField };

/** A form's fields as elements, with `values()` and `showErrors(errors)`, which focuses the first. */
export class Fields {
  #fields;
  #content;

  constructor({ intro = [], fields }, people) {
    this.#fields = fields.map((field) => drawField(field, people));
    const words = drawBlocks(intro.filter(({ type }) => type !== "actions"), { level: 3 });
    this.#content = [...words, ...this.#fields.map(({ node }) => node)];
  }

  get content() {
    return this.#content;
  }

  values() {
    return Object.fromEntries(this.#fields.map(({ name, value }) => [name, value()]));
  }

  /** Answers whether every error found its field. */
  showErrors(errors) {
    for (const field of this.#fields) markError(field, errors[field.name]);
    this.#fields.find(({ name }) => errors[name])?.controls[0]?.focus();
    const known = new Set(this.#fields.map(({ name }) => name));
    return Object.keys(errors).every((name) => known.has(name));
  }
}

function drawField(field, people) {
  const hint = field.hint && el("p", { class: "field-hint", id: freshId("hint") }, field.hint);
  const error = el("p", { class: "field-error", id: freshId("error"), hidden: true });
  const parts = DRAW[field.type](field, { hint, error, people });
  const drawn = { name: field.name, hint, error, ...parts };
  describe(drawn, false);
  return drawn;
}

/** What a group of boxes says of itself is said once, by the group; an error also by its boxes. */
function describe({ group, controls, hint, error, count }, wrong) {
  const ids = [hint?.id, count?.id, wrong && error.id].filter(Boolean).join(" ");
  const holders = group ? [group] : controls;
  for (const node of holders) setOrRemove(node, "aria-describedby", ids);
  for (const node of controls) setOrRemove(node, "aria-invalid", wrong && "true");
  if (group) for (const node of controls) setOrRemove(node, "aria-describedby", wrong && error.id);
}

function setOrRemove(node, name, value) {
  if (value) node.setAttribute(name, value);
  else node.removeAttribute(name);
}

function markError(field, sentence) {
  field.error.textContent = sentence ?? "";
  field.error.hidden = !sentence;
  field.node.classList.toggle("wrong", Boolean(sentence));
  describe(field, Boolean(sentence));
}

const labelText = ({ label, required }) => [label, required && el("span", { class: "required" }, ` ${t("required")}`)];

const block = (...children) => el("div", { class: "field" }, ...children);

function textField(field, { hint, error }) {
  const id = freshId("field");
  const tag = field.multiline ? "textarea" : "input";
  const control = el(tag, { id, autocomplete: "off", "aria-required": field.required && "true", value: field.value ?? "" });
  if (field.multiline) control.rows = 4;
  const count = field.multiline && field.longest && counter(control, field.longest);
  const node = block(el("label", { for: id }, labelText(field)), hint, control, count, error);
  return { node, controls: [control], count, value: () => control.value };
}

/** Nothing is cut while somebody types or pastes: the line says how much is too much. */
function counter(control, longest) {
  const line = el("p", { class: "count", id: freshId("count") });
  const update = () => {
    const n = control.value.length;
    line.textContent = t(n > longest ? "tooLong" : "count", { n, longest, over: n - longest });
    line.classList.toggle("over", n > longest);
  };
  control.addEventListener("input", update);
  update();
  return line;
}

function choiceField(field, tools) {
  return field.choices.length > MOST_RADIOS ? select(field, tools) : radios(field, tools);
}

function select(field, { hint, error }) {
  const id = freshId("field");
  const choices = field.value && field.required ? field.choices : [{ value: "", label: t("choose") }, ...withoutEmpty(field)];
  const options = choices.map(({ value, label }) => el("option", { value }, label));
  const control = el("select", { id, "aria-required": field.required && "true" }, options);
  control.value = field.value ?? "";
  const node = block(el("label", { for: id }, labelText(field)), hint, control, error);
  return { node, controls: [control], value: () => control.value };
}

const withoutEmpty = ({ choices }) => choices.filter(({ value }) => value !== "");

function radios(field, { hint, error }) {
  const optional = !field.required && !field.choices.some(({ value }) => value === "");
  const choices = optional ? [...field.choices, { value: "", label: t("noChoice") }] : field.choices;
  const name = freshId("choice");
  const controls = choices.map(({ value }) => el("input", { type: "radio", name, value, checked: value === (field.value ?? "") }));
  const group = el("fieldset", { role: "radiogroup", class: "boxes", "aria-required": field.required && "true" });
  group.append(...boxes(field, hint, controls, choices), error);
  return { node: block(group), group, controls, value: () => controls.find(({ checked }) => checked)?.value ?? "" };
}

function peopleField(field, tools) {
  return field.several ? severalPeople(field, tools) : onePerson(field, tools);
}

function onePerson(field, tools) {
  const choices = tools.people.map(({ id, name, title }) => ({ value: id, label: [name, title].filter(Boolean).join(", ") }));
  const drawn = choiceField({ ...field, choices, value: field.value?.[0] ?? "" }, tools);
  return { ...drawn, value: () => [drawn.value()].filter(Boolean) };
}

function severalPeople(field, { hint, error, people }) {
  const chosen = new Set(field.value ?? []);
  const controls = people.map(({ id }) => el("input", { type: "checkbox", value: id, checked: chosen.has(id) }));
  const labels = people.map(({ name, title }) => ({ label: name, detail: title }));
  const group = el("fieldset", { class: "boxes" }, boxes(field, hint, controls, labels), error);
  const value = () => controls.filter(({ checked }) => checked).map((control) => control.value);
  return { node: block(group), group, controls, value };
}

function boxes(field, hint, controls, labels) {
  const lines = controls.map((control, index) => box(control, labels[index]));
  return [el("legend", {}, labelText(field)), hint, el("div", { class: "box-list" }, lines)].filter(Boolean);
}

function box(control, { label, detail }) {
  return el("label", { class: "box" }, control, el("span", {}, label, detail && el("small", {}, detail)));
}
