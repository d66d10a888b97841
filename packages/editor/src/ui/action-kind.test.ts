import { actionTypes } from '@fabula/actions';
import { describe, expect, it } from 'vitest';
import { actionKind } from './action-kind.ts';

describe('how kinds of action look', () => {
  it.each([...actionTypes.keys()])('%s has a face of its own', (type) => {
    expect(actionKind(type, {}).colour).not.toBe('kind-other');
  });

  it('a kind that nobody knows shows its name', () => {
    expect(actionKind('Agents::NewThingAgent', {})).toMatchObject({ label: 'New Thing', colour: 'kind-other' });
  });
});
