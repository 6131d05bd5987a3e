/** What is known of what was said in each channel, for one person. */
export class Talk {
  #channels = new Map();
  #loads = new Set();

  /** Call before asking for a channel's messages; what is heard while they travel is laid over them. */
  beginLoad(channel) {
    const load = { channel, since: [] };
    this.#loads.add(load);
    return {
      done: (messages) => this.#finish(load, messages),
      failed: () => this.#loads.delete(load),
    };
  }

  /** The messages that came without having been heard; none at the first load. */
  #finish(load, messages) {
    this.#loads.delete(load);
    const before = this.#channels.get(load.channel);
    const after = new Map(messages.map((message) => [message.id, message]));
    for (const change of load.since) change(after);
    this.#channels.set(load.channel, after);
    return before ? messages.filter(({ id }) => !before.has(id)) : [];
  }

  put(message) {
    this.#change(message.channel, (messages) => messages.set(message.id, message));
  }

  remove(channel, id) {
    this.#change(channel, (messages) => messages.delete(id));
  }

  #change(channel, change) {
    for (const load of this.#loads) if (load.channel === channel) load.since.push(change);
    const messages = this.#channels.get(channel);
    if (messages) change(messages);
  }

  isLoaded(channel) {
    return this.#channels.has(channel);
  }

  find(channel, id) {
    return this.#channels.get(channel)?.get(id) ?? null;
  }

  /** Oldest first; those of one moment keep the order in which they came. */
  all(channel) {
    const messages = [...(this.#channels.get(channel)?.values() ?? [])];
    return messages.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  }

  /** A reply whose first message was deleted still has to be found somewhere. */
  roots(channel) {
    return this.all(channel).filter(({ thread }) => !thread || !this.find(channel, thread));
  }

  replies(channel, root) {
    return this.all(channel).filter(({ thread }) => thread === root);
  }
}
