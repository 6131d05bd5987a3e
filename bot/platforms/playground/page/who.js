import { el, icon } from "./dom.js";
import { menuButton } from "./menu.js";
import { avatar } from "./message-view.js";
import { language, t } from "./strings.js";

/** The switch with which one is somebody else. */
export function drawWho(node, { me, people }, { become, add }) {
  const version = JSON.stringify([me, people, language()]);
  if (node.dataset.version === version) return;
  node.dataset.version = version;
  const hadFocus = node.contains(document.activeElement);
  const label = el("span", { class: "who-words" }, el("small", {}, t("youAre"), " "), el("strong", {}, me.name));
  const button = el("button", { type: "button", class: "opens who-button", id: "who-button" }, avatar(me), label, icon("chevron"));
  node.replaceChildren(menuButton(button, groups({ me, people }, { become, add })));
  if (hadFocus) button.focus();
}

function groups({ me, people }, { become, add }) {
  const item = (person) => ({
    label: person.name,
    detail: person.title,
    before: avatar(person),
    checked: person.id === me.id,
    choose: () => become(person.id),
  });
  const group = (label, members) => ({ label, items: members.map(item) });
  const plus = el("span", { class: "avatar plus" }, icon("plus"));
  return [
    group(t("examples"), people.filter(({ example }) => example)),
    group(t("added"), people.filter(({ example }) => !example)),
    { items: [{ label: t("addPerson"), before: plus, choose: add }] },
  ].filter(({ items }) => items.length);
}

