(() => {
  "use strict";
  const tools = document.querySelector(".tools");
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const nothing = document.getElementById("nothing");
  const boxes = [...document.querySelectorAll("input[name=outcome]")];
  const results = [...document.querySelectorAll(".result")].map((article) => ({
    article,
    row: document.querySelector(`tr[data-result="${article.id.slice(1)}"]`),
    text: null,
  }));
  const filter = () => {
    const wanted = search.value.trim().toLowerCase();
    const outcomes = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let count = 0;
    for (const result of results) {
      if (wanted && result.text === null) {
        result.text = [result.row.textContent, result.row.dataset.codes, result.article.textContent].join(" ").toLowerCase();
      }
      const fits = outcomes.has(result.article.dataset.outcome) && (!wanted || result.text.includes(wanted));
      result.article.hidden = result.row.hidden = !fits;
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
