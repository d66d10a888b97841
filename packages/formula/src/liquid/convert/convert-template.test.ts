import { expect, test } from 'vitest';
import { stringifyJson } from '../../value/json.ts';
import { fromJson } from '../liquid.test-kit.ts';
import { convertLiquidTemplate } from './convert-template.ts';

const OPTIONS =
  '{"2":"{{ .a }}","url":"https://x.y/","n":1.0,"deep":{"list":["{{ b | as_object }}","{% cycle 1 %}","=c",{"{{ k }}":"<<d>>"}]}}';

test('every legacy template of a tree is converted or reported, and nothing else changes', () => {
  const { value, fields } = convertLiquidTemplate(fromJson(OPTIONS));
  expect(stringifyJson(value)).toBe(
    '{"2":"<<a>>","url":"https://x.y/","n":1.0,"deep":{"list":["=b","{% cycle 1 %}","=c",{"{{ k }}":"<<d>>"}]}}',
  );
  expect(fields.map(({ path, conversion }) => [path.join('.'), conversion.kind])).toEqual([
    ['2', 'converted'],
    ['deep.list.0', 'converted'],
    ['deep.list.1', 'kept'],
  ]);
});

test('a tree without legacy templates comes back as it is', () => {
  const tree = fromJson('{"a":["=b","<<c>>",null,true]}');
  expect(convertLiquidTemplate(tree)).toEqual({ value: tree, fields: [] });
});
