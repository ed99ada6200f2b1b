// ---------- how old the sales are: by the clock of whoever opens the page, since what is built knows no today
const A_DAY = 24 * 60 * 60 * 1000;
const FRESH_DAYS = 7; // then the shortest promise of the boards, a week's, is over

function tellAge() {
  const lastDay = new Date(document.body.dataset.day);
  const today = new Date(Date.now());
  // Days as a person counts them: from the date on the wall, not in steps of 24 hours.
  const days = Math.round(
    (Date.UTC(today.getFullYear(), today.getMonth(), today.getDate()) - lastDay) / A_DAY);
  const counted = { n: writtenNumber(days), day: writtenDay(lastDay) };
  here.querySelector(".ago").textContent = days > 0 ? `, ${say("ago", counted)}` : "";
  const banner = here.querySelector(".old");
  banner.textContent = say("old", counted);
  banner.hidden = days <= FRESH_DAYS;
}
