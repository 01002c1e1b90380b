/* Accessibility: what the theme leaves undone. Loaded on every page; sends nothing, stores nothing. */
(() => {
  const each = (selector, change) => document.querySelectorAll(selector).forEach(change);

  const nameControls = () => {
    // A button with visible text is named by that text; an icon alone is named by its tooltip.
    each(":is(button, summary)[aria-label]", (button) => {
      if (button.innerText.trim()) button.removeAttribute("aria-label");
    });
    each("button:not([aria-label])", (button) => {
      const title = button.getAttribute("title") || button.dataset.bsOriginalTitle;
      if (!button.innerText.trim() && title) button.setAttribute("aria-label", title);
    });
    each("button :is(i, svg)", (icon) => {
      icon.setAttribute("aria-hidden", "true");
      icon.removeAttribute("title");
    });
    each("button svg title", (title) => title.remove());
    each(".bd-sidenav details > summary", (summary) => {
      const link = summary.parentElement.parentElement.querySelector(":scope > a");
      if (link) summary.setAttribute("aria-label", `Pages under ${link.innerText.trim()}`);
    });
    each("input[type=checkbox]:not([aria-label]):not([id])", (box) =>
      box.setAttribute("aria-label", box.closest("li, p, td")?.innerText.trim() || "choice"));
  };

  const frameOf = (table) => {
    // Every table sits in a frame of its own, so that a wide one scrolls and the page does not.
    const frame = table.closest(".pst-scrollable-table-container, .mtss-table");
    if (frame) return frame;
    const made = document.createElement("div");
    table.replaceWith(made);
    made.append(table);
    return made;
  };

  const headingOf = (table) => {
    const before = [...document.querySelectorAll("article :is(h1, h2, h3, h4)")].filter(
      (heading) => heading.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
    return before.at(-1)?.firstChild?.textContent.trim() || document.title;
  };

  const frameTables = () => each("article table:not(table table)", (table) => {
    const frame = frameOf(table);
    const name = table.caption?.innerText.trim() || headingOf(table);
    frame.classList.add("mtss-table");
    frame.dataset.name = `Table: ${name}`;
    for (const head of table.tHead?.rows[0]?.cells ?? []) head.classList.toggle("mtss-words", head.innerText.trim() === "Why");
  });

  const framePictures = () => each("figure.mtss-figure > img", (picture) => {
    // On a narrow screen a picture keeps a readable size and scrolls in its frame.
    const frame = document.createElement("div");
    frame.className = "mtss-picture";
    frame.dataset.name = `Figure: ${picture.closest("figure").querySelector("figcaption")?.innerText.trim() || picture.alt}`;
    picture.replaceWith(frame);
    frame.append(picture);
  });

  const letKeysScroll = () => each(".mtss-table, .mtss-picture, article pre, mjx-container[display]", (box) => {
    const wide = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    wide ? box.setAttribute("tabindex", "0") : box.removeAttribute("tabindex");
    box.toggleAttribute("data-wide", wide);
    if (!box.dataset.name) return;
    wide ? box.setAttribute("role", "region") : box.removeAttribute("role");
    wide ? box.setAttribute("aria-label", box.dataset.name) : box.removeAttribute("aria-label");
  });

  const start = () => {
    nameControls();
    frameTables();
    framePictures();
    letKeysScroll();
    const sizes = new ResizeObserver(letKeysScroll);
    each(".mtss-table, .mtss-table > table, .mtss-picture, .mtss-picture > img, article pre", (box) => sizes.observe(box));
    // The theme draws its icons late, each with a name of its own.
    each("button", (button) => new MutationObserver(nameControls).observe(button, { childList: true, subtree: true }));
  };
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", start) : start();
  addEventListener("load", () => {
    nameControls();
    letKeysScroll();
    window.MathJax?.startup?.promise.then(letKeysScroll);
  });
})();
