import { language } from "./strings.js";

const LOCALES = { fr: "fr-FR", en: "en-GB" };
const DAY = { weekday: "long", day: "numeric", month: "long" };
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/;

/** The hour on the coach's own wall, whatever the zone of this browser. */
function wall(iso) {
  const [, year, month, day, hour, minute] = LOCAL.exec(iso).map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute));
}

export const dayKey = (iso) => iso.slice(0, 10);

export function day(iso, withYear = true) {
  const year = withYear ? "numeric" : undefined;
  const parts = new Intl.DateTimeFormat(LOCALES[language()], { ...DAY, year, timeZone: "UTC" }).formatToParts(wall(iso));
  return parts.map(first).join("");
}

/** French says "1er", which browsers do not write. */
function first({ type, value }) {
  return type === "day" && value === "1" && language() === "fr" ? "1er" : value;
}

export function time(iso) {
  const [, , , , hour, minute] = LOCAL.exec(iso);
  if (language() === "en") return `${hour}:${minute}`;
  return minute === "00" ? `${Number(hour)}\u00a0h` : `${Number(hour)}\u00a0h\u00a0${minute}`;
}

const at = (dayWords, iso) => `${dayWords} ${language() === "en" ? "at" : "à"} ${time(iso)}`;

export const moment = (iso) => at(day(iso), iso);

/** A moment as people say it who are in that year. */
export function momentSeenFrom(now, iso) {
  return now.slice(0, 4) === iso.slice(0, 4) ? at(day(iso, false), iso) : moment(iso);
}

/** The angles of a clock's hands, in degrees from noon. */
export function hands(iso) {
  const [, , , , hour, minute] = LOCAL.exec(iso).map(Number);
  return { hour: ((hour % 12) + minute / 60) * 30, minute: minute * 6 };
}

/** What a datetime-local field takes. */
export const forField = (iso) => iso.slice(0, 16);

export const capital = (text) => text.charAt(0).toLocaleUpperCase(LOCALES[language()]) + text.slice(1);
