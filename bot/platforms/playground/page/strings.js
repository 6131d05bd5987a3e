import { english } from "./strings-en.js";
import { french } from "./strings-fr.js";

const STRINGS = { fr: french, en: english };

let current = "fr";

export const language = () => current;

export function setLanguage(wanted) {
  current = STRINGS[wanted] ? wanted : "fr";
  document.documentElement.lang = current;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
}

/** The sentence of that name; a sentence with several plurals chooses by `values.n`. */
export function t(name, values = {}) {
  const found = STRINGS[current][name];
  const sentence = typeof found === "string" ? found : plural(found, values.n);
  return spaced(sentence).replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

/** French keeps some signs with the word before them. */
function spaced(sentence) {
  return current === "fr" ? sentence.replace(/ (?=[:;?!»])/g, "\u00a0") : sentence;
}

function plural(forms, n) {
  return forms[new Intl.PluralRules(current).select(n)] ?? forms.other;
}
