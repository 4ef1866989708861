"use strict";
// The page at the redirect address. AniList's answer is in the address: it is taken out and wiped before anything else,
// held in memory, sent to our own server on Link and not before, and forgotten. No storage, no console.
const [hash, search] = [location.hash, location.search, history.replaceState(null, "", location.pathname)];

const POLL_SECONDS = 2;
const POLL_SECONDS_HIDDEN = 10;
const ARM_MILLISECONDS = 600; // a second tap meant for AniList's button must not land on ours

// Errors come in the query or in the fragment, by AniList's mood; some OAuth servers even write "#state=…?error=…".
const given = new URLSearchParams(`${search}&${hash}`.replace(/[?#]/g, "&"));
const signingIn = location.pathname === "/discord";
const grantName = given.has("access_token") ? "token" : "code";
let grant = given.get("access_token") || given.get("code");
const state = given.get("state");

const HEADINGS = {
  nothing: "There is nothing to link here",
  damaged: "That came back damaged",
  refused: "AniList could not do that",
  foreign: "That is another address",
  denied: "Nothing was linked",
  denied_discord: "Nothing was linked",
  network: "Musubi did not answer",
  gone: "This link has ended",
  elsewhere: "Go on in the other tab",
  ended: "This code has ended",
  unfit: "That approval does not fit",
  rejected: "AniList says no",
  outage: "AniList is not answering",
  anilist_limit: "AniList asks for a pause",
  discord_outage: "Discord is not answering",
  limited: "Too many tries",
  busy: "Musubi is busy",
  starting: "Musubi is starting",
  disk: "Musubi can’t write anything down",
  wrong_account: "That is another Discord account",
  other_browser: "That is another browser",
  bug: "Our mistake",
};
const MESSAGES = {
  nothing: "This page works only once. If it has shown you a code, the code still counts: type it in Discord. If it said Linked, all is done. Otherwise run /link in Discord again.",
  damaged: "Part of the address is missing or stands there twice. Go back to Discord and press Approve on AniList again.",
  refused: "It sent a problem instead of an approval. Go back to Discord and press Approve on AniList again.",
  denied: "You said no to AniList, and that is fine. If you change your mind, go back to Discord and press Approve on AniList again.",
  denied_discord: "You did not sign in to Discord, so it is not known whose account this is. Run /link in Discord to start again.",
  network: "It may be restarting, or your connection dropped. Try again in a moment.",
  ended: "It ran out of time or of tries, or was replaced by a newer one. Run /link in Discord to start again.",
};

const part = (id) => document.getElementById(id);

function show(id) {
  for (const section of document.querySelectorAll("section")) section.hidden = section.id !== id;
  const section = part(id);
  document.title = `${section.dataset.title || section.querySelector("h1").textContent} · Musubi`;
  section.querySelector("h1").focus({ preventScroll: true });
}

function fill(texts) {
  for (const [slot, text] of Object.entries(texts))
    for (const element of document.querySelectorAll(`[data-slot="${slot}"]`)) element.textContent = text;
}

async function post(path, body) {
  let response, answer;
  const patience = new AbortController();
  const end = setTimeout(() => patience.abort(), 30_000);
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "same-origin",
      referrerPolicy: "no-referrer",
      redirect: "error",
      signal: patience.signal,
    });
    answer = await response.json();
  } catch {
    throw { error: "network", retry: true };
  } finally {
    clearTimeout(end);
  }
  if (!response.ok) throw { ...answer, wait: Number(response.headers.get("Retry-After")) };
  return answer;
}

// Run a step; after a failure show the reason, and a button to try again where that can help.
async function attempt(step) {
  try {
    await step();
  } catch (trouble) {
    if (!trouble.error) trouble = { error: "bug", message: "This page broke. Run /link in Discord to start again." };
    problem(trouble, trouble.retry && (() => attempt(step)));
  }
}

function problem({ error, message, wait }, again) {
  if (!again) grant = null;
  fill({ heading: HEADINGS[error] || "That did not work", message: MESSAGES[error] || message });
  const button = part("retry");
  button.hidden = !again;
  button.onclick = () => {
    button.disabled = true;
    again();
  };
  if (again) offerAfter(button, wait || 0);
  show("problem");
}

function offerAfter(button, seconds) {
  button.disabled = seconds > 0;
  button.textContent = seconds > 0 ? `Try again in ${clock(seconds)}` : "Try again";
  if (seconds > 0) setTimeout(() => offerAfter(button, seconds - 1), 1000);
}

async function ask() {
  const person = await post("/link/who", { state });
  const age = ageOf(person.created_at, person.now);
  fill({
    name: person.name,
    id: person.id.replace(/\d{4}(?=\d)/g, "$& "),
    made: new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(person.created_at * 1000),
    age: age.text,
    guild: person.guild ? `the server “${person.guild}”` : "a direct message",
  });
  document.querySelector(".age").classList.toggle("young", age.days < 30);
  fill({ next: person.proof === "discord" ? "Next: sign in to Discord, to show that this is you." : "Next: a code to type in Discord." });
  show("ask");
  arm();
}

function arm() {
  for (const button of [part("link"), part("cancel")]) {
    button.disabled = true;
    setTimeout(() => (button.disabled = false), ARM_MILLISECONDS);
  }
}

function ageOf(made, now) {
  const days = Math.max(0, Math.floor((now - made) / 86_400));
  const [count, unit] = days < 60 ? [days, "day"] : days < 730 ? [Math.floor(days / 30.4), "month"] : [Math.floor(days / 365.25), "year"];
  return { days, text: days ? new Intl.RelativeTimeFormat("en").format(-count, unit) : "today" };
}

async function link() {
  const answer = await post("/link", { state, [grantName]: grant });
  grant = null;
  if (answer.next) return location.assign(answer.next);
  fill({ anilist: answer.anilist, name: answer.name, code: answer.code, spelled: spelled(answer.code) });
  show("code");
  await follow(answer.ticket, answer.expires_at - answer.now);
}

// For screen readers: character by character, never as a word or a number.
const spelled = (code) => [...code.replace("-", "")].join(", ");

// Count down and poll the progress until the link is done or has ended. A lost answer does not end it.
async function follow(ticket, seconds) {
  const end = performance.now() + seconds * 1000;
  const tick = setInterval(() => countDown((end - performance.now()) / 1000, seconds), 250);
  let status = "waiting";
  for (let misses = 0; status === "waiting"; ) {
    await pause(Math.min((document.hidden ? POLL_SECONDS_HIDDEN : POLL_SECONDS) * 2 ** misses, 15));
    try {
      status = (await post("/link/progress", { ticket })).status;
      misses = 0;
    } catch {
      misses += 1;
    }
    fill({ heard: misses > 1 ? "The connection to Musubi is lost. Trying again…" : "" });
  }
  clearInterval(tick);
  status === "linked" ? show("done") : problem({ error: "ended" });
}

function countDown(seconds, whole) {
  part("left").value = Math.max(0, seconds / whole);
  fill({ left: seconds > 0 ? `works for another ${clock(seconds)}` : "time is up" });
}

function clock(seconds) {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

// Wait, or return early when the page is shown again.
function pause(seconds) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", done);
      resolve();
    };
    const timer = setTimeout(done, seconds * 1000);
    document.addEventListener("visibilitychange", done);
  });
}

async function finishSignIn() {
  fill(await post("/discord", { code: grant, state }));
  grant = null;
  show("done");
}

function cancel() {
  grant = null;
  show("cancelled");
  post("/link/cancel", { state }).catch(() => {}); // it expires by itself
}

async function copy() {
  const button = part("copy");
  try {
    await navigator.clipboard.writeText(document.querySelector(".code").textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(document.querySelector(".code"));
    button.textContent = "Selected: copy it from here";
  }
}

function begin() {
  const keys = [...given.keys()];
  const onlyOnce = new Set(keys).size === keys.length;
  if (given.get("error") === "access_denied") problem({ error: signingIn ? "denied_discord" : "denied" });
  else if (given.has("error")) problem({ error: "refused" });
  else if (keys.length === 0) problem({ error: "nothing" });
  else if (!onlyOnce || !state || !grant) problem({ error: "damaged" });
  else {
    show(signingIn ? "signing-in" : "loading");
    attempt(signingIn ? finishSignIn : ask);
  }
}

part("link").onclick = () => {
  part("link").disabled = part("cancel").disabled = true;
  fill({ next: "Asking AniList who you are…" });
  attempt(link);
};
part("cancel").onclick = cancel;
part("copy").onclick = copy;

// A page that the browser kept for its back button has nothing left to send.
addEventListener("pagehide", () => (grant = null));
addEventListener("pageshow", (event) => {
  if (event.persisted && !part("ask").hidden) problem({ error: "nothing" });
});

begin();
