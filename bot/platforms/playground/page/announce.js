import { el } from "./dom.js";
import { t } from "./strings.js";

const LONGEST = 300;
const KEPT_FOR = 30000;

/** Says a sentence once to whoever listens to the page instead of looking at it. */
export function announce(sentence) {
  const line = el("p", {}, sentence);
  document.getElementById("live").append(line);
  setTimeout(() => line.remove(), KEPT_FOR);
}

/** `where` names the channel when it is not the one on the screen. */
export function announceMessage(message, where) {
  const who = message.mine ? t("you") : message.author.name;
  const what = cut(message.author.coach ? message.notification : message.text ?? message.notification);
  if (where) announce(t("heardElsewhere", { where, who, what }));
  else announce(t(message.thread ? "heardInThread" : "heard", { who, what }));
}

function cut(text) {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
