import { describe, expect, test } from 'vitest';
import { evaluateLine } from './evaluate-line.ts';
import { environment } from './evaluating.test-kit.ts';

describe('one JSON object in, one JSON object out', () => {
  test.each([
    ['{"formula":"1 + 2"}', '{"result":3}'],
    ['{"formula":"a.b","context":{"a":{"b":9007199254740993}}}', '{"result":9007199254740993}'],
    ['{"formula":"a","context":null}', '{"result":null}'],
    ['{"formula":"=a + 1","context":{"a":1},"field":"formula"}', '{"result":2}'],
    ['{"formula":"Hi <<a>>","context":{"a":"you"},"field":"text"}', '{"result":"Hi you"}'],
    ['{"formula":"no pills","field":"text"}', '{"result":"no pills"}'],
    ['{"formula":"= <<1 + 1>>","field":"text"}', '{"result":"= 2"}'],
    ['{"formula":"{{ .a.b }}","context":{"a":{"b":1}},"field":"text"}', '{"result":"1"}'],
    ['{"formula":"\\"line\\nbreak\\""}', '{"result":"line\\nbreak"}'],
    ['{"formula":"__proto__.x","context":{"__proto__":{"x":1}}}', '{"result":1}'],
    ['{"formula":"1 / 0"}', '{"error":{"message":"Division by zero","range":[0,5]}}'],
    ['{"formula":"1 +"}', '{"error":{"message":"Expected a value, found the end of the formula","range":[3,3]}}'],
    [
      '',
      '{"error":{"message":"The line is not JSON: Expected a value, found the end of the text at 0","range":[0,0]}}',
    ],
    ['[1]', '{"error":{"message":"The line must be a JSON object with the key `formula`","range":[0,0]}}'],
    ['{}', '{"error":{"message":"`formula` must be a text","range":[0,0]}}'],
    ['{"formula":1}', '{"error":{"message":"`formula` must be a text","range":[0,0]}}'],
    ['{"formula":"1","context":[]}', '{"error":{"message":"`context` must be an object or null","range":[0,0]}}'],
    [
      '{"formula":"1","field":"x"}',
      '{"error":{"message":"`field` must be \\"formula\\" or \\"text\\"","range":[0,0]}}',
    ],
  ])('%s', (line, answer) => {
    expect(evaluateLine(line, environment)).toBe(answer);
  });

  test('a hostile line is refused quickly', () => {
    expect(evaluateLine(`{"formula":"a","context":${'{"a":'.repeat(100_000)}`, environment)).toMatch(/^\{"error"/);
  });
});
