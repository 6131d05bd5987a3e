const PREFIX = "coach-pm/draft/";

const memory = new Map();

/** Storage may be full or forbidden; a draft then lasts as long as the page. */
function stored(action) {
  try {
    return action(sessionStorage);
  } catch {
    return null;
  }
}

export const draftKey = (...parts) => parts.filter(Boolean).map(encodeURIComponent).join("/");

export function draft(key) {
  return memory.get(key) ?? stored((storage) => storage.getItem(PREFIX + key)) ?? "";
}

export function keepDraft(key, text) {
  memory.set(key, text);
  if (text) stored((storage) => storage.setItem(PREFIX + key, text));
  else stored((storage) => storage.removeItem(PREFIX + key));
}
