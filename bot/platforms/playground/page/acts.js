import { post, Refusal } from "./api.js";
import { Dialog } from "./dialog.js";
import { Fields } from "./forms.js";
import { el } from "./dom.js";
import { t } from "./strings.js";

/** Everything that a person does to the playground; refusals become sentences at the place where they act. */
export class Acts {
  #session;
  #focusBack;

  /** `focusBack(opener)` gives the focus back to {control, message}. */
  constructor(session, focusBack) {
    this.#session = session;
    this.#focusBack = focusBack;
  }

  #post(path, body) {
    return post(path, { person: this.#session.person, ...body });
  }

  /** Sends what was written; answers the sentence of a refusal, or null. */
  async send(text, thread, opener) {
    const { channel } = this.#session;
    try {
      if (text.startsWith("/")) await this.#command(text, channel, opener);
      else await this.#post("/api/post", { channel, thread, text });
      return null;
    } catch (error) {
      return sentenceOf(error);
    }
  }

  async #command(text, channel, opener) {
    const mine = this.#session.turn();
    const { form } = await this.#post("/api/command", { channel, text });
    if (form && mine()) this.#ask(form, channel, opener);
  }

  async tap(message, act, control, alert) {
    if (control.getAttribute("aria-busy") === "true") return;
    const mine = this.#session.turn();
    control.setAttribute("aria-busy", "true");
    alert.clear();
    try {
      const { form } = await this.#post("/api/tap", { channel: message.channel, message: message.id, act });
      if (form && mine()) this.#ask(form, message.channel, { control, message: message.id });
    } catch (error) {
      if (mine()) alert.show(sentenceOf(error));
    }
    control.removeAttribute("aria-busy");
  }

  #ask(form, channel, opener) {
    this.#show(this.#dialog(opener), form, channel);
  }

  #dialog(opener) {
    return new Dialog({ closed: () => this.#focusBack(opener) });
  }

  #show(dialog, form, channel) {
    const fields = new Fields(form, this.#session.people);
    const submit = () => this.#submit(dialog, form, fields, channel);
    dialog.show({ title: form.title, content: fields.content, label: form.submit, submit });
  }

  async #submit(dialog, form, fields, channel) {
    const body = { channel, form: form.id, act: form.act, values: fields.values() };
    const answer = await attempt(dialog, () => this.#post("/api/submit", body));
    if (!answer) return;
    fields.showErrors({});
    if (hasAny(answer.errors)) this.#complain(dialog, fields, answer.errors);
    else if (answer.form) this.#show(dialog, answer.form, channel);
    else dialog.close();
  }

  #complain(dialog, fields, errors) {
    const all = fields.showErrors(errors);
    if (!all) dialog.fail(Object.values(errors).join(" "));
  }

  edit(message, control) {
    const field = { type: "text", name: "text", label: t("editLabel"), value: message.text, multiline: true };
    const save = ({ text }) => this.#post("/api/edit", { channel: message.channel, message: message.id, text });
    this.#askOne({ title: t("editTitle"), label: t("save"), field, opener: { control, message: message.id } }, save);
  }

  addPerson(control, added) {
    const field = { type: "text", name: "name", label: t("personName"), hint: t("personHint"), required: true };
    const add = async ({ name }) => added((await this.#post("/api/people", { name })).id);
    this.#askOne({ title: t("addPerson"), label: t("add"), field, opener: { control } }, add);
  }

  /** A form of the page's own with one field, to which every refusal belongs. */
  #askOne({ title, label, field, opener }, save) {
    const fields = new Fields({ fields: [field] }, []);
    const submit = async (dialog) => {
      fields.showErrors({});
      const refusal = await refusalOf(() => save(fields.values()));
      if (refusal) fields.showErrors({ [field.name]: refusal });
      else dialog.close();
    };
    this.#dialog(opener).show({ title, content: fields.content, label, submit });
  }

  remove(message, control) {
    const content = [el("blockquote", { class: "words typed" }, message.text), el("p", {}, t("removeWarning"))];
    const body = { channel: message.channel, message: message.id };
    const submit = async (dialog) => (await attempt(dialog, () => this.#post("/api/delete", body))) && dialog.close();
    const dialog = this.#dialog({ control, message: message.id });
    dialog.show({ title: t("removeTitle"), content, label: t("remove"), danger: true, submit });
  }

  /** Answers a refusal's sentence, or null. */
  speak(language) {
    return refusalOf(() => this.#post("/api/language", { language }));
  }

  leave(channel, control, left) {
    const leave = () => this.#post("/api/leave", { channel: channel.id });
    const submit = async (dialog) => (await attempt(dialog, leave)) && (dialog.close(), left());
    const content = [el("p", {}, t("leaveWarning"))];
    this.#dialog({ control }).show({ title: t("leaveTitle", channel), content, label: t("leaveChannel"), danger: true, submit });
  }

  /** Answers a refusal's sentence, or null. */
  join(channel) {
    return refusalOf(() => this.#post("/api/join", { channel }));
  }

  jump(to) {
    return this.#post("/api/clock", { to });
  }
}

const hasAny = (errors) => Boolean(errors) && Object.keys(errors).length > 0;

async function attempt(dialog, action) {
  try {
    return await action();
  } catch (error) {
    dialog.fail(sentenceOf(error));
    return null;
  }
}

async function refusalOf(action) {
  try {
    await action();
    return null;
  } catch (error) {
    return sentenceOf(error);
  }
}

/** A refusal has its own sentence; anything else is a fault of this page, and the console keeps it. */
export function sentenceOf(error) {
  if (error instanceof Refusal) return error.message;
  console.error(error);
  return t("unexpected");
}
