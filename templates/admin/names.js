// Tells screen readers what Decap leaves unsaid: the main part of the page, the name of the text, and of its switch.
function name() {
  const root = document.getElementById("nc-root");
  if (root && !root.querySelector("main, h1")) root.setAttribute("role", "main");
  else root?.removeAttribute("role");
  for (const text of document.querySelectorAll("[data-slate-editor]")) text.setAttribute("aria-label", "Text of the decision");
  for (const button of document.querySelectorAll('button[role="switch"]')) {
    if (button.id) continue; // that of a field, which has its label
    button.setAttribute("aria-label", "Markdown");
    button.setAttribute("aria-checked", String(document.querySelector('[title="Bold"]:disabled') !== null));
  }
}

new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
