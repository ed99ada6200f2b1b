// ---------- numbers, days and values as people write them; the words of a language say which
const A_DAY = 24 * 60 * 60 * 1000;

function say(key, values = {}) {
  here.said ??= JSON.parse(here.querySelector(".said").textContent);
  return here.said[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function valued(code) {
  here.values ??= JSON.parse(here.querySelector(".values").textContent);
  return here.values[code] ?? String(code ?? "").replaceAll("_", " ");
}

const locale = () => (here.lang === "en" ? "en-GB" : here.lang);

function writtenNumber(number, digits = 0) {
  const form = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return number === null ? "" : new Intl.NumberFormat(locale(), form).format(number);
}

const writtenMoney = (amount) => (amount === null ? "" : `${writtenNumber(amount)} ₸`);

// What is only expected, with three digits that tell.
const writtenGuess = (amount) => writtenMoney(amount === null ? null : Number(amount.toPrecision(3)));

// Of ten thousand: whole percent from 10 on, with one digit below.
function writtenChance(chance) {
  const percent = chance / 100;
  const digits = percent >= 9.95 || percent === 0 ? 0 : percent >= 0.1 ? 1 : 2;
  return writtenNumber(percent, digits) + say("percent");
}

// Of days since 1970; 0 is none.
function writtenDay(day, month = "short") {
  const form = { day: "numeric", month, year: "numeric", timeZone: "UTC" };
  // Russian would end each day with "г.", as only running text does.
  return day ? new Intl.DateTimeFormat(locale(), form).format(day * A_DAY).replace(/\sг\.$/, "") : "";
}

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

function saveFile(name, lines) {
  const quoted = (text) => /[",;\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
  // The mark in front tells spreadsheets that Russian is written in UTF-8.
  const text = "\ufeff" + lines.map((line) => line.map(quoted).join(",") + "\r\n").join("");
  const link = element("a", { download: name });
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.click();
  URL.revokeObjectURL(link.href);
}
