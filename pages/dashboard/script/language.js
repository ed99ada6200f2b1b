"use strict";

// ---------- the language: each stands whole in the page, one of them is shown
const languages = [...document.querySelectorAll(".language")];
let here = languages[0]; // the part of the page that is shown

function show(language) {
  here = languages.find((part) => part.lang === language) ?? languages[0];
  for (const part of languages) part.hidden = part !== here;
  document.documentElement.lang = here.lang;
}

function say(key, values = {}) {
  here.said ??= JSON.parse(here.querySelector(".said").textContent);
  return here.said[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

const writtenNumber = (number) => new Intl.NumberFormat(here.lang).format(number);
const writtenDay = (day) =>
  new Intl.DateTimeFormat(here.lang === "en" ? "en-GB" : here.lang,
    { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(day);
