import { expect, test } from 'vitest';
import { formatTraceParent, parseTraceParent, spanIdOf, traceIdOf } from './trace-context.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

test.each([
  ['sampled', `00-${traceId}-${spanId}-01`, true],
  ['not sampled', `00-${traceId}-${spanId}-00`, false],
  ['with flags that we do not know', `00-${traceId}-${spanId}-fe`, false],
  ['of a later version', `cc-${traceId}-${spanId}-01`, true],
  ['of a later version that says more', `cc-${traceId}-${spanId}-01-what-the-future-brings`, true],
])('a header %s is read', (_name, text, isSampled) => {
  expect(parseTraceParent(text)).toEqual({ traceId, spanId, isSampled });
});

test.each([
  ['empty', ''],
  ['of the version that is forbidden', `ff-${traceId}-${spanId}-01`],
  ['of version 00 that says more', `00-${traceId}-${spanId}-01-more`],
  ['of a later version that goes on without a dash', `cc-${traceId}-${spanId}-01.more`],
  ['with capital letters', `00-${traceId.toUpperCase()}-${spanId}-01`],
  ['with a trace of zeros', `00-${'0'.repeat(32)}-${spanId}-01`],
  ['with a span of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
  ['with a short trace', `00-${traceId.slice(1)}-${spanId}-01`],
  ['without flags', `00-${traceId}-${spanId}`],
  ['with spaces around', ` 00-${traceId}-${spanId}-01`],
  ['sent twice', `00-${traceId}-${spanId}-01, 00-${traceId}-${spanId}-01`],
])('a header %s is ignored', (_name, text) => {
  expect(parseTraceParent(text)).toBeNull();
});

test('what is written can be read', () => {
  const context = { traceId, spanId, isSampled: true };
  expect(parseTraceParent(formatTraceParent(context))).toEqual(context);
});

test('ids of our own have the length that the standard wants, up to the largest', () => {
  expect(traceIdOf({ guid: '4bf92f35-77b3-4da6-a3ce-929d0e0e4736' })).toBe(traceId);
  expect(spanIdOf(255)).toBe('00000000000000ff');
  expect(spanIdOf(Number.MAX_SAFE_INTEGER)).toBe('001fffffffffffff');
});
