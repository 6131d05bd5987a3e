const KEY = "coach-pm/seen";

/** What each person of this browser has not seen yet, by the coach's clock; kept over reloads. */
export class Unread {
  #fresh = new Map();
  #person = null;
  #kept = read();

  become(person, now) {
    this.#person = person;
    this.#fresh = new Map();
    // A clock that went back means another database: what was seen in the old one says nothing.
    if (!this.#kept.since || Date.parse(this.#kept.since) > Date.parse(now)) this.#keep({ since: now, seen: {} });
  }

  /** Compares a channel with what was seen of it last time. */
  loaded(channel, messages) {
    const start = this.#firstUnseen(channel, messages);
    const fresh = messages.slice(start).filter(({ mine }) => !mine);
    for (const message of fresh) this.heard(message);
  }

  #firstUnseen(channel, messages) {
    const seen = this.#kept.seen[`${this.#person}/${channel}`];
    const index = messages.findIndex(({ id }) => id === seen?.id);
    if (index >= 0) return index + 1;
    const since = Date.parse(seen?.at ?? this.#kept.since);
    const later = messages.findIndex(({ at }) => Date.parse(at) > since);
    return later < 0 ? messages.length : later;
  }

  heard({ channel, id, thread, mine }) {
    if (!mine) this.#in(channel).set(id, { thread, counted: true });
  }

  forget(channel, id) {
    this.#in(channel).delete(id);
  }

  /** The channel was looked at: only replies in threads that stayed closed are still new. */
  see(channel, messages, now) {
    for (const [id, entry] of this.#in(channel)) {
      if (entry.thread) entry.counted = false;
      else this.#in(channel).delete(id);
    }
    const last = messages.at(-1);
    const seen = { ...this.#kept.seen, [`${this.#person}/${channel}`]: { id: last?.id ?? null, at: last?.at ?? now } };
    this.#keep({ ...this.#kept, seen });
  }

  seeThread(channel, root) {
    for (const [id, { thread }] of this.#in(channel)) if (thread === root) this.#in(channel).delete(id);
  }

  count(channel) {
    return [...this.#in(channel).values()].filter(({ counted }) => counted).length;
  }

  countReplies(channel, root) {
    return [...this.#in(channel).values()].filter(({ thread }) => thread === root).length;
  }

  #in(channel) {
    if (!this.#fresh.has(channel)) this.#fresh.set(channel, new Map());
    return this.#fresh.get(channel);
  }

  #keep(kept) {
    this.#kept = kept;
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Without storage, marks last as long as the page.
    }
  }
}

function read() {
  try {
    return { since: null, seen: {}, ...JSON.parse(localStorage.getItem(KEY)) };
  } catch {
    return { since: null, seen: {} };
  }
}
