import { t } from "./strings.js";

const RETRY_AFTER = 3000;
const CLOSE_AFTER_HIDDEN = 60000;

/** A request that was not accepted; the message is a sentence for the person. */
export class Refusal extends Error {}

export function get(path, parameters) {
  const known = Object.entries(parameters).filter(([, value]) => value != null);
  return ask(`${path}?${new URLSearchParams(known)}`);
}

export function post(path, body) {
  return ask(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function ask(address, options) {
  const response = await fetch(address, options).catch(() => {
    throw new Refusal(t("unreachable"));
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer) throw new Refusal(answer?.error || t("unexpected"));
  return answer;
}

/** The server's events for one person, until closed; `opened` comes at each connection, the first included. */
export class Stream {
  #source = null;
  #timer = null;
  #closed = false;
  #address;
  #listeners;

  constructor(person, listeners) {
    this.#address = `/api/events?${new URLSearchParams({ person })}`;
    this.#listeners = listeners;
    document.addEventListener("visibilitychange", this.#seen);
    window.addEventListener("pageshow", this.#seen);
    this.#connect();
  }

  close() {
    this.#closed = true;
    this.#hangUp();
    document.removeEventListener("visibilitychange", this.#seen);
    window.removeEventListener("pageshow", this.#seen);
  }

  #connect() {
    this.#hangUp();
    this.#source = new EventSource(this.#address);
    this.#source.onopen = () => this.#listeners.opened();
    this.#source.onmessage = (event) => this.#listeners.heard(JSON.parse(event.data));
    this.#source.onerror = () => this.#lost();
  }

  #hangUp() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #lost() {
    this.#listeners.lost();
    if (this.#source?.readyState === EventSource.CLOSED) this.#later(() => this.#connect(), RETRY_AFTER);
  }

  /** A browser allows six connections to one place: tabs that nobody looks at give theirs back. */
  #seen = () => {
    if (document.hidden) this.#later(() => this.#hangUp(), CLOSE_AFTER_HIDDEN);
    else if (!this.#source || this.#source.readyState === EventSource.CLOSED) this.#connect();
    else clearTimeout(this.#timer);
  };

  #later(what, delay) {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(what, delay);
  }
}
