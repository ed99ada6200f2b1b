// ---------- tables: search, choose, sort, save what is shown
function cellValue(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value ?? cell.textContent;
}

function compare(one, other) {
  const numbers = [Number(one), Number(other)];
  if (one !== "" && other !== "" && !numbers.some(Number.isNaN)) return numbers[0] - numbers[1];
  return one.localeCompare(other);
}

function csv(rows, heads) {
  const quoted = (text) => /[",;\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  const lines = rows.map((row) => heads.map((_, column) => quoted(cellValue(row, column))));
  // The mark in front tells spreadsheets that Russian is written in UTF-8.
  return "\ufeff" + [heads.map(quoted), ...lines].map((line) => line.join(",")).join("\r\n") + "\r\n";
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
    const link = document.createElement("a");
    const shown = rows.filter((row) => !row.hidden);
    const text = csv(shown, heads.map((head) => head.textContent.trim()));
    link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    link.download = part.dataset.name + ".csv";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  search.addEventListener("input", filter);
  for (const choice of choices) choice.addEventListener("change", filter);
  for (const head of heads) head.firstElementChild.addEventListener("click", () => sort(head));
  part.querySelector(".tools button").addEventListener("click", save);
  filter();
}
