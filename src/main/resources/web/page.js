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

// a decision is sent once
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", event => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}
