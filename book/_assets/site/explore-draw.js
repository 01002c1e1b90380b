/* Figures of the explorers: SVG drawn by script, with a title and a description that change with what is shown. */
window.mtssDraw = (() => {
  const SPACE = "http://www.w3.org/2000/svg", NARROWEST = 240;
  const { made } = window.mtssExplore;

  const node = (name, more = {}, ...inside) => {
    const found = document.createElementNS(SPACE, name);
    for (const [key, value] of Object.entries(more)) found.setAttribute(key, typeof value === "number" ? +value.toFixed(2) : value);
    found.append(...inside);
    return found;
  };
  const line = (x1, y1, x2, y2, kind) => node("line", { x1, y1, x2, y2, class: kind });
  const text = (x, y, words, kind = "", anchor = "start") => node("text", { x, y, class: kind, "text-anchor": anchor }, words);
  const path = (points, kind) => node("path", { d: points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join(""), class: kind });

  const marks = {
    // Shapes, so that no mark is known by its color alone.
    dot: (x, y, kind, size = 4) => node("circle", { cx: x, cy: y, r: size, class: kind }),
    square: (x, y, kind, size = 4) => node("rect", { x: x - size, y: y - size, width: 2 * size, height: 2 * size, class: kind }),
    diamond: (x, y, kind, size = 5) => node("path", { d: `M${x} ${y - size}L${x + size} ${y}L${x} ${y + size}L${x - size} ${y}Z`, class: kind }),
    triangle: (x, y, kind, size = 5) => node("path", { d: `M${x} ${y - size}L${x + size} ${y + size * 0.8}L${x - size} ${y + size * 0.8}Z`, class: kind }),
  };

  const scale = (from, to, low, high) => (value) => low + ((value - from) / (to - from || 1)) * (high - low);
  const ticks = (from, to, most) => {
    const rough = (to - from) / most || 1, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough), found = [];
    for (let value = Math.ceil(from / step) * step; value <= to + 1e-9; value += step) found.push(+value.toFixed(6));
    return found;
  };

  const hatch = (id, kind) => node("pattern", { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    line(0, 0, 0, 5, kind));

  const key = (items) => {
    // What each mark means, in the words beside it.
    const list = made("ul", "", { className: "mtss-key" });
    for (const [sign, words] of items) {
      const picture = node("svg", { viewBox: "0 0 28 14", width: 28, height: 14, "aria-hidden": "true" }, ...sign), entry = made("li");
      entry.append(picture, ` ${words}`);
      list.append(entry);
    }
    return list;
  };

  const figure = (place, name, caption, items) => {
    const box = made("figure", "", { className: "mtss-drawn" }), drawing = made("div", "", { className: "mtss-drawing" });
    const title = made("figcaption", caption);
    box.append(title, drawing, ...(items.length ? [key(items)] : []));
    place.append(box);
    let latest = null, width = 0;
    const paint = () => {
      width = Math.max(NARROWEST, Math.floor(drawing.clientWidth));
      const { said, described, height, inside } = latest(width);
      const svg = node("svg", { role: "img", "aria-labelledby": `${name}-title ${name}-desc`, viewBox: `0 0 ${width} ${height}`, width, height });
      svg.append(node("title", { id: `${name}-title` }, said), node("desc", { id: `${name}-desc` }, described), ...inside);
      drawing.replaceChildren(svg);
      title.textContent = said;
    };
    new ResizeObserver(() => { if (latest && Math.max(NARROWEST, Math.floor(drawing.clientWidth)) !== width) paint(); }).observe(drawing);
    return (how) => { latest = how; paint(); };
  };

  const frame = ({ x, y, across, up, left, right, top, bottom, titles }) => [
    // Axes with quiet lines across, and what they count.
    ...up.map((value) => line(left, y(value), right, y(value), "grid")),
    ...up.map((value) => text(left - 6, y(value) + 4, String(value), "number", "end")),
    ...across.map((value) => text(x(value), bottom + 17, String(value), "number", "middle")),
    line(left, bottom, right, bottom, "axis"),
    text((left + right) / 2, bottom + 36, titles[0], "number", "middle"),
    text(2, top - 14, titles[1], "number"),
  ];

  return { node, line, text, path, marks, scale, ticks, hatch, figure, frame };
})();
