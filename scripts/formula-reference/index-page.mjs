// The list of all functions, by category and by name.
import { categoriesOf } from './function-page.mjs';

const intro = `# Formula functions

How formulas are written is told in [the language](language.md). Every function below has a page with its arguments, its
edges and examples; each example is evaluated before the page is written. [Conformance](conformance.md) counts them.

This page and those of the functions are written from the definitions in \`packages/formula/src/functions\` by
\`npm run docs:formula\`.`;

export function indexPage(entries) {
  const categories = [...new Set(entries.flatMap(categoriesOf))].toSorted();
  const contents = categories.map((category) => `[${category}](#${anchorOf(category)})`).join(' · ');
  const lists = categories.map((category) => listOf(category, entries));
  const names = entries.map(({ name }) => `[${name}](functions/${name}.md)`).join(' · ');
  return `${[intro, `${contents} · [A–Z](#az)`, ...lists, `## A–Z\n\n${names}`].join('\n\n')}\n`;
}

function listOf(category, entries) {
  const rows = entries
    .filter((entry) => categoriesOf(entry).includes(category))
    .map(({ name, summary }) => `| [${name}](functions/${name}.md) | ${summary.replaceAll('|', '\\|')} |`);
  return [`## ${category}`, '', '| | |', '| --- | --- |', ...rows].join('\n');
}

/** As GitHub makes it of a heading. */
function anchorOf(heading) {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
