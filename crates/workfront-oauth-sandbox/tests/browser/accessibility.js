// Each check names the rule of WCAG 2.2 behind it. Gives a list of what is wrong.
const wrong = [];
const all = (css, root = document) => [...root.querySelectorAll(css)];
const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
const named = (element) => `<${element.tagName.toLowerCase()} id="${element.id}" class="${element.className}"> ${element.textContent.trim().slice(0, 40)}`;
const words = (ids) => (ids ?? "").split(/\s+/).filter(Boolean);

if (document.documentElement.lang !== "en") wrong.push("3.1.1: html has no lang");
if (!document.title.trim()) wrong.push("2.4.2: no title");
if (all("h1").length !== 1) wrong.push(`1.3.1: ${all("h1").length} h1`);
if (all("main").length !== 1) wrong.push(`1.3.1: ${all("main").length} main`);
for (const landmark of ["header", "footer"]) if (all(`body > ${landmark}`).length !== 1) wrong.push(`1.3.1: no ${landmark}`);
if (!document.querySelector('meta[name=viewport]')?.content.includes("width=device-width")) wrong.push("1.4.10: no viewport");

let level = 0;
for (const heading of all("main :is(h1, h2, h3, h4)")) {
  const next = Number(heading.tagName[1]);
  if (next > level + 1) wrong.push(`1.3.1: h${next} after h${level}: ${named(heading)}`);
  level = next;
}

const ids = new Set();
for (const element of all("[id]")) {
  if (ids.has(element.id)) wrong.push(`4.1.1: id "${element.id}" twice`);
  ids.add(element.id);
}
for (const attribute of ["aria-describedby", "aria-labelledby"])
  for (const element of all(`[${attribute}]`))
    for (const id of words(element.getAttribute(attribute)))
      if (!ids.has(id)) wrong.push(`1.3.1: ${attribute} names "${id}", which is nowhere: ${named(element)}`);

for (const field of all("input:not([type=hidden]), select, textarea"))
  if (![...(field.labels ?? [])].some((label) => label.textContent.trim())) wrong.push(`3.3.2: no label: ${named(field)} ${field.name}`);
for (const control of all("button, a[href], summary"))
  if (!control.textContent.trim() && !control.getAttribute("aria-label")) wrong.push(`4.1.2: no name: ${named(control)}`);
for (const image of all("img")) if (!image.hasAttribute("alt")) wrong.push(`1.1.1: no alt: ${image.src}`);
for (const group of all("fieldset")) if (!group.querySelector("legend")?.textContent.trim()) wrong.push("1.3.1: fieldset without legend");
for (const table of all("table"))
  if (!table.caption || all("th:not([scope])", table).length) wrong.push("1.3.1: table without caption or scope");
for (const form of all("form"))
  if (form.method === "post" && !form.querySelector("input[name=csrf], input[name=ticket], input[name=seal]")) wrong.push(`a form without a token: ${form.action}`);
for (const element of all("[style], script, style")) wrong.push(`inline script or style: ${named(element)}`);
for (const element of all("*"))
  for (const { name } of element.attributes) if (name.startsWith("on")) wrong.push(`inline handler: ${named(element)}`);

// 1.4.3: the contrast of every piece of text that can be seen with what is painted behind it.
const colour = (text) => {
  const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
  return { channels: [red, green, blue], alpha };
};
const luminance = (channels) => {
  const [red, green, blue] = channels.map((value) => {
    const channel = value / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const behind = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const { channels, alpha } = colour(getComputedStyle(at).backgroundColor);
    if (alpha === 1) return channels;
    if (alpha !== 0) return null;
  }
  return colour(getComputedStyle(document.body).backgroundColor).channels;
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const texts = new Set();
while (walker.nextNode()) if (walker.currentNode.data.trim()) texts.add(walker.currentNode.parentElement);
for (const field of all("input:not([type=hidden]), select, textarea")) texts.add(field);
for (const element of texts) {
  if (!seen(element) || element.closest(".unseen, :disabled")) continue;
  const under = behind(element);
  if (!under) continue;
  const [one, other] = [luminance(colour(getComputedStyle(element).color).channels), luminance(under)];
  const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  if (ratio < 4.5) wrong.push(`1.4.3: contrast ${ratio.toFixed(2)}: ${named(element)}`);
}

// 2.5.8: a target for a finger is at least 24 pixels high; links within a sentence are free.
for (const control of all("button, a.button, summary, input:not([type=hidden]), select, nav a")) {
  const { height } = control.getBoundingClientRect();
  if (seen(control) && height > 1 && height < 24 && !["checkbox", "radio"].includes(control.type)) wrong.push(`2.5.8: ${height} pixels high: ${named(control)}`);
}

// 1.4.10: nothing is wider than the window.
if (document.documentElement.scrollWidth > innerWidth) {
  const widest = all("body *").filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && seen(element) && !element.closest(".unseen"));
  wrong.push(`1.4.10: ${document.documentElement.scrollWidth} pixels wide in a window of ${innerWidth}: ${widest.slice(0, 3).map(named).join("; ")}`);
}
return wrong;
