// ---------- one customer: when they may come, why, what to show them, what they have bought
let telling = 0; // the page is of whom was asked for last, however long an earlier one takes to unpack

async function tell(board, id) {
  const question = ++telling;
  const index = await customerIndex();
  const at = index.columns.customer_id.indexOf(id);
  const details = at < 0 ? null : await detailsOf(at);
  if (question !== telling) return;
  board.querySelector(".unknown").hidden = at >= 0;
  board.querySelector(".known").hidden = at < 0;
  board.querySelector(".id").textContent = id;
  if (at < 0) return;
  const customer = customerAt(index, at);
  const isListed = at < index.listed;
  board.querySelector(".figures").replaceChildren(...figuresOf(customer, isListed));
  board.querySelector(".reason").textContent = isListed ? details.reason : say("left_out");
  board.querySelector(".part:has(.shown)").hidden = !isListed;
  board.querySelector(".rhythm-note").textContent = rhythmOf(customer);
  fill(board.querySelector(".shown"), details.items.map((item, rank) => [
    ["number", writtenNumber(rank + 1)], ["text", item.name], ["text", valued(item.category)],
    ["text", valued(item.metal)], ["text", valued(item.tier)], ["number", writtenMoney(item.lastPrice)],
    ["number", writtenChance(item.chance)], ["long", item.reason]]));
  fill(board.querySelector(".bought"), [...details.sales].reverse().map((sale) => [
    ["date", writtenDay(sale.day)], ["text", sale.name], ["text", valued(sale.category)],
    ["number", writtenMoney(sale.price)], ["date", writtenDay(sale.takenBack)]]));
  drawRhythm(board.querySelector(".rhythm"), customer, isListed, details.sales.filter((sale) => !sale.takenBack));
}

function figuresOf(customer, isListed) {
  const figure = (name, value, note = "") => element("div", {},
    element("dt", {}, say(name)), element("dd", {}, value), element("dd", { class: "note" }, note));
  const purchases = figure("purchases", writtenNumber(customer.purchase_count),
    say("spent", { amount: writtenMoney(customer.total_spend) }));
  if (!isListed) return [purchases];
  return [
    figure("in_7", writtenChance(customer.probability_7d)),
    figure("in_30", writtenChance(customer.probability_30d)),
    figure("in_90", writtenChance(customer.probability_90d)),
    figure("expected", writtenDay(customer.expected_next_purchase_date), say("between", {
      from: writtenDay(customer.expected_date_lower), until: writtenDay(customer.expected_date_upper) })),
    figure("revenue", writtenGuess(customer.expected_revenue_90d), say("value", {
      year: writtenGuess(customer.expected_spend_365d), order: writtenGuess(customer.expected_order_value) })),
    purchases,
    figure("segment", valued(customer.rfm_segment),
      [customer.preferred_category, customer.preferred_metal, customer.town].filter(Boolean).map(valued).join(", ")),
  ];
}

function rhythmOf(customer) {
  const last = { day: writtenDay(customer.last_purchase_date), n: writtenDays(lastDay - customer.last_purchase_date) };
  if (customer.purchase_count === 1) return say("once", last);
  return customer.median_gap_days === null
    ? say("last", last) : say("rhythm", { ...last, gap: writtenDays(customer.median_gap_days) });
}

function fill(table, rows) {
  const heads = [...table.querySelectorAll("th")];
  table.querySelector("tbody").replaceChildren(...rows.map((cells) => element("tr", {},
    ...cells.map(([kind, text], column) =>
      element("td", { class: kind, "data-label": heads[column].textContent }, text)))));
}

function drawRhythm(place, customer, isListed, sales) {
  const specification = JSON.parse(place.nextElementSibling.textContent);
  // A layer without rows would leave the days without their extent.
  if (!isListed) specification.layer = specification.layer.filter(({ data }) => data.name !== "expected");
  specification.datasets = {
    sales: sales.map(({ day, name, price }) => ({ day: day * A_DAY, name, price })),
    expected: [{ from: customer.expected_date_lower * A_DAY, until: customer.expected_date_upper * A_DAY,
      day: customer.expected_next_purchase_date * A_DAY }],
    last_day: [{ day: lastDay * A_DAY }],
  };
  vegaEmbed(place, specification, DRAWN);
}
