// ---------- all customers: searched, chosen from, sorted, in pages of the list; what is asked for stands in
// the address, so that a bar can ask for its customers and a list can be sent to a colleague
const PAGE_ROWS = 10;
const NUMBERED = ["recency_score", "frequency_score", "gap_from_days", "month"]; // filters that charts set

// The address is anybody's: what is no whole number in it filters nothing.
const numbersOf = (wanted) => NUMBERED.map((name) => [name, Number(wanted.get(name))])
  .filter(([name, number]) => wanted.get(name) && Number.isInteger(number));

function matching(index, wanted) {
  const { columns, values } = index;
  const tests = numbersOf(wanted).map(([name, number]) => (name === "month"
    ? (at) => columns.months[at].includes(number) : (at) => columns[name][at] === number));
  for (const [name, value] of wanted) {
    if (!Object.hasOwn(values, name)) continue;
    const code = values[name].indexOf(value);
    tests.push((at) => code >= 0 && columns[name][at] === code); // a customer without a value has -1 too
  }
  const search = searched(wanted);
  if (search) tests.push((at) => columns.customer_id[at].includes(search));
  const found = [];
  for (let at = 0; at < index.listed; at++) {
    if (tests.every((test) => test(at))) found.push(at);
  }
  const sort = wanted.get("sort");
  return sorted(found, Object.hasOwn(columns, sort) && columns[sort], wanted.get("order") === "up");
}

// The file is in the order of the chance within a month, which also decides among equals.
function sorted(found, column, isRising) {
  if (!column) return found;
  const side = isRising ? 1 : -1;
  const compare = typeof column[0] === "string" ? (one, other) => one.localeCompare(other) : (one, other) => one - other;
  return found.sort((one, other) => side * compare(column[one], column[other]) || one - other);
}

// An address is kept in the history and sent around, and people search for phones and names: only what looks
// like (a part of) an id stands in it, digits and letters together. The rest holds for as long as its address does.
const LIKE_AN_ID = /^(?=.*[0-9])(?=.*[a-f])[0-9a-f]+$/;
let typed = { text: "", address: "" };

function searched(wanted) {
  return wanted.get("search") ?? (location.hash === typed.address ? typed.text : "");
}

// Ask for something else: an empty value asks for all, and a new list starts on its first page.
function ask(changes) {
  const { wanted } = asked();
  const text = changes.search ?? searched(wanted);
  const search = LIKE_AN_ID.test(text) ? text : "";
  for (const [name, value] of Object.entries({ page: "", ...changes, search })) {
    if (value === "") wanted.delete(name);
    else wanted.set(name, value);
  }
  const address = `#calls?${wanted}`;
  typed = { text, address };
  if (location.hash === address) open();
  else location.replace(address);
}

let asking = 0; // an answer that another question has overtaken is not shown

async function find(finder, wanted) {
  const search = wanted.get("search");
  if (search && !LIKE_AN_ID.test(search)) return ask({ search, page: wanted.get("page") ?? "" }); // an older bookmark
  const question = ++asking;
  const index = await customerIndex();
  offer(finder, index, wanted);
  const found = matching(index, wanted);
  const last = Math.max(1, Math.ceil(found.length / PAGE_ROWS));
  const page = Math.min(Math.max(1, Number(wanted.get("page")) || 1), last);
  const first = (page - 1) * PAGE_ROWS;
  const positions = found.slice(first, first + PAGE_ROWS);
  const rows = await Promise.all(positions.map((at) => customerRow(index, at)));
  if (question !== asking) return;
  finder.querySelector("tbody").replaceChildren(...rows);
  finder.found = found;
  tellNobody(finder, index, wanted);
  finder.querySelector("output").textContent = say("shown", {
    shown: writtenNumber(found.length), all: writtenNumber(index.listed) });
  finder.querySelector(".place").textContent = say("place", {
    first: writtenNumber(found.length ? first + 1 : 0), last: writtenNumber(first + positions.length),
    all: writtenNumber(found.length) });
  const [back, on] = finder.querySelectorAll(".pager button");
  [back.disabled, on.disabled] = [page === 1, page === last];
  [back.value, on.value] = [page - 1, page + 1];
}

// Where nobody is found, say why instead of showing a table without rows.
function tellNobody(finder, index, wanted) {
  const isEmpty = finder.found.length === 0;
  for (const part of finder.querySelectorAll(".scroll, .pager")) part.hidden = isEmpty;
  const place = finder.querySelector(".nobody");
  place.hidden = !isEmpty;
  const [, strange] = [...wanted].find(([name, value]) =>
    Object.hasOwn(index.values, name) && !index.values[name].includes(value)) ?? [];
  place.textContent = strange !== undefined ? say("no_such", { value: strange })
    : say(searched(wanted) ? "not_found" : "nobody");
}

// Show what can be chosen, and what is: fields, heads, and a button for each filter that a chart has set.
function offer(finder, index, wanted) {
  for (const choice of finder.querySelectorAll("select")) {
    if (choice.options.length === 1) {
      const texts = index.values[choice.name].map((value) => [valued(value), value]);
      for (const [text, value] of texts.sort()) choice.add(new Option(text, value));
      choice.hidden = texts.length < 2;
    }
    choice.value = wanted.get(choice.name) ?? "";
  }
  const search = finder.querySelector("input");
  if (document.activeElement !== search) search.value = searched(wanted);
  for (const head of finder.querySelectorAll("th[data-sort]")) {
    const isSorted = head.dataset.sort === (wanted.get("sort") ?? "probability_30d");
    if (isSorted) head.setAttribute("aria-sort", wanted.get("order") === "up" ? "ascending" : "descending");
    else head.removeAttribute("aria-sort");
  }
  finder.querySelector(".set").replaceChildren(...numbersOf(wanted).map(([name, value]) => {
    const text = name === "month" ? writtenMonth(value) : writtenNumber(value);
    const button = element("button", { type: "button" }, say(name, { value: text, until: writtenNumber(value + 13) }) + " ✕");
    button.addEventListener("click", () => ask({ [name]: "" }));
    return button;
  }));
}

async function customerRow(index, at) {
  const customer = customerAt(index, at);
  const details = await detailsOf(at);
  const cells = {
    customer_id: ["id", element("a", { href: `#customer?customer_id=${customer.customer_id}` }, customer.customer_id)],
    probability_7d: ["number", writtenChance(customer.probability_7d)],
    probability_30d: ["number", writtenChance(customer.probability_30d)],
    probability_90d: ["number", writtenChance(customer.probability_90d)],
    expected_next_purchase_date: ["date", writtenDay(customer.expected_next_purchase_date),
      element("small", {}, `${writtenDay(customer.expected_date_lower)} – ${writtenDay(customer.expected_date_upper)}`)],
    expected_revenue_90d: ["number", writtenGuess(customer.expected_revenue_90d)],
    reason: ["long", details.reason],
    items: ["long", element("ol", {}, ...details.items.slice(0, 3).map((item) => element("li", {}, item.name)))],
    rfm_segment: ["text", valued(customer.rfm_segment)],
    preferred_category: ["text", valued(customer.preferred_category)],
  };
  const heads = here.querySelectorAll(".finder th");
  const row = element("tr", {}, ...Object.values(cells).map(([kind, ...content], column) =>
    element("td", { class: kind, "data-label": heads[column].textContent.trim() }, ...content)));
  workOn(row.cells[0], customer.customer_id, WITHOUT_CAMPAIGN);
  return row;
}

// Everybody who is asked for, with the names of the published tables, for a spreadsheet or the CRM.
async function saveCustomers() {
  const index = await customerIndex();
  const names = Object.keys(index.columns).filter((name) => name !== "months");
  const lines = [[...names, "reason", "items"]];
  for (const at of matching(index, asked().wanted)) {
    const customer = customerAt(index, at);
    const details = await detailsOf(at);
    const cells = names.map((name) => name.startsWith("probability") ? Number(customer[name].toPrecision(3))
      : name.endsWith("_date") || name.startsWith("expected_date") ? isoDay(customer[name]) : customer[name] ?? "");
    lines.push([...cells, details.reason, details.items.map((item) => item.name).join("\n")]);
  }
  saveFile("customers.csv", lines);
}

function wireFinder(finder) {
  const search = finder.querySelector("input");
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask({ search: search.value.trim().toLowerCase() }), 150);
  });
  for (const choice of finder.querySelectorAll("select")) {
    choice.addEventListener("change", () => ask({ [choice.name]: choice.value }));
  }
  for (const head of finder.querySelectorAll("th[data-sort]")) {
    head.firstElementChild.addEventListener("click", () => ask({
      sort: head.dataset.sort, order: head.getAttribute("aria-sort") === "descending" ? "up" : "" }));
  }
  for (const button of finder.querySelectorAll(".pager button")) {
    button.addEventListener("click", () => { ask({ page: button.value }); finder.scrollIntoView(); });
  }
  const save = finder.querySelector(".save");
  save.addEventListener("click", async () => {
    save.disabled = true; // everybody of a large shop takes some seconds
    try {
      await saveCustomers();
    } finally {
      save.disabled = false;
    }
  });
}
