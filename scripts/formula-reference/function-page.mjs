// The page of one function, in Markdown. `results` holds what its examples gave.
import { exampleBlock } from './example-block.mjs';

export function functionPage(entry, results) {
  const { name, signature, summary, returns, details, nondeterministic, liquidFilter, seeAlso = [] } = entry;
  const sections = [
    `# ${name}`,
    `\`${signature}\``,
    summary,
    parameterTable(entry.parameters),
    `**Returns** ${returns}.${nondeterministic === true ? ' The same arguments may give something else another time.' : ''}`,
    details,
    ...examples(entry.examples, results),
    liquidFilter == null ? undefined : `In Liquid templates: the filter \`${liquidFilter}\`.`,
    seeAlso.length === 0 ? undefined : `**See also** ${seeAlso.map((other) => `[${other}](${other}.md)`).join(', ')}`,
    `${categoriesOf(entry).join(', ')} · [All functions](../README.md) · [The language](../language.md)`,
  ];
  return `${sections.filter((section) => section !== undefined && section !== '').join('\n\n')}\n`;
}

export function categoriesOf({ category }) {
  return category.split(',').map((part) => part.trim());
}

function parameterTable(parameters) {
  if (parameters.length === 0) return undefined;
  const rows = parameters.map(
    (parameter) =>
      `| \`${parameter.name}\` | ${[parameter.type].flat().join(' or ')} | ${howGiven(parameter)} | ${cell(sentence(parameter.notes ?? ''))} |`,
  );
  return ['| Argument | Type | Given | Notes |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function howGiven({ name, required, keywordOnly, repeats, defaultText }) {
  const how = keywordOnly === true ? `optional, as \`${name}: …\`` : required ? 'needed' : 'optional';
  return [
    repeats === true ? (required ? 'one or more' : 'any number') : how,
    defaultText === undefined ? '' : `default ${/^[A-Z"\d]/.test(defaultText) ? `\`${defaultText}\`` : defaultText}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** Notes are phrases in completion lists and sentences on a page. */
function sentence(notes) {
  const begun = /^[a-z]+(?=[\s,:;.])/.test(notes) ? notes.charAt(0).toUpperCase() + notes.slice(1) : notes;
  return /[\w`"')\]…]$/.test(begun) ? `${begun}.` : begun;
}

/** A bar would end the cell. */
function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function examples(all, results) {
  const run = all.filter(({ kind }) => kind !== 'illustrative');
  const shown = all.filter(({ kind }) => kind === 'illustrative');
  return [
    ...(run.length === 0
      ? []
      : ['## Examples', ...run.map((example) => exampleBlock({ ...example, result: results.get(example) }))]),
    ...(shown.length === 0
      ? []
      : [
          '## For illustration',
          'What these give depends on the clock, on chance, on keys or on the run.',
          ...shown.map(exampleBlock),
        ]),
  ];
}
