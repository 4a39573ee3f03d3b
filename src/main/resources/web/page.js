// Works without: this only spares taps and loads.
"use strict";

// on a narrow screen the filters are folded
for (const part of document.querySelectorAll("details[data-narrow=closed]")) {
  if (matchMedia("(max-width: 52rem)").matches) part.open = false;
}

// who writes a value means that value
for (const field of document.querySelectorAll(".edit [name^=value-], .edit [name^=null-]")) {
  field.addEventListener("input", () => {
    field.closest(".edit").querySelector("[value=edit]").checked = true;
  });
}

// what is ticked is counted, and all of a page can be ticked at once
const many = document.getElementById("many");
if (many) {
  const ticks = [...document.querySelectorAll("input[form=many][name=id]")];
  const all = many.querySelector("[data-all]");
  const count = many.querySelector("[data-count]");
  const tell = () => {
    const ticked = ticks.filter(one => one.checked).length;
    const total = Number(count.dataset.count).toLocaleString("en");
    count.textContent = ticked > 0 ? `The ${ticked} that are ticked:` : `All ${total}:`;
    all.firstElementChild.checked = ticked === ticks.length;
    all.firstElementChild.indeterminate = ticked > 0 && ticked < ticks.length;
  };
  all.hidden = false;
  all.firstElementChild.addEventListener("change", event => {
    for (const one of ticks) one.checked = event.target.checked;
    tell();
  });
  for (const one of ticks) one.addEventListener("change", tell);
  addEventListener("pageshow", tell);
}

// a decision is sent once
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", event => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}
