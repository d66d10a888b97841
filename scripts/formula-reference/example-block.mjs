// An example as a block that is a formula itself: what it is given and what it gives stand in comments.

const maxLineLength = 110;

export function exampleBlock({ formula, context, result, kind, note }) {
  const given = Object.entries(context ?? {}).map(([name, value]) => comment(`${name} = `, value));
  const block = ['```formula', ...given, formula, ...gives(result, kind), '```'].join('\n');
  return note === undefined ? block : `${block}\n\n${note}`;
}

function gives(result, kind) {
  if (kind === 'error') return [`#=> error: ${result}`];
  // The result of a clock or of chance is often not printed at all.
  if (kind === 'illustrative' && result == null) return [];
  return [comment('=> ', result ?? null).replace('# =>', '#=>')];
}

function comment(before, value) {
  const line = `# ${before}${spaced(value)}`;
  if (line.length <= maxLineLength) return line;
  return `# ${before}${JSON.stringify(value, null, 2)}`.replaceAll('\n', '\n# ');
}

/** JSON on one line with blanks where people put them. */
function spaced(value) {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${spaced(item)}`)
    .join(', ')}}`;
}
