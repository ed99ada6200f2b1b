// ---------- from here on the page runs
show("en");
tellAge();
addEventListener("hashchange", open);
open();
for (const part of document.querySelectorAll(".part.table")) wire(part);
