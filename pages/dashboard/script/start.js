// ---------- from here on the page runs
show("en");
tellAge();
for (const part of document.querySelectorAll(".part.table")) wire(part);
for (const part of document.querySelectorAll(".finder")) wireFinder(part);
addEventListener("hashchange", open);
open();
