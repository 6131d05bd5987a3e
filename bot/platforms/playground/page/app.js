import { Acts, sentenceOf } from "./acts.js";
import { Alert } from "./alert.js";
import { announce, announceMessage } from "./announce.js";
import { Clock } from "./clock.js";
import { moment } from "./dates.js";
import { Dialog } from "./dialog.js";
import { el } from "./dom.js";
import { Session } from "./session.js";
import { drawSidebar } from "./sidebar.js";
import { setLanguage, t } from "./strings.js";
import { nameOf, TalkPane } from "./talk-pane.js";
import { ThreadPane } from "./thread-pane.js";
import { drawWho } from "./who.js";

const at = (id) => document.getElementById(id);

const PATIENCE = 6000;

const topAlert = new Alert();
let offline = null;
let drawing = false;

const session = new Session({ arrived, state: drawAll, messages: drawSoon, fresh, clock: drawClock, connection });
const acts = new Acts(session, focusBack);
const clock = new Clock(at("clock"), { jump, alert: topAlert });
const talk = new TalkPane(at("talk"), session, {
  place: { ...messageActs(() => talk), reply: openThread },
  send: (text) => acts.send(text, null, { pane: talk }),
  toNav: showConversations,
  leave: leaveChannel,
});
const thread = new ThreadPane(at("thread"), session, {
  place: messageActs(() => thread),
  send: (text) => acts.send(text, thread.root, { pane: thread }),
  close: closeThread,
});

function messageActs(pane) {
  return {
    tap: (message, act, control) => acts.tap(message, act, control, pane().alert),
    edit: (message, control) => acts.edit(message, control),
    remove: (message, control) => acts.remove(message, control),
  };
}

// Drawing

function arrived() {
  Dialog.current?.close();
  thread.close();
  topAlert.clear();
  writeAddress();
  drawAll();
}

function drawAll() {
  setLanguage(session.language);
  drawLanguages();
  drawWho(at("who"), session, { become: (person) => go(person, aliasHere()), add: addPerson });
  drawClock();
  draw();
}

function drawLanguages() {
  for (const button of at("languages").children) {
    button.setAttribute("aria-pressed", String(button.dataset.language === session.language));
  }
}

function drawClock() {
  clock.show(session);
}

/** A jump through time brings many messages at once: they are drawn together. */
function drawSoon() {
  if (drawing) return;
  drawing = true;
  setTimeout(draw);
}

function draw() {
  drawing = false;
  drawSidebar(at("nav"), session, addressOf, joinChannel);
  talk.show();
  thread.show();
  at("panes").classList.toggle("with-thread", !at("thread").hidden);
  if (at("thread").hidden && at("panes").dataset.pane === "thread") showPane("talk");
  drawTitle();
}

function drawTitle() {
  if (!session.current) return;
  const n = session.channels.reduce((sum, { id }) => sum + session.unread.count(id), 0);
  const where = session.current.kind === "direct" ? t("private") : nameOf(session.current);
  const values = { where, who: session.me.name, unread: t("unread", { n }) };
  document.title = t(n ? "titledUnread" : "titled", values);
}

function showPane(name) {
  at("panes").dataset.pane = name;
}

// What comes

function fresh(message) {
  const channel = session.channels.find(({ id }) => id === message.channel);
  announceMessage(message, message.channel === session.channel ? null : channel && nameOf(channel));
}

/** A connection that comes back by itself at once is nobody's concern. */
function connection(works) {
  if (works) backOnline();
  else offline ??= { timer: setTimeout(sayOffline, PATIENCE), said: false };
}

function sayOffline() {
  offline.said = true;
  topAlert.show(t("offline"));
}

function backOnline() {
  clearTimeout(offline?.timer);
  if (offline?.said) {
    topAlert.clear();
    announce(t("online"));
  }
  offline = null;
}

// Where one is

function addressOf(channel) {
  return `#${encodeURIComponent(session.person)}/${encodeURIComponent(session.alias(channel))}`;
}

const aliasHere = () => session.current && session.alias(session.current);

function writeAddress() {
  const address = session.current && addressOf(session.current);
  if (!address || location.hash === address) return;
  if (location.hash) location.hash = address;
  else history.replaceState(null, "", address);
}

function readAddress() {
  const [person, alias] = location.hash.slice(1).split("/").map(decode);
  return { person: person || null, alias: alias || null };
}

/** An address that somebody mistyped must not stop the page. */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

async function go(person, alias) {
  try {
    await session.become(person, alias);
  } catch (error) {
    topAlert.show(sentenceOf(error), retry(() => go(person, alias)));
  }
}

function retry(action) {
  return el("button", { type: "button", on: { click: action } }, t("retry"));
}

function moved() {
  const { person, alias } = readAddress();
  if (person && person !== session.person) return go(person, alias);
  const channel = session.find(alias);
  if (channel && channel.id !== session.channel) openChannel(channel);
  return undefined;
}

/** The list of conversations, where it is not beside them. */
function showConversations() {
  showPane("nav");
  at("nav").querySelector("[aria-current]")?.focus();
}

/** An address that is already there is no move. */
function backFromConversations({ target }) {
  const link = target.closest("[aria-current]");
  if (!link) return;
  showPane("talk");
  talk.focusTitle();
}

function openChannel(channel) {
  session.channel = channel.id;
  thread.close();
  showPane("talk");
  session.look();
  draw();
  talk.focusTitle();
  session.load(channel.id).catch((error) => channel.id === session.channel && talk.alert.show(sentenceOf(error)));
}

function leaveChannel() {
  const { current } = session;
  acts.leave(current, at("leave-button"), () => arriveAt(t("channelLeft", current), () => session.current));
}

async function joinChannel(channel) {
  const refusal = await acts.join(channel.id);
  if (refusal) topAlert.show(refusal);
  else await arriveAt(t("cameBack", channel), () => session.find(channel.id));
}

/** To the channel that `there` gives once the conversations are known anew; who does not look is told by a sentence. */
async function arriveAt(sentence, there) {
  await session.refresh().catch(() => {});
  openChannel(there());
  writeAddress();
  announce(sentence);
}

function openThread(message) {
  showPane("thread");
  thread.open(message.id);
  draw();
}

function closeThread() {
  const { root } = thread;
  thread.close();
  showPane("talk");
  draw();
  focusBack({ message: root });
}

/** To what opened a form, to the message that took its place, or to where one writes. */
function focusBack({ control, message, pane }) {
  const place = control?.isConnected ? control : control?.id && at(control.id);
  if (place && place.checkVisibility()) place.focus();
  else if (message && (thread.focusMessage(message, control) || talk.focusMessage(message, control))) return;
  else (pane ?? talk).focus();
}

// What one does at the top of the page

function addPerson() {
  acts.addPerson(at("who-button"), (id) => go(id, "direct"));
}

function chooseLanguage({ target }) {
  const button = target.closest("[data-language]");
  if (button) speak(button.dataset.language);
}

async function speak(language) {
  const refusal = await acts.speak(language);
  if (refusal) topAlert.show(refusal);
  else await session.refresh().catch(() => {});
}

async function jump(to) {
  const mine = session.turn();
  try {
    const arrival = await acts.jump(to);
    if (!mine()) return true;
    session.setClock(arrival);
    announce(t("arrived", { at: moment(arrival.now) }));
    return true;
  } catch (error) {
    topAlert.show(sentenceOf(error));
    return false;
  }
}

function skip(event) {
  event.preventDefault();
  showPane("talk");
  talk.focusTitle();
}

function lookAgain() {
  if (document.hidden || !session.current) return;
  session.look();
  draw();
}

async function start() {
  setLanguage("fr");
  at("top-alert").append(topAlert.node);
  topAlert.onclose = () => at("who-button")?.focus();
  at("skip").addEventListener("click", skip);
  at("languages").addEventListener("click", chooseLanguage);
  at("nav").addEventListener("click", backFromConversations);
  window.addEventListener("hashchange", moved);
  document.addEventListener("visibilitychange", lookAgain);
  const { person, alias } = readAddress();
  await session.become(person, alias).catch(() => go(null, alias));
}

start();
