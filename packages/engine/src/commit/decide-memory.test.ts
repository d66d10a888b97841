import { type ActionId, asId } from '@fabula/model';
import { expect, it } from 'vitest';
import { decideMemory } from './decide-memory.ts';
import { MemoryDraft } from './memory-draft.ts';

it('what is put into memory holds no secret', async () => {
  const actionId = asId<ActionId>(1);
  const key = { actionId, key: 'list' };
  const draft = new MemoryDraft({ get: () => null, items: async () => [] });
  const decide = () => ({
    put: [{ key: 'list', value: { token: 's3cret' } }],
    append: { key: 'list', item: ['s3cret'] },
  });
  await decideMemory(actionId, decide, draft, {
    isEmpty: false,
    mask: (text) => text.replaceAll('s3cret', '********'),
  });
  expect(draft.read(key)).toEqual({ token: '********' });
  expect(await draft.collect(key)).toEqual([['********']]);
});
