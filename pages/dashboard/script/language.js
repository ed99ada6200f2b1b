"use strict";

// ---------- the language: each stands whole in the page, one of them is shown
const languages = [...document.querySelectorAll(".language")];
let here = languages[0]; // the part of the page that is shown

function show(language) {
  here = languages.find((part) => part.lang === language) ?? languages[0];
  for (const part of languages) part.hidden = part !== here;
  document.documentElement.lang = here.lang;
}

// A browser may keep nothing for a page that is a file: then it asks the reader's own language again.
function keep(language) {
  try { localStorage.setItem("karat-language", language); } catch { /* as said */ }
}

function kept() {
  try { return localStorage.getItem("karat-language"); } catch { return null; }
}
