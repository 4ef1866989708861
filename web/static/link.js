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

// The words come with the page, in its language, as JSON.
const texts = JSON.parse(document.querySelector("main").dataset.texts);
const { lang } = document.documentElement;
// Dates are written as in the reader's region, where the browser names one of this language: en-GB, de-AT.
const locale = navigator.languages.find((one) => one.split("-")[0] === lang.split("-")[0]) || lang;

const part = (id) => document.getElementById(id);
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function show(id) {
  for (const section of document.querySelectorAll("section")) section.hidden = section.id !== id;
  const heading = part(id).querySelector("h1");
  document.title = `${heading.textContent} · Musubi`;
  heading.focus({ preventScroll: true });
}

function fill(slots) {
  for (const [slot, text] of Object.entries(slots))
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
    throw { ...texts.problems.network, retry: true };
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
    if (!trouble.heading) trouble = texts.problems.broken;
    problem(trouble, trouble.retry && (() => attempt(step)));
  }
}

function problem({ heading, message, wait }, again) {
  if (!again) grant = null;
  fill({ heading, message });
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
  button.textContent = seconds > 0 ? say(texts.again_in, { time: clock(seconds) }) : texts.again;
  if (seconds > 0) setTimeout(() => offerAfter(button, seconds - 1), 1000);
}

async function ask() {
  const person = await post("/link/who", { state });
  const age = ageOf(person.created_at, person.now);
  fill({
    name: person.name,
    id: person.id.replace(/\d{4}(?=\d)/g, "$& "),
    made: new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(person.created_at * 1000),
    age: age.text,
    guild: person.guild ? say(texts.server, { server: person.guild }) : texts.direct_message,
  });
  document.querySelector(".age").classList.toggle("young", age.days < 30);
  fill({ next: person.proof === "discord" ? texts.next_sign_in : texts.next_code });
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
  const numeric = days ? "always" : "auto"; // "today", not "in 0 days"
  return { days, text: new Intl.RelativeTimeFormat(locale, { numeric }).format(-count, unit) };
}

async function link() {
  const answer = await post("/link", { state, [grantName]: grant });
  grant = null;
  if (answer.next) return location.assign(answer.next);
  const { anilist, name, code, enter_code } = answer;
  fill({ anilist, name, code, enter_code, spelled: spelled(code) });
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
    fill({ heard: misses > 1 ? texts.lost : "" });
  }
  clearInterval(tick);
  status === "linked" ? show("done") : problem(texts.problems.ended);
}

function countDown(seconds, whole) {
  part("left").value = Math.max(0, seconds / whole);
  fill({ left: seconds > 0 ? say(texts.expires, { time: clock(seconds) }) : texts.expired });
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
    button.textContent = texts.copied;
  } catch {
    getSelection().selectAllChildren(document.querySelector(".code"));
    button.textContent = texts.selected;
  }
}

function begin() {
  const { problems } = texts;
  const keys = [...given.keys()];
  const onlyOnce = new Set(keys).size === keys.length;
  if (given.get("error") === "access_denied") problem(signingIn ? problems.denied_discord : problems.denied);
  else if (given.has("error")) problem(problems.refused);
  else if (keys.length === 0) problem(problems.nothing);
  else if (!onlyOnce || !state || !grant) problem(problems.damaged);
  else {
    show(signingIn ? "signing-in" : "loading");
    attempt(signingIn ? finishSignIn : ask);
  }
}

part("link").onclick = () => {
  part("link").disabled = part("cancel").disabled = true;
  fill({ next: texts.asking });
  attempt(link);
};
part("cancel").onclick = cancel;
part("copy").onclick = copy;

// A page that the browser kept for its back button has nothing left to send.
addEventListener("pagehide", () => (grant = null));
addEventListener("pageshow", (event) => {
  if (event.persisted && !part("ask").hidden) problem(texts.problems.nothing);
});

begin();
