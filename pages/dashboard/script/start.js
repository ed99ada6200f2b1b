// ---------- from here on the page runs
function start(language) {
  show(language);
  tellAge();
  here.querySelector(".old-browser").hidden = "DecompressionStream" in window;
  if (!here.wired) {
    for (const part of here.querySelectorAll(".part.table")) wire(part);
    for (const part of here.querySelectorAll(".finder")) wireFinder(part);
    for (const button of here.querySelectorAll(".switch")) {
      button.addEventListener("click", () => { keep(button.lang); start(button.lang); });
    }
    here.wired = true;
  }
  open();
}

addEventListener("hashchange", open);
start(kept() ?? navigator.language.slice(0, 2));
