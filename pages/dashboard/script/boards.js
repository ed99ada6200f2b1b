// ---------- boards: one at a time, by the address's hash, #board?name=value&…; charts are drawn when first
// seen, since a hidden place has no width
function asked() {
  const [key, query] = location.hash.slice(1).split("?");
  return { key, wanted: new URLSearchParams(query) };
}

let opened = null;

function open() {
  const boards = [...here.querySelectorAll(".board")];
  const { key, wanted } = asked();
  const board = boards.find((candidate) => candidate.dataset.key === key) ?? boards[0];
  for (const other of boards) other.classList.toggle("open", other === board);
  for (const link of here.querySelectorAll("nav a")) {
    if (link.hash === "#" + board.dataset.key) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (board !== opened) scrollTo(0, 0);
  opened = board;
  draw(board);
  for (const part of board.querySelectorAll(".work")) part.refresh(); // noted on another board, or in the other language
  if (board.dataset.key === "calls") find(board.querySelector(".finder"), wanted);
  if (board.dataset.key === "customer") tell(board, wanted.get("customer_id"));
}

// As a tree that is interpreted, expressions need no `eval`, which the page's policy forbids.
const DRAWN = { actions: false, renderer: "svg", ast: true };

const begun = new Set(); // charts: a board that is opened again while they are drawn does not draw them twice

async function draw(board) {
  for (const place of board.querySelectorAll(".chart")) {
    if (begun.has(place)) continue;
    begun.add(place);
    const specification = JSON.parse(place.nextElementSibling.textContent);
    const { view } = await vegaEmbed(place, specification, DRAWN);
    if (place.dataset.link) follow(view, place.dataset.link);
  }
}

// A bar or a cell leads to its customers: its row fills the places of the link.
function follow(view, link) {
  view.addEventListener("click", (_, mark) => {
    if (!mark?.datum) return;
    location.hash = link.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(mark.datum[name]));
    here.querySelector(".finder").scrollIntoView();
  });
}
