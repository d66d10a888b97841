// The conformance report: which documented functions exist, and how many examples of each were found true.

/** Functions of ours that the documented product is not known to have. */
const additions = ['FORCE_ARRAY', 'HOURS', 'MINUTES', 'WEEKS'];

const documentedCount = 190;

/** At most five, and none that an example with a printed result shows. */
const deviations = [
  [
    '`TINES_ENCRYPT`, `AES_ENCRYPT`',
    'What they give has a form of our own, because the form of the documented product is not published. Texts that were encrypted there cannot be decrypted here. `OPENSSL_ENCRYPT` and the RSA functions use open forms and read what others wrote.',
  ],
  [
    '`ESTIMATED_TOKEN_COUNT`',
    'Counts by a rule of thumb instead of the vocabulary of one model, which would weigh megabytes in a browser and be wrong for all other models. It was right for one printed example and a fifth too high for another.',
  ],
  [
    '`NULL` in comparisons',
    '`NULL < 100` is FALSE. One page prints a result that needs it to be TRUE, from a sample that lacks the field; it looks like a slip.',
  ],
  [
    '`DATE_PARSE`, `DATE_DIFF`, `EML_PARSE`, `MSG_PARSE`',
    'Count as functions whose result may change: `now` and `tomorrow` are dates for the first two, and files of mails get a new `guid` each time. The documentation says so of `DATE` only.',
  ],
];

export function conformanceReport(entries) {
  const documented = entries.filter(({ name }) => !additions.includes(name));
  if (documented.length !== documentedCount)
    throw new Error(`there are ${documented.length} documented functions instead of ${documentedCount}`);
  const total = (kind) => documented.reduce((sum, entry) => sum + countOf(entry, kind), 0);
  return `${[
    '# Conformance of the formula functions',
    `All ${documentedCount} documented functions exist. They have ${total('exact')} examples with a result and ${total('error')} with an error; all of them hold. 285 and 3 of these are printed by the documentation, the others are our own. ${total('illustrative')} more depend on the clock, on chance, on keys or on the run and are shown for illustration only; that they can be called is tested.`,
    'This report is written by `npm run docs:formula`, which runs the examples and ends with an error when one does not hold. The same examples are tests (`packages/formula/src/conformance`) in Node and in Chromium.',
    'Two of the printed ones (`OBJECTS_TO_CSV`) show the keys of their sample in the order of the alphabet and a result in another; the samples here have the order of the result.',
    '## Deviations',
    deviations.map(([what, why], index) => `${index + 1}. ${what}: ${why}`).join('\n'),
    '## Additions',
    `${additions.map((name) => `[${name}](functions/${name}.md)`).join(', ')} are not in the documentation.`,
    '## Functions',
    table(documented),
  ].join('\n\n')}\n`;
}

function table(entries) {
  const rows = entries.map((entry) => {
    const counts = ['exact', 'error', 'illustrative'].map((kind) => countOf(entry, kind));
    const holds = counts[0] + counts[1] > 0 ? 'pass' : 'shown';
    return `| [${entry.name}](functions/${entry.name}.md) | ${counts.map((count) => count || '').join(' | ')} | ${holds} |`;
  });
  return ['| Function | Exact | Error | Illustrative | |', '| --- | ---: | ---: | ---: | --- |', ...rows].join('\n');
}

function countOf({ examples }, kind) {
  return examples.filter((example) => example.kind === kind).length;
}
