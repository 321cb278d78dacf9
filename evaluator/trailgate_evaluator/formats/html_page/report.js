(() => {
  "use strict";
  const tools = document.querySelector(".tools");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const boxes = [...document.querySelectorAll("input[name=outcome]")];
  // In an index each account is a page of its own, and stands here as a row alone.
  const results = [...document.querySelectorAll("tr[data-result]")].map((row) => ({
    row,
    article: document.getElementById(`r${row.dataset.result}`),
    text: null,
  }));
  const filter = () => {
    const wanted = search.value.trim().toLowerCase();
    const outcomes = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let count = 0;
    for (const result of results) {
      if (wanted && result.text === null) {
        const parts = [result.row.textContent, result.row.dataset.codes, result.article && result.article.textContent];
        result.text = parts.join(" ").toLowerCase();
      }
      const fits = outcomes.has(result.row.dataset.outcome) && (!wanted || result.text.includes(wanted));
      result.row.hidden = !fits;
      if (result.article) result.article.hidden = !fits;
      count += fits ? 1 : 0;
    }
    nothing.hidden = count > 0;
    shown.textContent = `${count} of ${results.length} shown`;
  };
  if (results.length > 1) {
    tools.hidden = false;
    search.addEventListener("input", filter);
    boxes.forEach((box) => box.addEventListener("change", filter));
  }
  for (const time of document.querySelectorAll("time[data-epoch]")) {
    const days = Math.floor((Date.now() / 1000 - Number(time.dataset.epoch)) / 86400);
    if (days > 0) {
      time.insertAdjacentText("afterend", days === 1 ? " (a day old when opened)" : ` (${days} days old when opened)`);
    }
  }
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open], .held)")];
    opened.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
})();
