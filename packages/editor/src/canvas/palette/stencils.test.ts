import { makeObject } from '@fabula/formula';
import { expect, test } from 'vitest';
import type { ActionTypeInfo } from '../../data/action-types.ts';
import { findStencils, stencilsOf } from './stencils.ts';

function info(type: string, title: string): ActionTypeInfo {
  return { type, title, canReceive: true, canBeScheduled: true, defaultOptions: makeObject([]), fields: [] };
}

const types = [
  info('Agents::NewAgent', 'New thing'),
  info('Agents::TriggerAgent', 'Condition'),
  info('Agents::GroupInputAgent', 'Group input'),
  info('Agents::HTTPRequestAgent', 'HTTP Request'),
  info('Agents::WebhookAgent', 'Webhook'),
];
const all = stencilsOf(new Map(types.map((each) => [each.type, each])));
const found = (text: string) => findStencils(all, text).map(({ label }) => label);

test('the palette begins with what stories begin with, and leaves out what lies inside groups', () => {
  expect(found('')).toEqual(['Webhook', 'HTTP request', 'Condition', 'New']);
});

test.each([
  ['web', ['Webhook']],
  ['if', ['Condition']],
  ['req http', ['HTTP request']],
  ['api', ['HTTP request', 'Webhook']],
  ['nonsense', []],
])('"%s" finds %j', (text, labels) => {
  expect(found(text).toSorted()).toEqual(labels);
});
