// ---------- tables: search, choose, sort, save what is shown
const NUMBERS = ["number", "decimal", "percent", "money"]; // kinds of columns, as classes of their cells

function cellValue(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value ?? cell.textContent;
}

function compare(one, other) {
  const numbers = [Number(one), Number(other)];
  if (one !== "" && other !== "" && !numbers.some(Number.isNaN)) return numbers[0] - numbers[1];
  return one.localeCompare(other);
}

function wire(part) {
  const body = part.querySelector("tbody");
  const rows = [...body.rows];
  const heads = [...part.querySelectorAll("th")];
  const search = part.querySelector("input");
  const choices = [...part.querySelectorAll("select")];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

  function filter() {
    const wanted = search.value.toLowerCase();
    for (const row of rows) {
      row.hidden = !texts.get(row).includes(wanted) || choices.some(
        (choice) => choice.value && choice.value !== cellValue(row, Number(choice.dataset.column)));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    part.querySelector("output").textContent =
      say("shown", { shown: writtenNumber(shown), all: writtenNumber(rows.length) });
  }

  function sort(head) {
    const isFalling = head.getAttribute("aria-sort") === "ascending";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", isFalling ? "descending" : "ascending");
    const column = heads.indexOf(head);
    rows.sort((one, other) =>
      (isFalling ? -1 : 1) * compare(cellValue(one, column), cellValue(other, column)));
    body.append(...rows);
  }

  function save() {
    const shown = rows.filter((row) => !row.hidden);
    saveFile(part.dataset.name + ".csv", [
      heads.map((head) => head.textContent.trim()),
      ...shown.map((row) => heads.map((head, column) => {
        const value = cellValue(row, column);
        return value !== "" && NUMBERS.includes(head.className) ? Number(value) : value;
      }))]);
  }

  search.addEventListener("input", filter);
  for (const choice of choices) choice.addEventListener("change", filter);
  for (const head of heads) head.firstElementChild.addEventListener("click", () => sort(head));
  part.querySelector(".tools button").addEventListener("click", save);
  filter();
  if (part.dataset.name === "audience") addWork(rows);
}

// Whom a campaign contacts has buttons; its control is left alone, and none invites to anything else.
function addWork(rows) {
  for (const row of rows) {
    const [customer, campaign, , arm] = row.cells;
    if ((arm.dataset.value ?? arm.textContent) === "control") continue;
    customer.dataset.value = customer.textContent.trim(); // what is sorted and saved has no buttons
    workOn(customer, customer.dataset.value, campaign.dataset.value ?? campaign.textContent);
  }
}
