// The rail beside the preview: which seat this page has, news at the others, the time, and links that lead into Discord.
// Runs before the preview, which takes the page's fragment for its key and reloads when that changes.
"use strict";

const FIRST = `#${document.currentScript.dataset.first}`;
const WORTH_SAYING = /Completing|not completed|uncertain|interrupted|unavailable/;
const places = () => [...document.querySelectorAll("#places a")];
const people = () => [...document.querySelectorAll("#people a")];
const here = () => places().find((seat) => seat.hash === location.hash);

if (!location.hash) history.replaceState(null, "", FIRST);
document.cookie = `timezone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; SameSite=Strict; Path=/`;

const ask = (path, options = {}) =>
  fetch(path, { ...options, headers: { "X-Simcord-Capability": location.hash.slice(1) } });

// A link to discord.com ("Open your messages") leads to another seat of the same person.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='https://discord.com/channels/']");
  if (!link) return;
  event.preventDefault();
  const [, , guild, channel] = link.pathname.split("/");
  const seats = places().filter((seat) => seat.dataset.person === here().dataset.person);
  const there = seats.find((seat) => (guild === "@me" ? seat.dataset.place === "dms" : seat.dataset.channel === channel));
  location.hash = (there ?? seats[0]).hash;
}, true);

async function readNews() {
  const answer = await ask("/news");
  if (answer.status === 401) return void (location.hash = FIRST); // out of a room
  const { shown, news, rooms, now, travelling, said } = await answer.json();
  showRooms(rooms);
  for (const seat of places()) seat.classList.toggle("news", news.includes(seat.hash.slice(1)));
  for (const one of people()) one.classList.toggle("news", places().some((seat) => isNewsOf(one, seat)));
  document.getElementById("elsewhere").hidden = shown || !window.simcordPreview.contextId;
  showTime(now, travelling, said);
  return travelling;
}

// Rooms come and go: each is there for those alone who are in it.
function showRooms(rooms) {
  const there = new Map([...document.querySelectorAll("#places a[data-place^='room']")].map((seat) => [seat.hash, seat]));
  for (const html of rooms) {
    const seat = document.createRange().createContextualFragment(html).firstElementChild;
    if (!there.delete(seat.hash)) {
      seat.hidden = seat.dataset.person !== here()?.dataset.person;
      document.getElementById("places").append(seat);
    }
  }
  for (const seat of there.values()) seat.remove();
}

// Whether another person has new direct messages. Channels do not count: everybody can read their news.
const isNewsOf = (one, seat) =>
  !one.hasAttribute("aria-current") && seat.dataset.person === one.dataset.person && seat.dataset.place === "dms"
  && seat.classList.contains("news");

function showTime(now, travelling, said) {
  const format = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };
  const time = document.querySelector("#time time");
  time.textContent = new Date(now * 1000).toLocaleString("en-US", format);
  time.dateTime = new Date(now * 1000).toISOString();
  document.getElementById("time").classList.toggle("travelling", travelling);
  for (const button of document.querySelectorAll("#time button")) button.disabled = travelling;
  const words = document.getElementById("said");
  words.textContent = said;
  words.hidden = !said || travelling;
}

async function keepReading() {
  const travelling = !document.hidden && (await readNews().catch(() => false));
  setTimeout(keepReading, travelling ? 100 : 1000);
}

async function leap(event) {
  if (!event.target.matches("button")) return;
  await ask("/leap", { method: "POST", body: JSON.stringify({ leap: event.target.textContent }) });
  await readNews();
}

async function restart(event) {
  event.target.disabled = true;
  event.target.textContent = "Restarting…";
  await ask("/restart", { method: "POST" }).catch(() => {});
  location.reload();
}

// A visitor at the end of a channel stays at its end as it grows; a visitor who acts is taken there.
function keepAtTheEnd() {
  const timeline = document.getElementById("channel-timeline");
  const composer = document.getElementById("channel-composer");
  let stays = true;
  const look = () => requestAnimationFrame(() => {
    stays = timeline.scrollHeight - timeline.scrollTop - timeline.clientHeight < 80;
  });
  const stay = () => (stays = true);
  for (const byHand of ["wheel", "touchmove", "pointerup", "keyup"]) timeline.addEventListener(byHand, look, { passive: true });
  for (const said of ["submit", "click", "keydown"]) composer.addEventListener(said, stay, true);
  document.getElementById("new-messages").addEventListener("click", stay);
  const end = () => stays && timeline.scrollTo(0, timeline.scrollHeight);
  const grown = () => {
    requestAnimationFrame(end);
    setTimeout(end, 200); // the page may have put back where it was when it began to draw
  };
  new ResizeObserver(grown).observe(document.getElementById("channel-message-list"));
}

function sayOnlyWhatMatters(status) {
  status.hidden = !WORTH_SAYING.test(status.textContent);
}

function showSeats(mine) {
  for (const seat of places()) seat.hidden = seat.dataset.person !== mine.dataset.person;
  mine.setAttribute("aria-current", "page");
  for (const one of people()) {
    const there = `#${one.dataset.person}-${mine.dataset.place}`;
    one.href = places().some((seat) => seat.hash === there) ? there : `#${one.dataset.person}-${places()[0].dataset.place}`;
    if (one.dataset.person === mine.dataset.person) one.setAttribute("aria-current", "true");
  }
  document.title = `${mine.textContent} · ${mine.dataset.person}`;
}

document.addEventListener("DOMContentLoaded", () => {
  const mine = here();
  if (!mine) return void (location.hash = FIRST);
  showSeats(mine);
  document.querySelector("#elsewhere button").addEventListener("click", () => location.reload());
  document.getElementById("leaps").addEventListener("click", leap);
  document.getElementById("restart")?.addEventListener("click", restart);
  document.getElementById("time").open = matchMedia("(min-width: 641px)").matches;
  showTime(Number(document.querySelector("#time time").dataset.now), false, "");
  keepAtTheEnd();
  const status = document.getElementById("action-status");
  new MutationObserver(() => sayOnlyWhatMatters(status)).observe(status, { childList: true });
  sayOnlyWhatMatters(status);
  setTimeout(keepReading, 500);
});
