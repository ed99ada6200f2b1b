// ---------- numbers, days and values as people write them; the words of a language say which
const A_DAY = 24 * 60 * 60 * 1000;

function say(key, values = {}) {
  here.said ??= JSON.parse(here.querySelector(".said").textContent);
  return here.said[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function valued(code) {
  here.values ??= JSON.parse(here.querySelector(".values").textContent);
  return Object.hasOwn(here.values, code) ? here.values[code] : String(code ?? "").replaceAll("_", " ");
}

const locale = () => (here.lang === "en" ? "en-GB" : here.lang);

function writtenNumber(number, digits = 0) {
  const form = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return number === null ? "" : new Intl.NumberFormat(locale(), form).format(number);
}

const writtenMoney = (amount) => (amount === null ? "" : `${writtenNumber(amount)} ₸`);

// What is only expected, with three digits that tell.
const writtenGuess = (amount) => writtenMoney(amount === null ? null : Number(amount.toPrecision(3)));

// Whole percent from 10 on, two digits that tell below; no chance is none at all.
function writtenChance(chance) {
  const percent = 100 * chance;
  if (percent < 0.01) return "<" + writtenNumber(0.01, 2) + say("percent");
  const digits = percent >= 9.95 ? { maximumFractionDigits: 0 }
    : { minimumSignificantDigits: 2, maximumSignificantDigits: 2 };
  return new Intl.NumberFormat(locale(), digits).format(percent) + say("percent");
}

// Of days since 1970; 0 is none.
function writtenDay(day, month = "short") {
  const form = { day: "numeric", month, year: "numeric", timeZone: "UTC" };
  // Russian would end each day with "г.", as only running text does.
  return day ? new Intl.DateTimeFormat(locale(), form).format(day * A_DAY).replace(/\sг\.$/, "") : "";
}

const writtenDays = (number) => say(number === 1 ? "one_day" : "days", { n: writtenNumber(number) });

const isoDay = (day) => (day ? new Date(day * A_DAY).toISOString().slice(0, 10) : "");

function writtenMonth(month) {
  const form = { month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(locale(), form).format(Date.UTC(Math.floor(month / 12), month % 12));
}

// An element with its text or children: texts of the data never become markup.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// A text that a spreadsheet would run as a formula is kept a text, as karat.spreadsheet does in all other files.
const guarded = (text) => (/^[=+\-@\t\r]/.test(text) ? "'" + text : text);

// A file opens by a double click where its marks are those of the reader's spreadsheet. Where people write 0,5 that
// parts cells by semicolons, and takes 0.5 for a text or a day; the page's language is the best sign of which it is.
function csv(lines) {
  const decimal = new Intl.NumberFormat(locale()).formatToParts(0.5).find(({ type }) => type === "decimal").value;
  const separator = decimal === "," ? ";" : ",";
  const written = (cell) => {
    if (typeof cell === "number") return String(cell).replace(".", decimal);
    const text = guarded(cell);
    return /[",;\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  };
  return lines.map((line) => line.map(written).join(separator) + "\r\n").join("");
}

function saveFile(name, lines) {
  // The mark in front tells spreadsheets that Russian is written in UTF-8.
  const text = "\ufeff" + csv(lines);
  const link = element("a", { download: name });
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.click();
  URL.revokeObjectURL(link.href);
}
