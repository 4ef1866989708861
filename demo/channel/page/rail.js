// The rail beside the preview: which seat this page has, news at the others, and links that lead into Discord.
// Runs before the preview, which takes the page's fragment for its key and reloads when that changes.
"use strict";

const FIRST = `#${document.currentScript.dataset.first}`;
const WORTH_SAYING = /Completing|not completed|uncertain|interrupted|unavailable/;
const seats = () => [...document.querySelectorAll("#rail a")];
const person = () => location.hash.slice(1).split("-")[0];

if (!location.hash) history.replaceState(null, "", FIRST);
document.cookie = `timezone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; SameSite=Strict; Path=/`;

// A link to discord.com ("Open your messages") leads to another seat of the same person.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='https://discord.com/channels/']");
  if (!link) return;
  event.preventDefault();
  location.hash = link.pathname.startsWith("/channels/@me") ? `${person()}-dms` : `${person()}-server`;
}, true);

async function readNews() {
  const answer = await fetch("/news", { headers: { "X-Simcord-Capability": location.hash.slice(1) } });
  const { shown, news } = await answer.json();
  for (const seat of seats()) seat.classList.toggle("news", news.includes(seat.hash.slice(1)));
  document.getElementById("elsewhere").hidden = shown || !window.simcordPreview.contextId;
}

async function keepReading() {
  if (!document.hidden) await readNews().catch(() => {});
  setTimeout(keepReading, 1000);
}

function sayOnlyWhatMatters(status) {
  status.hidden = !WORTH_SAYING.test(status.textContent);
}

document.addEventListener("DOMContentLoaded", () => {
  const here = seats().find((seat) => seat.hash === location.hash);
  if (!here) return void (location.hash = FIRST);
  here.setAttribute("aria-current", "page");
  document.title = `${here.textContent} · ${person()}`;
  document.querySelector("#elsewhere button").addEventListener("click", () => location.reload());
  const status = document.getElementById("action-status");
  new MutationObserver(() => sayOnlyWhatMatters(status)).observe(status, { childList: true });
  sayOnlyWhatMatters(status);
  setTimeout(keepReading, 500);
});
