const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * What a line that starts with "/" may become: `options` of {shown, hint, line}, and the `active` one
 * (-1: none, because what is typed is already whole and Enter should send it).
 */
export function complete(text, commands) {
  if (!text.startsWith("/") || text.includes("\n")) return { options: [], active: -1 };
  const space = text.indexOf(" ");
  return space < 0 ? commandNames(text, commands) : words(text, space, commands);
}

function commandNames(text, commands) {
  const exact = find(text, commands);
  const longer = commands.filter((one) => one !== exact && fold(one.command).startsWith(fold(text)));
  const options = longer.map(({ command, hint }) => ({ shown: command, hint, line: `${command} ` }));
  if (!exact) return { options, active: options.length ? 0 : -1 };
  return { options: [...wordOptions(exact, ""), ...options], active: -1 };
}

function words(text, space, commands) {
  const command = find(text.slice(0, space), commands);
  const typed = text.slice(space).trimStart();
  if (!command) return { options: [], active: -1 };
  const options = wordOptions(command, typed);
  return { options, active: typed && options.length ? 0 : -1 };
}

const find = (text, commands) => commands.find(({ command }) => fold(command) === fold(text));

function wordOptions({ command, words: all }, typed) {
  const start = fold(typed);
  const matching = (all ?? []).filter(({ word }) => fold(word).startsWith(start));
  if (matching.some(({ word }) => fold(word) === start)) return [];
  return matching.map(({ word, hint }) => ({ shown: `${command} ${word}`, hint, line: `${command} ${word}` }));
}
