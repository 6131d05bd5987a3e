import { get, Stream } from "./api.js";
import { Talk } from "./talk.js";
import { Unread } from "./unread.js";

/** What one person sees of the playground; tells `listener` what changed and draws nothing. */
export class Session {
  person = null;
  people = [];
  channels = [];
  left = [];
  commands = [];
  language = "fr";
  now = null;
  next = null;
  channel = null;
  talk = new Talk();
  unread = new Unread();

  #listener;
  #stream = null;
  #asked = 0;

  constructor(listener) {
    this.#listener = listener;
  }

  /** Becomes a person; an answer that comes after somebody else was chosen is dropped. */
  async become(person, alias) {
    const asked = (this.#asked += 1);
    const state = await get("/api/state", { person });
    if (asked !== this.#asked) return;
    this.#stream?.close();
    this.talk = new Talk();
    this.#adopt(state);
    this.unread.become(this.person, this.now);
    this.channel = this.find(alias)?.id ?? this.#home()?.id ?? null;
    this.#follow();
    this.#listener.arrived();
    await this.load(this.channel);
  }

  #adopt({ person, people, channels, left, commands, language, now, next }) {
    Object.assign(this, { person, people, channels, left, commands, language, now, next });
  }

  #home() {
    return this.directs[0] ?? this.channels[0];
  }

  get directs() {
    return this.channels.filter(({ kind }) => kind === "direct");
  }

  get me() {
    return this.people.find(({ id }) => id === this.person);
  }

  get current() {
    return this.channels.find(({ id }) => id === this.channel) ?? null;
  }

  /** The channel of an address; "direct" is each person's own conversation with the coach. */
  find(alias) {
    return this.channels.find((channel) => channel.id === alias || this.alias(channel) === alias) ?? null;
  }

  alias(channel) {
    return channel.kind === "direct" && this.directs.length === 1 ? "direct" : channel.id;
  }

  /** What still belongs to this person when an answer comes late. */
  turn() {
    const { talk } = this;
    return () => this.talk === talk;
  }

  #follow() {
    const mine = this.turn();
    const when = (action) => (value) => mine() && action(value);
    this.#stream = new Stream(this.person, {
      opened: when(() => this.#opened()),
      heard: when((event) => this.#hear(event)),
      lost: when(() => this.#listener.connection(false)),
    });
  }

  /** Whatever was said while nobody listened is asked for. */
  async #opened() {
    this.#listener.connection(true);
    await this.refresh().catch(() => {});
    await Promise.all(this.channels.map(({ id }) => this.load(id).catch(() => {})));
  }

  async refresh() {
    const mine = this.turn();
    const state = await get("/api/state", { person: this.person });
    if (!mine()) return;
    this.#adopt(state);
    if (!this.current) this.channel = this.#home()?.id ?? null;
    this.#listener.state();
  }

  async load(channel) {
    const mine = this.turn();
    const load = this.talk.beginLoad(channel);
    try {
      const { messages } = await get("/api/messages", { person: this.person, channel });
      if (mine()) this.#loaded(channel, load.done(messages));
    } catch (error) {
      load.failed();
      if (mine()) throw error;
    }
  }

  #loaded(channel, missed) {
    this.unread.loaded(channel, this.talk.all(channel));
    for (const message of missed) this.#listener.fresh(message);
    this.#changed(channel);
  }

  #changed(channel) {
    if (channel === this.channel) this.look();
    this.#listener.messages(channel);
  }

  /** The channel on the screen counts as seen, unless nobody can look. */
  look() {
    if (document.hidden || !this.talk.isLoaded(this.channel)) return;
    this.unread.see(this.channel, this.talk.all(this.channel), this.now);
  }

  #hear(event) {
    if (event.type === "message") this.#heard(event.message);
    else if (event.type === "removed") this.#removed(event);
    else if (event.type === "clock") this.setClock(event);
    else if (event.type === "state") this.refresh().catch(() => {});
  }

  #heard(message) {
    const known = this.talk.find(message.channel, message.id);
    this.talk.put(message);
    if (!known) this.unread.heard(message);
    if (!known || saysAnew(known, message)) this.#listener.fresh(message);
    this.#changed(message.channel);
  }

  #removed({ channel, id }) {
    this.talk.remove(channel, id);
    this.unread.forget(channel, id);
    this.#changed(channel);
  }

  setClock({ now, next }) {
    Object.assign(this, { now, next });
    this.#listener.clock();
  }
}

/** The coach answers a tap by changing its message: who cannot see that has to hear it. */
const saysAnew = (known, message) => message.author.coach && known.notification !== message.notification;
