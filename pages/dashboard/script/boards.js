// ---------- boards: one at a time, by the address's hash; charts are drawn when first seen,
// since a hidden place has no width
function open() {
  const boards = [...here.querySelectorAll(".board")];
  const key = location.hash.slice(1).split("?")[0];
  const asked = boards.find((board) => board.dataset.key === key) ?? boards[0];
  for (const board of boards) board.classList.toggle("open", board === asked);
  for (const link of here.querySelectorAll("nav a")) {
    if (link.hash === "#" + asked.dataset.key) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  scrollTo(0, 0);
  draw(asked);
}

function draw(board) {
  for (const place of board.querySelectorAll(".chart:empty")) {
    const specification = JSON.parse(place.nextElementSibling.textContent);
    // As a tree that is interpreted, expressions need no `eval`, which the page's policy forbids.
    vegaEmbed(place, specification, { actions: false, renderer: "svg", ast: true });
  }
}
