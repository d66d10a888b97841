// The reference pages of the kinds of action: one for each, with its options and the tests that name them; an index; and
// the list of what the public documentation leaves open, with our choice.

const origins = {
  documented: 'documented',
  seen: 'seen in exports',
  unconfirmed: 'unconfirmed',
  own: 'of Fabula',
};

/** File name → text. */
export function renderPages(types, covers) {
  const sorted = [...types].sort((one, other) => one.title.localeCompare(other.title));
  return new Map([
    ['README.md', indexPage(sorted, covers)],
    ['tests.md', testsPage(sorted, covers)],
    ['unconfirmed.md', unconfirmedPage(sorted)],
    ...sorted.map((type) => [fileOf(type), typePage(type, covers)]),
  ]);
}

function fileOf({ title }) {
  return `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.md`;
}

function indexPage(types, covers) {
  const rows = types.map((type) => {
    const tests = covers.filter((cover) => cover.type === type.type).length;
    return [`[${type.title}](${fileOf(type)})`, `\`${type.type}\``, String(type.options.length), String(tests)];
  });
  return page(
    'Actions',
    'Every kind of action with its options. Made by `npm run docs:actions` from the descriptions that the program itself reads options by, and from the tests that ran: an option without a test that passed and asserted something fails `npm test`.',
    table(['Kind', 'Type in exports and the API', 'Options', 'Tests that name an option'], rows),
    'What the public documentation leaves open, and what we chose: [unconfirmed.md](unconfirmed.md). Every option and the tests that name it, in one table: [tests.md](tests.md).',
  );
}

function testsPage(types, covers) {
  const rows = types.flatMap((type) => {
    const own = covers.filter((cover) => cover.type === type.type);
    const names = [...new Set([...type.options.map(({ key }) => key), ...own.map(({ option }) => option)])];
    return names.map((name) => [
      `[${type.title}](${fileOf(type)})`,
      code(name),
      lines(own.filter(({ option }) => option === name).map(testLink)).join('<br>'),
    ]);
  });
  const tested = rows.filter(([, , tests]) => tests !== '');
  return page(
    'Options and their tests',
    'Each row is an option, or one choice of a mode (`mode:explode`), or what a kind does beside its options (`event`). The tests ran, passed and asserted something when this page was made.',
    table(['Kind', 'Option', 'Tests'], tested),
  );
}

function testLink({ behaviour, file }) {
  return `[${behaviour}](../../../${file})`;
}

function unconfirmedPage(types) {
  const rows = types.flatMap((type) =>
    type.options
      .filter(({ origin, note }) => origin === 'unconfirmed' || (origin !== 'own' && note !== undefined))
      .map(({ key, note, origin }) => [
        `[${type.title}](${fileOf(type)})`,
        `\`${key}\``,
        origins[origin],
        note ?? 'As described on its page.',
      ]),
  );
  return page(
    'What is unconfirmed',
    'Options whose name, values or meaning the public documentation leaves open, or that real stories use differently, and what Fabula does.',
    table(['Kind', 'Option', 'Known from', 'What we do'], rows),
  );
}

function typePage(type, covers) {
  const own = covers.filter((cover) => cover.type === type.type);
  const known = new Set(type.options.map(({ key }) => key));
  const beside = own.filter(({ option }) => !known.has(option.split(':')[0]));
  return page(
    type.title,
    `\`${type.type}\` · ${abilities(type)}`,
    ...type.options.map((option) => optionSection(option, own)),
    ...(beside.length === 0
      ? []
      : ['## Beside its options', list(beside.map((cover) => `${cover.option}: ${cover.behaviour}`))]),
  );
}

function abilities({ canReceive, canEmit, canBeScheduled }) {
  const can = [canReceive && 'receives events', canEmit && 'emits events', canBeScheduled && 'can be scheduled'];
  return can.filter(Boolean).join(', ');
}

function optionSection(option, covers) {
  const facts = [
    kindOf(option),
    option.isRequired ? 'required' : null,
    option.fallback === undefined ? null : `otherwise \`${JSON.stringify(option.fallback)}\``,
    option.when === undefined ? null : `with \`${option.when.key}\` ${option.when.isOneOf.map(code).join(' or ')}`,
    option.aliases === undefined ? null : `also spelled ${option.aliases.map(code).join(', ')}`,
    origins[option.origin],
  ].filter((fact) => fact !== null);
  const tests = covers.filter(({ option: name }) => name.split(':')[0] === option.key);
  return [
    `## ${code(option.key)}: ${option.title}`,
    `${facts.join(' · ')}`,
    option.help,
    option.note === undefined ? null : `*${option.note}*`,
    option.choices === undefined ? null : list(option.choices.map(({ value, title }) => `${code(value)}: ${title}`)),
    tests.length === 0 ? null : `Tested:\n\n${list(tests.map(testLine))}`,
  ]
    .filter((part) => part !== null && part !== '')
    .join('\n\n');
}

function testLine({ option, behaviour }) {
  const [, choice] = option.split(':');
  return choice === undefined ? behaviour : `${code(choice)}: ${behaviour}`;
}

function kindOf({ kind, min, max, isInteger }) {
  if (kind !== 'number') return kind.replace('_', ' ');
  const noun = isInteger ? 'whole number' : 'number';
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}`;
  return min === undefined ? noun : `${noun} from ${min}`;
}

function code(text) {
  return `\`${text}\``;
}

function list(items) {
  return lines(items)
    .map((line) => `- ${line}`)
    .join('\n');
}

/** In one order whatever order the tests ran in, each once however many databases they ran on. */
function lines(items) {
  return [...new Set(items)].sort();
}

function table(head, rows) {
  const cells = [head, head.map(() => '---'), ...rows].map(
    (row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`,
  );
  return cells.join('\n');
}

function page(title, ...parts) {
  return `${[`# ${title}`, ...parts].join('\n\n')}\n`;
}
