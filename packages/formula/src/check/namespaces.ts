/** First names that the language itself gives, as far as their shape is documented. */
import { ANY, BOOLEAN, INTEGER, objectOf, SOME_OBJECT, TEXT, type Type } from './type.ts';

export interface Namespace {
  readonly type: Type;
  readonly documentation: string;
}

function object(keys: Readonly<Record<string, Type>>): Type {
  return objectOf(new Map(Object.entries(keys)));
}

const named = { id: ANY, name: TEXT };

export const NAMESPACES: ReadonlyMap<string, Namespace> = new Map<string, Namespace>([
  [
    'CREDENTIAL',
    { type: SOME_OBJECT, documentation: 'Credentials by slug; read only while an action runs, never shown.' },
  ],
  [
    'INFO',
    { type: SOME_OBJECT, documentation: 'What is known about credentials, resources and records, without secrets.' },
  ],
  ['LOCAL', { type: SOME_OBJECT, documentation: 'Local values of this action.' }],
  [
    'LOOP',
    {
      type: object({ value: ANY, index: INTEGER, key: TEXT, previous_result: ANY }),
      documentation: 'The round of the loop of this action: its value, its index from 0, its key, the result before.',
    },
  ],
  [
    'META',
    {
      type: object({
        tenant: object({ domain: TEXT, name: TEXT }),
        team: object(named),
        story: object({ ...named, key: TEXT, is_test: BOOLEAN }),
        action: object({ ...named, key: TEXT }),
        story_run: object({ id: TEXT, user_link: TEXT }),
        page_elements_loop: object({ index: INTEGER, value: ANY }),
      }),
      documentation: 'Where this runs: tenant, team, story, action and story run.',
    },
  ],
  ['PAGE', { type: SOME_OBJECT, documentation: 'Addresses of the pages of this story, by page.' }],
  ['RESOURCE', { type: SOME_OBJECT, documentation: 'Values of resources by slug.' }],
  ['STORY', { type: SOME_OBJECT, documentation: 'Stories to send to, by slug.' }],
]);

/** What `FORLOOP` is inside a `<%for%>` tag. */
export const FORLOOP_TYPE: Type = object({ index: INTEGER, index0: INTEGER, first: BOOLEAN, last: BOOLEAN });
