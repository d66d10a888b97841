import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { broken, doubtful, fine } from '../doctor/finding.ts';
import { diagnoseSettings } from '../settings.ts';
import { doctor, printFindings } from './doctor.ts';

const findings = [
  fine('node', 'Node.js v20.19.0.'),
  doubtful('queue', '2 deliveries are due.', 'Start more workers.', ['"Hello" (1): 2']),
  broken('database', 'It does not answer.', 'Start it.'),
];

test('a line for each finding, what to do indented below, and a summary', () => {
  expect(printFindings(findings, false)).toBe(
    [
      '✓ node      Node.js v20.19.0.',
      '! queue     2 deliveries are due.',
      '            - "Hello" (1): 2',
      '            → Start more workers.',
      '✗ database  It does not answer.',
      '            → Start it.',
      '',
      '1 thing is broken, 1 thing needs a look.',
    ].join('\n'),
  );
});

test('colours on a terminal only', () => {
  const red = '\u001b[31m✗\u001b[0m database';
  expect(printFindings(findings, true)).toContain(red);
  expect(printFindings(findings, false)).not.toContain('\u001b');
});

test.each([
  ['text', false],
  ['JSON', true],
])('what is broken ends with 1, as %s', async (_name, json) => {
  const streams = { input: new PassThrough(), output: new PassThrough(), errors: new PassThrough() };
  const output = text(streams.output);
  const diagnosis = diagnoseSettings({ PORT: '0', FABULA_DATA_DIR: '/nowhere/at/all', LOG_LEVEL: 'loud' });
  expect(await doctor(diagnosis, streams, { json })).toBe(1);
  streams.output.end();
  if (!json) return expect(await output).toMatch(/^✗ settings +LOG_LEVEL must be/m);
  expect(JSON.parse(await output)).toMatchObject({
    status: 'fail',
    version: expect.any(String),
    checks: expect.arrayContaining([
      { check: 'settings', status: 'fail', message: expect.any(String), way_out: expect.any(String), details: [] },
    ]),
  });
});
